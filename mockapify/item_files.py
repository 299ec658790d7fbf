"""Items from files: JSON, JSON lines or CSV."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from mockapify import wire

Items = Iterable[Mapping[str, Any]] | str | PathLike[str]
"""Items themselves, or the file they are in: a path, seen from the working directory."""


def read_if_file(items: Items) -> Iterable[Mapping[str, Any]]:
    """The items themselves, read from their file if it is one that is given.

    Raises:
        ValueError: As for `read_items`.
    """
    return read_items(Path(fspath(items))) if isinstance(items, str | PathLike) else items


def read_items(path: Path) -> list[dict[str, Any]]:
    """The objects in a `.json` (an array), `.jsonl` (one a line) or `.csv` file.

    The header of a CSV file names the keys. All its values are texts, even those that look like numbers, because the
    format does not say which are; a row that is too short has null for the rest.

    Raises:
        ValueError: The file cannot be read, or is not what its name says; the message names file and line.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ValueError(f"{path}: items come from files that end in {', '.join(READERS)}")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ValueError(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: cannot be read: {error}") from None
    return reader(path, text)


def _json(path: Path, text: str) -> list[dict[str, Any]]:
    try:
        items = wire.decode(text.encode())
    except wire.JSONError as error:
        raise ValueError(f"{path}: not valid JSON: {error}") from None
    if not isinstance(items, list):
        raise ValueError(f"{path}: items are an array of objects; this is {type(items).__name__}")
    for position, item in enumerate(items):
        if not isinstance(item, dict):
            raise ValueError(f"{path}: element {position} is no object")
    return items


def _json_lines(path: Path, text: str) -> list[dict[str, Any]]:
    items = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            item = wire.decode(line.encode())
        except wire.JSONError as error:
            raise ValueError(f"{path}, line {number}: not valid JSON: {error}") from None
        if not isinstance(item, dict):
            raise ValueError(f"{path}, line {number}: an item is an object")
        items.append(item)
    return items


def _csv(path: Path, text: str) -> list[dict[str, Any]]:
    rows = csv.DictReader(io.StringIO(text, newline=""), restkey=None, strict=True)
    try:
        items: list[dict[str, Any]] = [*rows]
    except csv.Error as error:
        raise ValueError(f"{path}, line {rows.reader.line_num}: not valid CSV: {error}") from None
    for number, item in enumerate(items, 2):
        if None in item:
            raise ValueError(f"{path}, row {number}: it has more cells than the header")
    return items


READERS: dict[str, Callable[[Path, str], list[dict[str, Any]]]] = {
    ".json": _json,
    ".jsonl": _json_lines,
    ".csv": _csv,
}
