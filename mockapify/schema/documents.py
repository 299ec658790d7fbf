"""Where a `$ref` leads: documents, their `$id`s and anchors, and JSON pointers into them."""

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin

from msgspec import Struct, field

from mockapify.schema import pointer
from mockapify.schema.drafts import DRAFT_07, Draft
from mockapify.schema.errors import SchemaError
from mockapify.schema.javascript import identity

_BAD_PERCENT: Final = re.compile(r"%(?![0-9a-fA-F]{2})")
_ANCHOR: Final = re.compile(r"[a-z_][-a-z0-9._]*", re.IGNORECASE | re.ASCII)
_END: Final = re.compile(r"#/?\Z")
# An `$id` right below these belongs to a property or a definition of that name, not to a schema.
_NAMES_BELOW: Final = frozenset({"properties", "patternProperties", "enum", "dependencies", "definitions"})
_REFERENCES: Final = frozenset({"$ref", "$recursiveRef", "$recursiveAnchor", "$dynamicRef", "$dynamicAnchor"})
# How AJV looks for ids and anchors: lists of schemas, maps of schemas, values that hold none; all else is one schema.
_SCHEMA_LISTS: Final = frozenset({"items", "allOf", "anyOf", "oneOf"})
_SCHEMA_MAPS: Final = frozenset({"$defs", "definitions", "properties", "patternProperties", "dependencies"})
_NO_SCHEMAS: Final = frozenset(
    {"default", "enum", "const", "required", "maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties"}
).union(DRAFT_07.number, DRAFT_07.string)


def plain_uri(uri: str) -> str:
    """`uri` without an empty fragment (`#` or `#/`)."""
    return _END.sub("", uri)


def resolved(base: str, uri: str) -> str:
    """`uri` seen from `base`; both may be relative or empty."""
    uri = plain_uri(uri)
    if _BAD_PERCENT.search(uri):
        raise SchemaError("URI contains malformed percent-encoding.")
    if not uri or uri.startswith("#"):  # urljoin drops the base of schemes it does not know, such as `urn:`
        return base.partition("#")[0] + uri
    return urljoin(base, uri) if base else uri


def has_reference(schema: Any) -> bool:
    """Whether a key anywhere in `schema` is spelled like a reference; AJV then compiles it as a unit of its own."""
    if isinstance(schema, dict):
        return any(name in _REFERENCES or has_reference(value) for name, value in schema.items())
    return isinstance(schema, list) and any(map(has_reference, schema))


