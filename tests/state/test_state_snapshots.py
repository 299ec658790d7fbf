import json
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockapify import ErrorType, Failed, Hangs, MockServer, Succeeded, TimedOut, wire

START = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
def frozen(mockapify_server):
    with mockapify_server.open(clock="manual", seed=7, start=START) as mock:
        yield mock


def told(mock):
    """All that an API call could ever show, and where the clock stands."""
    with mock._world as world:
        return told_of(world)


def told_of(world):
    resources = [
        *world.users.values(),
        *world.actors,
        *world.tasks,
        *world.runs.values(),
        *world.builds.values(),
        *world.schedules,
        *world.webhooks.values(),
        *world.dispatches.values(),
        *world.datasets,
        *world.key_value_stores,
        *world.request_queues,
    ]
    return {
        "objects": [json.loads(wire.encode(one)) for one in resources],
        "items": [dataset.items.compact[:] for dataset in world.datasets],
        "records": [{**store.records} for store in world.key_value_stores],
        "requests": [[[*queue.requests.values()], {**queue.locks}, [*queue._line]] for queue in world.request_queues],
        "logs": [str(run.log) for run in world.runs.values()],
        "tokens": {token: user.username for token, user in world.tokens.items()},
        "now": world.clock.now(),
        "due": world.clock.next_due(),
        "settings": {**vars(world.settings)},
        "faults": [(rule.fault, rule.fired) for rule in world.faults],
        "personalize": [(one.arn, one.status, [*one.records]) for one in world.personalize.datasets.values()],
    }


ARN = "arn:aws:personalize:us-east-1:123456789012:dataset/shop/ITEMS"


def declare(mock):
    actor = mock.actor("me/shop", Succeeded(items=[{"a": 1}], duration=90), Failed("no"), TimedOut(), Hangs())
    mock.task("me/daily", actor, input={"q": 1})
    mock.webhooks.add("https://nowhere.test/hook", actor)
    mock.schedules.add("@hourly", actor)
    mock.personalize.add_dataset(ARN)


def start(mock):
    client = mock.user("tester").client(max_retries=0)
    client.actor("tester/shop").start(run_timeout=timedelta(seconds=300))


STEPS = {
    "start": start,
    "push": lambda mock: mock.dataset("orders").push([{"n": 1}]),
    "keep": lambda mock: mock.key_value_store("state").__setitem__("page", mock.clock.now().isoformat()),
    "queue": lambda mock: mock.request_queue("urls").add([f"https://a.test/{len(mock._world.runs)}"]),
    "user": lambda mock: mock.user("bob"),
    "fault": lambda mock: mock.faults.add(ErrorType.RATE_LIMIT_EXCEEDED, path="/v2/datasets", times=1),
    "limit": lambda mock: setattr(mock.settings, "sync_run_seconds", mock.settings.sync_run_seconds + 1),
    "wait": lambda mock: mock.clock.shift(seconds=50),
    "long wait": lambda mock: mock.clock.shift(hours=1),
    "personalize": lambda mock: mock.personalize.datasets[ARN].records.append({"itemId": "1"}),
    "account": lambda mock: mock.account(memory_mbytes=8192),
}
PLAYS = st.lists(st.sampled_from(sorted(STEPS)), max_size=8)


@pytest.fixture(scope="module")
def server():
    with MockServer() as server:
        yield server


@given(first=PLAYS, then=PLAYS)
@settings(max_examples=12, deadline=None)
def test_what_was_restored_tells_the_same_and_goes_on_in_the_same_way(server, first, then):
    with server.open(clock="manual", seed=7, start=START) as mock:
        declare(mock)
        for step in first:
            STEPS[step](mock)
        before = told(mock)
        snapshot = mock.snapshot()
        ends = []
        for _ in range(2):
            for step in then:
                STEPS[step](mock)
            ends.append(told(mock))
            mock.restore(snapshot)

            assert told(mock) == before
        assert ends[0] == ends[1]


def test_handles_show_their_objects_as_they_were(frozen):
    orders = frozen.dataset("orders", items=[{"n": 1}])
    snapshot = frozen.snapshot()
    orders.push([{"n": 2}])
    frozen.restore(snapshot)

    assert orders.items == [{"n": 1}]


