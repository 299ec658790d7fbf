"""The timeline of a report: what happened to runs and webhooks stands between the calls, in its place."""

import re
from datetime import timedelta

import pytest
from cases import each_case

from mockapify import Failed, Hangs, Succeeded, TimedOut
from mockapify.state.behaviours import Program

IDS = re.compile(r"\b[A-Za-z0-9]{17}\b")


@pytest.fixture
def mock(mockapify_server):
    with mockapify_server.open(clock="manual", seed=7) as mock:
        yield mock


@pytest.fixture
def client(mock):
    return mock.user("tester").client()


def timeline(mock):
    """The lines below the first one, without the ids."""
    return [IDS.sub("ID", line) for line in mock.report.splitlines()[1:]]


def test_a_run_is_told_to_run_and_to_be_aborted(mock, client):
    mock.actor("me/scraper", Hangs())
    run = client.actor("me/scraper").start()
    mock.clock.shift(seconds=10)
    client.run(run.id).abort(gracefully=True)
    mock.clock.shift(seconds=40)

    assert timeline(mock) == [
        "+0.000 POST /v2/actors/me~scraper/runs (tester) -> 201",
        "+0.000 run ID of tester/scraper: CREATED, RUNNING",
        "+0.000 time jumps by 10.000 s",
        "+10.000 POST /v2/actor-runs/ID/abort?gracefully=true (tester) -> 200",
        "+10.000 run ID of tester/scraper: ABORTING",
        "+10.000 time jumps by 30.000 s",
        "+40.000 run ID of tester/scraper: ABORTED, Actor was aborted",
        "+40.000 time jumps by 10.000 s",
    ]


def test_what_happens_at_once_is_one_line(mock, client):
    mock.actor("me/scraper", Hangs())
    run = client.actor("me/scraper").start()
    client.run(run.id).abort()
    mock.clock.shift(seconds=1)

    assert timeline(mock)[2:] == [
        "+0.000 POST /v2/actor-runs/ID/abort (tester) -> 200",
        "+0.000 run ID of tester/scraper: ABORTING, ABORTED, Actor was aborted",
        "+0.000 time jumps by 1.000 s",
    ]


def test_what_happens_to_runs_in_turn_stays_apart(mock, client):
    mock.actor("me/scraper", Failed("boom", duration=5))
    client.actor("me/scraper").start()
    client.actor("me/scraper").start()
    mock.clock.shift(seconds=5)

    assert timeline(mock)[1:] == [
        "+0.000 run ID of tester/scraper: CREATED, RUNNING",
        "+0.000 POST /v2/actors/me~scraper/runs (tester) -> 201",
        "+0.000 run ID of tester/scraper: CREATED, RUNNING",
        "+0.000 time jumps by 5.000 s",
        "+5.000 run ID of tester/scraper: FAILED, boom",
        "+5.000 run ID of tester/scraper: FAILED, boom",
    ]


@each_case(
    ("outcome", "message"),
    [
        (Succeeded(duration=7200), "its outcome takes 7200 s and its timeout is 60 s"),
        (Program(lambda run: run.sleep(7200)), "its code was still at work when its timeout of 60 s was up"),
        (Hangs(), "Actor timed out"),
        (TimedOut("too slow"), "too slow"),
    ],
)
def test_a_run_that_had_too_little_time_is_said_to_have_had(mockapify_server, outcome, message):
    with mockapify_server.open(clock="manual") as mock:
        mock.actor("me/scraper", outcome, run_timeout=60)
        mock.user("tester").client().actor("me/scraper").start()
        mock.clock.shift(minutes=2)

        assert f"+61.000 run ID of tester/scraper: TIMED-OUT, {message}" in timeline(mock)
        assert mock.runs[0].status_message == (outcome.status_message or "Actor timed out")


def test_a_run_that_is_resurrected_goes_on(mock, client):
    mock.actor("me/scraper", Succeeded(duration=5))
    run = client.actor("me/scraper").start()
    mock.clock.shift(seconds=5)
    client.run(run.id).resurrect(run_timeout=timedelta(seconds=60))

    assert timeline(mock)[-1] == "+5.000 run ID of tester/scraper: RESURRECTED"


def test_each_attempt_of_a_webhook_is_told(mock, client):
    scraper = mock.actor("me/scraper", Succeeded(duration=5))
    hook = mock.webhooks.capture("https://hooks.test/done")
    hook.answer_with(503, 200)
    mock.webhooks.add("https://hooks.test/done", of=scraper)
    client.actor("me/scraper").start()
    mock.clock.shift(seconds=65)

    assert timeline(mock)[3:] == [
        "+5.000 run ID of tester/scraper: SUCCEEDED, Actor finished successfully",
        "+5.000 webhook https://hooks.test/done: ACTOR.RUN.SUCCEEDED, attempt 1 -> 503",
        "+5.000 time jumps by 60.000 s",
        "+65.000 webhook https://hooks.test/done: ACTOR.RUN.SUCCEEDED, attempt 2 -> 200",
    ]


def test_an_attempt_without_an_answer_has_failed(mock, client):
    scraper = mock.actor("me/scraper", Succeeded(duration=5))
    mock.webhooks.add("https://elsewhere.example.com/", of=scraper)
    client.actor("me/scraper").start()
    mock.clock.shift(seconds=5)

    lines = timeline(mock)
    assert lines[-2] == "+5.000 webhook https://elsewhere.example.com/: ACTOR.RUN.SUCCEEDED, attempt 1 -> failed"
    assert "mockapify did not send this" in lines[-1]


def test_a_long_story_is_no_longer_for_it(mock, client):
    mock.actor("me/scraper", Succeeded(duration=1))
    for _ in range(3):
        client.actor("me/scraper").start()
        mock.clock.shift(seconds=1)

    assert len(timeline(mock)) == 3 * len(("the call", "CREATED, RUNNING", "the jump", "SUCCEEDED"))
