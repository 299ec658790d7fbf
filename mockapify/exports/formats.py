"""The seven export formats, one line each, and the way into them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

import msgspec

from mockapify.exports.csv_table import write_csv
from mockapify.exports.html_table import write_html
from mockapify.exports.json_text import write_json, write_json_lines
from mockapify.exports.rendering import Job, Rendering, Writer
from mockapify.exports.rss_feed import write_rss
from mockapify.exports.selection import Selection, select
from mockapify.exports.stored import StoredItems
from mockapify.exports.xlsx_workbook import write_xlsx
from mockapify.exports.xml_tree import write_xml

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """An export format. `bom`: whether a byte order mark stands first by default; None when there is never one."""

    content_type: str
    extension: str
    bom: bool | None = False
    write: Writer


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "json": Format(content_type="application/json; charset=utf-8", extension="json", write=write_json),
        "jsonl": Format(content_type="application/jsonl; charset=utf-8", extension="jsonl", write=write_json_lines),
        "csv": Format(content_type="text/csv; charset=utf-8", extension="csv", bom=True, write=write_csv),
        "html": Format(content_type="text/html; charset=utf-8", extension="html", write=write_html),
        "xlsx": Format(
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            extension="xlsx",
            bom=None,
            write=write_xlsx,
        ),
        "xml": Format(content_type="application/xml; charset=utf-8", extension="xml", write=write_xml),
        "rss": Format(content_type="application/rss+xml; charset=utf-8", extension="rss", write=write_rss),
    }
)


def find_format(name: str) -> Format:
    """The format called `name`; ValueError when there is none."""
    if name not in FORMATS:
        raise ValueError(f"There is no export format {name!r}; the formats are {', '.join(FORMATS)}.")
    return FORMATS[name]


def export(
    items: StoredItems,
    selection: Selection,
    rendering: Rendering,
    *,
    dataset_id: str,
    dataset_label: str,
) -> Iterator[bytes]:
    """Write the selected ones of `items` in chunks of about 64 KiB.

    What must be decoded is decoded one by one while the result is read. Tables (csv, html, xlsx) go through the items
    twice, because their columns are known only after the last one. `dataset_label` is what a feed's title calls the
    dataset: its name, else its id.
    Raises ValueError for an unknown format.
    """
    chosen = find_format(rendering.format)
    chunks = chosen.write(
        Job(
            selected=select(items, selection),
            rendering=rendering,
            dataset_id=dataset_id,
            dataset_label=dataset_label,
        )
    )
    return _stream(BYTE_ORDER_MARK if has_mark(chosen, rendering.bom) else b"", chunks)


def has_mark(chosen: Format, asked: bool | None) -> bool:
    """Whether a byte order mark stands first: as asked, else as the format has it; never in a workbook."""
    return chosen.bom is not None and (chosen.bom if asked is None else asked)


def _stream(mark: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    if mark:
        yield mark + next(chunks, b"")
    yield from chunks


def file_name(name: str, at: datetime, format: str) -> str:  # noqa: A002 # the platform's own word for it
    """What a download is called: `dataset_<name>_2024-05-30_12-04-37-597.json`, the time in UTC.

    Raises ValueError for an unknown format and for an `at` without a time zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"The time of an export needs a time zone, but {at.isoformat()} has none.")
    utc = at.astimezone(UTC)
    return f"dataset_{name}_{utc:%Y-%m-%d_%H-%M-%S}-{utc.microsecond // 1000:03d}.{find_format(format).extension}"
