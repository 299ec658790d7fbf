"""Differences: where what was expected and what there is part, field by field."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from mockapify.spelling import did_you_mean
from mockapify.state.patterns import matches

WIDTH = 160
"""How many characters of a value are shown."""

ALIGNED = 500
"""Up to how many elements of arrays are looked at for one that is missing in the middle: it takes their square."""


class Containing:
    """What `containing` returns: it is equal to every value that has at least this in it."""

    def __init__(self, wanted: object) -> None:
        self.wanted = wanted

    def __eq__(self, given: object) -> bool:
        return matches(self.wanted, given)

    __hash__ = None  # type: ignore[assignment]  # what is equal to several values has no hash

    def __repr__(self) -> str:
        return f"containing({self.wanted!r})"


def containing(wanted: object) -> Any:
    """Stands for every value that has at least this in it: `assert_called_with(input=containing({"query": "cats"}))`.

    An object needs each of these keys, and may have others, which holds for objects inside it, too. The rest is as in
    `when`: a compiled regular expression is found in a text, a callable says so, anything else is equal.
    """
    return Containing(wanted)


class Ways(Struct, frozen=True):
    """A value that can be said in several ways, such as a build by its tag or its number. One of them has to match."""

    said: tuple[object, ...]


class Between(Struct, frozen=True):
    """Stands for every number from the first to the last, both included."""

    least: float
    most: float

    def __eq__(self, given: object) -> bool:
        return isinstance(given, int | float) and self.least <= given <= self.most

    __hash__ = None  # type: ignore[assignment]  # what is equal to several values has no hash

    def __repr__(self) -> str:
        return f"{self.least:g} to {self.most:g}"


def within(wanted: object) -> object:
    """What a number is held against: a pair is a range, anything else itself."""
    return Between(*wanted) if isinstance(wanted, tuple) and len(wanted) == 2 else wanted


def differences(wanted: object, given: object, place: str = "", *, exact: bool = True) -> Iterator[str]:
    """Sentences that say where a value is not as wanted; none when it is.

    Args:
        wanted: What single values in it stand for is said by `matches`.
        given: What there is.
        place: The value's name, such as `input`.
        exact: Whether an object may have no other keys than those that are wanted.
    """
    if isinstance(given, Ways):
        if len(given.said) == 1:
            yield from differences(wanted, given.said[0], place, exact=exact)
        elif not any(matches(wanted, way) for way in given.said):
            yield _part(place, wanted, given.said[0])
    elif isinstance(wanted, Containing):
        yield from differences(wanted.wanted, given, place, exact=False)
    elif isinstance(wanted, Mapping) and isinstance(given, Mapping):
        yield from _of_objects(wanted, given, place, exact=exact)
    elif isinstance(wanted, list | tuple) and isinstance(given, list | tuple):
        yield from _of_arrays(wanted, given, place, exact=exact)
    elif not matches(wanted, given):
        yield _part(place, wanted, given)


def _of_objects(wanted: Mapping[Any, Any], given: Mapping[Any, Any], place: str, *, exact: bool) -> Iterator[str]:
    for key, value in wanted.items():
        inner = _inside(place, key)
        if key in given:
            yield from differences(value, given[key], inner, exact=exact)
        else:
            close = did_you_mean(str(key), [str(one) for one in given if one not in wanted])
            yield f"{inner}: expected {written(value)}, but it is missing{f'; {close}' if close else ''}"
    if exact:
        for key in given:
            if key not in wanted:
                yield f"{_inside(place, key)}: not expected, got {shown(given[key])}"


def _of_arrays(wanted: Sequence[Any], given: Sequence[Any], place: str, *, exact: bool) -> Iterator[str]:
    if len(wanted) != len(given):
        yield f"{place}: expected {len(wanted)} elements, got {len(given)}"
    for wanted_from, wanted_to, given_from, given_to in _parting(wanted, given):
        common = min(wanted_to - wanted_from, given_to - given_from)
        for position in range(common):
            pair = wanted[wanted_from + position], given[given_from + position]
            yield from differences(*pair, f"{place}[{given_from + position}]", exact=exact)
        for position in range(wanted_from + common, wanted_to):
            yield f"{place}[{position}]: expected {written(wanted[position])}, but it is missing"
        for position in range(given_from + common, given_to):
            yield f"{place}[{position}]: not expected, got {shown(given[position])}"


def _parting(wanted: Sequence[Any], given: Sequence[Any]) -> Iterator[tuple[int, int, int, int]]:
    """Where two arrays part: from and to which position of either."""
    if len(wanted) == len(given) or max(len(wanted), len(given)) > ALIGNED:
        yield 0, len(wanted), 0, len(given)
        return
    from difflib import SequenceMatcher

    # An element more or less in the middle moves all that follow.
    aligned = SequenceMatcher(None, [*map(_text, wanted)], [*map(_text, given)], autojunk=False)
    for kind, wanted_from, wanted_to, given_from, given_to in aligned.get_opcodes():
        if kind != "equal":
            yield wanted_from, wanted_to, given_from, given_to


def _inside(place: str, key: object) -> str:
    if isinstance(key, str) and key.isidentifier():
        return f"{place}.{key}" if place else key
    return f"{place}[{key!r}]"


def _part(place: str, wanted: object, given: object) -> str:
    told = f"expected {written(wanted)}, got {shown(given)}"
    return f"{place}: {told}" if place else told


def shown(value: object) -> str:
    """The value as Python writes it, or its beginning."""
    if isinstance(value, re.Pattern):
        return f"text with /{value.pattern}/"
    if callable(value) and hasattr(value, "__qualname__") and not isinstance(value, type):
        return f"what {value.__qualname__} accepts"
    text = _text(value)
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 4]} ..."


def _text(value: object) -> str:
    try:
        return repr(value)
    except Exception:  # It is not ours, and should not hide what is to be told.
        return f"<{type(value).__name__} that cannot be shown>"


def written(value: object) -> str:
    """The same as it was written: by themselves objects of dirty-equals show what they were equal to last."""
    comparing = [(one, one._was_equal) for one in _comparing(value)]
    for one, _ in comparing:
        one._was_equal = None
    text = shown(value)
    for one, was_equal in comparing:
        one._was_equal = was_equal
    return text


def _comparing(value: Any) -> Iterator[Any]:
    """The objects of dirty-equals in a value."""
    inside: Iterable[Any] = ()
    if isinstance(value, Mapping):
        inside = value.values()
    elif isinstance(value, list | tuple):
        inside = value
    elif isinstance(value, Containing):
        inside = [value.wanted]
    elif hasattr(type(value), "_was_equal"):  # No class of theirs itself: it has no memory.
        yield value
        inside = [value._repr_args, value._repr_kwargs, *getattr(value, "__dict__", {}).values()]
    for one in inside:
        yield from _comparing(one)


class Sighting(Struct, frozen=True):
    """Something that happened, as assertions look at it: a line about it, and what it had."""

    title: str
    fields: Mapping[str, Any]


class Likeness(Struct, frozen=True):
    """Something that happened, beside what was expected."""

    sighting: Sighting
    differences: Sequence[str]


def ranked(wanted: Mapping[str, Any], seen: Sequence[Sighting], *, exact: bool = True) -> list[Likeness]:
    """What happened, the most similar first; of several the latest."""
    # Of each only what was asked for counts: a keyword that nobody wrote says nothing.
    looked_at = [
        Likeness(
            sighting,
            [
                told
                for name, value in wanted.items()
                for told in differences(value, sighting.fields.get(name), name, exact=exact)
            ],
        )
        for sighting in reversed(seen)
    ]
    return sorted(looked_at, key=lambda likeness: len(likeness.differences))
