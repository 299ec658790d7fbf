"""Definitions: what `.actor/actor.json` and the files that it names say of an Actor."""

import base64
import posixpath
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from mockapify import schema as schemas
from mockapify import wire
from mockapify.errors import ApiError
from mockapify.schema import SchemaError
from mockapify.state.datasets import compile_fields
from mockapify.state.store_schemas import compile_store_schema
from mockapify.state.versions import SourceFile

FOLDER = ".actor"
ACTOR_JSON = f"{FOLDER}/actor.json"
MAX_INPUT_SCHEMA_BYTES = 500 * 1024

SCHEMAS = (("input",), ("output",), ("storages", "dataset"), ("storages", "keyValueStore"))
"""Keys under which a schema stands, or the path of a file with it."""

INPUT_SCHEMAS = (f"{FOLDER}/INPUT_SCHEMA.json", "INPUT_SCHEMA.json")
"""Where an input schema is looked for that the definition does not name."""

TEXTS = {"readme": "README.md", "changelog": "CHANGELOG.md"}
"""Texts that the definition names by their path, and where they are looked for otherwise."""

Megabytes = Annotated[int, Meta(ge=128)]


class DefinitionError(ValueError):
    """The sources do not define an Actor; the message says why."""


class ActorJSON(Struct, rename="camel"):
    """What is checked of `.actor/actor.json`; it may say more."""

    actor_specification: Literal[1]
    name: str | UnsetType = UNSET
    version: Annotated[str, Meta(pattern=r"^[0-9]+(\.[0-9]+)+$")] | UnsetType = UNSET
    build_tag: str | UnsetType = UNSET
    environment_variables: dict[str, str] | UnsetType = UNSET
    dockerfile: str | UnsetType = UNSET
    docker_context_dir: str | UnsetType = UNSET
    readme: str | UnsetType = UNSET
    changelog: str | UnsetType = UNSET
    input: dict[str, Any] | str | UnsetType = UNSET
    output: dict[str, Any] | str | UnsetType = UNSET
    storages: dict[str, Any] | UnsetType = UNSET
    default_memory_mbytes: int | str | UnsetType = UNSET
    min_memory_mbytes: Megabytes | UnsetType = UNSET
    max_memory_mbytes: Megabytes | UnsetType = UNSET
    uses_standby_mode: bool | UnsetType = UNSET


class Sources:
    """The files of a version, by their paths."""

    def __init__(self, files: Sequence[SourceFile]) -> None:
        self._files = {posixpath.normpath(file.name): file for file in files if not file.folder}

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def first_of(self, *paths: str) -> str | None:
        """The first of the paths that is there."""
        return next((path for path in paths if path in self), None)

    def text(self, path: str) -> str:
        """The file's content.

        Raises:
            DefinitionError: There is no such file, or it is no text.
        """
        file = self._files.get(path)
        if file is None:
            raise DefinitionError(f"{path} was not found among the source files")
        content = file.content or ""
        if file.format != "BASE64":
            return content
        try:
            return base64.b64decode(content, validate=True).decode()
        except ValueError as error:  # of the base64, or of the UTF-8 in it
            raise DefinitionError(f"{path} cannot be read: {error}") from None

    def json_object(self, path: str) -> dict[str, Any]:
        """The file's content, which is JSON.

        Raises:
            DefinitionError: There is no such file, or it is no JSON object.
        """
        try:
            value = wire.decode(self.text(path).encode())
        except wire.JSONError as error:
            raise DefinitionError(f"{path} is not valid JSON: {error}") from None
        if not isinstance(value, dict):
            raise DefinitionError(f"{path} must be a JSON object")
        return value


def read(files: Sequence[SourceFile]) -> dict[str, Any]:
    """The Actor's definition, with the files that it names in place of their paths. Without one it is empty.

    Raises:
        DefinitionError: It is malformed, or so is a schema in it, or a file that it names is not there.
    """
    sources = Sources(files)
    definition: dict[str, Any] = {}
    if ACTOR_JSON in sources:
        definition = sources.json_object(ACTOR_JSON)
        try:
            wire.decode_as(wire.encode(definition), ActorJSON)
        except wire.JSONError as error:
            raise DefinitionError(f"{ACTOR_JSON} is not valid: {error}") from None
    for keys in SCHEMAS:
        _put_schema(definition, keys, sources)
    path = sources.first_of(*INPUT_SCHEMAS)
    if "input" not in definition and path is not None:
        definition["input"] = sources.json_object(path)
    for key, usual in TEXTS.items():
        named = definition.pop(key, None)
        path = sources.first_of(f"{FOLDER}/{usual}", usual) if named is None else _beside(named)
        if path is not None:
            definition[key] = sources.text(path)
    check(definition)
    return definition


def check(definition: dict[str, Any]) -> None:
    """Refuse a definition with a schema that no run could do with.

    Raises:
        DefinitionError: It says which, and why.
    """
    schema = definition.get("input")
    storages = definition.get("storages") or {}
    try:
        if schema is not None:
            schemas.compile_input_schema(schema)
            if len(wire.encode(schema)) > MAX_INPUT_SCHEMA_BYTES:
                raise DefinitionError(f"Input schema is longer than {MAX_INPUT_SCHEMA_BYTES} bytes")
        compile_fields(storages.get("dataset"))
        compile_store_schema(storages.get("keyValueStore"))
    except SchemaError as error:
        raise DefinitionError(f"Input schema is not valid: {error}") from None
    except ApiError as error:
        raise DefinitionError(error.message) from None


def written(definition: dict[str, Any]) -> list[SourceFile]:
    """Source files that `read` makes this definition of."""
    files = [
        SourceFile(name=name, format="TEXT", content=definition[key])
        for key, name in TEXTS.items()
        if key in definition
    ]
    rest = {key: value for key, value in definition.items() if key not in TEXTS}
    return [SourceFile(name=ACTOR_JSON, format="TEXT", content=wire.encode(rest).decode()), *files]


def _put_schema(definition: dict[str, Any], keys: tuple[str, ...], sources: Sources) -> None:
    """Read the schema whose path stands under the keys, if one does."""
    *above, last = keys
    table: Any = definition
    for key in above:
        table = table.get(key, {})
    named = table.get(last)
    if isinstance(named, str):
        table[last] = sources.json_object(_beside(named))
    elif named is not None and not isinstance(named, dict):
        raise DefinitionError(f"{ACTOR_JSON} is not valid: {'.'.join(keys)} must be an object or the path of a file")


def _beside(path: str) -> str:
    """A path that is relative to the folder of the definition, from the root of the sources."""
    return posixpath.normpath(posixpath.join(FOLDER, path))
