import re
from unittest.mock import ANY

import pytest
from cases import each_case

from mockapify.state.patterns import RunPattern, RunTraits, matches


class Approximately:
    """Compares itself, as objects of dirty-equals do."""

    def __init__(self, number):
        self.number = number

    def __eq__(self, other):
        return isinstance(other, int | float) and abs(self.number - other) < 0.1

    __hash__ = None


class ComparesItself(type):
    def __eq__(cls, other):
        return isinstance(other, int) and other > 0

    __hash__ = type.__hash__


class IsPositive(metaclass=ComparesItself):
    """Stands for itself without being called, as some classes of dirty-equals do."""


@each_case(
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
        (Approximately(1), 1.05, True),
        (Approximately(1), 2, False),
        ({"a": [Approximately(1)]}, {"a": [0.99], "b": 1}, True),
        (IsPositive, 3, True),
        ({"a": IsPositive}, {"a": -3}, False),
        (str, "x", True),
        (str, 1, False),
        (int, 1, True),
        (int, True, False),
        (bool, True, True),
        (dict, {"a": 1}, True),
    ],
)
def test_matching(wanted, given, does):
    assert matches(wanted, given) is does


LARGE = RunTraits(input=({"q": "cats", "max": 3},), build=("0.1.2", "beta"), memory_mbytes=(4096,), task=(None,))
DAILY = RunTraits(build=("0.1.1", "latest"), memory_mbytes=(1024,), task=("jane/daily", "daily", "id-of-daily"))


@each_case(
    ("said", "large", "daily"),
    [
        ({"input": {"q": "cats"}}, True, False),
        ({"input": None}, False, True),
        ({"build": "beta"}, True, False),
        ({"build": "0.1.1"}, False, True),
        ({"build": re.compile(r"^0\.1\.")}, True, True),
        ({"memory_mbytes": 4096}, True, False),
        ({"memory_mbytes": lambda mbytes: mbytes < 4096}, False, True),
        ({"task": "daily"}, False, True),
        ({"task": "jane/daily"}, False, True),
        ({"task": "id-of-daily"}, False, True),
        ({"task": str}, False, True),
        ({"task": None}, True, False),
        ({"task": ANY}, True, True),
        ({"input": {"q": "cats"}, "build": "beta", "memory_mbytes": 4096}, True, False),
        ({"input": {"q": "cats"}, "build": "latest"}, False, False),
    ],
)
def test_a_run_is_meant_when_all_holds_that_is_said(said, large, daily):
    pattern = RunPattern(**said)
    assert (pattern.fits(LARGE), pattern.fits(DAILY)) == (large, daily)


def test_a_condition_that_says_nothing_is_refused():
    with pytest.raises(ValueError, match="say at least one of input, build, memory_mbytes, task"):
        RunPattern()
