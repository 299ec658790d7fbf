"""What JavaScript makes of JSON: every number is a double, and keys that look like array indexes come first."""

from typing import Final

MAX_SAFE_INTEGER: Final = 2**53
MAX_ARRAY_INDEX: Final = 2**32 - 2
# JavaScript leaves plain decimals below and above these decimal exponents (ECMA-262, Number::toString).
SMALLEST_PLAIN_EXPONENT: Final = -7
LARGEST_PLAIN_EXPONENT: Final = 21
NOT_FINITE: Final = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}


def number(value: float) -> str:
    """`value` as JavaScript prints it after reading it as a double: `1`, `0.1`, `1e+21`, `1e-7`, `Infinity`."""
    return integer(value) if isinstance(value, int) else floating(value)


def integer(value: int) -> str:
    """`value`, which is no boolean, as JavaScript prints it."""
    if -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:
        return str(value)
    try:
        return floating(float(value))
    except OverflowError:
        return "Infinity" if value > 0 else "-Infinity"


def floating(value: float) -> str:
    """`value`, which is no integer of Python's, as JavaScript prints it."""
    text = repr(value)
    if text[-2:] == ".0":
        return text[:-2] if value else "0"
    return _exponent(text) if "e" in text else NOT_FINITE.get(text, text)


def _exponent(text: str) -> str:
    """Lay out the digits of a Python `repr` with an exponent the JavaScript way."""
    mantissa, _, power = text.partition("e")
    sign, mantissa = ("-", mantissa[1:]) if mantissa.startswith("-") else ("", mantissa)
    digits = mantissa.replace(".", "")
    # The value is 0.DIGITS times ten to the power of `point`.
    point = int(power) + 1
    if len(digits) <= point <= LARGEST_PLAIN_EXPONENT:
        return sign + digits.ljust(point, "0")
    if SMALLEST_PLAIN_EXPONENT + 1 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{point - 1:+d}"


def is_index(key: str) -> bool:
    """Whether JavaScript sorts `key` before all other keys of an object: `0`, `7`, `10`, but not `07` or `-1`."""
    return (
        key.isascii()
        and key.isdecimal()
        and (key[0] != "0" or key == "0")
        and len(key) <= 10
        and int(key) <= MAX_ARRAY_INDEX
    )
