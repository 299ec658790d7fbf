"""Actors and tasks are called by runs, and runs end as expected or tell why not."""

import re
from datetime import timedelta
from unittest.mock import ANY

import pytest
from cases import each_case

from mockapify import Hangs, Succeeded, containing

ITEMS = [{"n": number} for number in range(3)]


@pytest.fixture
def scraper(mockapify):
    return mockapify.actor("me/scraper", Succeeded(items=ITEMS, output={"ok": True}, log=["page 1", "TypeError: x"]))


def test_an_actor_was_called(scraper, apify_client):
    scraper.assert_not_called()
    actor = apify_client.actor("tester/scraper")
    actor.call(run_input={"query": "cats", "page": 1}, memory_mbytes=512, logger=None)
    scraper.assert_called_once_with(input={"query": "cats", "page": 1}, memory_mbytes=512, task=None, user="tester")
    actor.call(run_input={"query": "dogs"}, run_timeout=timedelta(seconds=30), max_items=5, logger=None)

    assert (scraper.called, scraper.call_count) == (True, 2)
    scraper.assert_called_with(input={"query": "dogs"}, run_timeout=timedelta(seconds=30), max_items=5, build="latest")
    scraper.assert_any_call(input={"query": "cats", "page": ANY}, build=re.compile(r"0\.0\.\d"), max_items=None)
    scraper.assert_any_call(input=containing({"query": re.compile("^ca")}), restart_on_error=False, origin="API")


def test_a_task_was_called(mockapify, scraper, apify_client):
    task = mockapify.task("me/nightly", scraper, input={"query": "cats"})
    apify_client.task("tester/nightly").call(task_input={"page": 2})

    task.assert_called_once_with(input={"query": "cats", "page": 2})
    scraper.assert_called_once_with(task=task)
    scraper.assert_called_once_with(task="me/nightly")


def test_what_was_closest_is_told(scraper, apify_client):
    actor = apify_client.actor("tester/scraper")
    first = actor.call(run_input={"query": "cat"}, memory_mbytes=512, logger=None)
    second = actor.call(run_input={"query": "dogs", "page": 1}, logger=None)

    with pytest.raises(AssertionError) as failed:
        scraper.assert_any_call(input={"query": "cats"}, memory_mbytes=512)
    lines = str(failed.value).splitlines()
    assert lines[0] == (
        "expected a run of tester/scraper with input={'query': 'cats'}, memory_mbytes=512; there were 2, none like it"
    )
    assert lines[1].startswith(f"  run {first.id} SUCCEEDED, started at 20")
    assert lines[2] == "      input.query: expected 'cats', got 'cat'"
    assert lines[3].startswith(f"  run {second.id} ")
    assert lines[4:] == [
        "      input.query: expected 'cats', got 'dogs'",
        "      input.page: not expected, got 1",
        "      memory_mbytes: expected 512, got 1024",
    ]


def test_a_call_that_never_came_shows_who_was_called_instead(mockapify, scraper, apify_client):
    mockapify.actor("me/other")
    apify_client.actor("tester/other").call(logger=None)
    apify_client.actor("tester/scrapper").get()

    with pytest.raises(AssertionError) as failed:
        scraper.assert_called_once()
    assert str(failed.value) == (
        "expected exactly one run of tester/scraper; there was none\n"
        "  GET /v2/actors/tester~scrapper (tester) -> 404 record-not-found\n"
        "      there is no Actor 'tester/scrapper': did you mean 'tester/scraper'?\n"
        "  there were runs of tester/other"
    )


def test_a_keyword_that_no_run_has_is_refused(scraper):
    with pytest.raises(TypeError, match=r"nothing can be compared by memory=512; did you mean memory_mbytes\?"):
        scraper.assert_called_with(memory=512)


@each_case(
    ("check", "told"),
    [
        (lambda mock: mock.actors[0].assert_called_with, "{'n': 1} has no name; say what it is, such as input="),
        (lambda mock: mock.actors[0].assert_called_once_with, "{'n': 1} has no name; say what it is, such as input="),
        (lambda mock: mock.actors[0].assert_any_call, "{'n': 1} has no name; say what it is, such as input={'n': 1}"),
        (lambda mock: mock.dataset("prices").assert_any_call, "{'n': 1} has no name; say what it is, such as items="),
        (lambda mock: mock.calls.assert_any_call, "{'n': 1} has no name; say what it is, such as operation={'n': 1}"),
        (lambda mock: mock.webhooks.capture().assert_any_call, "has no name; say what it is, such as event={'n': 1}"),
    ],
)
def test_what_has_no_name_is_refused(mockapify, scraper, check, told):
    with pytest.raises(TypeError, match=re.escape(told)):
        check(mockapify)({"n": 1})


