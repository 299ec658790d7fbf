"""Synchronous runs, which the official client does not offer: called with nothing in between."""

import pytest
from cases import each_case

from mockapify import Aborted, Failed, Hangs, Succeeded, TimedOut

ITEMS = [{"title": "A"}, {"title": "B"}]
SYNC = "/v2/acts/janedoe~scraper/run-sync"
SYNC_ITEMS = "/v2/acts/janedoe~scraper/run-sync-get-dataset-items"


def test_a_run_is_answered_with_its_items(ask, mockapify):
    actor = mockapify.actor("janedoe/scraper", items=ITEMS)

    answer = ask("POST", SYNC_ITEMS, {"query": "cats"})

    assert (answer.status, answer.json) == (201, ITEMS)
    assert answer.headers["X-Apify-Pagination-Total"] == "2"
    assert actor.runs[0].input == {"query": "cats"}


def test_both_spellings_and_both_methods_are_the_same(ask, mockapify):
    mockapify.actor("janedoe/scraper", items=ITEMS)

    for path in (SYNC_ITEMS, SYNC_ITEMS.replace("acts", "actors"), SYNC_ITEMS.replace("~", "%2F")):
        assert ask("GET", path).json == ITEMS
        assert ask("POST", path).json == ITEMS


def test_items_come_in_the_wanted_form(ask, mockapify):
    mockapify.actor("janedoe/scraper", items=ITEMS)

    answer = ask("POST", f"{SYNC_ITEMS}?format=csv&bom=0&limit=1&desc=1")

    assert answer.body == b'"title"\r\n"B"\r\n'
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_a_run_is_answered_with_its_output(ask, mockapify):
    mockapify.actor("janedoe/scraper", output={"ok": True})

    answer = ask("POST", SYNC, {"query": "cats"})

    assert (answer.status, answer.json) == (201, {"ok": True})
    assert ask("POST", f"{SYNC}?outputRecordKey=INPUT", {"query": "cats"}).json == {"query": "cats"}


@each_case("path", [SYNC, SYNC_ITEMS])
@each_case(
    ("outcome", "status"),
    [
        pytest.param(Failed("boom", items=ITEMS), "FAILED", id="failed"),
        pytest.param(TimedOut(duration=5), "TIMED-OUT", id="timed out"),
        pytest.param(Aborted(), "ABORTED", id="aborted"),
    ],
)
def test_a_run_that_does_not_succeed_is_an_error(ask, again, mockapify, path, outcome, status):
    again()
    actor = mockapify.actor("janedoe/scraper", outcome)

    answer = ask("POST", f"{path}?timeout=100")

    assert answer.status == 400
    assert answer.error == {
        "type": "run-failed",
        "message": f"Actor run did not succeed (run ID: {actor.runs[0].id}, status: {status})",
    }


@each_case("path", [SYNC, SYNC_ITEMS])
def test_a_run_that_takes_too_long_for_a_request_goes_on_behind_it(ask, again, mockapify, path):
    again()
    actor = mockapify.actor("janedoe/scraper", Succeeded(items=ITEMS, duration=400))

    answer = ask("POST", path)

    assert answer.status == 408
    assert answer.error == {
        "type": "run-timeout-exceeded",
        "message": "Actor run exceeded the timeout of 300 seconds for this API endpoint",
    }
    [run] = actor.runs
    assert run.status == "RUNNING"
    mockapify.clock.shift(seconds=101)
    assert (run.status, run.items) == ("SUCCEEDED", ITEMS)


def test_a_run_that_hangs_is_given_up_after_300_seconds(ask, mockapify):
    actor = mockapify.actor("janedoe/scraper", Hangs())
    before = mockapify.clock.now()

    assert ask("POST", SYNC_ITEMS).status == 408

    assert actor.runs[0].status == "RUNNING"
    assert (mockapify.clock.now() - before).total_seconds() >= 300


def test_the_300_seconds_can_be_set(ask, mockapify):
    mockapify.actor("janedoe/scraper", Hangs())
    mockapify.settings.sync_run_seconds = 10

    assert "10 seconds" in ask("POST", SYNC_ITEMS).error["message"]


def test_a_mistake_in_the_query_starts_no_run(ask, mockapify):
    actor = mockapify.actor("janedoe/scraper")

    for query in ("format=pdf", "limit=-1", "outputFields=a", "timeout=soon", "memory=100"):
        assert ask("POST", f"{SYNC_ITEMS}?{query}").status == 400

    assert actor.runs == []


def test_a_run_without_a_token_asks_for_payment(ask, mockapify):
    mockapify.actor("janedoe/scraper")

    answer = ask("POST", SYNC_ITEMS, token=None)

    assert (answer.status, answer.error["type"]) == (402, "x402-payment-required")


def test_runs_of_many_callers_at_once_do_not_disturb_each_other(ask, mockapify):
    mockapify.actor("janedoe/scraper").when(input={"page": 2}).behaves(Failed())

    assert [ask("POST", SYNC_ITEMS, {"page": page}).status for page in (1, 2, 3)] == [201, 400, 201]
