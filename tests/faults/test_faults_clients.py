"""What the official clients, of both flavours, do about faults."""

import pytest
from apify_client.errors import ApifyApiError, InvalidResponseBodyError, RateLimitError, ServerError
from cases import each_case

from mockapify import ErrorType


def seen(mockapify):
    return [(call.operation, call.status) for call in mockapify.calls]


def test_two_429_and_the_third_attempt_is_answered(mockapify, call):
    with mockapify.faults.add(ErrorType.RATE_LIMIT_EXCEEDED, times=2) as fault:
        assert call(lambda client: client.user().get()).username == "tester"
    assert fault.fired == 2
    assert seen(mockapify) == [("users.get_me", 429), ("users.get_me", 429), ("users.get_me", 200)]


def test_429_for_ever_is_tried_again_and_then_given_up(mockapify, call):
    fault = mockapify.faults.add(ErrorType.RATE_LIMIT_EXCEEDED)
    with pytest.raises(RateLimitError) as caught:
        call(lambda client: client.user().get())
    assert caught.value.type == ErrorType.RATE_LIMIT_EXCEEDED
    assert fault.fired > 2


@each_case("type_", [ErrorType.INTERNAL_SERVER_ERROR, ErrorType.QUERY_TIMEOUT])
def test_errors_of_the_server_are_retried(mockapify, again, call, type_):
    again()
    before = len(mockapify.calls)
    mockapify.faults.add(type_)
    with pytest.raises(ServerError) as caught:
        call(lambda client: client.user().get())
    assert (caught.value.type, caught.value.message) == (type_, type_.message)
    assert len(mockapify.calls) - before > 2


def test_the_page_of_a_proxy_is_retried(mockapify, call):
    mockapify.faults.add(status=502, nth=1)
    assert call(lambda client: client.user().get()).username == "tester"
    assert [status for _, status in seen(mockapify)] == [502, 200]


@each_case("type_", [type_ for type_ in ErrorType if not type_.is_retried and type_.status not in (401, 404)][::20])
def test_other_errors_are_final(mockapify, again, call, type_):
    again()
    before = len(mockapify.calls)
    mockapify.faults.add(type_)
    with pytest.raises(ApifyApiError) as caught:
        call(lambda client: client.user().update_limits(max_monthly_usage_usd=1))
    assert (caught.value.type, caught.value.status_code) == (type_, type_.status)
    assert len(mockapify.calls) - before == 1


def test_a_missing_record_is_none(mockapify, call):
    dataset = mockapify.dataset()
    mockapify.faults.add(ErrorType.RECORD_NOT_FOUND, operation="datasets.get")
    assert call(lambda client: client.dataset(dataset.id).get()) is None


@each_case("broken", ["reset", "empty", "truncated", "garbage"])
def test_broken_connections_are_retried(mockapify, again, call, broken):
    again()
    before = len(mockapify.calls)
    dataset = mockapify.dataset(items=[{"n": n} for n in range(50)])
    mockapify.faults.add(broken=broken, times=2)
    page = call(lambda client: client.dataset(dataset.id).list_items())
    assert page.items == dataset.items
    assert [entry.fault.rpartition(" (")[2] for entry in [*mockapify.calls][before:]] == ["1 of 2)", "2 of 2)", ""]


def test_json_that_is_cut_off_within_a_whole_answer_is_not_retried(mockapify, call):
    dataset = mockapify.dataset()
    mockapify.faults.add(status=200, body='{"data": {"id"', headers={"Content-Type": "application/json"})
    with pytest.raises(InvalidResponseBodyError):
        call(lambda client: client.dataset(dataset.id).get())
    assert len(mockapify.calls) == 1


def test_items_arrive_twice_when_only_the_answer_was_lost(mockapify, call):
    dataset = mockapify.dataset()
    mockapify.faults.add(broken="reset", carried_out=True, operation="datasets.push_items", times=1)
    call(lambda client: client.dataset(dataset.id).push_items([{"n": 1}]))
    assert dataset.items == [{"n": 1}, {"n": 1}]


def test_hours_of_latency_and_a_slow_body_cost_no_time(mockapify, call):
    mockapify.faults.add(latency=7200, slow_body=7200)
    before = mockapify.clock.now()
    assert call(lambda client: client.user().get()).username == "tester"
    assert (mockapify.clock.now() - before).total_seconds() >= 14400


def test_a_polling_loop_survives_a_bad_gateway_in_the_middle_of_a_run(mockapify, call):
    mockapify.actor("me/scraper", items=[{"n": n} for n in range(4)], duration=100)
    run = call(lambda client: client.actor("me/scraper").start())
    fault = mockapify.faults.add(status=502, actor="me/scraper", after_items=4, times=3)
    assert call(lambda client: client.run(run.id).wait_for_finish()).status == "SUCCEEDED"
    items = call(lambda client: client.dataset(run.default_dataset_id).list_items()).items
    assert (len(items), fault.fired) == (4, 3)