def test_a_run_finished_as_expected(scraper, apify_client):
    apify_client.actor("tester/scraper").call(logger=None)
    (run,) = scraper.runs

    run.assert_finished_with()
    run.assert_finished_with(
        "SUCCEEDED",
        status_message=re.compile("success"),
        exit_code=0,
        dataset_item_count=(2, 3),
        output={"ok": ANY},
        duration=(0.5, timedelta(seconds=2)),
        charged_event_counts={"result": 0},
        logs=["page 1", re.compile("page [0-9]$")],
        forbidden_logs=["ReferenceError"],
    )


def test_every_difference_of_a_run_is_told(scraper, apify_client):
    apify_client.actor("tester/scraper").call(logger=None)
    (run,) = scraper.runs

    with pytest.raises(AssertionError) as failed:
        run.assert_finished_with(
            status="FAILED",
            dataset_item_count=(80, 120),
            output=None,
            charged_event_counts={"result": (1, 5)},
            logs=["page 2"],
            forbidden_logs=["ReferenceError", re.compile("Type.rror")],
        )
    lines = re.sub(r"\d{4}-\d\d-\S+Z", "TIME", str(failed.value)).splitlines()
    assert lines[0] == (
        f"expected run {run.id} to have finished with status='FAILED', dataset_item_count=80 to 120, output=None, "
        "charged_event_counts={'result': 1 to 5}, logs=['page 2'], "
        "forbidden_logs=['ReferenceError', re.compile('Type.rror')]; it did not"
    )
    assert lines[1:7] == [
        "  status: expected 'FAILED', got 'SUCCEEDED'",
        "  dataset_item_count: expected 80 to 120, got 3",
        "  output: expected None, got {'ok': True}",
        "  charged_event_counts.result: expected 1 to 5, got 0",
        "  log: expected 'page 2', but no line has it",
        "  log: text with /Type.rror/ is forbidden, got 'TIME TypeError: x'",
    ]
    assert lines[-1] == "  log: TIME TypeError: x"


def test_logs_alone_are_told_in_the_headline_and_may_be_one_text(scraper, apify_client):
    apify_client.actor("tester/scraper").call(logger=None)

    with pytest.raises(AssertionError, match=r"finished with status='SUCCEEDED', logs=\['page 2'\]; it did not\n"):
        scraper.runs[0].assert_finished_with(logs="page 2")


@pytest.mark.mockapify(clock="manual")
def test_a_run_that_is_under_way_is_said_to_be(mockapify, apify_client):
    mockapify.actor("me/scraper", Hangs())
    apify_client.actor("tester/scraper").start()

    with pytest.raises(AssertionError, match=r"it is RUNNING still: mockapify.clock.run_until_idle\(\) lets time pass"):
        mockapify.runs[0].assert_finished_with("ABORTED")


def takes_it(environ, start_response):
    start_response("200 OK", [])
    return [b""]


def test_a_webhook_was_delivered(mockapify, apify_client):
    scraper = mockapify.actor("me/scraper")
    mockapify.webhooks.answer_with("https://good.test", takes_it)
    mockapify.webhooks.add("https://good.test/hook", scraper)
    run = apify_client.actor("tester/scraper").call(logger=None)
    mockapify.clock.run_until_idle()

    delivered = mockapify.assert_webhook_delivered(
        "ACTOR.RUN.SUCCEEDED", url=re.compile("/hook$"), payload={"resource": {"id": run.id}}, run=run.id
    )
    assert delivered.payload["eventType"] == "ACTOR.RUN.SUCCEEDED"
    with pytest.raises(AssertionError) as failed:
        mockapify.assert_webhook_delivered("ACTOR.RUN.FAILED")
    assert str(failed.value) == (
        "expected a delivered webhook with event='ACTOR.RUN.FAILED', status='SUCCEEDED'; there was 1, none like it\n"
        "  webhook https://good.test/hook: ACTOR.RUN.SUCCEEDED SUCCEEDED\n"
        "      event: expected 'ACTOR.RUN.FAILED', got 'ACTOR.RUN.SUCCEEDED'"
    )
