"""The official clients run Actors and read what came of it."""

from datetime import timedelta

import pytest
from apify_client.errors import ForbiddenError, InvalidRequestError, NotFoundError
from cases import each_case

from mockapify import Aborted, Failed, Hangs, Succeeded, TimedOut

ITEMS = [{"title": "A"}, {"title": "B"}]


def test_a_call_gives_input_and_gets_items(client, mockapify):
    actor = mockapify.actor("janedoe/scraper", items=ITEMS, output={"ok": True})

    run = client.actor("janedoe/scraper").call(run_input={"query": "cats"}, logger=None)

    assert (run.status, run.exit_code, run.status_message) == ("SUCCEEDED", 0, "Actor finished successfully")
    assert client.dataset(run.default_dataset_id).list_items().items == ITEMS
    assert client.key_value_store(run.default_key_value_store_id).get_record("OUTPUT")["value"] == {"ok": True}
    assert client.key_value_store(run.default_key_value_store_id).get_record("INPUT")["value"] == {"query": "cats"}
    assert actor.runs[0].input == {"query": "cats"}


def test_items_are_read_through_the_run_and_the_last_run(client, mockapify):
    mockapify.actor("janedoe/scraper", items=ITEMS)
    run = client.actor("janedoe/scraper").call(logger=None)

    assert client.run(run.id).dataset().list_items().items == ITEMS
    assert list(client.run(run.id).iterate_dataset_items()) == ITEMS
    assert client.actor("janedoe/scraper").last_run().dataset().list_items().items == ITEMS
    assert client.actor("janedoe/scraper").last_run(status="SUCCEEDED").get().id == run.id
    assert client.run(run.id).key_value_store().get().id == run.default_key_value_store_id


def test_the_last_run_is_the_latest_of_the_wanted_status(client, mockapify):
    mockapify.actor("janedoe/scraper", Succeeded(), Failed())
    succeeded = client.actor("janedoe/scraper").call(logger=None)
    failed = client.actor("janedoe/scraper").call(logger=None)

    assert client.actor("janedoe/scraper").last_run().get().id == failed.id
    assert client.actor("janedoe/scraper").last_run(status="SUCCEEDED").get().id == succeeded.id
    assert client.actor("janedoe/scraper").last_run(status="FAILED", origin="API").get().id == failed.id


def test_the_last_run_of_an_actor_that_never_ran_is_missing(client, mockapify):
    mockapify.actor("janedoe/scraper")

    assert client.actor("janedoe/scraper").last_run().get() is None
    with pytest.raises(NotFoundError):
        client.actor("janedoe/scraper").last_run().dataset().list_items()


@each_case(
    ("given", "content_type", "seen"),
    [
        pytest.param({"a": "ěščř"}, None, {"a": "ěščř"}, id="an object"),
        pytest.param({"text": "x" * 3000}, None, {"text": "x" * 3000}, id="long enough to be compressed"),
        pytest.param("plain", "text/plain", "plain", id="a text"),
        pytest.param(b"\x00\x01", "application/octet-stream", b"\x00\x01", id="bytes"),
        pytest.param([1, 2], None, [1, 2], id="an array"),
        pytest.param(None, None, None, id="none"),
    ],
)
def test_input_of_any_kind_reaches_the_actor(client, mockapify, given, content_type, seen):
    actor = mockapify.actor("janedoe/scraper")

    client.actor("janedoe/scraper").start(run_input=given, content_type=content_type)

    assert actor.runs[-1].input == seen


def test_a_started_run_is_waited_for(client, mockapify):
    mockapify.actor("janedoe/scraper", items=ITEMS, duration=55)

    started = client.actor("janedoe/scraper").start()
    finished = client.run(started.id).wait_for_finish()

    assert started.status == "READY"
    assert finished.status == "SUCCEEDED"
    assert finished.stats.run_time_secs == pytest.approx(55, abs=5)
    assert (finished.finished_at - started.started_at).total_seconds() == pytest.approx(55, abs=5)


