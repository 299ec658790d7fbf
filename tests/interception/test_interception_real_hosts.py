"""A call to the real platform that nobody answers counts, whatever the code under test does with the error."""

import asyncio
import threading
from contextlib import suppress

import pytest
import requests
from cases import each_case
from http_libraries import LIBRARIES

from mockapify import RealHostError

CONSOLE = "https://console.apify.com/v2/users/me"

BELOW = {"urllib": "http.client", "requests": "urllib3", "httpx": "httpcore", "httpx2": "httpcore2"}
"""The library that calls for another."""


@pytest.fixture
def mock(mockapify_server):
    with mockapify_server.open(clock="manual") as mock, mock.intercept():
        yield mock


def carelessly(ask, url=CONSOLE):
    with suppress(RealHostError):
        ask(url, {})


@each_case(("name", "ask"), LIBRARIES.items())
def test_a_call_that_nobody_missed_fails_the_test(mockapify_server, name, ask):
    with mockapify_server.open(clock="manual") as mock, mock.intercept():
        carelessly(ask)

    with pytest.raises(AssertionError) as failed:
        mock.strictness.check()
    told, how, *_ = str(failed.value).splitlines()
    library = name.split(".")[0]
    assert told.startswith("a call to the real platform was stopped, once: ")
    assert "console.apify.com" in told
    assert BELOW.get(library, library) in told
    assert how.startswith("To allow it: @pytest.mark.mockapify(allow='real_hosts'), ")
    mock.strictness.check(allow="real_hosts")


def test_who_is_known_tells_the_whole_url(mock):
    carelessly(LIBRARIES["impit"])
    carelessly(LIBRARIES["aiohttp"])

    assert mock.calls.stopped_calls == [f"GET {CONSOLE} (by impit)", f"GET {CONSOLE} (by aiohttp)"]


def test_calls_of_one_kind_are_counted(mock):
    for _ in range(3):
        carelessly(LIBRARIES["impit"])

    with pytest.raises(AssertionError, match=r"was stopped, 3 times: GET https://console\.apify\.com/v2/users/me \("):
        mock.strictness.check()


def test_a_way_that_cannot_be_answered_counts_as_well(mock):
    with pytest.raises(RealHostError):
        requests.get("http://api.apify.com/v2/users/me", proxies={"http": mock.url})

    with pytest.raises(AssertionError, match=r"once: GET http://api\.apify\.com/v2/users/me \(by .*through the proxy"):
        mock.strictness.check()


def test_calls_of_other_threads_and_loops_count(mock):
    begin = threading.Barrier(4)

    def work(name):
        begin.wait()
        for _ in range(5):
            carelessly(LIBRARIES[name])

    threads = [
        threading.Thread(target=work, args=[name]) for name in ("urllib3", "aiohttp", "impit", "httpx.AsyncClient")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(mock.calls.stopped_calls) == 20
    assert mock.report.count("stopped before it left this machine: ") == 20


def test_a_task_that_nobody_awaited_counts(mock):
    async def story():
        task = asyncio.create_task(asyncio.to_thread(requests.get, CONSOLE))
        await asyncio.wait([task])
        assert task.exception() is not None

    asyncio.run(story())

    with pytest.raises(AssertionError, match=r"a connection of urllib3\.connection to console\.apify\.com:443"):
        mock.strictness.check()


def test_the_mock_that_stopped_the_call_is_told(mockapify_server, mock):
    with mockapify_server.open() as inner, inner.intercept():
        carelessly(LIBRARIES["impit"])
        assert len(inner.calls.stopped_calls) == 1

    assert mock.calls.stopped_calls == []
    mock.strictness.check()


def test_the_report_tells_it_in_its_place(mock):
    requests.get("https://api.apify.com/v2/users/me")
    mock.clock.shift(minutes=1)
    carelessly(LIBRARIES["impit"])

    lines = mock.report.splitlines()[1:]
    assert lines.pop(1) == (
        "    a client that was made before the test began, as a module is imported, has no token: make it inside the "
        "function that uses it, or set APIFY_TOKEN before the import"
    )
    assert lines == [
        "+0.000 GET /v2/users/me (no token) -> 401 token-not-provided",
        "+0.000 time jumps by 60.000 s",
        f"+60.000 stopped before it left this machine: GET {CONSOLE} (by impit)",
    ]


def test_what_was_stopped_before_a_test_began_is_not_its_own(mock):
    carelessly(LIBRARIES["impit"])
    mock.strictness.forget()

    mock.strictness.check()


def test_a_webhook_to_the_real_platform_is_stopped_and_its_dispatch_says_why(mock):
    mock.settings.webhook_hosts = ("*.apify.com",)
    mock.webhooks.add("https://console.apify.com/hook", mock.actor("me/shop", items=[{"n": 1}]))
    mock.user("tester").client().actor("tester/shop").start()
    mock.clock.run_until_idle()

    (webhook,) = mock.webhooks
    assert "would leave this machine" in webhook.dispatches[0].calls[0].error_message
