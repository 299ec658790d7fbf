"""A mockapify.toml that was read, and where each thing stands in it."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import msgspec
from msgspec import Struct, structs

from mockapify.config.tables import Config
from mockapify.spelling import did_you_mean


class ConfigError(ValueError):
    """A file that does not say what a world should be; the message names file, line and key, and what would do."""


class Source:
    """A file that was read, or a text in its place: what it declares, and where each thing stands in it.

    Args:
        path: The file; without one, what errors call the text, and the folder that names in it are relative to.
        text: The text, if it is not to be read from the file.

    Raises:
        ConfigError: It will not do.
    """

    def __init__(self, path: Path, text: str | None = None) -> None:
        self.path = path
        self._text = read(path) if text is None else text
        try:
            self._take(tomllib.loads(self._text))
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{path}: not valid TOML: {error}") from None

    @classmethod
    def of(cls, name: str, content: Mapping[str, Any]) -> Self:
        """The tables of a file that is none; errors call it `name`.

        Raises:
            ConfigError: They will not do.
        """
        made = cls(Path(name), "")
        made._take(content)
        return made

    def _take(self, content: Mapping[str, Any]) -> None:
        try:
            self.config = msgspec.convert(content, Config)
        except msgspec.ValidationError as error:
            raise self._explained(str(error)) from None

    def beside(self, name: str) -> Path:
        """A file that is named in this one, relative to where this one lies."""
        return self.path.parent / name

    def error(self, place: "Place", message: str) -> ConfigError:
        """An error about what stands at a place."""
        line = line_of(self._text, place)
        where = f", line {line}" if line else ""
        return ConfigError(f"{self.path}{where}: {spell(place)}: {message}")

    def _explained(self, message: str) -> ConfigError:
        """The words of msgspec, with the line and what would do."""
        text, _, location = message.partition(" - at `$")
        place = parse_place(location.rstrip("`"))
        unknown = re.search(r"unknown field `(.+)`", text)
        if unknown is None:
            return self.error(place, text)
        name = unknown[1]
        known = [entry.name for entry in structs.fields(table_at(place))]
        hint = did_you_mean(name, known, f"known here are {', '.join(known)}")
        return self.error((*place, name), f"there is no such key; {hint}")


def read(path: Path) -> str:
    """The text of a file.

    Raises:
        ConfigError: It cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None


Place = tuple[str | int, ...]
"""The way to a value: keys, and indexes of arrays."""


def parse_place(location: str) -> Place:
    """`.actors[0].items` as ("actors", 0, "items"). Keys of free-form tables (`[...]`) end the way."""
    known = location.split("[...]")[0]
    return tuple(int(index) if index else key for key, index in re.findall(r"\.(\w+)|\[(\d+)\]", known))


def spell(place: Place) -> str:
    """A place as people write it: `actors[0].items`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return text.removeprefix(".") or "the file"


def table_at(place: Place) -> type[Struct]:
    """The struct that declares the table at a place."""
    table: type[Struct] = Config
    for key in place:
        if isinstance(key, str):
            declared = next(entry.type for entry in structs.fields(table) if entry.name == key)
            table = next(t for t in (declared, *getattr(declared, "__args__", ())) if hasattr(t, "__struct_fields__"))
    return table


HEADER = re.compile(r"\s*(\[\[?)([\w.\-\" ]+)\]\]?\s*(?:#.*)?")


def line_of(text: str, place: Place) -> int | None:
    """The line, counted from 1, that sets the value at a place, or else the nearest table around it."""
    counts: dict[tuple[str, ...], int] = {}
    header: Place = ()
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        match = HEADER.fullmatch(line)
        if match is not None:
            header = _header_place(match[1] == "[[", match[2], counts)
            reached: Place = header
        else:
            key = re.match(r'\s*"?([\w.\-]+)"?\s*=', line)
            reached = (*header, *key[1].split(".")) if key else ()
        if match is not None and reached == (*place, 0) and best is None:  # An array of tables that should be none.
            best = (len(place), number)
        if reached and reached == place[: len(reached)] and (best is None or len(reached) > best[0]):
            best = (len(reached), number)
    return best[1] if best is not None else None


def _header_place(is_array: bool, name: str, counts: dict[tuple[str, ...], int]) -> Place:
    keys = tuple(key.strip().strip('"') for key in name.split("."))
    if is_array:
        counts[keys] = counts.get(keys, -1) + 1
        for deeper in [other for other in counts if len(other) > len(keys) and other[: len(keys)] == keys]:
            del counts[deeper]
    place: list[str | int] = []
    for length, key in enumerate(keys, 1):
        place.append(key)
        if keys[:length] in counts:
            place.append(counts[keys[:length]])
    return tuple(place)