def test_a_long_run_is_waited_for_a_minute_at_a_time(client, mockapify):
    mockapify.actor("janedoe/scraper", TimedOut())

    run = client.actor("janedoe/scraper").call(run_timeout=timedelta(seconds=100), logger=None)

    # The client asks for 999999 seconds, and is told the state after 60, as by the platform.
    assert len(mockapify.calls.of("runs.get")) == 2
    assert run.status == "TIMED-OUT"


def test_a_start_may_wait_itself(client, mockapify):
    mockapify.actor("janedoe/scraper", items=ITEMS, duration=50)

    assert client.actor("janedoe/scraper").start(wait_for_finish=60).status == "SUCCEEDED"
    assert client.actor("janedoe/scraper").start(wait_for_finish=10).status == "RUNNING"


def test_options_of_a_run_are_kept(client, mockapify):
    actor = mockapify.actor("janedoe/scraper")

    run = client.actor("janedoe/scraper").start(
        build="latest", max_items=5, memory_mbytes=256, run_timeout=timedelta(seconds=90), restart_on_error=True
    )

    assert (run.options.build, run.options.memory_mbytes, run.options.timeout_secs) == ("latest", 256, 90)
    assert run.options.max_items == 5
    assert actor.runs[0].options.restart_on_error is True


@each_case(
    ("outcome", "status", "exit_code"),
    [
        pytest.param(Failed("out of cats"), "FAILED", 1, id="failed"),
        pytest.param(Failed(exit_code=91), "FAILED", 91, id="exit code"),
        pytest.param(TimedOut(items=ITEMS), "TIMED-OUT", None, id="timed out"),
        pytest.param(Aborted(), "ABORTED", None, id="aborted"),
    ],
)
def test_a_run_that_does_not_succeed_says_so(client, mockapify, outcome, status, exit_code):
    mockapify.actor("janedoe/scraper", outcome)

    run = client.actor("janedoe/scraper").call(run_timeout=timedelta(seconds=50), logger=None)

    assert (run.status, run.exit_code) == (status, exit_code)
    assert run.status_message == (outcome.status_message or run.status_message)
    assert run.finished_at is not None


def test_a_failed_run_keeps_what_it_pushed(client, mockapify):
    mockapify.actor("janedoe/scraper", Failed("boom", items=ITEMS))

    run = client.actor("janedoe/scraper").call(logger=None)

    assert run.status_message == "boom"
    assert client.run(run.id).dataset().list_items().items == ITEMS


def test_a_run_over_its_timeout_is_timed_out(client, mockapify):
    mockapify.actor("janedoe/scraper", Succeeded(items=ITEMS * 10, duration=80))

    run = client.actor("janedoe/scraper").call(run_timeout=timedelta(seconds=40), logger=None)

    assert (run.status, run.options.timeout_secs) == ("TIMED-OUT", 40)
    assert 0 < len(client.run(run.id).dataset().list_items().items) < 20
    assert "reached the timeout of 40 seconds" in client.log(run.id).get()


def test_a_run_that_hangs_is_aborted(client, mockapify):
    mockapify.actor("janedoe/scraper", Hangs(items=ITEMS))
    run = client.actor("janedoe/scraper").start(wait_for_finish=30)

    aborted = client.run(run.id).abort()
    finished = client.run(run.id).wait_for_finish()

    assert run.status == "RUNNING"
    assert aborted.status in ("ABORTING", "ABORTED")
    assert finished.status == "ABORTED"
    assert client.run(run.id).dataset().list_items().items == ITEMS


def test_a_gracefully_aborted_run_ends_too(client, mockapify):
    mockapify.actor("janedoe/scraper", Hangs())
    run = client.actor("janedoe/scraper").start(wait_for_finish=5)

    client.run(run.id).abort(gracefully=True)

    assert client.run(run.id).wait_for_finish().status == "ABORTED"


def test_aborting_a_finished_run_changes_nothing(client, mockapify):
    mockapify.actor("janedoe/scraper")
    run = client.actor("janedoe/scraper").call(logger=None)

    assert client.run(run.id).abort().status == "SUCCEEDED"


