"""How selected items are written: the format and its options."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import msgspec

from mockapify.exports.selection import Selected


class Rendering(msgspec.Struct, frozen=True, kw_only=True):
    """The parameters of a dataset export that choose and tune the format. `bom=None` leaves it to the format.

    `feed_link` is the address of the items, shown as the link of an RSS channel.
    """

    format: str = "json"
    bom: bool | None = None
    delimiter: str = ","
    xml_root: str = "items"
    xml_row: str = "item"
    skip_header_row: bool = False
    feed_title: str | None = None
    feed_description: str | None = None
    feed_link: str = ""

    def __post_init__(self) -> None:
        if len(self.delimiter) != 1:
            raise ValueError(f"The parameter delimiter must be a single character, but {self.delimiter!r} was given.")


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One export as a writer gets it. `dataset_id` and `dataset_label` are what a feed tells about its origin."""

    selected: Selected
    rendering: Rendering
    dataset_id: str
    dataset_label: str


Writer: TypeAlias = Callable[[Job], Iterator[bytes]]
