import re
from datetime import timedelta

import pytest
from cases import each_case

from mockapify.errors import ApiError
from mockapify.state import datasets, storages, users
from mockapify.state.datasets import Dataset
from mockapify.wire import UNSET


@pytest.fixture
def make(world, user):
    def get_or_create(name=None, owner=None):
        return storages.get_or_create(world, Dataset, owner or user, name)

    return get_or_create


@each_case("name", ["a", "Z", "0", "a-b", "a--b", "A1-9z", "x" * 63])
def test_a_good_name_is_kept(make, name):
    assert make(name)[0].name == name


@each_case(
    "name",
    ["", "-", "-a", "a-", "a_b", "a b", "a.b", "a~b", "a/b", "ä", "a\n", "a\0", "x" * 64, "٣", " a"],
)
def test_a_bad_name_is_refused_with_what_would_do(world, make, name):
    with pytest.raises(ApiError, match="is not allowed: use 1 to 63 letters, digits and hyphens") as caught:
        make(name)
    assert (caught.value.status, caught.value.type) == (400, "invalid-value")
    assert len(world.datasets) == 0


def test_a_name_makes_one_storage_and_finds_it_again(make):
    made, new = make("orders")
    found, again = make("orders")
    assert found is made
    assert (new, again) == (True, False)


def test_without_a_name_each_storage_is_a_new_one(make):
    assert make()[0] is not make()[0]


def test_another_user_gets_another_storage_of_the_same_name(world, make):
    bob = users.create(world, "bobby")
    assert make("orders")[0] is not make("orders", bob)[0]


def test_a_new_storage_is_dated_by_the_clock_and_bears_its_owner(world, user, make):
    dataset, _ = make("orders")
    assert re.fullmatch("[a-zA-Z0-9]{17}", dataset.id)
    assert dataset.created_at == dataset.modified_at == dataset.accessed_at == world.clock.now()
    assert (dataset.user_id, dataset.username) == (user.id, "janedoe")
    assert dataset.console_url == f"https://console.apify.com/storage/datasets/{dataset.id}"
    assert dataset.general_access == "FOLLOW_USER_SETTING"


def test_an_update_changes_what_is_given_and_the_date(world, make):
    dataset, _ = make("orders")
    world.clock.advance_to(world.clock.time() + 60)
    storages.update(world, dataset, general_access="RESTRICTED")
    assert (dataset.name, dataset.title, dataset.general_access) == ("orders", UNSET, "RESTRICTED")
    assert dataset.modified_at - dataset.created_at == timedelta(seconds=60)


def test_null_takes_name_and_title_away(world, make):
    dataset, _ = make("orders")
    storages.update(world, dataset, title="Orders")
    assert dataset.title == "Orders"
    storages.update(world, dataset, name=None, title=None)
    assert (dataset.name, dataset.title) == (None, UNSET)


@each_case(("name", "type_"), [("sales", "name-not-unique"), ("a_b", "invalid-value"), ("", "invalid-value")])
def test_an_update_that_fails_changes_nothing(world, make, name, type_):
    make("sales")
    dataset, _ = make("orders")
    world.clock.advance_to(world.clock.time() + 60)
    with pytest.raises(ApiError) as caught:
        storages.update(world, dataset, name=name, title="T", general_access="RESTRICTED")
    assert caught.value.type == type_
    assert (dataset.name, dataset.title, dataset.general_access) == ("orders", UNSET, "FOLLOW_USER_SETTING")
    assert dataset.modified_at == dataset.created_at


@pytest.mark.parametrize(
    ("unnamed", "ownership", "names"),
    [
        (False, None, ["orders"]),
        (True, None, ["orders", None]),
        (True, "ownedByMe", ["orders", None]),
        (True, "sharedWithMe", []),
    ],
)
def test_a_list_has_ones_own_storages_oldest_first(world, user, make, unnamed, ownership, names):
    make("orders")
    datasets.push(make()[0], [{"n": 1}])
    make("bobs", users.create(world, "bobby"))
    owned = storages.owned(world, Dataset, user, unnamed=unnamed, ownership=ownership)
    assert [dataset.name for dataset in owned] == names
