"""Items of a dataset as a test compares them, and pushes of items as calls."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mockapify.assertions import Called
from mockapify.differences import Sighting, differences
from mockapify.handles.handle import Handle
from mockapify.world import World

if TYPE_CHECKING:
    from mockapify.journal import Entry

PUSH = "datasets.push_items"

FIELDS: Mapping[str, Callable[["Entry"], object]] = {
    "items": lambda entry: [entry.json] if isinstance(entry.json, dict) else entry.json,
    "user": lambda entry: entry.username,
    "client": lambda entry: entry.client,
}

EXPLAINED = 20
"""How many differences of items are told."""


class PushedItems(list[dict[str, Any]]):
    """The items of a dataset: a list, of which pytest tells item by item and field by field how another one differs."""


def compared(left: Sequence[object], right: Sequence[object]) -> list[str] | None:
    """How the items of a dataset differ from those that were expected, in the lines that pytest shows; None when
    neither is the items of a dataset."""
    if not isinstance(left, PushedItems) and not isinstance(right, PushedItems):
        return None
    given, wanted = (left, right) if isinstance(left, PushedItems) else (right, left)
    told = [*differences([*wanted], [*given], "items")]
    more = [f"... and {len(told) - EXPLAINED} more differences"] if len(told) > EXPLAINED else []
    return [f"the items of the dataset are not as expected ({len(given)} of them)", *told[:EXPLAINED], *more]


class CalledPushes(Called, Handle):
    """A dataset, whose calls are the pushes of items by the API that it took.

    They are told by `items` (always a list), `user` and `client` (the whole User-Agent). What Actors of the test and
    `push` append are no calls.
    """

    _called = f"mockapify.calls.of({PUSH!r})"

    _world: World

    @property
    def id(self) -> str:
        """The dataset's id."""
        raise NotImplementedError

    @property
    def name(self) -> str | None:
        """The dataset's name."""
        raise NotImplementedError

    def _seen(self, names: Collection[str]) -> Sequence[Sighting]:
        pushes = [entry for entry in self._world.journal if (entry.operation, entry.about) == (PUSH, self.id)]
        return [
            Sighting(entry.line, {name: FIELDS[name](entry) for name in names})
            for entry in pushes
            if 200 <= entry.status < 300
        ]

    def _names(self) -> Collection[str]:
        return FIELDS

    def _noun(self, article: str = "a ") -> str:
        return f"{article}push of items to dataset {self.name or self.id}"

    def _elsewhere(self) -> Iterable[str]:
        others = [entry for entry in self._world.journal if entry.operation == PUSH]
        for entry in others[-EXPLAINED:]:
            yield entry.line
            yield from (f"    {remark}" for remark in entry.remarks)
        if not others:
            yield "no items were pushed to any dataset"
