"""Numbers as JavaScript sees them: doubles, and their shortest text."""

import math

_EXPONENT_FROM = 21  # JavaScript writes 1e+21 and larger with an exponent
_SMALLEST_PLAIN = -6  # and anything below 1e-6
EXACT_INTEGERS = 2**53  # every whole number below is a double of its own


def double(value: float) -> float:
    """The double nearest to `value`; an integer beyond the range becomes an infinity."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def number_text(value: float) -> str:
    """`String(value)` of ECMAScript: the shortest digits that read back as the same double."""
    number = double(value)
    if number == 0:
        return "0"  # also for -0
    if math.isinf(number) or math.isnan(number):
        return "NaN" if math.isnan(number) else ("Infinity" if number > 0 else "-Infinity")
    sign = "-" if number < 0 else ""
    mantissa, _, exponent = repr(abs(number)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0)  # digits before the decimal point
    if whole == "0":
        point -= len(fraction) - len(fraction.lstrip("0")) + 1
    digits = digits.rstrip("0")
    return sign + _placed(digits, point)


def _placed(digits: str, point: int) -> str:
    count = len(digits)
    if count <= point <= _EXPONENT_FROM:
        return digits + "0" * (point - count)
    if 0 < point <= _EXPONENT_FROM:
        return digits[:point] + "." + digits[point:]
    if _SMALLEST_PLAIN < point <= 0:
        return "0." + "0" * -point + digits
    exponent = point - 1
    tail = f"e{'+' if exponent > 0 else '-'}{abs(exponent)}"
    return digits[0] + ("." + digits[1:] if count > 1 else "") + tail


def plain_number(value: float) -> float:
    """`value` as it appears in JSON that JavaScript wrote: whole numbers below 1e21 without a fraction."""
    number = double(value)
    if number.is_integer() and abs(number) < 10**_EXPONENT_FROM:
        return int(number_text(number))
    return number
