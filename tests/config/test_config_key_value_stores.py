"""Schemas of key-value stores in a file."""

import pytest
from cases import each_case

from mockapify.config import ConfigError

ALICE = "[[key_value_stores]]\nuser = 'alice'\nname = 'stuff'\n"
SCHEMA = """schema.actorKeyValueStoreSchemaVersion = 1
schema.title = 'Stuff'
schema.collections = { texts = { keyPrefix = 'text-', contentTypes = ['text/plain'] } }
"""
RECORD = "[[key_value_stores.records]]\nkey = 'text-1'\n"
ACTOR = "[[actors]]\nname = 'alice/scraper'\noutput = { sum = 1 }\n"
OUTPUT = """[actors.key_value_store_schema]
actorKeyValueStoreSchemaVersion = 1
title = 'Output'
[actors.key_value_store_schema.collections.output]
key = 'OUTPUT'
contentTypes = ['application/json']
jsonSchema = { required = ['%s'] }
"""


def test_a_store_has_the_schema_of_its_table(load):
    (store,) = load(ALICE + SCHEMA + RECORD + "value = 'one'").key_value_stores
    assert store.schema["title"] == "Stuff"
    assert [record.key for record in (store.records[key] for key in store.keys)] == ["text-1"]


def test_an_actor_has_the_store_schema_of_its_table(load):
    world = load(ACTOR + OUTPUT % "sum")
    (build,) = world.builds.values()
    assert build.actor_definition["storages"]["keyValueStore"]["title"] == "Output"


@each_case(
    ("text", "message"),
    [
        (ALICE + "schema = {}", r"key_value_stores\[0\]: Key-value store schema is not valid: must have required"),
        (ALICE + SCHEMA + RECORD + "value = 1", r'key_value_stores\[0\]\.records\[0\]: .* collection "texts": content'),
        (ACTOR + "key_value_store_schema = {}", r"actors\[0\]: Key-value store schema is not valid"),
        (ACTOR + OUTPUT % "total", r'actors\[0\]: .* "output": must have required property \'total\''),
        (ACTOR + OUTPUT % "sum" + "[[actors.behaves]]\noutput = {}", r"actors\[0\]\.behaves\[0\]: .*'sum'"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(load, text, message):
    with pytest.raises(ConfigError, match=message):
        load(text)
