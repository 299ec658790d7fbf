import re
from unittest.mock import ANY

import pytest

from mockapify.state.behaviours import Aborted, Behaviour, Failed, Hangs, Outcome, Succeeded, TimedOut, matches

ONE, TWO, THREE = (Succeeded(items=[{"n": n}]) for n in (1, 2, 3))


def test_outcomes_come_one_per_run_and_the_last_repeats():
    behaviour = Behaviour(ONE, TWO)
    assert [behaviour.next(None) for _ in range(4)] == [ONE, TWO, TWO, TWO]


def test_without_outcomes_runs_succeed():
    assert Behaviour().next(None) == Succeeded()


def test_new_outcomes_begin_with_the_first():
    behaviour = Behaviour(ONE, TWO)
    behaviour.next(None)
    behaviour.set(THREE, ONE)
    assert [behaviour.next(None) for _ in range(2)] == [THREE, ONE]


def test_a_condition_has_a_sequence_of_its_own():
    behaviour = Behaviour(THREE)
    behaviour.when({"q": "cats"}).set(ONE, TWO)
    inputs = [{"q": "cats"}, {"q": "dogs"}, {"q": "cats"}, {"q": "cats"}, None]
    assert [behaviour.next(input_) for input_ in inputs] == [ONE, THREE, TWO, TWO, THREE]


def test_the_first_condition_that_matches_wins():
    behaviour = Behaviour()
    behaviour.when({"q": ANY}).set(ONE)
    behaviour.when({"q": "cats"}).set(TWO)
    assert behaviour.next({"q": "cats"}) == ONE


def test_a_condition_without_outcomes_is_passed_over():
    behaviour = Behaviour(ONE)
    behaviour.when(ANY)
    assert behaviour.next({}) == ONE


@pytest.mark.parametrize("wrong", [{"a": 1}, None, Succeeded, "FAILED", ValueError("boom")], ids=repr)
def test_what_is_no_outcome_is_refused_and_the_old_ones_stay(wrong):
    behaviour = Behaviour(ONE)
    with pytest.raises(TypeError, match=r"is no outcome; give Succeeded\(...\), Failed\(...\)"):
        behaviour.set(TWO, wrong)
    assert behaviour.next(None) == ONE


@pytest.mark.parametrize(
    ("wanted", "given", "does"),
    [
        ({}, {"a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1, "b": 2}, {"a": 1}, False),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}, True),
        ({"a": {"b": 1}}, {"a": 1}, False),
        ({"a": None}, {}, False),
        ({"a": None}, {"a": None}, True),
        ({}, None, False),
        ([1, 2], [1, 2], True),
        ((1, 2), [1, 2], True),
        ([1, 2], [2, 1], False),
        ([1], [1, 2], False),
        ([], [], True),
        ([{"a": 1}], [{"a": 1, "b": 2}], True),
        ([1], "1", False),
        ([ANY, 2], [1, 2], True),
        (re.compile("cat"), "two cats", True),
        (re.compile("^cat"), "two cats", False),
        (re.compile("1"), 1, False),
        ({"q": re.compile("cats?", re.IGNORECASE)}, {"q": "CAT"}, True),
        (lambda given: given["a"] > 1, {"a": 2}, True),
        (lambda given: given["a"] > 1, {"a": 1}, False),
        ({"a": lambda n: n % 2}, {"a": 3}, True),
        (ANY, None, True),
        ({"a": ANY}, {}, False),
        (1, 1.0, True),
        (True, True, True),
        (True, 1, False),
        (1, True, False),
        (0, False, False),
        (False, 0, False),
        (1.0, True, False),
        ({"a": True}, {"a": 1}, False),
        (None, None, True),
        (None, {}, False),
        ("cats", "cats", True),
        ("cat", "cats", False),
        (b"\0", b"\0", True),
    ],
)
def test_matching(wanted, given, does):
    assert matches(wanted, given) is does


@pytest.mark.parametrize(
    ("outcome", "status", "exit_code"),
    [
        (Succeeded, "SUCCEEDED", 0),
        (Failed, "FAILED", 1),
        (TimedOut, "TIMED-OUT", None),
        (Aborted, "ABORTED", None),
        (Hangs, "RUNNING", None),
    ],
)
def test_outcomes_know_their_status_and_exit_code(outcome, status, exit_code):
    assert (outcome.status, outcome.default_exit_code) == (status, exit_code)


def test_the_message_of_a_failure_may_be_given_by_position():
    assert Failed("boom", exit_code=3) == Failed(status_message="boom", exit_code=3)


@pytest.mark.parametrize("outcome", [Succeeded, TimedOut, Aborted, Hangs])
def test_other_outcomes_take_nothing_by_position(outcome):
    with pytest.raises(TypeError, match="positional"):
        outcome("boom")


@pytest.mark.parametrize(
    ("arguments", "error", "told"),
    [
        ({"duration": -1}, ValueError, r"duration is in virtual seconds and cannot be -1; give .*0 or more"),
        ({"items": [{"a": 1}, 5]}, TypeError, r"items\[1\] is 5; every item of a dataset is an object"),
        ({"items": ["text"]}, TypeError, r"items\[0\] is 'text'"),
        ({"items": {"a": 1}}, TypeError, r"items"),
        ({"items": [{"a": object()}]}, TypeError, "JSON"),
        ({"output": object()}, TypeError, "JSON"),
        ({"duration": float("nan")}, ValueError, "duration"),
        ({"duration": "10"}, (TypeError, ValueError), "'10'"),
    ],
    ids=["negative", "no object", "a text", "one item", "item of no JSON", "output of no JSON", "NaN", "no number"],
)
def test_an_outcome_that_cannot_be_played_is_refused_when_it_is_made(arguments, error, told):
    with pytest.raises(error, match=told):
        Succeeded(**arguments)


def test_an_outcome_is_a_value():
    assert Succeeded(items=[{"a": 1}]) == Succeeded(items=[{"a": 1}])
    assert isinstance(Succeeded(), Outcome)
    with pytest.raises(AttributeError):
        Succeeded().duration = 2
