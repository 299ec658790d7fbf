"""A key-value store against a model of a few lines."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from mockapify.errors import ApiError
from mockapify.state.key_value_stores import KeyValueStore, KeyValueStoreStats, Record, page_of_keys
from mockapify.wire import UNSET

KEYS = st.text("abAB1-_.!'()", min_size=1, max_size=3)
CONTENT_TYPES = st.sampled_from(["text/plain", "application/json", "image/png"])
SCHEMA = {
    "actorKeyValueStoreSchemaVersion": 1,
    "title": "Some",
    "collections": {"a": {"keyPrefix": "a"}, "b": {"key": "b"}, "none": {"key": "z"}},
}
MEMBERS = {"a": lambda key: key.startswith("a"), "b": lambda key: key == "b", "none": lambda key: False}


class StoreMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.store = KeyValueStore(
            id="x", name=None, user_id="u", username="u", created_at=None, modified_at=None, accessed_at=None,
            console_url="", stats=KeyValueStoreStats(),
        )  # fmt: skip
        self.store.set_schema(SCHEMA)
        self.model = {}
        self.writes = self.deletes = 0

    @rule(key=KEYS, value=st.binary(max_size=9), content_type=CONTENT_TYPES)
    def put(self, key, value, content_type):
        self.store.put(Record(key, value, content_type))
        self.model[key] = (value, content_type)
        self.writes += 1

    @rule(key=KEYS)
    def delete(self, key):
        self.store.delete(key)
        self.model.pop(key, None)
        self.deletes += 1

    @rule(
        after=st.none() | KEYS,
        prefix=st.none() | KEYS,
        collection=st.sampled_from([None, *MEMBERS]),
        limit=st.integers(1, 4),
    )
    def list_keys(self, after, prefix, collection, limit):
        records, more = page_of_keys(self.store, after=after, prefix=prefix, collection=collection, limit=limit)
        member = MEMBERS.get(collection, lambda key: True)
        wanted = sorted(
            key for key in self.model if key > (after or "") and key.startswith(prefix or "") and member(key)
        )
        assert [record.key for record in records] == wanted[:limit]
        assert more == (len(wanted) > limit)

    @rule()
    def a_collection_that_is_not_there(self):
        with pytest.raises(ApiError, match="invalid-collection"):
            page_of_keys(self.store, after=None, prefix=None, collection="c", limit=1)

    @invariant()
    def holds_what_was_put(self):
        found = {key: (record.value, record.content_type) for key, record in self.store.records.items()}
        assert found == self.model
        assert self.store.keys == sorted(self.model)

    @invariant()
    def counts_what_was_done(self):
        stats = self.store.stats
        assert (stats.write_count or 0, stats.delete_count or 0) == (self.writes, self.deletes)
        assert (stats.storage_bytes or 0) == sum(len(value) for value, _ in self.model.values())
        assert (stats.write_count is UNSET) == (self.writes == 0)


TestStore = StoreMachine.TestCase
TestStore.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