class Document(Struct, eq=False):
    """A schema that references are resolved against: the user's, or a metaschema."""

    schema: dict[str, Any] | bool
    base: str = ""
    local: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Schemas by an `$id` or anchor that is only a fragment; the document has no address then."""
    dynamic_anchors: set[str] = field(default_factory=set)


class Target(Struct, frozen=True):
    """The schema a reference leads to, and where it stands."""

    schema: Any
    document: Document
    base: str
    pointer: str


class Library:
    """All documents and addresses that the references of one schema can lead to."""

    def __init__(self, draft: Draft, known: "Library | None" = None) -> None:
        """A library for `draft` that starts with what `known` (the metaschemas) holds."""
        self._draft = draft
        # A text stands for "the same as this address": base, `#`, pointer.
        self._addresses: dict[str, Document | str] = dict(known._addresses) if known else {}

    def add(self, schema: dict[str, Any] | bool, base: str = "") -> Document:
        """Read the ids and anchors of `schema`; raises `SchemaError` when one is malformed or taken."""
        if not isinstance(schema, dict):
            return Document(schema, base)
        own_id = schema.get("$id")  # of another type than a string: the metaschema will say so
        base = plain_uri(own_id if own_id and isinstance(own_id, str) else base)
        document = Document(schema, base)
        _Addresses(self._addresses, document).read()
        if not base.startswith("#"):
            if base and base in self._addresses:
                raise SchemaError(f'schema with key or id "{base}" already exists', "/$id")
            self._addresses[base] = document
        return document

    def add_alias(self, alias: str, address: str) -> None:
        """Let `alias` lead where `address` leads."""
        self._addresses[alias] = address

    def find(self, document: Document, base: str, reference: str) -> Target | None:
        """The target of `reference`, written in `document` below the address `base`; None when there is none."""
        address = resolved(base, reference)
        while isinstance(found := self._addresses.get(address), str):
            address = found
        if isinstance(found, Document):
            return Target(found.schema, found, found.base, "")
        target = self._at_address(document, address)
        if target is None and (local := document.local.get(address)) is not None:
            return Target(local, document, base, "")
        return target

    def _at_address(self, document: Document, address: str) -> Target | None:
        path, _, fragment = address.partition("#")
        if path == document.base.partition("#")[0]:
            return self._at_pointer(fragment, Target(document.schema, document, document.base, ""))
        found = self._addresses.get(plain_uri(path))
        if isinstance(found, str):
            embedded = self._at_address(document, found)
            return self._at_pointer(fragment, embedded) if embedded else None
        if found is None:
            return None
        whole = Target(found.schema, found, found.base, "")
        return self._at_pointer(fragment, whole) if fragment else whole

    def _at_pointer(self, fragment: str, start: Target) -> Target | None:
        if not fragment.startswith("/"):
            return None
        schema, base, place = start.schema, start.base, start.pointer
        for token in fragment[1:].split("/"):
            name = pointer.decode(token)
            schema = _child(schema, name)
            if schema is None:
                return None
            place += "/" + pointer.escape(name)
            own_id = schema.get("$id") if isinstance(schema, dict) else None
            if token not in _NAMES_BELOW and isinstance(own_id, str):
                base = resolved(base, own_id)
        target = Target(schema, start.document, base, place)
        return self._behind(target) or target

    def _behind(self, target: Target) -> Target | None:
        """Where a schema leads that is nothing but a reference."""
        schema = target.schema
        if not isinstance(schema, dict) or not isinstance(schema.get("$ref"), str):
            return None
        if any(name != "$ref" and name in self._draft.rules for name in schema):
            return None
        return self._at_address(target.document, resolved(target.base, schema["$ref"]))


def _child(schema: Any, name: str) -> Any:
    if isinstance(schema, dict):
        return schema.get(name)
    if isinstance(schema, list) and name.isascii() and name.isdigit() and int(name) < len(schema):
        return schema[int(name)]
    return None


class _Addresses(Struct):
    """The ids and anchors of one document on their way into the library."""

    addresses: dict[str, Document | str]
    document: Document
    seen: set[str] = field(default_factory=set)

    def read(self) -> None:
        for schema, place, base in _subschemas(self.document.schema, "", self.document.base):
            if not place:
                continue  # the document's own `$id` is its base; AJV does not read an anchor there
            if isinstance(schema.get("$id"), str):
                self._enter(resolved(base, schema["$id"]), schema, place)
                base = resolved(base, schema["$id"])
            for anchor in (schema.get("$anchor"), schema.get("$dynamicAnchor")):
                if isinstance(anchor, str):
                    if not _ANCHOR.fullmatch(anchor):
                        raise SchemaError(f'invalid anchor "{anchor}"', place)
                    self._enter(resolved(base, f"#{anchor}"), schema, place)

    def _enter(self, address: str, schema: dict[str, Any], place: str) -> None:
        taken = self.addresses.get(address)
        if isinstance(taken, str):
            taken = self.addresses.get(taken)
        local = self.document.local.get(address)
        other = taken.schema if isinstance(taken, Document) else local
        if address in self.seen or (other is not None and identity(other) != identity(schema)):
            raise SchemaError(f'reference "{address}" resolves to more than one schema', place)
        self.seen.add(address)
        if isinstance(taken, Document):
            return
        if address.startswith("#"):
            self.document.local[address] = schema
        else:
            self.addresses[address] = f"{self.document.base.partition('#')[0]}#{_encoded(place)}"


def _encoded(place: str) -> str:
    """A plain JSON pointer as it stands in the fragment of a URI."""
    return "/".join(pointer.encode(pointer.decode(token)) for token in place.replace("%", "%25").split("/"))


def _subschemas(schema: Any, place: str, base: str) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Every schema object within `schema` with its pointer and the address its own `$id` is relative to."""
    if not isinstance(schema, dict):
        return
    yield schema, place, base
    own_id = schema.get("$id")
    if place and isinstance(own_id, str):
        base = resolved(base, own_id)
    for keyword, value in schema.items():
        below = f"{place}/{pointer.escape(keyword)}"
        if isinstance(value, list):
            if keyword in _SCHEMA_LISTS:
                for index, element in enumerate(value):
                    yield from _subschemas(element, f"{below}/{index}", base)
        elif keyword in _SCHEMA_MAPS:
            if isinstance(value, dict):
                for name, member in value.items():
                    yield from _subschemas(member, f"{below}/{pointer.escape(name)}", base)
        elif keyword not in _NO_SCHEMAS:
            yield from _subschemas(value, below, base)
