"""Numbers of a schema and of an item: doubles, as JavaScript has them."""

import math

from mockapify.javascript import LARGEST_PLAIN_EXPONENT, number

EXACT_INTEGERS = 2**53  # every whole number below is a double of its own


def double(value: float) -> float:
    """The double nearest to `value`; an integer beyond the range becomes an infinity."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def plain_number(value: float) -> float:
    """`value` as it appears in JSON that JavaScript wrote: whole numbers below 1e21 without a fraction."""
    nearest = double(value)
    if nearest.is_integer() and abs(nearest) < 10**LARGEST_PLAIN_EXPONENT:
        return int(number(nearest))
    return nearest
