"""Clients try and poll as often as ever, and nobody waits for it. What really sleeps fails the test."""

import asyncio
import logging
import time
from datetime import timedelta
from types import SimpleNamespace

import boto3
import impit
import pytest
from apify_client import ApifyClient, ApifyClientAsync
from apify_client.errors import RateLimitError
from botocore.exceptions import EndpointConnectionError

from mockapify import ErrorType, Failed, Hangs, RunContext, TimedOut

RATE = 60
"""Requests for a list of datasets a second."""

REALLY = 0.11
"""The longest that anything may sleep: what polls beside the caller does for 20 ms, and logs arrive within 100 ms."""


@pytest.fixture(autouse=True)
def _nobody_sleeps(monkeypatch):
    sleep, sleep_async = time.sleep, asyncio.sleep

    def short(seconds):
        assert seconds <= REALLY, f"somebody was about to sleep {seconds} s"
        sleep(seconds)

    async def short_async(delay, result=None):
        assert delay <= REALLY, f"somebody was about to sleep {delay} s"
        return await sleep_async(delay, result)

    monkeypatch.setattr(time, "sleep", short)
    monkeypatch.setattr(asyncio, "sleep", short_async)


@pytest.fixture
def limited(mockapify, monkeypatch):
    """The mock, whose next request for a list of datasets is one too many, however slow the machine is: virtual time
    does not flow, but jumps only."""
    moment = time.monotonic()
    monkeypatch.setattr("mockapify.clock.time", SimpleNamespace(monotonic=lambda: moment, time=time.time))
    client = ApifyClient()
    mockapify.settings.rate_limits = True
    for _ in range(RATE):
        client.datasets().list()
    return mockapify


def statuses(mock):
    return [entry.status for entry in list(mock.calls)[RATE:]]


def listed_async():
    async def ask():
        return await ApifyClientAsync().datasets().list()

    return asyncio.run(ask())


each_flavour = pytest.mark.parametrize(
    "ask", [lambda: ApifyClient().datasets().list(), listed_async], ids=["sync", "async"]
)


@pytest.mark.parametrize("clock", ["auto", "manual"])
@each_flavour
def test_a_client_tries_five_times_without_waiting(mockapify_server, ask, clock):
    with mockapify_server.open(clock=clock) as mock, mock.intercept():
        mock.faults.add(ErrorType.RATE_LIMIT_EXCEEDED, times=5)
        before = mock.clock.now()
        with pytest.raises(RateLimitError):
            ask()

    assert [entry.status for entry in mock.calls] == [429] * 5
    passed = mock.clock.now() - before
    assert passed >= timedelta(seconds=7.5) if clock == "auto" else passed == timedelta(0)


@each_flavour
def test_virtual_time_passes_between_attempts_so_that_limits_are_over(limited, ask):
    ask()

    assert statuses(limited)[0] == 429
    assert statuses(limited)[-1] == 200


def test_boto3_tries_again_without_waiting(mockapify, monkeypatch):
    attempts = []
    client = boto3.client("personalize-events", endpoint_url="http://127.0.0.1:9")
    client.meta.events.register("before-send", lambda **_: attempts.append("sent"))
    before = mockapify.clock.now()
    with pytest.raises(EndpointConnectionError):
        client.put_items(datasetArn="arn", items=[{"itemId": "1"}])

    assert len(attempts) == 3
    assert mockapify.clock.now() > before


@pytest.mark.parametrize("logger", ["default", None])
def test_a_call_that_takes_an_hour_is_over_at_once(mockapify, logger):
    mockapify.actor("me/scraper", TimedOut())
    before = mockapify.clock.now()

    assert ApifyClient().actor("me/scraper").call(logger=logger).status == "TIMED-OUT"
    assert timedelta(hours=1) <= mockapify.clock.now() - before < timedelta(hours=1, minutes=2)


def test_an_asynchronous_call_is_over_at_once(mockapify):
    mockapify.actor("me/scraper", TimedOut())

    async def call():
        return await ApifyClientAsync().actor("me/scraper").call()

    assert asyncio.run(call()).status == "TIMED-OUT"


def test_a_wait_ends_after_as_much_virtual_time(mockapify):
    mockapify.actor("me/scraper", Hangs())
    before = mockapify.clock.now()
    run = ApifyClient().actor("me/scraper").call(logger=None, wait_duration=timedelta(seconds=90))

    assert run.status == "RUNNING"
    assert timedelta(seconds=90) <= mockapify.clock.now() - before < timedelta(seconds=95)


