"""The format html."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mockapify.exports.chunks import gather_text
from mockapify.exports.columns import find_columns, rows
from mockapify.exports.javascript import text
from mockapify.exports.markup import escape_quoted
from mockapify.exports.rendering import Job
from mockapify.exports.selection import Selected


def write_html(job: Job) -> Iterator[bytes]:
    """One table on one line, without a document around it (inferred from the published illustration)."""
    return gather_text(_table(job.selected))


def _table(selected: Selected) -> Iterator[str]:
    columns = find_columns(selected)
    yield f"<table>{_row('th', columns.names)}"
    for values in rows(selected, columns):
        yield _row("td", values)
    yield "</table>"


def _row(tag: str, values: Iterable[Any]) -> str:
    """Cells with `& < > "` escaped; null and missing are empty ones."""
    cells = ["" if value is None else escape_quoted(text(value)) for value in values]
    return f"<tr><{tag}>{f'</{tag}><{tag}>'.join(cells)}</{tag}></tr>" if cells else "<tr></tr>"
