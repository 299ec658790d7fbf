"""OpenAPI documents of builds: how to run the Actor over HTTP, and what input it takes."""

from typing import Any

from mockapify.state.actors import Actor
from mockapify.state.builds import Build

SCHEMA_WORDS = {
    "type",
    "title",
    "description",
    "default",
    "enum",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "required",
    "additionalProperties",
    "nullable",
}
"""What an input schema and an OpenAPI 3.0 schema say in the same words; editors and prefills are for forms."""

TOKEN = {
    "name": "token",
    "in": "query",
    "required": True,
    "description": "API token of the user who runs the Actor.",
    "schema": {"type": "string"},
}
MOMENT = {"type": "string", "format": "date-time"}
RUN_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "data": {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "actId": {"type": "string"},
                "userId": {"type": "string"},
                "status": {"type": "string", "example": "READY"},
                "startedAt": MOMENT,
                "finishedAt": {**MOMENT, "nullable": True},
                "buildId": {"type": "string"},
                "buildNumber": {"type": "string"},
                "defaultKeyValueStoreId": {"type": "string"},
                "defaultDatasetId": {"type": "string"},
                "defaultRequestQueueId": {"type": "string"},
                "usageTotalUsd": {"type": "number"},
            },
        }
    },
}
OPERATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "run-sync-get-dataset-items": (
        "Run the Actor, wait until it is finished, and get the items of its dataset",
        {"type": "array", "items": {"type": "object"}},
    ),
    "run-sync": ("Run the Actor, wait until it is finished, and get its record OUTPUT", {}),
    "runs": ("Start a run of the Actor and get the run", {"$ref": "#/components/schemas/runsResponseSchema"}),
}
"""What can be asked of an Actor: the end of its path, what it is for, and the schema of its answer."""


def of(actor: Actor, build: Build, *, server: str) -> dict[str, Any]:
    """The document of a build. `server` is the address that its paths are below."""
    name = f"{actor.username}~{actor.name}"
    return {
        "openapi": "3.0.1",
        "info": {
            "title": actor.title or actor.name,
            "description": actor.description or "",
            "version": ".".join(build.build_number.split(".")[:2]),
            "x-build-id": build.id,
        },
        "servers": [{"url": server}],
        "paths": {f"/acts/{name}/{end}": {"post": _operation(actor, end)} for end in OPERATIONS},
        "components": {
            "schemas": {
                "inputSchema": _plain(build.actor_definition.get("input") or {"type": "object"}),
                "runsResponseSchema": RUN_SCHEMA,
            }
        },
    }


def _operation(actor: Actor, end: str) -> dict[str, Any]:
    summary, answer = OPERATIONS[end]
    return {
        "operationId": f"{end}-{actor.username}-{actor.name}",
        "summary": summary,
        "tags": ["Run Actor"],
        "parameters": [TOKEN],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/inputSchema"}}},
        },
        "responses": {"201": {"description": "OK", "content": {"application/json": {"schema": answer}}}},
    }


def _plain(schema: Any) -> Any:
    """An input schema, or a schema in it, without the words that OpenAPI does not know."""
    if not isinstance(schema, dict):
        return schema
    plain = {word: value for word, value in schema.items() if word in SCHEMA_WORDS}
    if isinstance(plain.get("type"), list):  # Which OpenAPI 3.0 has no word for.
        plain.pop("type")
    if "properties" in schema:
        plain["properties"] = {name: _plain(field) for name, field in schema["properties"].items()}
    if "items" in schema:
        plain["items"] = _plain(schema["items"])
    elif plain.get("type") == "array":
        plain["items"] = {}
    return plain
