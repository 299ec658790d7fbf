"""The values of `format`, as ajv-formats' full mode understands them."""

import ipaddress
import re
from collections.abc import Callable
from typing import Any, Final

from mockapify.schema.ecma import PatternError, compile_pattern
from mockapify.schema.numbers import double
from mockapify.schema.uris import is_uri, is_uri_reference, is_uri_template, is_url

_IGNORE_CASE = re.ASCII | re.IGNORECASE  # JavaScript without the u flag folds no other letter into an ASCII one
_SPACES = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"  # \s of ECMAScript


def _whole(expression: str, flags: re.RegexFlag = re.ASCII) -> Callable[[str], bool]:
    fullmatch = re.compile(expression, flags).fullmatch
    return lambda text: fullmatch(text) is not None


_DATE: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME: Final = re.compile(
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d(?:\.\d+)?)(?P<zone>z|(?P<sign>[+-])(?P<h>\d\d)(?::?(?P<m>\d\d))?)?",
    _IGNORE_CASE,
)
_SEPARATOR: Final = re.compile(f"[tT{_SPACES}]")
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_date(text: str) -> bool:
    """`YYYY-MM-DD`, a day that exists; the year 0000 does."""
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    year, month, day = map(int, match.groups())
    if not 1 <= month <= 12:
        return False
    leap_day = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= _DAYS[month - 1] + leap_day


def is_time(text: str, *, zone_required: bool = True) -> bool:
    """A time of day; second 60 only at the end of a day in UTC."""
    match = _TIME.fullmatch(text)
    if match is None or (zone_required and match["zone"] is None):
        return False
    hour, minute, second = int(match["hour"]), int(match["minute"]), float(match["second"])
    zone_hour, zone_minute = int(match["h"] or 0), int(match["m"] or 0)
    if zone_hour > 23 or zone_minute > 59:
        return False
    if hour <= 23 and minute <= 59 and second < 60:
        return True
    return second < 61 and _ends_a_day(hour, minute, zone_hour, zone_minute, -1 if match["sign"] == "-" else 1)


def _ends_a_day(hour: int, minute: int, zone_hour: int, zone_minute: int, sign: int) -> bool:
    utc_minute = minute - zone_minute * sign
    utc_hour = hour - zone_hour * sign - (utc_minute < 0)
    return utc_hour in (23, -1) and utc_minute in (59, -1)


# Nearly every date and time that a program writes, told in a tenth of the time that all the rules take.
_ORDINARY_DATE_TIME: Final = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z", re.ASCII
)


def is_date_time(text: str, *, zone_required: bool = True) -> bool:
    """A date and a time with one `T`, `t` or whitespace between."""
    if _ORDINARY_DATE_TIME.fullmatch(text):
        return True
    parts = _SEPARATOR.split(text)
    return len(parts) == 2 and is_date(parts[0]) and is_time(parts[1], zone_required=zone_required)


_duration_shape: Final = _whole(r"P(?:(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?|\d+W)")


def is_duration(text: str) -> bool:
    """ISO 8601 without fractions; weeks stand alone; at least one part."""
    return text != "P" and _duration_shape(text)


_LABEL: Final = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_ATOM: Final = r"[\w!#$%&'*+/=?^`{|}~-]+"
is_email: Final = _whole(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}", _IGNORE_CASE)
_hostname_shape: Final = _whole(
    r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*\.?", _IGNORE_CASE
)
_LONGEST_HOSTNAME = 253


def is_hostname(text: str) -> bool:
    """Labels of letters, digits and inner hyphens; a final dot does not count."""
    return len(text.removesuffix(".")) <= _LONGEST_HOSTNAME and _hostname_shape(text)


_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
is_ipv4: Final = _whole(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_ipv6_letters: Final = _whole(r"[\da-fA-F:.]+")


def is_ipv6(text: str) -> bool:
    """Eight groups, `::` for one or more of them, perhaps an IPv4 address at the end; no zone."""
    if not _ipv6_letters(text):
        return False
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


_LINE_END: Final = re.compile("[\n\r\u2028\u2029]")
_base64: Final = _whole(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def is_byte(text: str) -> bool:
    """Base64 with padding. ajv-formats looks line by line, so one good line, even an empty one, is enough."""
    return any(map(_base64, _LINE_END.split(text)))


_before_z: Final = re.compile(r"[^\\]\\Z")


def is_regex(text: str) -> bool:
    r"""An ECMAScript expression without the u flag; `\Z` of other dialects is refused though JavaScript knows it."""
    if _before_z.search(text):
        return False
    try:
        compile_pattern(text, "")
    except PatternError:
        return False
    return True


def is_int64(number: float) -> bool:
    """A whole number; JavaScript has no larger range to check."""
    return double(number).is_integer()


def is_int32(number: float) -> bool:
    """A whole number of 32 bits with sign."""
    return is_int64(number) and -(2**31) <= number < 2**31


STRINGS: Final[dict[str, Callable[[str], bool]]] = {
    "date": is_date,
    "time": is_time,
    "date-time": is_date_time,
    "iso-time": lambda text: is_time(text, zone_required=False),
    "iso-date-time": lambda text: is_date_time(text, zone_required=False),
    "duration": is_duration,
    "uri": is_uri,
    "uri-reference": is_uri_reference,
    "uri-template": is_uri_template,
    "url": is_url,
    "email": is_email,
    "hostname": is_hostname,
    "ipv4": is_ipv4,
    "ipv6": is_ipv6,
    "regex": is_regex,
    "uuid": _whole(r"(?:urn:uuid:)?[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}", _IGNORE_CASE),
    "json-pointer": _whole(r"(?:/(?:[^~/]|~[01])*)*"),
    "json-pointer-uri-fragment": _whole(r"#(?:/(?:[\w.!$&'()*+,;:=@-]|%[\da-f]{2}|~[01])*)*", _IGNORE_CASE),
    "relative-json-pointer": _whole(r"(?:0|[1-9]\d*)(?:#|(?:/(?:[^~/]|~[01])*)*)"),
    "byte": is_byte,
}
"""Formats that look at strings. Names that never fail (`password`, `binary`, unknown ones) are absent."""

NUMBERS: Final[dict[str, Callable[[Any], bool]]] = {"int32": is_int32, "int64": is_int64}
"""Formats that look at numbers; `float` and `double` never fail."""
