"""The official clients create, find, change and forget datasets."""

import pytest
from apify_client.errors import InvalidRequestError, NotFoundError


def test_a_dataset_is_created_by_name_once(client):
    first = client.datasets().get_or_create(name="prices")
    second = client.datasets().get_or_create(name="prices")

    assert first.id == second.id
    assert (first.name, first.username, first.item_count) == ("prices", "tester", 0)


def test_datasets_without_a_name_are_all_different(client):
    first, second = client.datasets().get_or_create(), client.datasets().get_or_create()

    assert first.id != second.id
    assert first.name is None


def test_a_dataset_shows_its_fields_and_counts(client, mockapify):
    dataset = client.dataset(mockapify.dataset("prices").id)

    dataset.push_items([{"title": "A", "#hidden": 1}, {"title": "B", "price": 2}, {"#hidden": 2}])
    shown = dataset.get()

    assert shown.item_count == 3
    assert shown.clean_item_count == 2
    assert shown.fields == ["title", "#hidden", "price"]
    assert shown.stats.write_count == 3


def test_a_dataset_is_found_by_id_and_by_its_owners_name(client, mockapify):
    made = mockapify.dataset("prices", items=[{"title": "A"}])

    for spelling in (made.id, "tester/prices", "tester~prices", "~prices"):
        assert client.dataset(spelling).get().id == made.id
        assert client.dataset(spelling).list_items().items == [{"title": "A"}]


def test_an_update_changes_name_title_and_general_access(client, mockapify):
    dataset = client.dataset(mockapify.dataset("prices").id)

    changed = dataset.update(name="new-prices", title="Prices", general_access="ANYONE_WITH_ID_CAN_READ")

    assert (changed.name, changed.title) == ("new-prices", "Prices")
    assert dataset.get().general_access == "ANYONE_WITH_ID_CAN_READ"
    assert client.dataset("tester/prices").get() is None
    assert client.dataset("tester/new-prices").get().id == changed.id


def test_a_name_that_another_dataset_has_is_refused(client, mockapify):
    mockapify.dataset("prices")
    other = client.dataset(mockapify.dataset("other").id)

    with pytest.raises(InvalidRequestError) as refused:
        other.update(name="prices")

    assert refused.value.type == "name-not-unique"
    assert other.get().name == "other"


def test_a_malformed_name_is_refused(client):
    with pytest.raises(InvalidRequestError, match=r'"no dots\." is not allowed') as refused:
        client.datasets().get_or_create(name="no dots.")

    assert refused.value.type == "invalid-value"


def test_a_deleted_dataset_is_gone(client, mockapify):
    dataset = client.dataset(mockapify.dataset("prices", items=[{"title": "A"}]).id)

    dataset.delete()

    assert dataset.get() is None
    with pytest.raises(NotFoundError) as missing:
        dataset.list_items()
    assert (missing.value.type, missing.value.message) == ("record-not-found", "Dataset was not found")


def test_deleting_a_dataset_twice_is_no_error(client, mockapify):
    dataset = client.dataset(mockapify.dataset("prices").id)

    dataset.delete()
    dataset.delete()

    assert dataset.get() is None


def test_an_unknown_dataset_is_none(client):
    assert client.dataset("unknown").get() is None
    assert client.dataset("nobody/prices").get() is None


def test_named_datasets_are_listed_and_unnamed_ones_on_request(client, mockapify):
    named = [mockapify.dataset(name).id for name in ("a", "b", "c")]
    unnamed = mockapify.dataset(items=[{"title": "A"}]).id

    listed = client.datasets().list()

    assert [one.id for one in listed.items] == named
    assert (listed.total, listed.count, listed.offset) == (3, 3, 0)
    assert [one.id for one in client.datasets().list(desc=True).items] == named[::-1]
    assert [one.id for one in client.datasets().list(offset=1, limit=1).items] == [named[1]]
    assert unnamed in [one.id for one in client.datasets().list(unnamed=True).items]
    assert client.datasets().list(ownership="sharedWithMe").items == []


def test_iterating_over_datasets_meets_each_of_them_once(client, mockapify):
    named = [mockapify.dataset(f"dataset-{number}").id for number in range(5)]

    assert [one.id for one in client.datasets().iterate(chunk_size=2)] == named
    assert [one.id for one in client.datasets().iterate(limit=3)] == named[:3]
    assert [one.id for one in client.datasets().iterate()] == named


def test_nobody_elses_datasets_are_listed(client, stranger, mockapify):
    mockapify.dataset("prices")

    theirs = stranger.datasets().get_or_create(name="prices")

    assert [one.id for one in stranger.datasets().list().items] == [theirs.id]
    assert [one.username for one in client.datasets().list().items] == ["tester"]


def test_a_dataset_schema_refuses_items_that_do_not_fit(client, mockapify):
    fields = {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}}
    dataset = client.dataset(mockapify.dataset("prices", schema={"fields": fields}).id)

    with pytest.raises(InvalidRequestError) as refused:
        dataset.push_items([{"title": "A"}, {"price": 1}])

    assert (refused.value.type, refused.value.message) == ("schema-validation-error", "Schema validation failed")
    [invalid] = refused.value.data["invalidItems"]
    assert invalid["itemPosition"] == 1
    assert invalid["validationErrors"][0]["message"] == "must have required property 'title'"
    assert dataset.list_items().items == []


def test_statistics_of_a_dataset_without_a_schema_are_empty(client, mockapify):
    statistics = client.dataset(mockapify.dataset("prices").id).get_statistics()

    assert not statistics.field_statistics
