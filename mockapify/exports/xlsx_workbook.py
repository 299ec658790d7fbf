"""The format xlsx: a workbook with one sheet, written row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from mockapify.exports.chunks import gather_text
from mockapify.exports.columns import find_columns, rows
from mockapify.exports.javascript import text
from mockapify.exports.markup import escape, remove_astral, remove_illegal
from mockapify.exports.outbox import Outbox
from mockapify.exports.rendering import Job
from mockapify.exports.selection import Selected
from mockapify.exports.xlsx_parts import FIXED_PARTS, SHEET_END, SHEET_PATH, SHEET_START

# Speed counts more than size here: readers unpack it at once.
COMPRESSION_LEVEL: Final = 1
# A guess of how many bytes of sheet a byte of stored items makes at most; it decides about 64-bit sizes in the archive.
SHEET_GROWTH: Final = 8


def write_xlsx(job: Job) -> Iterator[bytes]:
    """A zip archive made on the fly: the sheet is never whole in memory nor on disk."""
    outbox = Outbox()
    with ZipFile(outbox, "w", ZIP_DEFLATED, compresslevel=COMPRESSION_LEVEL) as archive:
        for path, part in FIXED_PARTS.items():
            archive.writestr(_entry(path), part, compresslevel=COMPRESSION_LEVEL)
        sheet = _entry(SHEET_PATH)
        sheet.file_size = SHEET_GROWTH * sum(map(len, job.selected.stored()))
        with archive.open(sheet, "w") as out:
            for chunk in gather_text(_sheet(job.selected)):
                out.write(sanitise(chunk))
                if outbox.is_full:
                    yield outbox.take()
    yield outbox.take()


def _entry(path: str) -> ZipInfo:
    """An entry with zip's earliest time, so that the same items make the same bytes."""
    entry = ZipInfo(path)
    entry.compress_type = ZIP_DEFLATED
    entry._compresslevel = COMPRESSION_LEVEL  # type: ignore[attr-defined] # ZipFile.open has no parameter for it
    return entry


def sanitise(part: bytes) -> bytes:
    """Take out what the platform's writer removes from text: control characters and everything beyond U+FFFD."""
    return remove_astral(remove_illegal(part))


def _sheet(selected: Selected) -> Iterator[str]:
    yield SHEET_START
    columns = find_columns(selected)
    if columns.names:  # Inferred: without any column the sheet has no rows.
        yield from _rows(chain([columns.names], rows(selected, columns)), len(columns.names))
    yield SHEET_END


def _rows(table: Iterable[Sequence[Any]], width: int) -> Iterator[str]:
    letters = [column_letters(index) for index in range(width)]
    for index, values in enumerate(table, 1):
        cells = [cell(value, at, index) for value, at in zip(values, letters, strict=True) if value is not None]
        yield f'<row r="{index}" spans="1:{width}">{"".join(cells)}</row>'


def column_letters(index: int) -> str:
    """`A` for 0, `Z` for 25, `AA` for 26."""
    letters = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def cell(value: Any, column: str, row: int) -> str:
    """A number as a number without a style; strings and booleans as inline strings."""
    kind = type(value)
    if kind is int or kind is float:
        return f'<c r="{column}{row}" t="n"><v>{text(value)}</v></c>'
    written = escape(value) if kind is str else text(value)
    return f'<c r="{column}{row}" t="inlineStr"><is><t>{written}</t></is></c>'
