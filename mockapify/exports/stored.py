"""Items as they are kept between a push and the reads that follow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

import msgspec

from mockapify.exports.javascript import stringify


class StoredItems:
    """JSON objects the way JavaScript writes them, each both compact and with a two-space indent.

    json and jsonl, what nearly every reader asks for, are then little more than joining what is there. To make either
    form from the other costs about five times the joining (`benchmarks/exports.py`), to keep both a tenth of a push.
    """

    __slots__ = ("compact", "indented")

    def __init__(self, compact: Iterable[bytes] = (), indented: Iterable[bytes] = ()) -> None:
        self.compact = list(compact)
        self.indented = list(indented)

    @classmethod
    def of(cls, items: Iterable[dict[str, Any]]) -> Self:
        """Decoded items, encoded. Raises RecursionError for one that is nested too deeply to be written."""
        compact = list(map(stringify, items))
        return cls(compact, map(indent, compact))

    def __len__(self) -> int:
        return len(self.compact)

    def extend(self, other: StoredItems) -> None:
        """Append all items of `other`."""
        self.compact += other.compact
        self.indented += other.indented

    def snapshot(self) -> StoredItems:
        """The items of now, whatever is appended later."""
        return StoredItems(self.compact, self.indented)


def indent(item: bytes) -> bytes:
    """Compact JSON as `JSON.stringify(item, null, 2)` writes it."""
    return msgspec.json.format(item, indent=2)
