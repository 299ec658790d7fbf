"""What the source files of a version define."""

import base64
import json

import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from mockapify.state import definitions
from mockapify.state.definitions import MAX_INPUT_SCHEMA_BYTES, DefinitionError
from mockapify.state.versions import SourceFile

ACTOR = {"actorSpecification": 1, "name": "scraper", "version": "0.1"}
INPUT = {"title": "In", "type": "object", "schemaVersion": 1, "properties": {}}
FIELDS = {"actorSpecification": 1, "fields": {"type": "object"}, "views": {}}
COLLECTIONS = {"actorKeyValueStoreSchemaVersion": 1, "title": "S", "collections": {}}


def text(name, content):
    return SourceFile(name=name, content=content if isinstance(content, str) else json.dumps(content))


def actor_json(**more):
    return text(".actor/actor.json", ACTOR | more)


def test_sources_without_a_definition_define_nothing():
    assert definitions.read([text("main.js", "x"), SourceFile(name="src", folder=True)]) == {}


def test_what_the_definition_says_is_taken_over():
    assert definitions.read([actor_json(minMemoryMbytes=128, new={"a": 1})]) == {
        **ACTOR,
        "minMemoryMbytes": 128,
        "new": {"a": 1},
    }


@each_case(
    "files",
    [
        pytest.param([actor_json(input=INPUT)], id="inline"),
        pytest.param([actor_json(input="./in.json"), text(".actor/in.json", INPUT)], id="beside the definition"),
        pytest.param([actor_json(input="../schemas/in.json"), text("schemas/in.json", INPUT)], id="elsewhere"),
        pytest.param([actor_json(), text(".actor/INPUT_SCHEMA.json", INPUT)], id="the usual name"),
        pytest.param([actor_json(), text("./INPUT_SCHEMA.json", INPUT)], id="the usual name at the root"),
    ],
)
def test_an_input_schema_stands_inline_or_in_a_file(files):
    assert definitions.read(files)["input"] == INPUT


def test_an_input_schema_does_without_a_definition():
    assert definitions.read([text("INPUT_SCHEMA.json", INPUT)]) == {"input": INPUT}


def test_schemas_of_storages_stand_inline_or_in_files():
    storages = {"dataset": "./dataset.json", "keyValueStore": COLLECTIONS}
    read = definitions.read([actor_json(storages=storages), text(".actor/dataset.json", FIELDS)])
    assert read["storages"] == {"dataset": FIELDS, "keyValueStore": COLLECTIONS}


@each_case(
    "files",
    [
        pytest.param([text("README.md", "# Hello")], id="the usual name"),
        pytest.param([text(".actor/README.md", "# Hello"), text("README.md", "# No")], id="beside the definition"),
        pytest.param([actor_json(readme="./docs.md"), text(".actor/docs.md", "# Hello")], id="named"),
    ],
)
def test_the_readme_is_the_text_itself(files):
    assert definitions.read(files)["readme"] == "# Hello"


def test_files_in_base64_are_decoded():
    content = base64.b64encode(json.dumps(ACTOR).encode()).decode()
    assert definitions.read([SourceFile(name=".actor/actor.json", format="BASE64", content=content)]) == ACTOR


@each_case(
    ("files", "reason"),
    [
        ([text(".actor/actor.json", "{")], ".actor/actor.json is not valid JSON"),
        ([text(".actor/actor.json", "[]")], ".actor/actor.json must be a JSON object"),
        ([text(".actor/actor.json", {})], "missing required field `actorSpecification`"),
        ([actor_json(actorSpecification=2)], r"Invalid enum value 2 - at `\$.actorSpecification`"),
        ([actor_json(version="one")], r"at `\$.version`"),
        ([actor_json(minMemoryMbytes=64)], r"at `\$.minMemoryMbytes`"),
        ([actor_json(input=5)], r"at `\$.input`"),
        ([actor_json(storages={"dataset": 5})], "storages.dataset must be an object or the path of a file"),
        ([actor_json(input="./in.json")], ".actor/in.json was not found among the source files"),
        ([actor_json(input="./in.json"), text(".actor/in.json", "?")], ".actor/in.json is not valid JSON"),
        ([actor_json(readme="./no.md")], ".actor/no.md was not found among the source files"),
        ([actor_json(input={"properties": {"a": {"type": "odd"}}})], "Input schema is not valid: "),
        ([actor_json(input={**INPUT, "title": "x" * MAX_INPUT_SCHEMA_BYTES})], "Input schema is longer than"),
        ([actor_json(storages={"dataset": {"fields": {"type": "odd"}}})], "Dataset schema is not valid: "),
        ([actor_json(storages={"keyValueStore": {"title": 1}})], "Key-value store schema is not valid: "),
        ([SourceFile(name=".actor/actor.json", format="BASE64", content="?")], "cannot be read: "),
        ([SourceFile(name=".actor/actor.json", format="BASE64", content="/w==")], "cannot be read: "),
        ([SourceFile(name=".actor/actor.json")], "is not valid JSON"),
    ],
)
def test_malformed_sources_say_what_is_wrong(files, reason):
    with pytest.raises(DefinitionError, match=reason):
        definitions.read(files)


DEFINITIONS = st.fixed_dictionaries(
    {"actorSpecification": st.just(1), "name": st.text()},
    optional={
        "readme": st.text(),
        "changelog": st.text(),
        "input": st.just(INPUT),
        "storages": st.just({"dataset": FIELDS}),
        "minMemoryMbytes": st.integers(128, 4096),
    },
)


@given(definition=DEFINITIONS)
@settings(max_examples=25)
def test_written_definitions_are_read_as_they_were(definition):
    assert definitions.read(definitions.written(definition)) == definition
