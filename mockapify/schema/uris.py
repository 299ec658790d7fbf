"""URIs, references and templates as ajv-formats reads RFC 3986 and RFC 6570."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from mockapify.schema.ecma import compile_pattern

_IGNORE_CASE = re.ASCII | re.IGNORECASE
_PERCENT = "%[0-9a-f]{2}"
_UNRESERVED = r"a-z0-9\-._~"
_DELIMITERS = r"!$&'()*+,;="
# Relative references allow a double quote nearly everywhere, absolute URIs nowhere.
_QUOTE = '"'


def _ip_literal() -> str:
    """An address in square brackets; unlike `format: ipv4` its IPv4 part allows leading zeros."""
    octet = r"(?:25[0-5]|2[0-4]\d|[01]?\d\d?)"
    group = "[0-9a-f]{1,4}"
    last = rf"(?:{group}:{group}|(?:{octet}\.){{3}}{octet})"  # two groups, perhaps written as IPv4

    def before(most: int) -> str:
        return f"(?:(?:{group}:){{0,{most - 1}}}{group})?"

    forms = [f"(?:{group}:){{6}}{last}", f"::(?:{group}:){{5}}{last}"]
    forms += [f"{before(6 - after)}::(?:{group}:){{{after - 1}}}{last}" for after in range(5, 0, -1)]
    forms += [f"{before(6)}::{group}", f"{before(7)}::"]
    future = rf"v[0-9a-f]+\.[{_UNRESERVED}{_DELIMITERS}:]+"
    return rf"\[(?:{'|'.join(forms)}|{future})\]"


def _reference(quote: str) -> tuple[str, str, str]:
    """What follows the scheme, as expressions: authority with path; path alone; query with fragment."""
    name = rf"(?:[{_UNRESERVED}{_DELIMITERS}{quote}]|{_PERCENT})"
    part = rf"(?:[{_UNRESERVED}{_DELIMITERS}{quote}:@]|{_PERCENT})"
    beyond = rf"(?:[{_UNRESERVED}{_DELIMITERS}{quote}:@/?]|{_PERCENT})"
    user = rf"(?:[{_UNRESERVED}{_DELIMITERS}:]|{_PERCENT})*@"
    segments = f"(?:/{part}*)*"
    # One slash before the host is enough for ajv-formats.
    authority = rf"//?(?:{user})?(?:{_ip_literal()}|{name}*)(?::\d*)?{segments}"
    path = f"/(?:{part}+{segments})?|{part}+{segments}"
    return authority, path, rf"(?:\?{beyond}*)?(?:#{beyond}*)?"


# Compiled by the first text that is checked: these expressions are large, and few schemas have such a format.
@cache
def _uri(quote: str, scheme: str, *, path_required: bool) -> re.Pattern[str]:
    authority, path, tail = _reference(quote)
    return re.compile(f"{scheme}(?:{authority}|{path}){'' if path_required else '?'}{tail}", _IGNORE_CASE)


_SCHEME = r"[a-z][a-z0-9+\-.]*:"
_VARIABLE = rf"(?:[a-z0-9_]|{_PERCENT})+(?::[1-9][0-9]{{0,3}}|\*)?"
_URI_TEMPLATE: Final = re.compile(
    rf"(?:[^\x00-\x20\"'<>%\\^`{{|}}]|{_PERCENT}|\{{[+#./;?&=,!@|]?{_VARIABLE}(?:,{_VARIABLE})*\}})*", _IGNORE_CASE
)


@cache
def _url() -> Callable[[str], bool]:
    rest = r"(?:\.\d{1,3})"
    private = rf"(?!(?:10|127){rest}{{3}})(?!(?:169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])){rest}{{2}})"
    first, middle, last = (
        r"(?:[1-9]\d?|1\d\d|2[01]\d|22[0-3])",
        r"(?:1?\d{1,2}|2[0-4]\d|25[0-5])",
        r"(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-4])",
    )
    letter = r"a-z\u00a1-\uffff"
    label = rf"(?:[{letter}0-9]+-)*[{letter}0-9]+"
    host = rf"{private}{first}(?:\.{middle}){{2}}\.{last}|{label}(?:\.{label})*\.[{letter}]{{2,}}"
    return compile_pattern(rf"^(?:https?|ftp):\/\/(?:\S+(?::\S*)?@)?(?:{host})(?::\d{{2,5}})?(?:\/\S*)?$", "iu")


def is_url(text: str) -> bool:
    """A web address on a public-looking host: no localhost, no private or multicast IPv4 address."""
    return _url()(text)


def is_uri(text: str) -> bool:
    """An absolute URI. `http://` passes, `http:` does not."""
    return _uri("", _SCHEME, path_required=True).fullmatch(text) is not None


def is_uri_reference(text: str) -> bool:
    """A URI or what may stand in its place relative to another one."""
    return _uri(_QUOTE, f"(?:{_SCHEME})?", path_required=False).fullmatch(text) is not None


def is_uri_template(text: str) -> bool:
    """Literals and `{expressions}` of RFC 6570."""
    return _URI_TEMPLATE.fullmatch(text) is not None
