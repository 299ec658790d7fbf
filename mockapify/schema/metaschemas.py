"""The schemas of schemas: whether a schema is well-formed, said in AJV's words."""

from functools import cache
from typing import Any, Final

from mockapify.schema.compiler import Compiler
from mockapify.schema.documents import Document, Library
from mockapify.schema.drafts import DEFAULT_ALIAS, DRAFT_07, DRAFT_2019_09, DRAFT_2020_12, DRAFTS, Draft
from mockapify.schema.errors import SchemaError
from mockapify.schema.place import Unit
from mockapify.schema.walk import Visit

_VOCABULARIES: Final = {
    DRAFT_07: "",
    DRAFT_2019_09: "core applicator validation meta-data format content",
    DRAFT_2020_12: "core applicator unevaluated validation meta-data format-annotation content",
}


def draft_of(schema: dict[str, Any] | bool) -> Draft:
    """The draft that `$schema` names; draft-07 without it. Raises `SchemaError` for an unknown one."""
    if isinstance(schema, bool) or "$schema" not in schema:
        return DRAFT_07
    named = schema["$schema"]
    if not isinstance(named, str):
        raise SchemaError("$schema must be a string", "/$schema")
    uri = named.removesuffix("/").removesuffix("#") or DRAFT_07.uri
    if uri == DEFAULT_ALIAS:
        return DRAFT_07
    if uri not in DRAFTS:
        known = ", ".join(DRAFTS)
        raise SchemaError(f'no schema with key or ref "{named}" ; known are {known}', "/$schema")
    return DRAFTS[uri]


@cache
def library_of(draft: Draft) -> tuple[Library, Unit]:
    """The metaschemas of a draft as reference targets, and the check of a whole schema."""
    library = Library(draft)
    addresses = [f"{draft.uri.removesuffix('schema')}meta/{name}" for name in _VOCABULARIES[draft].split()]
    document = library.add(_contents(draft.uri), draft.uri)
    library.add_alias(DEFAULT_ALIAS, draft.uri)
    for address in addresses:
        library.add(_contents(address), address)
    # AJV compiles its metaschemas with formats off: a bad pattern is refused later, by the engine, in its words.
    return library, Compiler(library, draft, formats=False).whole(document)


def _contents(uri: str) -> Any:
    # Imported by the first schema: it costs 50 ms, and most tests have none.
    from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped] # it ships no type information

    if uri != DRAFT_07.uri:
        return REGISTRY.contents(uri)
    published = REGISTRY.contents(f"{uri}#")
    # The one place where AJV's copy of a metaschema asks for more than the published one.
    enum = {**published["properties"]["enum"], "minItems": 1, "uniqueItems": True}
    return {**published, "properties": {**published["properties"], "enum": enum}}


def require_well_formed(schema: Any, draft: Draft) -> None:
    """Raise `SchemaError` with all that the metaschema says against `schema`."""
    visit = Visit()
    library_of(draft)[1](schema, "", visit, None)
    if visit.errors:
        problems = ", ".join(f"data{error['instancePath']} {error['message']}" for error in visit.errors)
        raise SchemaError(f"schema is invalid: {problems}", visit.errors[0]["instancePath"], visit.errors)


def documents_of(schema: dict[str, Any] | bool, draft: Draft) -> tuple[Library, Document]:
    """A library that knows `schema` and the metaschemas of its draft."""
    library = Library(draft, library_of(draft)[0])
    return library, library.add(schema)
