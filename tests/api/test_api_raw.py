import re
from unittest.mock import ANY

import pytest
from cases import each_case
from werkzeug.wrappers import Request, Response


def test_an_operation_that_is_brand_new_is_answered(mockapify, ask):
    mockapify.expect_request("/v2/brand-new", method="GET").respond_with_json({"data": {"n": 1}})

    answer = ask("GET", "/v2/brand-new", token=None)

    assert (answer.status, answer.json) == (200, {"data": {"n": 1}})
    assert answer.headers["Content-Type"] == "application/json"
    assert ask("POST", "/v2/brand-new").status == 404
    assert mockapify.calls[0].remarks == ["answered by expect_request('/v2/brand-new', method='GET')"]


def test_the_test_wins_over_the_operations_of_the_platform(mockapify, apify_client):
    raw = mockapify.expect_request("/v2/datasets/mine")
    raw.respond_with_data(b"<html>", 404, {"X-Hint": "gone"}, content_type="text/html")

    assert apify_client.dataset("mine").get() is None
    assert raw.call_count == 1


def test_a_response_of_werkzeug_is_given_again_and_again(mockapify, ask):
    response = Response("short and stout", 418, {"X-Kind": "teapot"}, content_type="text/x-tea")
    mockapify.expect_request("/tea").respond_with_response(response)
    for _ in range(2):
        answer = ask("GET", "/tea")
        assert (answer.status, answer.body) == (418, b"short and stout")
        assert answer.headers["X-Kind"] == "teapot"
        assert answer.headers.get_all("Content-Type") == ["text/x-tea"]


def test_a_function_makes_a_response_of_the_request(mockapify, ask):
    def answer(request: Request) -> Response:
        total = mockapify.dataset("orders").items
        told = f"{request.method} {request.path} {request.args['a']} {request.get_json()} {total}"
        return Response(told, 418, {"X-Teapot": "yes"})

    mockapify.dataset("orders", items=[{"n": 1}])
    mockapify.expect_request(re.compile(r"/caf")).respond_with_handler(answer)
    answer = ask("PATCH", "/caf%C3%A9?a=1%2B1", {"b": 2})

    assert (answer.status, answer.headers["X-Teapot"]) == (418, "yes")
    assert answer.body.decode() == "PATCH /café 1+1 {'b': 2} [{'n': 1}]"


@each_case(
    ("said", "fits"),
    [
        ({"method": "POST"}, True),
        ({"method": "GET"}, False),
        ({"query_string": "a=1&b="}, True),
        ({"query_string": {"b": "", "a": "1"}}, True),
        ({"query_string": {"a": "1"}}, False),
        ({"headers": {"x-trace": "7"}}, True),
        ({"headers": {"X-Trace": "8"}}, False),
        ({"data": '{"n": [1, 2]}'}, True),
        ({"data": b"{}"}, False),
        ({"json": {"n": [1, ANY]}}, True),
        ({"json": {"n": [2, ANY]}}, False),
        ({"json": None}, False),
    ],
)
@pytest.mark.mockapify(allow=["unused"])
def test_a_request_is_told_by_all_that_is_said_of_it(mockapify, again, ask, said, fits):
    again()
    mockapify.expect_request("/raw", **said).respond_with_data("mine")
    answer = ask("POST", "/raw?a=1&b=", {"n": [1, 2]}, headers={"X-Trace": "7"})

    assert (answer.body == b"mine") is fits


def test_ordered_ones_come_one_after_the_other_and_then_those_for_one_request(mockapify, ask):
    mockapify.expect_request("/raw").respond_with_data("always")
    mockapify.expect_oneshot_request("/raw").respond_with_data("once")
    mockapify.expect_ordered_request("/raw", "POST").respond_with_data("first")
    mockapify.expect_ordered_request("/raw").respond_with_data("second")

    answers = [ask(method, "/raw").body.decode() for method in ("GET", "POST", "GET", "GET")]

    assert answers == ["once", "first", "second", "always"]


@pytest.mark.mockapify(allow=["unused", "actor_errors"])
def test_what_is_left_behind_is_told(mockapify, ask):
    def fail(request):
        pytest.fail("oops")

    mockapify.expect_request("/fails").respond_with_handler(fail)
    mockapify.expect_request("/says-nothing")
    mockapify.expect_oneshot_request("/never", json={"a": 1}).respond_with_json([])

    assert [ask("GET", path).status for path in ("/fails", "/says-nothing")] == [500, 500]
    with pytest.raises(AssertionError) as caught:
        mockapify.strictness.check()
    told = str(caught.value)
    assert "what answers expect_request('/fails') failed:\nTraceback" in told
    assert "Failed: oops" in told
    assert "expect_request('/says-nothing') has no answer; say one: .respond_with_json(...)" in told
    assert "no call met expect_oneshot_request('/never', json={'a': 1})" in told
