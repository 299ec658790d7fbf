"""Assertions in the words of unittest.mock, over what happened in a world."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Never

from mockapify.differences import Likeness, Sighting, ranked, written
from mockapify.spelling import closest

CLOSEST = 3
"""How many of the things that happened a failed assertion shows beside what was expected."""

LISTED = 10
"""How many of them it lists where nothing is to be compared."""

DIFFERENCES = 8
"""How many differences it shows of each."""


class Called:
    """What can be asserted to have been called.

    Keywords that are not given are not compared. Those that are given are compared whole, as unittest.mock does;
    `containing(...)` stands for objects with at least some keys. Single values may be `unittest.mock.ANY`, compiled
    regular expressions, callables, and objects that compare themselves.
    """

    @property
    def called(self) -> bool:
        """Whether it was called at all."""
        return self.call_count > 0

    @property
    def call_count(self) -> int:
        """How often it was called."""
        return len(self._seen(()))

    def assert_called(self) -> None:
        """Fail unless it was called."""
        __tracebackhide__ = True
        if not self.called:
            fail(f"expected {self._noun()}, there was none", self._elsewhere())

    def assert_called_once(self) -> None:
        """Fail unless it was called exactly once."""
        __tracebackhide__ = True
        seen = self._seen(())
        if len(seen) != 1:
            told = f"expected exactly one {self._noun(article='')}; {_count(seen)}"
            fail(told, _listed(seen) if seen else self._elsewhere())

    def assert_not_called(self) -> None:
        """Fail if it was called."""
        __tracebackhide__ = True
        seen = self._seen(())
        if seen:
            fail(f"expected no {self._noun(article='')}; {_count(seen)}", _listed(seen))

    def assert_called_with(self, *unnamed: Never, **named: Any) -> None:
        """Fail unless the latest call was like this."""
        __tracebackhide__ = True
        wanted = self._wanted(unnamed, named)
        seen = self._seen(wanted.keys())
        likenesses = ranked(wanted, seen[-1:])
        if not likenesses or likenesses[0].differences:
            told = f"expected the latest {self._noun(article='')} with {_named(wanted)}; "
            fail(told + ("it is another" if seen else "there was none"), self._closest(likenesses))

    def assert_called_once_with(self, *unnamed: Never, **named: Any) -> None:
        """Fail unless it was called exactly once, and like this."""
        __tracebackhide__ = True
        wanted = self._wanted(unnamed, named)
        seen = self._seen(wanted.keys())
        likenesses = ranked(wanted, seen)
        if len(seen) != 1 or likenesses[0].differences:
            told = f"expected exactly one {self._noun(article='')} with {_named(wanted)}; "
            fail(told + ("it is another" if len(seen) == 1 else _count(seen)), self._closest(likenesses))

    def assert_any_call(self, *unnamed: Never, **named: Any) -> None:
        """Fail unless one of the calls was like this."""
        __tracebackhide__ = True
        wanted = self._wanted(unnamed, named)
        seen = self._seen(wanted.keys())
        likenesses = ranked(wanted, seen)
        if not likenesses or likenesses[0].differences:
            told = f"expected {self._noun()} with {_named(wanted)}; "
            fail(told + (f"{_count(seen)}, none like it" if seen else "there was none"), self._closest(likenesses))

    def _seen(self, names: Collection[str]) -> Sequence[Sighting]:
        """The calls, oldest first, with at least the fields of these names."""
        raise NotImplementedError

    def _names(self) -> Collection[str]:
        """What a call can be compared by."""
        raise NotImplementedError

    def _noun(self, article: str = "a ") -> str:
        """What one call is, such as `a run of janedoe/scraper`."""
        raise NotImplementedError

    def _elsewhere(self) -> Iterable[str]:
        """Lines about what happened instead, when there was no call."""
        raise NotImplementedError

    def _compared(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """What the fields are compared with: what was given, unless it stands for something else."""
        return dict(wanted)

    def _wanted(self, unnamed: Sequence[object], named: Mapping[str, Any]) -> dict[str, Any]:
        if unnamed:
            told = written(unnamed[0])
            raise TypeError(f"{told} has no name; say what it is, such as {next(iter(self._names()))}={told}")
        check_names(named, self._names())
        return self._compared(named)

    def _closest(self, likenesses: Sequence[Likeness]) -> Iterable[str]:
        return lines_about(likenesses) if likenesses else self._elsewhere()


def check_names(wanted: Mapping[str, Any], names: Collection[str]) -> None:
    """Refuse keywords that nothing could be compared with.

    Raises:
        TypeError: There are such, or none at all.
    """
    if not wanted:
        raise TypeError(f"nothing to compare was given; name at least one of {', '.join(names)}")
    for name in wanted.keys() - set(names):
        close = closest(name, names)
        hint = f"did you mean {close}?" if close is not None else f"take {', '.join(names)}"
        raise TypeError(f"nothing can be compared by {name}={written(wanted[name])}; {hint}")


def require(wanted: Mapping[str, Any], seen: Sequence[Sighting], what: str, *, exact: bool = True) -> Sighting:
    """The first thing that happened as wanted.

    Raises:
        AssertionError: There is none; the message tells what was closest.
    """
    __tracebackhide__ = True
    likenesses = ranked(wanted, seen, exact=exact)
    fitting = [likeness for likeness in likenesses if not likeness.differences]
    if not fitting:
        told = f"expected {what} with {_named(wanted)}; {_count(seen)}{', none like it' if seen else ''}"
        fail(told, lines_about(likenesses))
    return fitting[-1].sighting  # They come with the latest first.


def fail(expected: str, happened: Iterable[str]) -> None:
    """Raise AssertionError: a sentence, and below it what happened.

    Raises:
        AssertionError: Always.
    """
    __tracebackhide__ = True
    raise AssertionError("\n".join([expected, *(f"  {line}" for line in happened)]))


def lines_about(likenesses: Sequence[Likeness]) -> list[str]:
    """The closest of what happened, with what is different, line by line."""
    lines = []
    for likeness in likenesses[:CLOSEST]:
        found = likeness.differences
        lines.append(likeness.sighting.title)
        lines += [f"    {told}" for told in found[:DIFFERENCES]] or ["    is like it"]
        if len(found) > DIFFERENCES:
            lines.append(f"    ... and {len(found) - DIFFERENCES} more differences")
    if len(likenesses) > CLOSEST:
        lines.append(f"... and {len(likenesses) - CLOSEST} that are less like it")
    return lines


def _listed(seen: Sequence[Sighting]) -> list[str]:
    lines = [sighting.title for sighting in seen[:LISTED]]
    return lines + ([f"... and {len(seen) - LISTED} more"] if len(seen) > LISTED else [])


def _count(seen: Sequence[Sighting]) -> str:
    return {0: "there was none", 1: "there was 1"}.get(len(seen), f"there were {len(seen)}")


def _named(wanted: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={written(value)}" for name, value in wanted.items())
