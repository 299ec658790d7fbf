"""Answers that go wrong, and late ones."""

import json

import pytest
from cases import each_case

from mockapify import ErrorType

ME = "/v2/users/me"


def test_an_error_has_its_own_status_type_and_message(mockapify, ask):
    mockapify.faults.add(ErrorType.RATE_LIMIT_EXCEEDED)
    answer = ask("GET", ME)
    assert answer.status == 429
    assert answer.error == {
        "type": "rate-limit-exceeded",
        "message": "You have exceeded the rate limit of 60 requests per second",
    }
    assert answer.headers["x-ratelimit-limit"] == "60"


def test_an_error_takes_another_status_message_and_headers(mockapify, ask):
    mockapify.faults.add("invalid-input", status=403, message="Not this one", headers={"Retry-After": "7"})
    answer = ask("GET", ME)
    assert (answer.status, answer.error["message"]) == (403, "Not this one")
    assert answer.headers["retry-after"] == "7"


def test_a_status_alone_comes_with_the_page_of_a_proxy(mockapify, ask):
    mockapify.faults.add(status=502)
    answer = ask("GET", ME)
    assert answer.status == 502
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert b"<h1>Bad Gateway</h1>" in answer.body


@each_case(
    ("body", "headers", "sent", "content_type"),
    [
        ('{"data": {', {}, b'{"data": {', "text/plain; charset=utf-8"),
        ('{"data": {', {"Content-Type": "application/json"}, b'{"data": {', "application/json"),
        ({"data": [1]}, {}, b'{"data":[1]}', "application/json; charset=utf-8"),
        (None, {}, b"null", "application/json; charset=utf-8"),
    ],
)
def test_a_status_takes_a_body(mockapify, again, ask, body, headers, sent, content_type):
    again()
    mockapify.faults.add(status=200, body=body, headers=headers)
    answer = ask("GET", ME)
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, sent, content_type)


def test_a_status_that_has_no_body_gets_none(mockapify, ask):
    mockapify.faults.add(status=204)
    answer = ask("GET", ME)
    assert (answer.status, answer.body) == (204, b"")


def test_an_unknown_status_is_sent_as_it_is(mockapify, ask):
    mockapify.faults.add(status=599)
    assert ask("GET", ME).status == 599


def test_a_call_that_fails_does_nothing(mockapify, ask):
    dataset = mockapify.dataset()
    mockapify.faults.add(status=503)
    assert ask("POST", f"/v2/datasets/{dataset.id}/items", [{"n": 1}]).status == 503
    assert dataset.items == []


@each_case("fault", [{"error": ErrorType.INTERNAL_SERVER_ERROR}, {"status": 504}])
def test_a_call_that_is_carried_out_loses_only_its_answer(mockapify, again, ask, fault):
    again()
    dataset = mockapify.dataset()
    mockapify.faults.add(**fault, carried_out=True)
    assert ask("POST", f"/v2/datasets/{dataset.id}/items", [{"n": 1}]).status >= 500
    assert dataset.items == [{"n": 1}]


def test_a_call_that_waits_is_carried_out_to_its_end(mockapify, ask):
    actor = mockapify.actor("me/scraper", items=[{"n": 1}], duration=30)
    mockapify.faults.add(status=502, carried_out=True)
    assert ask("POST", "/v2/actors/me~scraper/run-sync").status == 502
    assert [run.status for run in actor.runs] == ["SUCCEEDED"]


@pytest.mark.mockapify(clock="auto", seed=1)
def test_latency_is_virtual(mockapify, ask):
    mockapify.faults.add(latency=3600)
    before = mockapify.clock.now()
    assert ask("GET", ME).status == 200
    assert 3600 <= (mockapify.clock.now() - before).total_seconds() < 3610


@pytest.mark.mockapify(seed=3)
def test_jitter_stays_around_the_latency(mockapify, ask):
    mockapify.faults.add(latency=1000, jitter=200)
    spent = []
    for _ in range(5):
        before = mockapify.clock.now()
        ask("GET", ME)
        spent.append((mockapify.clock.now() - before).total_seconds())
    assert all(800 <= seconds < 1210 for seconds in spent)
    assert len({round(seconds) for seconds in spent}) > 1


def test_a_slow_body_takes_virtual_time_and_arrives_whole(mockapify, ask):
    dataset = mockapify.dataset(items=[{"n": n} for n in range(100)])
    mockapify.faults.add(slow_body=500)
    before = mockapify.clock.now()
    answer = ask("GET", f"/v2/datasets/{dataset.id}/items")
    assert answer.json == dataset.items
    assert 500 <= (mockapify.clock.now() - before).total_seconds() < 510


def test_delays_add_up_and_an_error_comes_after_them(mockapify, ask):
    mockapify.faults.add(latency=100)
    mockapify.faults.add(latency=200)
    mockapify.faults.add(ErrorType.QUERY_TIMEOUT, latency=1000)
    before = mockapify.clock.now()
    assert ask("GET", ME).status == 503
    assert 1300 <= (mockapify.clock.now() - before).total_seconds() < 1310
    assert [call.fault for call in mockapify.calls] == [
        "latency 100 s (no. 1); latency 200 s (no. 1); 503 query-timeout latency 1000 s (no. 1)"
    ]


def test_the_report_says_which_fault_it_was(mockapify, ask):
    mockapify.faults.add(ErrorType.RECORD_NOT_FOUND, operation="actors.get", times=2)
    mockapify.actor("me/scraper")
    ask("GET", "/v2/actors/me~scraper")
    assert "-> 404 record-not-found\n    fault: 404 record-not-found (1 of 2)" in mockapify.report


def test_the_control_api_shows_it_too(mockapify, ask):
    mockapify.faults.add(status=418)
    ask("GET", ME)
    (call,) = json.loads(ask("GET", "/__mockapify__/calls").body)["calls"]
    assert (call["status"], call["fault"]) == (418, "418 (no. 1)")
