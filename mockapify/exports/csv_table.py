"""The format csv."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockapify.exports.chunks import gather_text
from mockapify.exports.columns import find_columns, rows
from mockapify.exports.javascript import text
from mockapify.exports.rendering import Job, Rendering
from mockapify.exports.selection import Selected


def write_csv(job: Job) -> Iterator[bytes]:
    """A header and a row per item, every row ended by CRLF, every value in double quotes."""
    return gather_text(_rows(job.selected, job.rendering))


def _rows(selected: Selected, rendering: Rendering) -> Iterator[str]:
    columns = find_columns(selected)
    if not columns.names:
        return  # Inferred: without any column there are no rows either, and the byte order mark stands alone.
    if not rendering.skip_header_row:
        yield rendering.delimiter.join(map(cell, columns.names)) + "\r\n"
    for values in rows(selected, columns):
        # The common cells are written here: a call for each would take a third of the time.
        cells = [
            "" if value is None else f'"{value}"' if type(value) is str and '"' not in value else cell(value)
            for value in values
        ]
        yield rendering.delimiter.join(cells) + "\r\n"


def cell(value: Any) -> str:
    """A quoted value with its quotes doubled; nothing at all, not even quotes, for null or missing."""
    if value is None:
        return ""
    written = value.replace('"', '""') if type(value) is str else text(value)
    return f'"{written}"'
