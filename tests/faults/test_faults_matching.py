"""Which calls a fault is for."""

import re

import pytest
from cases import each_case
from hypothesis import given
from hypothesis import strategies as st

from mockapify import Hangs, MockFault
from mockapify.faults import Asked, Fault, Subject
from mockapify.world import World

ME = "/v2/users/me"


@pytest.fixture
def hits(ask):
    """Which of these calls a fault with status 502 hits."""

    def hit(*calls):
        return [call for call in calls if ask(*call.split(" ", 1)).status == 502]

    return hit


@each_case(
    ("matcher", "hit"),
    [
        ({}, ["GET /v2/users/me", "GET /v2/datasets", "POST /v2/datasets"]),
        ({"operation": "datasets.list_all"}, ["GET /v2/datasets"]),
        ({"operation": "datasets.*"}, ["GET /v2/datasets", "POST /v2/datasets"]),
        ({"method": "post"}, ["POST /v2/datasets"]),
        ({"path": "/v2/users/me"}, ["GET /v2/users/me"]),
        ({"path": "/v2/users/*"}, ["GET /v2/users/me"]),
        ({"path": "/v2/**", "method": "GET"}, ["GET /v2/users/me", "GET /v2/datasets"]),
        ({"path": "/v2/*"}, ["GET /v2/datasets", "POST /v2/datasets"]),
        ({"path": "/v2/{kind}"}, ["GET /v2/datasets", "POST /v2/datasets"]),
        ({"path": "/v2/user"}, []),
    ],
)
@pytest.mark.mockapify(allow="unused")  # One of them is like no call.
def test_calls_are_told_by_operation_method_and_path(mockapify, hits, matcher, hit):
    with mockapify.faults.add(status=502, **matcher):
        assert hits("GET /v2/users/me", "GET /v2/datasets", "POST /v2/datasets") == hit


@each_case("pattern", ["/v2/acts/*/runs", "/v2/actors/me~scraper/runs", "/v2/acts/me%2Fscraper/*"])
def test_the_spellings_of_a_path_are_one(mockapify, again, hits, pattern):
    again()
    mockapify.actor("me/scraper")
    mockapify.faults.add(status=502, path=pattern)
    calls = ["GET /v2/acts/me~scraper/runs", "GET /v2/actors/me~scraper/runs", "GET /v2/actors/me%2Fscraper/runs"]
    assert hits(*calls, "GET /v2/acts") == calls


def test_an_actor_is_hit_with_all_that_belongs_to_it(mockapify, apify_client, hits):
    actor = mockapify.actor("me/scraper")
    other = mockapify.actor("me/other")
    task = mockapify.task("me/nightly", actor)
    run = apify_client.actor(actor.id).start()
    other_run = apify_client.actor(other.id).start()
    mockapify.faults.add(status=502, actor=actor)
    about_it = [
        "GET /v2/actors/me~scraper",
        f"GET /v2/acts/{actor.id}",
        f"GET /v2/actor-tasks/{task.id}",
        f"GET /v2/actor-runs/{run.id}",
        f"GET /v2/actor-runs/{run.id}/log",
        f"GET /v2/logs/{run.id}",
        f"GET /v2/actor-builds/{run.build_id}",
        f"GET /v2/datasets/{run.default_dataset_id}/items",
        f"GET /v2/key-value-stores/{run.default_key_value_store_id}",
        "GET /v2/actors/me~scraper/runs/last/dataset/items",
    ]
    not_about_it = [
        "GET /v2/users/me",
        "GET /v2/actors/me~other",
        f"GET /v2/actor-runs/{other_run.id}",
        f"GET /v2/datasets/{other_run.default_dataset_id}",
        f"GET /v2/datasets/{mockapify.dataset().id}",
        "GET /v2/actors/me~nobody",
        "GET /v2/actor-runs/none",
    ]
    assert hits(*about_it, *not_about_it) == about_it


@each_case("name", ["me/scraper", "tester/scraper", "tester~scraper"])
def test_an_actor_is_told_by_any_of_its_names(mockapify, again, hits, name):
    again()
    mockapify.faults.add(status=502, actor=name)
    mockapify.actor("me/scraper")
    assert hits("GET /v2/actors/me~scraper") != []


