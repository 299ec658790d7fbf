"""The platform's OpenAPI document, as the judges read it."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import jsonschema_rs

METHODS = ("get", "head", "post", "put", "delete", "patch")
ADDRESS = "urn:document"

Key = tuple[str, str]
"""An operation: method and path, `("GET", "/v2/datasets/{datasetId}")`."""


class Document:
    """What the document says of operations: their parameters, bodies and responses."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content
        self.operations: dict[Key, dict[str, Any]] = {
            (method.upper(), path): item[method]
            for path, item in content["paths"].items()
            for method in METHODS
            if method in item
        }
        self._registry = jsonschema_rs.Registry([(ADDRESS, content)], draft=jsonschema_rs.Draft202012)
        self._validators: dict[tuple[str, ...], jsonschema_rs.Draft202012Validator] = {}

    @classmethod
    def load(cls) -> "Document | None":
        """The document that MOCKAPIFY_SPEC names, a path or an address; None when it names none."""
        place = os.environ.get("MOCKAPIFY_SPEC")
        if not place:
            return None
        if "://" not in place:
            return cls(json.loads(Path(place).read_bytes()))
        with urlopen(place) as answer:
            return cls(json.load(answer))

    def response(self, operation: Key, status: int) -> dict[str, Any] | None:
        """What it says of a status of an operation, or None when it lists no such status."""
        found = self.operations[operation]["responses"].get(str(status))
        return None if found is None else self.resolved(found)

    def place(self, operation: Key, status: int) -> tuple[str, ...]:
        """The way to that response in the document, for `errors`."""
        method, path = operation
        response = self.operations[operation]["responses"][str(status)]
        if "$ref" in response:
            return tuple(response["$ref"].removeprefix("#/").split("/"))
        return ("paths", path, method.lower(), "responses", str(status))

    def parameters(self, operation: Key) -> Iterator[dict[str, Any]]:
        """The operation's query parameters, each with its schema."""
        for parameter in self.operations[operation].get("parameters", ()):
            found = self.resolved(parameter)
            if found["in"] == "query":
                yield found | {"schema": self.resolved(found["schema"])}

    def fields(self, operation: Key) -> dict[str, dict[str, Any]]:
        """The fields of the operation's JSON body, each with its schema."""
        body = self.resolved(self.operations[operation].get("requestBody", {}))
        return self._properties(body.get("content", {}).get("application/json", {}).get("schema", {}))

    def _properties(self, schema: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        schema = self.resolved(schema)
        found: dict[str, dict[str, Any]] = {}
        for part in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
            found |= self._properties(part)
        return found | schema.get("properties", {})

    def resolved(self, part: Mapping[str, Any]) -> dict[str, Any]:
        """The part, or what its `$ref` leads to."""
        while "$ref" in part:
            found: Any = self.content
            for step in part["$ref"].removeprefix("#/").split("/"):
                found = found[step.replace("~1", "/").replace("~0", "~")]
            part = found
        return dict(part)

    def errors(self, body: object, *where: str) -> list[tuple[str, str]]:
        """What the schema at this place of the document has against a JSON value: a JSON path and a message each."""
        validator = self._validators.get(where)
        if validator is None:
            pointer = "/".join(quote(step.replace("~", "~0").replace("/", "~1"), safe="~") for step in where)
            schema = {"$ref": f"{ADDRESS}#/{pointer}"}
            validator = jsonschema_rs.Draft202012Validator(schema, registry=self._registry, validate_formats=True)
            self._validators[where] = validator
        if validator.is_valid(body):
            return []
        return [(_json_path(error.instance_path), error.message) for error in validator.iter_errors(body)]


def _json_path(steps: list[str | int]) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
