"""What a test sees of objects without asking the API for them."""

import re
from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from cases import each_case


@pytest.fixture
def mock(mockapify_server):
    with mockapify_server.open(clock="manual", seed=7) as mock:
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


@each_case("seconds", [0, 0.000001, 0.1, 0.3, 30])
def test_real_time_that_flows_meanwhile_hinders_no_shift(mockapify_server, monkeypatch, seconds):
    ticks = count(100, 0.25)  # Each look at the machine's clock takes a quarter of a second.
    monkeypatch.setattr("mockapify.clock.time", SimpleNamespace(monotonic=lambda: next(ticks)))
    with mockapify_server.open() as mock:
        before = mock.clock.now()
        mock.clock.shift(seconds=seconds)
        assert mock.clock.now() >= before + timedelta(seconds=seconds)


def test_time_stands_where_it_is_said_to_stand(mockapify_server):
    with mockapify_server.open(clock="manual", start=datetime(2026, 1, 31, 12, 0, 0, 900, tzinfo=UTC)) as mock:
        mock.clock.move_to(mock.clock.now())
        mock.clock.move_to(mock.clock.now() - timedelta(microseconds=400))
        mock.clock.shift()
        assert mock.clock.now() == datetime(2026, 1, 31, 12, 0, 0, 1000, tzinfo=UTC)


@each_case(
    ("move", "told"),
    [
        (lambda clock: clock.shift(seconds=-0.0001), "time cannot go backwards: it cannot be shifted by -0.0001 s"),
        (lambda clock: clock.shift(hours=1, minutes=-90), "time cannot go backwards: it cannot be shifted by -1800 s"),
        (
            lambda clock: clock.move_to(clock.now() - timedelta(seconds=1)),
            r"time cannot go backwards: it is .*:..\.000Z, and .*:59\.000Z is earlier",
        ),
    ],
)
def test_a_clock_that_is_turned_back_says_so(mockapify_server, move, told):
    with (
        mockapify_server.open(clock="manual", start=datetime(2026, 1, 31, 12, tzinfo=UTC)) as mock,
        pytest.raises(ValueError, match=told),
    ):
        move(mock.clock)


def made(mock):
    """One of each kind of handle that somebody could take for a MagicMock."""
    scraper = mock.actor("me/scraper")
    mock.user("tester").client().actor("me/scraper").start()
    return {
        "actor": scraper,
        "condition": scraper.when(input={"n": 1}),
        "task": mock.task("me/nightly", scraper),
        "run": scraper.runs[0],
        "dataset": mock.dataset(),
        "key_value_store": mock.key_value_store(),
        "request_queue": mock.request_queue(),
        "storages": mock.datasets,
        "clock": mock.clock,
        "faults": mock.faults,
        "fault": mock.faults.add(status=502, operation="tools.*"),
        "user": mock.user("bob"),
        "webhooks": mock.webhooks,
        "webhook": mock.webhooks.add("http://127.0.0.1:9/", scraper),
        "hook": mock.webhooks.capture(),
        "schedules": mock.schedules,
        "schedule": mock.schedules.add("@daily", scraper),
        "expectation": mock.expect_request("/"),
        "mock": mock,
    }


@each_case("name", ["side_effect", "return_value", "status", "name", "items", "id", "anything", "kind"])
def test_nothing_is_set_on_a_handle_by_mistake(mock, name):
    for handle in made(mock).values():
        with pytest.raises(AttributeError, match=f"a {type(handle).__name__} does not let '{name}' be set"):
            setattr(handle, name, [1])


@each_case(
    ("kind", "told"),
    [
        ("actor", "say what its runs do: .behaves(...)"),
        ("condition", "say what its runs do: .behaves(...)"),
        ("task", "say what its Actor's runs do: .when(task=...).behaves(...)"),
        ("run", "its Actor says what runs do: .behaves(...)"),
        ("dataset", "append items: .push([...])"),
        ("key_value_store", "set a record: [key] = value"),
        ("request_queue", "add requests: .add([...])"),
        ("clock", "move it by .shift(...) or .move_to(...)"),
        ("hook", "say how it answers: .answer_with(503)"),
        ("mock", "limits are set on mockapify.settings"),
    ],
)
def test_who_sets_something_on_a_handle_is_told_what_would_do(mock, kind, told):
    with pytest.raises(AttributeError, match=re.escape(f" does not let 'side_effect' be set; {told}") + "$"):
        made(mock)[kind].side_effect = ValueError


@each_case(
    ("kind", "name", "told"),
    [
        (
            "actor",
            "side_effect",
            "'MockActor' object has no attribute 'side_effect'; say what its runs do: .behaves(...)",
        ),
        ("actor", "call_args", "'MockActor' object has no attribute 'call_args'; what was called is in .runs"),
        ("task", "mock_calls", "'MockTask' object has no attribute 'mock_calls'; what was called is in .runs"),
        (
            "dataset",
            "call_args_list",
            "'call_args_list'; what was called is in mockapify.calls.of('datasets.push_items')",
        ),
        ("hook", "call_args", "'MockHook' object has no attribute 'call_args'; what was called is in .requests"),
        ("actor", "assert_awaited_once", "has no attribute 'assert_awaited_once'; did you mean 'assert_called_once'?"),
        ("actor", "assert_called_wiht", "has no attribute 'assert_called_wiht'; did you mean 'assert_called_with'?"),
        ("run", "state", "'MockRun' object has no attribute 'state'; did you mean 'status'?"),
        ("mock", "datset", "'MockApify' object has no attribute 'datset'; did you mean 'dataset'?"),
        ("run", "xyzzy", "'MockRun' object has no attribute 'xyzzy'"),
        ("run", "_xyzzy", "'MockRun' object has no attribute '_xyzzy'"),
    ],
)
def test_what_a_handle_does_not_have_is_told_with_what_would_do(mock, kind, name, told):
    handle = made(mock)[kind]
    with pytest.raises(AttributeError, match=re.escape(told) + "$") as missing:
        getattr(handle, name)
    assert missing.value.name == name
    assert not hasattr(handle, name)
