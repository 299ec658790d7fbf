"""Objects of dirty-equals stand wherever values are matched, and are shown as they were written."""

import pytest
import requests
from cases import each_case
from dirty_equals import (
    AnyThing,
    Contains,
    FunctionCheck,
    HasLen,
    IsDict,
    IsInt,
    IsJson,
    IsList,
    IsOneOf,
    IsPartialDict,
    IsPositive,
    IsStr,
    IsUrl,
)

from mockapify import Failed, MockServer, Succeeded, containing
from mockapify.differences import differences, written
from mockapify.state.patterns import matches

CATS = {"query": "cats", "page": 2, "tags": ["a", "b"]}

# What is wanted of CATS, and whether it is like that.
WANTED = [
    (IsPartialDict(query="cats"), True),
    (IsPartialDict(query="dogs"), False),
    (IsDict(query=IsStr, page=IsInt, tags=HasLen(2)), True),
    ({"query": IsStr(regex="c.ts"), "page": IsPositive, "tags": IsList("a", "b")}, True),
    ({"query": IsStr(regex="d.*"), "page": IsPositive, "tags": IsList("a", "b")}, False),
    ({"query": IsOneOf("dogs", "cats"), "page": IsInt(gt=1) & IsPositive, "tags": Contains("b")}, True),
    ({"query": ~IsStr(regex="c.*"), "page": AnyThing, "tags": AnyThing}, False),
    ({"query": IsStr | IsInt, "page": IsInt, "tags": IsList("b", "a", check_order=False)}, True),
    ({"query": AnyThing, "page": FunctionCheck(lambda page: page > 2), "tags": AnyThing}, False),
    (containing({"page": IsInt(ge=2, le=2)}), True),
    (containing({"tags": [IsStr, IsStr(max_length=0)]}), False),
]
each_wanted = each_case(("wanted", "is_like_it"), WANTED)


@pytest.fixture(scope="module")
def server():
    with MockServer() as server:
        yield server


@pytest.fixture
def mock(server):
    with server.open() as mock:
        yield mock


@pytest.fixture
def call(mock):
    """Calls the Actor me/scraper with an input; the status of its run."""
    client = mock.user("tester").client()
    return lambda given: client.actor("me/scraper").call(run_input=given, logger=None).status


@pytest.fixture
def again(mock):
    """Called at the start of each case: what an earlier one declared is gone."""
    untouched = mock.snapshot()
    return lambda: mock.restore(untouched)


@pytest.fixture
def scraper(mock, call):
    """An Actor that was called with CATS."""
    scraper = mock.actor("me/scraper")
    call(CATS)
    return scraper


@each_wanted
def test_a_condition_holds_for_what_is_like_it(mock, again, call, wanted, is_like_it):
    again()
    mock.actor("me/scraper").when(input=wanted).behaves(Failed("boom"))

    assert call(CATS) == ("FAILED" if is_like_it else "SUCCEEDED")


@each_wanted
def test_runs_are_told_by_it(scraper, wanted, is_like_it):
    if is_like_it:
        scraper.assert_called_with(input=wanted)
        scraper.assert_called_once_with(input=wanted, memory_mbytes=IsPositive, task=None)
        scraper.assert_any_call(input=wanted, build=IsStr(regex=r"\d\.\d\.\d|latest"))
    else:
        with pytest.raises(AssertionError, match="expected the latest run of tester/scraper with input="):
            scraper.assert_called_with(input=wanted)


@each_wanted
def test_calls_are_told_by_it(mock, scraper, wanted, is_like_it):
    found = mock.calls.filter(json=wanted, status=IsInt(lt=300), operation=IsOneOf("runs.start", "runs.get"))
    assert len(found) == is_like_it
    assert repr(found).startswith(f"<Calls: json={written(wanted)}, status=IsInt(lt=300), operation=IsOneOf(")


@each_wanted
def test_a_request_of_the_test_is_told_by_it(mock, again, wanted, is_like_it):
    again()
    mock.expect_request("/v3/new", json=wanted).respond_with_json({})

    assert requests.post(f"{mock.url}/v3/new", json=CATS).ok is is_like_it


@each_case(
    ("said", "is_met"),
    [
        ({"uri": IsStr(regex="/v3/n.*")}, True),
        ({"uri": IsStr(regex="/v2/.*")}, False),
        ({"method": IsOneOf("PUT", "POST")}, True),
        ({"query_string": IsPartialDict(limit="3")}, True),
        ({"query_string": {"limit": IsStr(regex=r"\d"), "desc": IsStr}}, True),
        ({"query_string": {"limit": IsStr(regex=r"\d")}}, False),
        ({"query_string": IsStr(regex="limit=3.*")}, True),
        ({"headers": {"X-Trace": IsStr(regex="ab+")}}, True),
        ({"headers": {"X-Trace": IsStr(regex="cd")}}, False),
        ({"data": IsJson({"n": IsPositive})}, True),
        ({"data": IsStr(regex=r"\{.*")}, True),
        ({"data": HasLen(0)}, False),
    ],
)
def test_each_part_of_a_request_of_the_test_is(mock, again, said, is_met):
    again()
    mock.expect_request(**({"uri": "/v3/new"} | said)).respond_with_json({})

    sent = {"params": {"limit": "3", "desc": "1"}, "headers": {"X-Trace": "abb"}, "json": {"n": 1}}
    assert requests.post(f"{mock.url}/v3/new", **sent).ok is is_met


