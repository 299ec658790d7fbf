"""Patterns: which values, and which runs, somebody means."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct, structs

from mockapify.wire import UNSET


class RunTraits(NamedTuple):
    """What is known of a run before it does anything. Each trait is a tuple of the ways to say it."""

    input: tuple[object, ...] = (None,)
    build: tuple[str, ...] = ()
    memory_mbytes: tuple[int, ...] = ()
    task: tuple[str | None, ...] = (None,)


NO_TRAITS = RunTraits()


class RunPattern(Struct, frozen=True, kw_only=True):
    """Which runs are meant: those of which all holds that is said here; see `matches`.

    Args:
        input: Their input, with a task's own input and the defaults of the input schema in it.
        build: The tag or the number of their build.
        memory_mbytes: Their memory.
        task: The task that they were started as: `username/name`, the name alone, or the id; None for runs of the Actor
            itself.

    Raises:
        ValueError: Nothing is said.
    """

    input: object = UNSET
    build: object = UNSET
    memory_mbytes: object = UNSET
    task: object = UNSET

    def __post_init__(self) -> None:
        if not self.said():
            names = ", ".join(self.__struct_fields__)
            raise ValueError(f"a condition without anything in it will not do: say at least one of {names}")

    def fits(self, run: RunTraits) -> bool:
        """Whether the run is one of those that are meant."""
        return all(any(matches(wanted, way) for way in getattr(run, name)) for name, wanted in self.said().items())

    def said(self) -> dict[str, object]:
        """What is said of the runs, by trait."""
        return {name: wanted for name, wanted in structs.asdict(self).items() if wanted is not UNSET}


def matches(wanted: object, given: object) -> bool:
    """Whether a value is as wanted.

    An object matches when each wanted key does (others do not matter), an array element by element, a compiled
    regular expression when it is found in a text, a class when the value is one of it, a callable when it says so;
    anything else when it is equal, which objects that compare themselves decide (`unittest.mock.ANY`, dirty-equals).
    """
    if isinstance(wanted, Mapping):
        return isinstance(given, Mapping) and all(key in given and matches(wanted[key], given[key]) for key in wanted)
    if isinstance(wanted, list | tuple):
        return isinstance(given, list) and len(wanted) == len(given) and all(map(matches, wanted, given))
    if isinstance(wanted, re.Pattern):
        return isinstance(given, str) and wanted.search(given) is not None
    if isinstance(wanted, type):  # Some classes of dirty-equals stand for their own plainest object.
        return bool(wanted == given) or _is_one_of(wanted, given)
    if callable(wanted):
        return bool(wanted(given))
    if isinstance(wanted, bool | int | float) and isinstance(wanted, bool) != isinstance(given, bool):
        return False  # In JSON, unlike in Python, 1 is not true.
    return bool(wanted == given)


def _is_one_of(wanted: type, given: object) -> bool:
    return isinstance(given, wanted) and (wanted in (bool, object) or not isinstance(given, bool))