def test_a_domain_event_is_a_number_of_items(mockapify, ask):
    dataset = mockapify.dataset()
    mockapify.faults.add(status=502, operation="datasets.push_items", after_items=3)
    statuses = [ask("POST", f"/v2/datasets/{dataset.id}/items", [{"n": n}, {"n": n}]).status for n in range(4)]
    assert statuses == [201, 201, 502, 502]
    assert len(dataset.items) == 4


def test_a_run_is_hit_when_its_dataset_has_the_items(mockapify, apify_client, ask):
    mockapify.actor("me/scraper", Hangs())
    run = apify_client.actor("me/scraper").start()
    mockapify.faults.add(status=502, actor="me/scraper", after_items=1)
    asked = [
        f"/v2/actor-runs/{run.id}",
        "/v2/actors/me~scraper",
        f"/v2/key-value-stores/{run.default_key_value_store_id}",
    ]
    assert [ask("GET", path).status for path in asked] == [200] * 3
    apify_client.dataset(run.default_dataset_id).push_items([{"n": 1}])
    assert [ask("GET", path).status for path in asked] == [502] * 3
    assert ask("GET", ME).status == 200


@each_case(
    ("counted", "statuses"),
    [
        ({"times": 2}, [502, 502, 200, 200, 200]),
        ({"nth": 3}, [200, 200, 502, 200, 200]),
        ({"nth": 2, "times": 3}, [200, 502, 502, 502, 200]),
    ],
)
def test_calls_are_counted(mockapify, ask, counted, statuses):
    fault = mockapify.faults.add(status=502, path=ME, **counted)
    ask("GET", "/v2/datasets")
    assert [ask("GET", ME).status for _ in range(5)] == statuses
    assert (fault.seen, fault.fired) == (5, statuses.count(502))


def test_faults_for_the_same_calls_come_one_after_the_other(mockapify, ask):
    mockapify.faults.add(status=502, times=1)
    mockapify.faults.add("rate-limit-exceeded", times=2)
    assert [ask("GET", ME).status for _ in range(4)] == [502, 429, 429, 200]


@pytest.mark.mockapify(seed=7)
def test_probability_goes_by_the_seed(mockapify, ask):
    mockapify.faults.add(status=502, probability=0.5)
    world = World(seed=7)
    world.faults.add(Fault(status=502, probability=0.5))
    asked = Asked(operation="users.get_me", method="GET", path=ME, find_subject=Subject)
    expected = [world.faults.meet(asked) is not None for _ in range(20)]
    assert [ask("GET", ME).status == 502 for _ in range(20)] == expected
    assert 2 < sum(expected) < 18


def test_a_fault_does_not_change_the_ids_that_a_seed_makes():
    plain, faulty = World(seed=7), World(seed=7)
    faulty.faults.add(Fault(status=502, probability=0.5))
    faulty.faults.meet(Asked(operation="", method="GET", path=ME, find_subject=Subject))
    assert plain.ids.new() == faulty.ids.new()


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 25))
def test_a_fault_hits_the_calls_from_its_nth_as_often_as_it_says(nth, times, calls):
    world = World(mode="manual", seed=1)
    rule = world.faults.add(Fault(status=502, nth=nth, times=times))
    asked = Asked(operation="", method="GET", path=ME, find_subject=Subject)
    hit = [number for number in range(1, calls + 1) if world.faults.meet(asked) is not None]
    assert hit == [number for number in range(nth, nth + times) if number <= calls]
    assert (rule.seen, rule.fired) == (calls, len(hit))


def test_a_block_ends_its_fault_however_it_ends(mockapify, ask):
    def failing():
        with mockapify.faults.add(status=502):
            assert ask("GET", ME).status == 502
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert ask("GET", ME).status == 200


def test_faults_are_listed_removed_and_cleared(mockapify, ask):
    first = mockapify.faults.add(status=502, nth=9, operation="users.get_me")
    mockapify.faults.add(broken="reset", method="PUT")
    assert list(map(repr, mockapify.faults)) == [
        "<MockFault 502, operation='users.get_me', fired 0>",
        "<MockFault connection reset, method='PUT', fired 0>",
    ]
    first.remove()
    first.remove()
    assert len(mockapify.faults) == 1
    mockapify.faults.clear()
    assert list(mockapify.faults) == []
    assert isinstance(first, MockFault)


