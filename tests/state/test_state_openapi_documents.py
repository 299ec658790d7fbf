"""OpenAPI documents of builds."""

import pytest

from mockapify.state import actors, openapi_documents


@pytest.fixture
def document(world):
    def made(input_schema=None, **more):
        with world:
            actor = actors.declare(world, "janedoe/abc", input_schema=input_schema, **more)
            build = world.builds[actor.tagged_builds["latest"].build_id]
            return openapi_documents.of(actor, build, server="http://127.0.0.1:1/v2")

    return made


def test_an_actor_without_an_input_schema_takes_any_object(document):
    assert document()["components"]["schemas"]["inputSchema"] == {"type": "object"}


def test_each_way_to_run_has_an_operation_of_its_own(document):
    operations = [item["post"]["operationId"] for item in document(title="ABC")["paths"].values()]
    assert operations == ["run-sync-get-dataset-items-janedoe-abc", "run-sync-janedoe-abc", "runs-janedoe-abc"]


def test_references_lead_somewhere(document):
    found = document()
    text = str(found)
    for name in found["components"]["schemas"]:
        assert f"#/components/schemas/{name}" in text


def test_words_of_forms_are_left_out_at_any_depth(document):
    field = {"title": "T", "type": "string", "description": "D", "editor": "select", "enum": ["a"], "enumTitles": ["A"]}
    schema = {
        "title": "In",
        "type": "object",
        "schemaVersion": 1,
        "properties": {
            "editor": field,
            "list": {"type": "array", "editor": "json", "items": {"type": "object", "properties": {"deep": field}}},
            "any": {"type": ["string", "number"], "title": "Any", "editor": "json"},
            "bare": {"type": "array", "editor": "stringList", "prefill": ["a"], "sectionCaption": "More"},
        },
    }
    plain = {"title": "T", "type": "string", "description": "D", "enum": ["a"]}
    assert document(schema)["components"]["schemas"]["inputSchema"] == {
        "title": "In",
        "type": "object",
        "properties": {
            "editor": plain,
            "list": {"type": "array", "items": {"type": "object", "properties": {"deep": plain}}},
            "any": {"title": "Any"},
            "bare": {"type": "array", "items": {}},
        },
    }
