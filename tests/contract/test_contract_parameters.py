"""Query parameters and body fields that the code declares, against the platform's document: by name and by type."""

from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatch
from typing import Any

import msgspec

from mockapify.api.operation import Operation, wants
from mockapify.api.routes import OPERATIONS
from mockapify.clock import Timestamp

BUILT = [operation for operation in OPERATIONS if operation.is_built and operation.path == operation.canonical]

EXCEPTIONS = {
    ("actors.create", "actorPermissionLevel"): "an update may set it, so it can be given at creation",
    ("dispatches.list_all", "*"): "the dispatches of a webhook are listed as all are",
    ("tools.browser_info", "*Headers"): "any text will do: the document has no 400 there",
    ("webhooks.update", "id"): "it is looked at: another one than the path's is refused",
    ("*.get_or_create", "schema"): "the official clients send it",
    ("*.update", "schema"): "a schema can be given at creation, so it can be changed",
    ("*.update", "title"): "the official clients send it",
    ("key_value_stores.get_record", "attachment"): "HEAD takes what GET takes",
    ("key_value_stores.get_record", "signature"): "HEAD takes what GET takes",
    ("logs.get", "raw"): "all four addresses of a log take the same",
    ("request_queues.*", "forefront"): "the texts are true and false, which the document does not say",
    ("runs.list_all", "started*"): "the runs of a task are listed as those of an Actor",
    ("runs.resurrect", "max*"): "the deprecated address takes what the modern one takes",
    ("runs.run_sync*", "restartOnError"): "GET takes what POST takes",
    ("runs.run_sync_items", "signature"): "it does nothing there: all that answers with items takes the same",
    ("runs.start", "forcePermissionLevel"): "a task is started as an Actor is",
    ("runs.update", "generalAccess"): "a run has no name that could be known (the platform's page on general access)",
    ("runs.update", "runId"): "the path says it already",
    ("schedules.*", "notifications"): "it is shown, so it can be set",
    ("tasks.*", "description"): "the official clients send it",
    ("tasks.*", "isPublic"): "the official clients send it",
    ("tasks.*", "publicConfig"): "the official clients send it",
}
"""What rightly differs from the document, by handler and name, and why."""

Schema = Mapping[str, Any]
Resolve = Callable[[Schema], Schema]


def differences(document, operation: Operation) -> Iterator[tuple[str, str]]:
    """Names, and how the code and the document differ about them."""
    key = (operation.method, operation.path)
    steps = [wants(step) for step in (*operation.finders, operation.handler)]
    queries = [parser.query for step in steps for parser in step.queries.values()]
    specified = {parameter["name"]: parameter["schema"] for parameter in document.parameters(key)}
    yield from compared("query parameter", read(specified, document.resolved), declared(*queries), in_query=True)
    body = steps[-1].body
    if body is not None and isinstance(body.type, type) and issubclass(body.type, msgspec.Struct):
        yield from compared("body field", read(document.fields(key), document.resolved), declared(body.type))


def compared(what: str, specified: "Types", declared: "Types", *, in_query: bool = False) -> Iterator[tuple[str, str]]:
    for name in sorted(specified.keys() | declared.keys()):
        theirs, ours = specified.get(name), declared.get(name)
        if ours is None:
            yield name, f"{what} that the code does not declare"
        elif theirs is None:
            yield name, f"{what} that the document does not have"
        elif not theirs.agrees(ours, in_query=in_query):
            yield name, f"{what} is {theirs} in the document, {ours} in the code"


class Type(msgspec.Struct, frozen=True):
    """What JSON types a value may have, none for any, and the values where they are listed."""

    types: frozenset[str]
    values: frozenset[Any]

    def agrees(self, ours: "Type", *, in_query: bool) -> bool:
        """Whether the code's own type is the same. It may list values where the document does not, and take null, which
        the official clients send for what they do not say."""
        theirs, own = (self.types, ours.types) if not in_query else (_in_query(self.types), _in_query(ours.types))
        fits = not theirs or not own or (theirs | {"null"} == own | {"null"} and theirs <= own)
        return fits and (not self.values or self.values == ours.values)

    def __str__(self) -> str:
        return " | ".join(sorted(self.types)) + (f" of {sorted(map(str, self.values))}" if self.values else "")


Types = dict[str, Type]


def _in_query(types: frozenset[str]) -> frozenset[str]:
    """There null is a parameter that is left out, and lists are texts with commas."""
    return frozenset("string" if name == "array" else name for name in types - {"null"})


def declared(*structs: type[msgspec.Struct]) -> Types:
    schemas, definitions = msgspec.json.schema_components(structs, schema_hook=_own, ref_template="{name}")
    found: Types = {}
    for schema in schemas:
        found |= read(definitions[schema["$ref"]]["properties"], lambda part: definitions[part["$ref"]])
    return found


def _own(type_: type) -> dict[str, Any]:
    """What msgspec has no schema for: moments are texts; whatever else there is, is read by hand."""
    return {"type": "string"} if issubclass(type_, Timestamp) else {}


def read(fields: Mapping[str, Schema], resolve: Resolve) -> Types:
    return {name: Type(*map(frozenset, _type(schema, resolve))) for name, schema in fields.items()}


def _type(schema: Schema, resolve: Resolve) -> tuple[set[str], set[Any]]:
    if "$ref" in schema:
        schema = resolve(schema)
    types = schema.get("type", [])
    names = {"number" if name == "integer" else name for name in ([types] if isinstance(types, str) else types)}
    values = {value for value in schema.get("enum", ()) if value is not None}
    for part in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        more_names, more_values = _type(part, resolve)
        names |= more_names
        values |= more_values
    return names or ({"string"} if values else set()), values


def test_what_the_code_declares_is_what_the_document_has(document):
    used, found = set(), []
    for operation in BUILT:
        for name, difference in differences(document, operation):
            excepted = {row for row in EXCEPTIONS if fnmatch(operation.name, row[0]) and fnmatch(name, row[1])}
            used |= excepted
            if not excepted:
                found.append(f"{operation.method} {operation.path}: {name}: {difference}")
    assert found == []
    assert EXCEPTIONS.keys() - used == set(), "these exceptions are none any more"
