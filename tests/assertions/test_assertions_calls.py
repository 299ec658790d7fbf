"""The journal is filtered, and asserted in unittest.mock's words."""

from unittest.mock import ANY

import pytest
from cases import each_case

from mockapify import containing


@pytest.fixture
def dataset(apify_client):
    """A dataset that two lots were pushed to, after a call that failed."""
    apify_client.actor("me/unknown").get()
    dataset = apify_client.dataset(apify_client.datasets().get_or_create(name="prices").id)
    dataset.push_items([{"n": 1, "title": "A"}])
    dataset.push_items([{"n": 2}, {"n": 3}])
    return dataset


@each_case(
    ("wanted", "count"),
    [
        ({"operation": "datasets.push_items"}, 2),
        ({"operation": "datasets.*"}, 3),
        ({"operation": "datasets.*", "status": 201, "method": "post"}, 3),
        ({"status": lambda status: status >= 400}, 1),
        ({"path": "/v2/datasets/*/items"}, 2),
        ({"path": "/v2/acts/**"}, 1),
        ({"params": {"name": "prices"}}, 1),
        ({"client": "apifyclient"}, 4),
        ({"client": "axios"}, 0),
        ({"user": "tester"}, 4),
        ({"error_type": "record-not-found"}, 1),
        ({"json": [{"n": 1}]}, 1),
    ],
)
def test_calls_are_told_apart(mockapify, dataset, wanted, count):
    found = mockapify.calls.filter(**wanted)
    assert (len(found), found.call_count, found.called) == (count, count, count > 0)
    assert [*found] == [call for call in mockapify.calls if call in found]


def test_filters_add_up_and_are_a_list_of_what_was_there(mockapify, dataset):
    pushes = mockapify.calls.of("datasets.push_items")
    dataset.push_items([{"n": 4}])

    assert (len(pushes), len(mockapify.calls.of("datasets.push_items"))) == (2, 3)
    assert pushes.filter(json=[{"n": 1}]) == [pushes[0]]
    assert pushes[:1] == (pushes[0],)
    assert pushes.last.json == [{"n": 2}, {"n": 3}]
    assert mockapify.calls.last.json == [{"n": 4}]


def test_calls_know_which_actor_they_are_about(mockapify, apify_client):
    mockapify.actor("me/scraper", items=[{"n": 1}])
    mockapify.faults.add(status=503, times=1, operation="runs.*", actor="me/scraper")
    run = apify_client.actor("tester/scraper").call(logger=None)
    apify_client.dataset(run.default_dataset_id).list_items()
    apify_client.datasets().get_or_create(name="prices")

    about = mockapify.calls.filter(actor="tester/scraper")
    assert [call.operation for call in about] == ["runs.start", "runs.start", "runs.get", "datasets.list_items"]
    assert [call.status for call in about] == [503, 201, 200, 200]


def test_assertions_hold(mockapify, dataset):
    pushes = mockapify.calls.of("datasets.push_items")

    pushes.assert_called()
    pushes.assert_called_with(json=[{"n": 2}, {"n": 3}], status=201)
    pushes.assert_any_call(json=[{"n": 1, "title": ANY}])
    pushes.assert_any_call(json=containing([{"n": 1}]))
    mockapify.calls.of("datasets.get_or_create").assert_called_once_with(params={"name": "prices"})
    mockapify.calls.of("datasets.delete").assert_not_called()
    mockapify.calls.assert_any_call(operation="actors.get", status=404)


@each_case(
    ("check", "told"),
    [
        pytest.param(
            lambda calls: calls.of("datasets.push_items").assert_any_call(json=[{"n": 1, "title": "B"}]),
            """expected a call (operation='datasets.push_items') with json=[{'n': 1, 'title': 'B'}]; \
there were 2, none like it
  POST /v2/datasets/ID/items (tester) -> 201
      json[0].title: expected 'B', got 'A'
  POST /v2/datasets/ID/items (tester) -> 201
      json: expected 1 elements, got 2
      json[0].n: expected 1, got 2
      json[0].title: expected 'B', but it is missing
      json[1]: not expected, got {'n': 3}""",
            id="assert_any_call",
        ),
        pytest.param(
            lambda calls: calls.of("datasets.push_items").assert_called_with(status=200),
            """expected the latest call (operation='datasets.push_items') with status=200; it is another
  POST /v2/datasets/ID/items (tester) -> 201
      status: expected 200, got 201""",
            id="assert_called_with",
        ),
        pytest.param(
            lambda calls: calls.of("actors.*").assert_called_once_with(operation="tasks.*"),
            """expected exactly one call (operation='actors.*') with operation='tasks.*'; it is another
  GET /v2/actors/me~unknown (tester) -> 404 record-not-found
      operation: expected 'tasks.*', got 'actors.get'""",
            id="assert_called_once_with",
        ),
        pytest.param(
            lambda calls: calls.of("datasets.push_items").assert_called_once(),
            """expected exactly one call (operation='datasets.push_items'); there were 2
  POST /v2/datasets/ID/items (tester) -> 201
  POST /v2/datasets/ID/items (tester) -> 201""",
            id="assert_called_once",
        ),
        pytest.param(
            lambda calls: calls.of("runs.start").assert_called(),
            """expected a call (operation='runs.start'), there was none
  called were datasets.push_items (2), actors.get (1), datasets.get_or_create (1)""",
            id="assert_called",
        ),
        pytest.param(
            lambda calls: calls.filter(status=404).assert_not_called(),
            """expected no call (status=404); there was 1
  GET /v2/actors/me~unknown (tester) -> 404 record-not-found""",
            id="assert_not_called",
        ),
    ],
)
def test_a_failed_assertion_tells_what_was_closest(mockapify, dataset, check, told):
    with pytest.raises(AssertionError) as failed:
        check(mockapify.calls)
    assert str(failed.value).replace(mockapify.dataset("prices").id, "ID") == told


@each_case(
    ("check", "error", "told"),
    [
        (lambda calls: calls.of("dataset.push_items"), ValueError, "did you mean 'datasets.push_items'?"),
        (
            lambda calls: calls.filter(stats=404),
            TypeError,
            "nothing can be compared by stats=404; did you mean status?",
        ),
        (
            lambda calls: calls.assert_any_call(),
            TypeError,
            "nothing to compare was given; name at least one of operation",
        ),
        (lambda calls: calls.filter(status=418).last, IndexError, r"there was no call \(status=418\)"),
    ],
)
def test_misuse_says_what_would_do(mockapify, dataset, check, error, told):
    with pytest.raises(error, match=told):
        check(mockapify.calls)


def test_a_dataset_is_called_by_pushes_that_it_took(mockapify, apify_client):
    prices = mockapify.dataset("prices", items=[{"n": 0}])
    prices.assert_not_called()
    apify_client.dataset(prices.id).push_items({"n": 1})

    prices.assert_called_once_with(items=[{"n": 1}])
    with pytest.raises(AssertionError, match=r"items\[0\].n: expected 2, got 1"):
        prices.assert_any_call(items=[{"n": 2}])
    with pytest.raises(
        AssertionError, match=r"expected a push of items to dataset others, there was none\n  POST /v2/data"
    ):
        mockapify.dataset("others").assert_called()
