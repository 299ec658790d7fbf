from types import SimpleNamespace

import pytest

from mockapify import errors
from mockapify.errors import ApiError
from mockapify.state.collection import Collection


def thing(id_, name=None, user_id="jane"):
    return SimpleNamespace(id=id_, name=name, user_id=user_id)


@pytest.fixture
def collection():
    return Collection()


def test_objects_are_found_by_id_and_by_owner_and_name(collection):
    orders = collection.add(thing("1", "orders"))
    assert collection.get("1") is orders
    assert collection.named("jane", "orders") is orders
    assert collection.get("2") is None
    assert collection.named("bob", "orders") is None
    assert collection.named("jane", "other") is None


def test_objects_come_in_the_order_of_their_creation(collection):
    for id_ in ("b", "a", "c"):
        collection.add(thing(id_))
    assert [one.id for one in collection] == ["b", "a", "c"]
    assert len(collection) == 3


def test_two_owners_may_use_the_same_name(collection):
    collection.add(thing("1", "orders", "jane"))
    bobs = collection.add(thing("2", "orders", "bob"))
    assert collection.named("bob", "orders") is bobs


def test_an_owner_has_one_object_of_a_name(collection):
    first = collection.add(thing("1", "orders"))
    with pytest.raises(ApiError) as caught:
        collection.add(thing("2", "orders"))
    assert caught.value.body() == {
        "error": {"type": "name-not-unique", "message": "Record with the given name already exists."}
    }
    assert list(collection) == [first]


def test_a_renamed_object_is_found_by_its_new_name_only(collection):
    orders = collection.add(thing("1", "orders"))
    collection.rename(orders, "sales")
    assert collection.named("jane", "sales") is orders
    assert collection.named("jane", "orders") is None


def test_a_name_that_was_taken_away_is_free_again(collection):
    orders = collection.add(thing("1", "orders"))
    collection.rename(orders, None)
    assert orders.name is None
    collection.add(thing("2", "orders"))


def test_an_object_may_keep_its_name(collection):
    orders = collection.add(thing("1", "orders"))
    collection.rename(orders, "orders")
    assert collection.named("jane", "orders") is orders


def test_a_rename_to_a_taken_name_changes_nothing(collection):
    orders, sales = collection.add(thing("1", "orders")), collection.add(thing("2", "sales"))
    with pytest.raises(ApiError, match="name-not-unique"):
        collection.rename(sales, "orders")
    assert collection.named("jane", "orders") is orders
    assert collection.named("jane", "sales") is sales
    assert sales.name == "sales"


def test_a_removed_object_is_gone_and_its_name_is_free(collection):
    collection.remove(collection.add(thing("1", "orders")))
    assert collection.get("1") is None
    collection.add(thing("2", "orders"))


@pytest.fixture
def tasks():
    return Collection(taken=errors.task_name_not_unique, any_case=True)


def test_names_may_be_the_same_in_any_case(tasks):
    nightly = tasks.add(thing("1", "Nightly"))
    assert tasks.named("jane", "nIGHTLY") is nightly
    with pytest.raises(ApiError, match="409 actor-task-name-not-unique"):
        tasks.add(thing("2", "NIGHTLY"))


def test_a_rename_to_another_case_keeps_the_object_findable(tasks):
    nightly = tasks.add(thing("1", "nightly"))
    tasks.rename(nightly, "NIGHTLY")
    assert nightly.name == "NIGHTLY"
    assert tasks.named("jane", "nightly") is nightly
    tasks.remove(nightly)
    assert tasks.named("jane", "nightly") is None
