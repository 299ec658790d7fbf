"""The format xml, and the elements that rss shares with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from mockapify.exports.chunks import gather_text
from mockapify.exports.javascript import in_key_order, stringify_value, text
from mockapify.exports.markup import attribute_name, element_name, escape, escape_quoted, remove_illegal
from mockapify.exports.rendering import Job, Rendering
from mockapify.exports.selection import Selected

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
INDENT: Final = "  "
ATTRIBUTES: Final = "@"
TEXT: Final = "#"


def write_xml(job: Job) -> Iterator[bytes]:
    """A root element with one element per item, two spaces per level; the exact bytes are inferred."""
    return map(remove_illegal, gather_text(_document(job.selected, job.rendering)))


def _document(selected: Selected, rendering: Rendering) -> Iterator[str]:
    root, row = element_name(rendering.xml_root), element_name(rendering.xml_row)
    opening = f"{DECLARATION}<{root}>"
    for item in selected:
        yield f"{opening}\n" if opening else ""
        yield element(row, item, INDENT)
        opening = ""
    # Inferred: without items the root is a pair of tags on one line.
    yield f"{opening}</{root}>\n"


def element(name: str, value: Any, indent: str) -> str:
    """`value` as lines of XML, each ended by LF; an array becomes an element `name` per entry, an empty one nothing."""
    kind = type(value)
    if kind is str:
        return f"{indent}<{name}>{escape(value)}</{name}>\n"
    if value is None:
        return f"{indent}<{name}/>\n"
    if kind is dict:
        return _object(name, value, indent)
    if kind is list:
        return "".join([element(name, entry, indent) for entry in value])
    return f"{indent}<{name}>{text(value)}</{name}>\n"


def _object(name: str, value: dict[str, Any], indent: str) -> str:
    """Properties become children; `@` holds attributes, `#` the text of an element without children."""
    value = in_key_order(value)
    opening = name
    children = ""
    for key, inner in value.items():
        if key == ATTRIBUTES and type(inner) is dict:
            opening += _attributes(inner)
        elif key != TEXT:
            children += element(element_name(key), inner, indent + INDENT)
    if children:
        return f"{indent}<{opening}>\n{children}{indent}</{name}>\n"
    if value.get(TEXT) is not None:
        return f"{indent}<{opening}>{escape(content(value[TEXT]))}</{name}>\n"
    return f"{indent}<{opening}/>\n"


def _attributes(values: dict[str, Any]) -> str:
    # Two keys may become the same name; an element with the same attribute twice is not XML, so the last one stays.
    named = {attribute_name(key): content(value) for key, value in in_key_order(values).items()}
    return "".join(f' {name}="{escape_quoted(value)}"' for name, value in named.items())


def content(value: Any) -> str:
    """A value that cannot have elements of its own: null is empty, objects and arrays are compact JSON (inferred)."""
    if value is None:
        return ""
    return stringify_value(value) if type(value) in (dict, list) else text(value)
