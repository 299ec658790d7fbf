from datetime import timedelta
from unittest.mock import ANY

import pytest
from cases import each_case

from mockapify.errors import ApiError, ErrorType
from mockapify.state.behaviours import Aborted, Behaviour, Failed, Hangs, Outcome, Rejected, Succeeded, TimedOut
from mockapify.state.patterns import NO_TRAITS, RunPattern, RunTraits
from mockapify.state.steps import Log, PushItems, SetValue, Sleep

ONE, TWO, THREE = (Succeeded(items=[{"n": n}]) for n in (1, 2, 3))


def test_outcomes_come_one_per_run_and_the_last_repeats():
    behaviour = Behaviour(ONE, TWO)
    assert [behaviour.next() for _ in range(4)] == [ONE, TWO, TWO, TWO]


def test_without_outcomes_runs_succeed():
    assert Behaviour().next() == Succeeded()


def test_new_outcomes_begin_with_the_first():
    behaviour = Behaviour(ONE, TWO)
    behaviour.next()
    behaviour.set(THREE, ONE)
    assert [behaviour.next() for _ in range(2)] == [THREE, ONE]


def test_a_condition_has_a_sequence_of_its_own():
    behaviour = Behaviour(THREE)
    behaviour.when(RunPattern(input={"q": "cats"})).set(ONE, TWO)
    inputs = [{"q": "cats"}, {"q": "dogs"}, {"q": "cats"}, {"q": "cats"}, None]
    assert [behaviour.next(RunTraits(input=(input_,))) for input_ in inputs] == [ONE, THREE, TWO, TWO, THREE]


def test_the_first_condition_that_matches_wins():
    behaviour = Behaviour()
    behaviour.when(RunPattern(input={"q": ANY})).set(ONE)
    behaviour.when(RunPattern(input={"q": "cats"})).set(TWO)
    assert behaviour.next(RunTraits(input=({"q": "cats"},))) == ONE


def test_a_condition_without_outcomes_is_passed_over():
    behaviour = Behaviour(ONE)
    behaviour.when(RunPattern(input=ANY))
    assert behaviour.next(RunTraits(input=({},))) == ONE


@each_case("wrong", [{"a": 1}, None, Succeeded, "FAILED", ValueError("boom")])
def test_what_is_no_outcome_is_refused_and_the_old_ones_stay(wrong):
    behaviour = Behaviour(ONE)
    with pytest.raises(TypeError, match=r"is no outcome; give Succeeded\(...\), Failed\(...\)"):
        behaviour.set(TWO, wrong)
    assert behaviour.next() == ONE


@each_case(
    ("wrong", "told"),
    [
        ([], r"^a list is no outcome; give them one by one, without the list$"),
        ([Failed("x"), ONE], r"^a list is no outcome; give them one by one, without the list$"),
        ((ONE, Rejected("actor-is-not-rented")), r"^a tuple is no outcome; give them one by one, without the tuple$"),
        ([{"a": 1}], r"^\[{'a': 1}\] is no .*; items are given as items=, such as Succeeded\(items=\[...\]\)$"),
        ({"a": 1}, r"^{'a': 1} is no outcome; .*; items are given as items=, such as Succeeded\(items=\[...\]\)$"),
    ],
)
def test_what_was_meant_by_no_outcome_is_told(wrong, told):
    with pytest.raises(TypeError, match=told):
        Behaviour(wrong)


@each_case(
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


@each_case("outcome", [Failed, TimedOut, Aborted])
def test_the_message_of_what_does_not_succeed_may_be_given_by_position(outcome):
    assert outcome("boom", exit_code=3) == outcome(status_message="boom", exit_code=3)


@each_case("outcome", [Succeeded, Hangs])
def test_other_outcomes_take_nothing_by_position(outcome):
    with pytest.raises(TypeError, match="positional"):
        outcome("boom")


@each_case(
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
)
def test_an_outcome_that_cannot_be_played_is_refused_when_it_is_made(arguments, error, told):
    with pytest.raises(error, match=told):
        Succeeded(**arguments)


def test_an_outcome_is_a_value():
    assert Succeeded(items=[{"a": 1}]) == Succeeded(items=[{"a": 1}])
    assert isinstance(Succeeded(), Outcome)
    with pytest.raises(AttributeError):
        Succeeded().duration = 2


REFUSED = Rejected("actor-is-not-rented")


def test_a_rejected_run_is_an_error_at_the_start_and_the_next_outcome_is_the_next_runs():
    behaviour = Behaviour(REFUSED, ONE)
    with pytest.raises(ApiError) as caught:
        behaviour.start(NO_TRAITS)
    assert (caught.value.status, caught.value.type) == (403, ErrorType.ACTOR_IS_NOT_RENTED)
    assert behaviour.start(NO_TRAITS) == ONE


def test_what_begins_again_passes_over_rejections():
    assert Behaviour(REFUSED, ONE, REFUSED).next() == ONE
    assert Behaviour(REFUSED).next() == Succeeded()


def test_a_rejection_has_the_platforms_words_or_its_own():
    assert Rejected(ErrorType.ACTOR_IS_NOT_RENTED) == REFUSED
    assert REFUSED.make().message == ErrorType.ACTOR_IS_NOT_RENTED.message
    own = Rejected("invalid-input", "No cats", status=403).make()
    assert (own.status, own.type, own.message) == (403, "invalid-input", "No cats")


def test_a_rejection_by_an_unknown_name_says_which_would_do():
    with pytest.raises(ValueError, match="did you mean 'actor-is-not-rented'"):
        Rejected("actor-not-rented")


def test_steps_take_as_long_as_they_sleep():
    outcome = Succeeded(steps=[Log("a"), Sleep(30), PushItems({"n": 1}), Sleep(timedelta(minutes=1)), Log("b")])
    assert outcome.seconds == 90
    assert [(moment, type(deed)) for moment, deed in outcome.deeds] == [(0, Log), (30, PushItems), (90, Log)]


@each_case(
    ("arguments", "error", "told"),
    [
        ({"items": [{}]}, ValueError, "leave out items, log and duration"),
        ({"log": "a"}, ValueError, "leave out items, log and duration"),
        ({"duration": 5}, ValueError, "leave out items, log and duration"),
        ({"steps": [Sleep(1), {"a": 1}]}, TypeError, r"steps\[1\] is {'a': 1}, which is no step; give PushItems"),
    ],
)
def test_steps_stand_alone(arguments, error, told):
    with pytest.raises(error, match=told):
        Succeeded(**{"steps": [Sleep(1)], **arguments})


@each_case(
    ("make", "error"),
    [
        (lambda: Sleep(-1), ValueError),
        (lambda: PushItems([1]), TypeError),
        (lambda: PushItems("none.csv"), ValueError),
        (lambda: SetValue("a", object()), TypeError),
    ],
)
def test_a_step_that_cannot_be_played_is_refused_when_it_is_made(make, error):
    with pytest.raises(error):
        make()


def test_a_step_keeps_what_it_was_given():
    item, value = {"n": [1]}, {"a": 1}
    pushed, stored = PushItems(item), SetValue("a", value)
    item["n"].append(2)
    value["a"] = 2
    assert (pushed.listed, stored.value) == ([{"n": [1]}], {"a": 1})


def test_items_may_come_from_a_file(tmp_path):
    path = tmp_path / "items.jsonl"
    path.write_text('{"n": 1}\n{"n": 2}\n')
    for given in (path, str(path)):
        assert Succeeded(items=given).items == PushItems(given).listed == [{"n": 1}, {"n": 2}]
