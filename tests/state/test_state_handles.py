"""What a test sees of objects without asking the API for them."""

from datetime import timedelta

import pytest
from cases import each_case

from mockapify import MockServer


@pytest.fixture(scope="module")
def server():
    with MockServer() as server:
        yield server


@pytest.fixture
def mock(server):
    with server.open(clock="manual", seed=7) as mock:
        yield mock


@each_case(
    ("make", "shown"),
    [
        (lambda mock, name: mock.dataset(name), "MockDataset"),
        (lambda mock, name: mock.key_value_store(name), "MockKeyValueStore"),
        (lambda mock, name: mock.request_queue(name), "MockRequestQueue"),
    ],
)
def test_a_storage_is_shown_by_its_name_or_else_its_id(mock, make, shown):
    named, unnamed = make(mock, "orders"), make(mock, None)

    assert (named.name, repr(named)) == ("orders", f"<{shown} orders>")
    assert (unnamed.name, repr(unnamed)) == (None, f"<{shown} {unnamed.id}>")


@each_case(
    ("kind", "make"),
    [("datasets", "dataset"), ("key_value_stores", "key_value_store"), ("request_queues", "request_queue")],
)
def test_a_look_at_storages_makes_none(mock, kind, make):
    found = getattr(mock, kind)
    assert (dict(found), "orders" in found) == ({}, False)
    with pytest.raises(KeyError, match=r"there is no .* 'orders'; none here has a name"):
        found["orders"]

    made = getattr(mock, make)("oders")
    getattr(mock, make)("prices")
    getattr(mock, make)()
    assert [*found] == ["oders", "prices"]
    assert len(found) == 2
    assert found["oders"].id == made.id
    with pytest.raises(KeyError, match=r"there is no .* 'orders'; did you mean 'oders'\? There are oders, prices"):
        found["orders"]
    assert len(found) == 2
    assert repr(found) == f"<{kind}: oders, prices>"


def test_storages_of_others_are_not_among_them(mock):
    client = mock.user("bob").client()
    client.datasets().get_or_create(name="orders")

    assert "orders" not in mock.datasets


@each_case(
    ("given", "seconds"), [({}, 3600), ({"run_timeout": 90}, 90), ({"run_timeout": 0}, 0), ({"run_timeout": 0.5}, 1)]
)
def test_an_actor_says_how_long_its_runs_may_take(mock, given, seconds):
    client = mock.user("tester").client()
    scraper = mock.actor("me/scraper", **given)
    client.actor("me/scraper").start()

    scraper.assert_called_with(run_timeout=seconds)
    scraper.assert_called_with(run_timeout=timedelta(seconds=seconds))
    with pytest.raises(AssertionError, match=f"run_timeout: expected 7200, got {seconds}$"):
        scraper.assert_called_with(run_timeout=timedelta(hours=2))


def test_a_timeout_that_is_none_is_refused(mock):
    with pytest.raises(ValueError, match="run_timeout is in virtual seconds and cannot be -1; give"):
        mock.actor("me/scraper", run_timeout=-1)
