"""Texts and numbers within their limits."""

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from mockapify.fakes import formats, words
from mockapify.fakes.expressions import PLAIN, Expression, UnknownError
from mockapify.fakes.layers import ImpossibleError, said
from mockapify.ids import Ids
from mockapify.schema.documents import Target

TRIES = 60
SPAN = 100
"""How many steps from its one limit a number is at most."""

LONGEST = 100_000
"""Characters of the longest text that is made."""


def text(layers: list[Target], key: str, number: int, ids: Ids) -> str:
    """The nth text for a key, as long as it should be.

    Raises:
        ImpossibleError: There is a pattern that no text is made for, or the text would be too long.
    """
    shortest = max((math.ceil(limit) for limit in said(layers, "minLength")), default=0)
    longest = min((math.floor(limit) for limit in said(layers, "maxLength")), default=None)
    if shortest > LONGEST:
        raise ImpossibleError((), f"a text of {shortest} characters is too long")
    patterns = said(layers, "pattern")
    if patterns:
        return found_by(ids.pick(patterns), ids, shortest, longest)
    known = [name for name in said(layers, "format") if name in formats.TEXTS]
    if known:
        made = formats.TEXTS[known[0]](number, ids)
        if known[0] in formats.OPEN:
            made += _letters(shortest - len(made), ids)
        elif known[0] == "email":
            made = _letters(shortest - len(made), ids) + made
        return made
    made = words.text(key, number)
    if len(made) < shortest:
        made += " " + _letters(shortest - len(made) - 1, ids)
    if longest is None or len(made) <= longest:
        return made
    end = f" {number}"
    return (words.plain(key)[: max(0, longest - len(end))] + end).strip()[-longest:] if longest else ""


def _letters(count: int, ids: Ids) -> str:
    return ids.digits(max(0, count), PLAIN)


def found_by(pattern: str, ids: Ids, shortest: int = 0, longest: int | None = None) -> str:
    """A text that the pattern finds, as long as it should be if luck will have it.

    Raises:
        ImpossibleError: There is something in it that no text is made for.
    """
    try:
        expression = Expression(pattern)
        made = ""
        for attempt in range(TRIES):
            made = expression.text(ids, (3, 0, 8, shortest, shortest // 2)[attempt % 5])
            if len(made) < shortest and expression.is_open:
                made += _letters(shortest - len(made), ids)
            if shortest <= len(made) <= (longest or len(made)):
                break
        return made
    except (UnknownError, ValueError, IndexError) as error:
        raise ImpossibleError((), f"no text is made for the pattern {pattern}: {error}") from None


def number(layers: list[Target], key: str, position: int, ids: Ids, *, whole: bool) -> int | float:
    """A number between its limits, a multiple of what it should be one of.

    Raises:
        ImpossibleError: There is nothing between the limits.
    """
    usual = words.usual(key)
    steps = [_decimal(step) for step in said(layers, "multipleOf")]
    decimals = 0 if whole else usual.decimals
    step = _common(steps) or Decimal(1).scaleb(-decimals)
    if whole:
        step = _common([step, Decimal(1)]) or step
    low = _first([*map(_decimal, said(layers, "minimum"))], [*map(_decimal, said(layers, "exclusiveMinimum"))], max)
    high = _first([*map(_decimal, said(layers, "maximum"))], [*map(_decimal, said(layers, "exclusiveMaximum"))], min)
    if not whole and not steps and low is not None and high is not None:
        while low < high and (high - low) < 10 * step:
            step /= 10
    if low is None and high is None and words.words_of(key)[-1:] in (["id"], ["position"], ["rank"], ["page"]):
        return _plain(step * position)
    excluded = {*map(_decimal, said(layers, "exclusiveMinimum")), *map(_decimal, said(layers, "exclusiveMaximum"))}
    for bottom, top in _windows(low, high, usual, step):
        first, last = math.ceil(bottom / step), math.floor(top / step)
        first += first * step in excluded
        last -= last * step in excluded
        if first <= last:
            return _plain(ids.whole(first, last) * step)
    raise ImpossibleError((), "there is no number between its limits")


def _windows(
    low: Decimal | None, high: Decimal | None, usual: words.Range, step: Decimal
) -> Iterator[tuple[Decimal, Decimal]]:
    """From where to where a number may be chosen: what is usual, as far as it is allowed; else all that is allowed."""
    lowest, highest = _decimal(usual.lowest), _decimal(usual.highest)
    yield lowest if low is None else max(low, lowest), highest if high is None else min(high, highest)
    if low is None:
        low = (lowest if high is None else high) - SPAN * step
    yield low, low + SPAN * step if high is None else high


def _decimal(value: float) -> Decimal:
    return Decimal(str(value))


def _first(inclusive: list[Decimal], exclusive: list[Decimal], strictest: Any) -> Decimal | None:
    found: Decimal | None = strictest([*inclusive, *exclusive], default=None)
    return found


def _common(steps: list[Decimal]) -> Decimal | None:
    """The smallest number that is a multiple of all of them."""
    if not steps:
        return None
    shift = max(0, *(-int(step.as_tuple().exponent) for step in steps))
    return Decimal(math.lcm(*(int(step.scaleb(shift)) for step in steps))).scaleb(-shift)


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