def test_a_run_has_finished_as_it_says(mock, call):
    mock.actor(
        "me/scraper",
        Succeeded(items=[{"n": 1}], output={"ok": True}, log=["page 1 of 2"], charges={"page": 3}),
        pricing_infos=[{"pricingModel": "PAY_PER_EVENT", "pricingPerEvent": {"actorChargeEvents": PRICES}}],
    )
    call(CATS)

    mock.runs[0].assert_finished_with(
        status=IsOneOf("SUCCEEDED", "FAILED"),
        dataset_item_count=IsPositive,
        output=IsPartialDict(ok=True),
        duration=IsPositive,
        logs=[IsStr(regex=".*page 1 of 2")],
        forbidden_logs=[IsStr(regex=".*TypeError.*")],
        charged_event_counts=IsPartialDict(page=3),
    )
    with pytest.raises(AssertionError) as failed:
        mock.runs[0].assert_finished_with(
            status=IsStr(regex="F.*"), charged_event_counts={"page": IsInt(gt=3)}, logs=[IsStr(regex="page 9")]
        )
    assert [line for line in str(failed.value).splitlines() if "expected" in line][1:] == [
        "  status: expected IsStr(regex='F.*'), got 'SUCCEEDED'",
        "  charged_event_counts.page: expected IsInt(gt=3), got 3",
        "  log: expected IsStr(regex='page 9'), but no line has it",
    ]


PRICES = {"page": {"eventTitle": "Page", "eventDescription": "A page", "eventPriceUsd": 0.01}}


def test_webhooks_were_delivered_as_it_says(mock, call):
    hook = mock.webhooks.capture("https://hooks.test/done")
    mock.webhooks.add(hook.url, of=mock.actor("me/scraper"))
    call(CATS)

    mock.assert_webhook_delivered(
        IsStr(regex="ACTOR.*"), url=IsUrl, payload={"resource": IsPartialDict(status="SUCCEEDED")}
    )
    hook.assert_called_once_with(payload=IsPartialDict(eventType=IsStr(regex=".*SUCCEEDED")))


def test_items_are_what_it_says(mock):
    dataset = mock.dataset("prices")
    mock.user("tester").client().dataset(dataset.id).push_items([{"n": 1, "title": "A"}, {"n": 2}])

    dataset.assert_called_once_with(items=[IsPartialDict(n=IsPositive), {"n": IsInt}])
    assert dataset.items == [IsPartialDict(title=IsStr), {"n": IsInt}]
    with pytest.raises(AssertionError, match=r"items\[0\]: expected IsPartialDict\(n=IsInt\(gt=1\)\), got"):
        dataset.assert_called_with(items=[IsPartialDict(n=IsInt(gt=1)), AnyThing])


def test_it_is_shown_as_it_was_written_whatever_it_was_compared_with():
    page = IsInt(gt=1)
    wanted = {"query": IsPartialDict(page=page, tags=IsList(IsStr(), "b")), "again": page}
    assert matches(wanted, {"query": CATS, "again": 2})
    assert "gt=1" not in repr(wanted)

    text = "IsPartialDict(page=IsInt(gt=1), tags=IsList(IsStr(), 'b'))"
    assert written(wanted) == f"{{'query': {text}, 'again': IsInt(gt=1)}}"
    assert [*differences(wanted, {}, "input")] == [
        f"input.query: expected {text}, but it is missing",
        "input.again: expected IsInt(gt=1), but it is missing",
    ]
    assert [*differences(wanted, {"query": {"page": 1}, "again": 2}, "input")] == [
        f"input.query: expected {text}, got {{'page': 1}}"
    ]
    assert page.value == 2


def test_a_failed_assertion_shows_it_as_it_was_written(mock, call):
    scraper = mock.actor("me/scraper")
    call({"page": 3})
    call({"page": -1})

    with pytest.raises(AssertionError) as failed:
        scraper.assert_any_call(input={"page": IsInt(gt=0)}, memory_mbytes=IsInt(lt=512))
    lines = str(failed.value).splitlines()
    assert lines[0].partition(" with ")[2].startswith("input={'page': IsInt(gt=0)}, memory_mbytes=IsInt(lt=512);")
    assert [line.strip() for line in lines if "got" in line] == [
        "memory_mbytes: expected IsInt(lt=512), got 1024",
        "input.page: expected IsInt(gt=0), got -1",
        "memory_mbytes: expected IsInt(lt=512), got 1024",
    ]


def test_what_was_never_used_shows_it_as_it_was_written(mock, call):
    scraper = mock.actor("me/scraper")
    scraper.when(input={"page": IsInt(gt=0), "query": IsStr(regex="d.*")}).behaves(Failed("boom"))
    mock.expect_request("/v3/new", json=IsPartialDict(n=IsPositive)).respond_with_json({})
    call(CATS)

    with pytest.raises(AssertionError) as failed:
        mock.strictness.check()
    lines = str(failed.value).splitlines()
    assert "when(input={'page': IsInt(gt=0), 'query': IsStr(regex='d.*')}) was never used" in lines[0]
    assert lines[2] == "      input.query: expected IsStr(regex='d.*'), got 'cats'"
    assert lines[3] == "no call met expect_request('/v3/new', json=IsPartialDict(n=IsPositive))"


def test_what_cannot_be_shown_does_no_harm():
    # dirty-equals combines only objects of its own, and fails to show others.
    assert [*differences({"a": IsStr | None}, {"a": 5}, "x")] == ["x.a: expected <DirtyOr that cannot be shown>, got 5"]
    assert [*differences({"a": IsStr | None}, {"a": None}, "x")] == []
    assert [*differences([1, IsStr | None], [1], "x")][1:] == [
        "x[1]: expected <DirtyOr that cannot be shown>, but it is missing"
    ]