@pytest.mark.mockapify(allow="unused")
def test_calls_that_are_not_in_order_meet_no_fault(mockapify, ask):
    with mockapify.faults.add(status=502) as fault:
        assert ask("GET", ME, token="wrong").status == 401
        assert ask("GET", "/v2/nothing").status == 404
        assert ask("OPTIONS", ME).status == 204
    assert fault.seen == 0


@pytest.mark.mockapify(allow="unused")
def test_the_control_api_meets_no_fault(mockapify, ask):
    with mockapify.faults.add(broken="reset"):
        assert ask("GET", "/__mockapify__/clock").status == 200


def test_operations_of_personalize_have_names(mockapify, ask):
    mockapify.faults.add(status=503, operation="personalize.put_items")
    mockapify.faults.add(status=502, operation="personalize.list_*")
    targets = {"X-Amz-Target": "AmazonPersonalize.ListSchemas"}

    assert [ask("POST", path).status for path in ("/items", "/users")] == [503, 403]
    assert ask("POST", "/", headers=targets).status == 502
    assert ask("POST", "/", headers={"X-Amz-Target": "AmazonPersonalize.Nothing"}).status == 403
    assert [call.operation for call in mockapify.calls] == [
        "personalize.put_items",
        "personalize.put_users",
        "personalize.list_schemas",
        "personalize.unknown_operation",
    ]


def test_faults_of_one_mock_are_not_those_of_another(mockapify, mockapify_server, ask):
    with mockapify_server.open(user="bob") as other:
        other.faults.add(status=502)
        assert ask("GET", ME).status == 200


@each_case(
    ("wrong", "told"),
    [
        ({}, "nothing goes wrong; give error=, status=, broken=, latency= or slow_body="),
        ({"error": "rate_limit"}, "no error type 'rate_limit'; did you mean 'rate-limit-exceeded'?"),
        ({"error": 429}, "error=429 is a status; give status=429, or ErrorType.RATE_LIMIT_EXCEEDED"),
        ({"error": "429"}, "error='429' is a status; give status=429, or ErrorType.RATE_LIMIT_EXCEEDED"),
        ({"error": 502}, "error=502 is a status; give status=502"),
        ({"status": "502"}, "status='502' will not do; give a number, such as status=502"),
        ({"status": 502, "times": "twice"}, "times='twice' will not do; give a number"),
        ({"status": 99}, "status=99 is no status of an answer; give 200 to 599"),
        (
            {"status": 502, "operation": "datasets.push_item"},
            "'datasets.push_item'; did you mean 'datasets.push_items'?",
        ),
        (
            {"status": 502, "operation": "personalize.put_item"},
            "'personalize.put_item'; did you mean 'personalize.put_items'?",
        ),
        ({"status": 502, "operation": "x"}, "there is no operation 'x'; `mockapify routes` lists them"),
        ({"status": 502, "actor": "scraper"}, "actor='scraper' will not do; write 'username/name'"),
        ({"status": 502, "path": "v2/datasets"}, "path='v2/datasets' will not do; write all of it"),
        ({"broken": "rest"}, "broken='rest' is unknown; choose one of reset, empty, silent, truncated, garbage"),
        ({"broken": "reset", "status": 502}, "broken='reset' leaves no answer; leave error= and status= out"),
        ({"broken": "empty", "slow_body": 3}, "broken='empty' leaves no body to be slow; leave slow_body= out"),
        ({"message": "no", "status": 502}, "message= is that of an error; give error=, too"),
        ({"body": "no"}, "nothing goes wrong"),
        ({"body": "no", "latency": 1}, "body= is that of an answer; give status=, too"),
        ({"error": "record-not-found", "body": {}}, "error= has a body of its own; give status= with body="),
        ({"latency": 1, "headers": {"a": "b"}}, "headers= are those of an answer; give error= or status=, too"),
        ({"latency": 1, "jitter": 2}, "jitter=2 is more than latency=1, which it varies; give at most that"),
        ({"latency": -1}, "latency=-1 will not do; give 0 or more"),
        ({"latency": 1, "carried_out": True}, "without one the operation is carried out anyway"),
        ({"status": 502, "probability": 0}, "probability=0 will not do; give more than 0 and at most 1"),
        ({"status": 502, "nth": 0}, "nth=0 will not do; give 1 or more"),
    ],
)
def test_what_makes_no_sense_is_refused(mockapify, wrong, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        mockapify.faults.add(**wrong)
    assert len(mockapify.faults) == 0