def test_a_block_is_rolled_back_whatever_ends_it(frozen):
    orders = frozen.dataset("orders", items=[{"n": 1}])
    with suppress(KeyError), frozen.rollback():
        orders.push([{"n": 2}])
        frozen.clock.shift(days=3)
        raise KeyError

    assert orders.items == [{"n": 1}]
    assert frozen.clock.now() == START


def test_real_time_flows_on_from_the_moment_of_the_snapshot(mockapify):
    before = mockapify.clock.now()
    with mockapify.rollback():
        mockapify.clock.shift(days=3)

    assert 0 <= (mockapify.clock.now() - before).total_seconds() < 3600


def test_outcomes_begin_where_they_were_but_count_as_used(mockapify, apify_client):
    mockapify.actor("me/shop", Failed(), Succeeded())
    with mockapify.rollback():
        assert apify_client.actor("tester/shop").call(logger=None).status == "FAILED"
        assert apify_client.actor("tester/shop").call(logger=None).status == "SUCCEEDED"

    assert mockapify.runs == []
    assert apify_client.actor("tester/shop").call(logger=None).status == "FAILED"
    assert mockapify.strictness.unmet() == []


@pytest.mark.parametrize("where", [{"days": 40}, {"moment": START + timedelta(days=40)}])
def test_a_visit_to_the_future_leaves_no_trace(frozen, where):
    frozen.schedules.add("@monthly", frozen.actor("me/shop"))
    with frozen.clock.travel(**where):
        assert frozen.clock.now() == START + timedelta(days=40)
        assert [run.status for run in frozen.runs] == ["SUCCEEDED", "SUCCEEDED"]

    assert (frozen.clock.now(), frozen.runs) == (START, [])


def test_a_visit_has_one_destination_and_no_past(frozen):
    for where in ({"moment": START, "days": 1}, {"days": -1}, {"moment": datetime(2027, 1, 1)}):  # noqa: DTZ001 - as is
        with pytest.raises(ValueError, match=r"not both|backwards|time zone"), frozen.clock.travel(**where):
            pass


def test_what_was_called_stays_in_the_journal(mockapify, apify_client):
    with mockapify.rollback():
        apify_client.dataset("none").get()

    assert mockapify.calls.last.path == "/v2/datasets/none"


def test_no_snapshot_is_taken_of_code_that_runs(mockapify, apify_client, monkeypatch):
    go_on = threading.Event()

    @mockapify.actor("me/shop")
    def shop(run):
        go_on.wait(10)

    run = apify_client.actor("tester/shop").start()
    apify_client.run(run.id).wait_for_finish(wait_duration=timedelta(0))
    mockapify._world.wait(lambda: mockapify._world.working == 1, 2)
    monkeypatch.setattr("mockapify.snapshots.PATIENCE_SECONDS", 0.01)
    with pytest.raises(RuntimeError, match=rf"still at work: the code of run {run.id}\."):
        mockapify.snapshot()
    go_on.set()
    assert apify_client.run(run.id).wait_for_finish().status == "SUCCEEDED"


def test_a_snapshot_is_for_its_own_world(frozen, mockapify):
    with pytest.raises(ValueError, match="another Apify"):
        mockapify.restore(frozen.snapshot())


def test_apps_and_lists_of_the_test_are_nobody_elses(mockapify):
    seen = []

    def app(environ, start_response):
        seen.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return []

    mockapify.webhooks.answer_with("https://my-app.test", app)
    snapshot = mockapify.snapshot()
    seen.append("/before")
    mockapify.restore(snapshot)

    assert seen == ["/before"]


def test_a_reset_begins_anew(frozen):
    declare(frozen)
    first = told(frozen)
    frozen.clock.shift(days=3)
    frozen.user("bob")
    frozen.reset()

    assert (frozen.actors, frozen.runs, len(frozen.webhooks), len(frozen.schedules)) == ([], [], 0, 0)
    declare(frozen)
    assert told(frozen) == first


def test_after_a_reset_the_own_user_has_the_same_tokens(mockapify, ask):
    mockapify.accept_token("written-into-the-code")
    bob = mockapify.user("bob")
    mockapify.reset()

    statuses = [
        ask("GET", "/v2/users/me", token=token).status
        for token in (mockapify.token, "written-into-the-code", bob.token)
    ]
    assert statuses == [200, 200, 401]