@pytest.mark.mockapify(clock="manual")
def test_a_run_that_does_not_exist_is_given_up_after_as_many_polls(mockapify):
    assert ApifyClient().run("unknown").wait_for_finish() is None

    assert [entry.status for entry in mockapify.calls] == [404] * 14


def test_a_start_waits_for_memory_in_virtual_time(mockapify):
    mockapify.account(memory_mbytes=1024)
    mockapify.actor("me/scraper", duration=25)
    actor = ApifyClient().actor("me/scraper")
    actor.start()
    before = mockapify.clock.now()
    actor.start(wait_for_resources=True)

    assert timedelta(seconds=25) < mockapify.clock.now() - before < timedelta(seconds=35)


def lines_of(caplog):
    return " ".join(record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("number", range(3))
def test_the_log_is_whole_and_the_last_status_is_told(mockapify, caplog, number):
    logger = logging.getLogger(f"told-{number}")
    caplog.set_level(logging.INFO, logger.name)
    mockapify.actor("me/scraper", Failed("boom", log=["begun", "the last line"], duration=30))
    ApifyClient().actor("me/scraper").call(logger=logger)

    assert "begun" in lines_of(caplog)
    assert "the last line" in lines_of(caplog)
    assert "Status: FAILED, Message: boom" in lines_of(caplog)


@pytest.mark.parametrize("number", range(3))
def test_the_same_for_the_asynchronous_client(mockapify, caplog, number):
    logger = logging.getLogger(f"told-async-{number}")
    caplog.set_level(logging.INFO, logger.name)
    mockapify.actor("me/scraper", Failed("boom", log=["begun", "the last line"], duration=30))

    async def call():
        await ApifyClientAsync().actor("me/scraper").call(logger=logger)

    asyncio.run(call())

    assert "begun" in lines_of(caplog)
    assert "the last line" in lines_of(caplog)
    assert "Status: FAILED, Message: boom" in lines_of(caplog)


def test_time_does_not_jump_over_actor_code_that_is_really_running(mockapify):
    @mockapify.actor("me/scraper")
    def scraper(run: RunContext) -> None:
        before = mockapify.clock.now()
        assert ApifyClient().run("unknown").wait_for_finish() is None  # sleeps 3 s of its own time
        run.set_value("OUTPUT", (mockapify.clock.now() - before).total_seconds())

    run = ApifyClient().actor("me/scraper").call(logger=None)

    assert run.status == "SUCCEEDED"
    passed = ApifyClient().key_value_store(run.default_key_value_store_id).get_record("OUTPUT")["value"]
    assert passed < 1


@pytest.mark.parametrize(
    "by",
    [
        pytest.param("switch", marks=pytest.mark.mockapify(fast_retries=False)),
        pytest.param("clock", marks=pytest.mark.mockapify(clock="real")),
    ],
)
def test_it_can_be_switched_off(mockapify, monkeypatch, by):
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)
    with pytest.raises(impit.ConnectError):
        ApifyClient(api_url="http://127.0.0.1:9", min_delay_between_retries=timedelta(seconds=1)).user().get()

    assert len(slept) == 4
    assert min(slept) >= 1


def test_sleeps_patched_away_for_the_whole_process_do_not_get_into_the_way_of_a_call(mockapify, monkeypatch):
    slept = []

    def shift(seconds):
        slept.append(seconds)
        mockapify.clock.shift(seconds=seconds)

    monkeypatch.setattr(time, "sleep", shift)
    mockapify.actor("me/scraper", items=[{"n": 1}])
    before = mockapify.clock.now()
    for _ in range(3):
        assert ApifyClient().actor("me/scraper").call().status == "SUCCEEDED"
    assert slept == []  # Only what the code under test sleeps is the test's business.

    time.sleep(600)
    assert mockapify.clock.now() - before > timedelta(seconds=600)


def test_the_same_of_asynchronous_sleeps(mockapify, monkeypatch):
    slept = []

    async def shift(delay, result=None):
        slept.append(delay)
        mockapify.clock.shift(seconds=delay)
        return result

    monkeypatch.setattr(asyncio, "sleep", shift)
    mockapify.actor("me/scraper", items=[{"n": 1}])

    async def call():
        return await ApifyClientAsync().actor("me/scraper").call()

    assert asyncio.run(call()).status == "SUCCEEDED"
    assert slept == []