def test_outcomes_follow_each_other_and_depend_on_the_input(client, mockapify):
    actor = mockapify.actor("janedoe/scraper", Failed(), Succeeded(items=ITEMS))
    actor.when(input={"query": "cats"}).behaves(Succeeded(items=[{"cat": 1}]))
    calls = client.actor("janedoe/scraper")

    runs = [calls.call(logger=None, run_input=given) for given in (None, {"query": "cats", "max": 1}, {}, {})]

    assert [run.status for run in runs] == ["FAILED", "SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]
    assert [client.run(run.id).dataset().list_items().items for run in runs] == [[], [{"cat": 1}], ITEMS, ITEMS]


def test_actor_code_is_run(client, mockapify):
    @mockapify.actor("janedoe/scraper")
    def scraper(run):
        run.set_status_message("half way")
        run.push_data([{"page": number} for number in range(run.input["pages"])])
        run.set_value("SCREENSHOT", b"\x89PNG")
        run.sleep(40)
        return {"done": True}

    run = client.actor("janedoe/scraper").call(run_input={"pages": 3}, logger=None)

    assert run.status == "SUCCEEDED"
    assert client.run(run.id).dataset().list_items().items == [{"page": 0}, {"page": 1}, {"page": 2}]
    assert client.run(run.id).key_value_store().get_record("OUTPUT")["value"] == {"done": True}
    assert client.run(run.id).key_value_store().get_record("SCREENSHOT")["value"] == b"\x89PNG"


@pytest.mark.mockapify(allow="actor_errors")
def test_actor_code_that_raises_is_a_failed_run(client, mockapify):
    @mockapify.actor("janedoe/scraper")
    def scraper(run):
        raise LookupError("no cats")

    run = client.actor("janedoe/scraper").call(logger=None)

    assert (run.status, run.exit_code) == ("FAILED", 91)
    assert "LookupError: no cats" in client.log(run.id).get()


def test_actor_code_stops_when_its_run_times_out(client, mockapify):
    @mockapify.actor("janedoe/scraper")
    def scraper(run):
        while True:
            run.push_data({"tick": 1})
            run.sleep(10)

    run = client.actor("janedoe/scraper").call(run_timeout=timedelta(seconds=35), logger=None)

    assert run.status == "TIMED-OUT"
    assert len(client.run(run.id).dataset().list_items().items) == 4


def test_an_actor_shows_itself_and_its_build(client, mockapify):
    actor = mockapify.actor("janedoe/scraper", title="Scraper of cats")

    for spelling in ("janedoe/scraper", "janedoe~scraper", actor.id):
        shown = client.actor(spelling).get()
        assert (shown.id, shown.name, shown.username, shown.title) == (
            actor.id,
            "scraper",
            "janedoe",
            "Scraper of cats",
        )
    build = client.actor("janedoe/scraper").default_build().get()
    assert (build.status, build.act_id) == ("SUCCEEDED", actor.id)


def test_an_actor_counts_its_runs(client, mockapify):
    mockapify.actor("janedoe/scraper")

    client.actor("janedoe/scraper").call(logger=None)

    assert client.actor("janedoe/scraper").get().stats.total_runs == 1


def test_an_unknown_actor_is_none_and_cannot_be_run(client):
    assert client.actor("janedoe/unknown").get() is None
    assert client.actor("unknown").get() is None
    with pytest.raises(NotFoundError) as missing:
        client.actor("janedoe/unknown").start()
    assert (missing.value.type, missing.value.message) == ("record-not-found", "Actor was not found")


def test_an_unknown_build_cannot_be_run(client, mockapify):
    mockapify.actor("janedoe/scraper")

    with pytest.raises(ForbiddenError) as refused:
        client.actor("janedoe/scraper").start(build="beta")

    assert (refused.value.type, refused.value.message) == (
        "unknown-build-tag",
        'Build with tag "beta" was not found. Has the Actor been built already?',
    )


def test_memory_must_be_a_power_of_two(client, mockapify):
    mockapify.actor("janedoe/scraper")

    with pytest.raises(InvalidRequestError, match="power of 2"):
        client.actor("janedoe/scraper").start(memory_mbytes=1000)


def test_a_private_actor_is_seen_by_its_owner_only(client, stranger, mockapify):
    mockapify.actor("me/scraper", public=False)

    assert client.actor("tester/scraper").get().is_public is False
    assert client.actor("tester/scraper").call(logger=None).status == "SUCCEEDED"
    assert stranger.actor("tester/scraper").get() is None
