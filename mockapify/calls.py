"""Calls: what was asked and answered, filtered and asserted."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, overload

from mockapify.assertions import Called
from mockapify.differences import Sighting, differences, written
from mockapify.faults import MATCHERS, Asked, Subject

if TYPE_CHECKING:
    from mockapify.journal import Entry

FIELDS: Mapping[str, Callable[["Entry"], object]] = {
    "operation": lambda entry: entry.operation,
    "method": lambda entry: entry.method,
    "path": lambda entry: entry.path,
    "params": lambda entry: entry.params,
    "actor": lambda entry: entry.actor,
    "status": lambda entry: entry.status,
    "error_type": lambda entry: entry.error_type,
    "user": lambda entry: entry.username,
    "client": lambda entry: entry.client,
    "json": lambda entry: entry.json,
    "body": lambda entry: entry.body,
    "fault": lambda entry: entry.fault,
}
"""What a call can be told by."""

OPERATIONS_SHOWN = 8


class Like:
    """Stands for what a fault's pattern of that name would match: `datasets.*`, or `/v2/acts/*/runs`."""

    def __init__(self, name: str, wanted: str) -> None:
        self._matches = MATCHERS[name]
        self._wanted = wanted

    def __eq__(self, given: object) -> bool:
        text = str(given)
        about = partial(Subject, actor=text)
        return self._matches(self._wanted, Asked(operation=text, method=text, path=text, find_subject=about))

    __hash__ = None  # type: ignore[assignment]  # what is equal to several values has no hash

    def __repr__(self) -> str:
        return repr(self._wanted)


class Within:
    """Stands for every text that has this one in it, in upper or lower case."""

    def __init__(self, wanted: str) -> None:
        self._wanted = wanted

    def __eq__(self, given: object) -> bool:
        return self._wanted.lower() in str(given).lower()

    __hash__ = None  # type: ignore[assignment]  # what is equal to several values has no hash

    def __repr__(self) -> str:
        return repr(self._wanted)


PATTERNS: Mapping[str, Callable[[str], object]] = {
    "operation": partial(Like, "operation"),
    "method": partial(Like, "method"),
    "path": partial(Like, "path"),
    "actor": partial(Like, "actor"),
    "client": Within,
}
"""What texts stand for where they are no texts to be found as they are."""


class Calls(Called, Sequence["Entry"]):
    """Calls, oldest first, with unittest.mock's assertions.

    They are told by `operation` (`datasets.push_items`, or `datasets.*`), `method`, `path` (`*` stands for anything but
    a slash, `**` for anything), `params` (those of the query), `actor` (`username/name`), `status`, `error_type`,
    `user`, `client` (what is found in its User-Agent, such as `ApifyClient`), `json` (the body), `body` and `fault`.
    """

    def __init__(self, entries: Iterable["Entry"] = (), *, told: str = "", among: "Calls | None" = None) -> None:
        self._entries: Collection[Entry] = tuple(entries)
        self._told = told
        self._among = among

    def __iter__(self) -> Iterator["Entry"]:
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, position: int) -> "Entry": ...
    @overload
    def __getitem__(self, position: slice) -> Sequence["Entry"]: ...
    def __getitem__(self, position: int | slice) -> "Entry | Sequence[Entry]":
        return tuple(self._entries)[position]

    def __eq__(self, other: object) -> bool:
        return [*self] == [*other] if isinstance(other, Calls | list | tuple) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # the journal grows

    def __str__(self) -> str:
        return "\n".join(str(entry) for entry in self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._told or 'all'}, {len(self)}>"

    @property
    def last(self) -> "Entry":
        """The latest call.

        Raises:
            IndexError: There was none.
        """
        entries = tuple(self._entries)
        if not entries:
            raise IndexError("\n  ".join([f"there was no {self._noun(article='')}", *self._elsewhere()]))
        return entries[-1]

    def of(self, operation: str) -> "Calls":
        """The calls of one operation, such as `datasets.push_items`, or of several: `datasets.*`.

        Raises:
            ValueError: There is no such operation.
        """
        return self.filter(operation=operation)

    def filter(self, **wanted: Any) -> "Calls":
        """The calls so far that are like this. Of `json` and `params` only the keys that are named have to agree.

        Raises:
            TypeError: Nothing is told by one of the keywords.
            ValueError: There is no such operation.
        """
        compared = self._wanted((), wanted)
        found = [
            entry
            for entry in self
            if not any(
                told
                for name, value in compared.items()
                for told in differences(value, FIELDS[name](entry), exact=False)
            )
        ]
        told = ", ".join(f"{name}={written(value)}" for name, value in wanted.items())
        return Calls(found, told=f"{self._told}, {told}" if self._told else told, among=self._among or self)

    def _compared(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        if isinstance(wanted.get("operation"), str):
            # The map of the API imports the rules, which this module lies below.
            from mockapify.api.routes import check_operation

            check_operation(wanted["operation"])
        return {
            name: PATTERNS[name](value) if name in PATTERNS and isinstance(value, str) else value
            for name, value in wanted.items()
        }

    def _names(self) -> Collection[str]:
        return FIELDS

    def _seen(self, names: Collection[str]) -> Sequence[Sighting]:
        return [Sighting(entry.line, {name: FIELDS[name](entry) for name in names}) for entry in self]

    def _noun(self, article: str = "a ") -> str:
        return f"{article}call{f' ({self._told})' if self._told else ''}"

    def _elsewhere(self) -> Iterable[str]:
        others = Counter(entry.operation or entry.path for entry in self._among or self)
        if not others:
            return ["there was no call at all"]
        counted = [f"{name} ({count})" for name, count in others.most_common(OPERATIONS_SHOWN)]
        return [f"called were {', '.join(counted)}{', ...' if len(others) > OPERATIONS_SHOWN else ''}"]
