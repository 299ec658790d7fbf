"""Differences are told field by field."""

import re
from unittest.mock import ANY

import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from mockapify import containing
from mockapify.differences import Between, Sighting, Ways, differences, ranked
from mockapify.state.patterns import matches

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "a"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2),
    max_leaves=5,
)


def is_cat(value: object) -> bool:
    return value == "cat"


@each_case(
    ("wanted", "found", "told"),
    [
        pytest.param({"a": 1}, {"a": 1}, [], id="none"),
        pytest.param({"a": 1}, {"a": 2}, ["x.a: expected 1, got 2"], id="a value"),
        pytest.param({"a": 1}, {"a": True}, ["x.a: expected 1, got True"], id="1 is not true"),
        pytest.param({"a": 1}, {}, ["x.a: expected 1, but it is missing"], id="a key too few"),
        pytest.param({"page": 1}, {"pgae": 1}, ["x.page: *did you mean 'pgae'?", "x.pgae: *"], id="a key misspelt"),
        pytest.param({}, {"a b": 1}, ["x['a b']: not expected, got 1"], id="a key too many"),
        pytest.param({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, ["x.a.b[1]: expected 2, got 3"], id="deep inside"),
        pytest.param([1, 2, 3], [1, 3], ["x: expected 3 elements, got 2", "x[1]: expected 2, but*"], id="one too few"),
        pytest.param([1, 3], [1, 2, 3], ["x: expected 2 elements, got 3", "x[1]: not expected, got 2"], id="too many"),
        pytest.param([], {}, ["x: expected [], got {}"], id="another kind"),
        pytest.param(re.compile("ca.s"), "dogs", ["x: expected text with /ca.s/, got 'dogs'"], id="a pattern"),
        pytest.param(is_cat, "dog", ["x: expected what is_cat accepts, got 'dog'"], id="a callable"),
        pytest.param({"a": ANY}, {"a": 5}, [], id="anything"),
        pytest.param({"a": str}, {"a": "5"}, [], id="a class"),
        pytest.param(containing({"a": {"b": 1}}), {"a": {"b": 1, "c": 2}, "d": 3}, [], id="at least this"),
        pytest.param(containing({"a": 1}), {"a": 2, "d": 3}, ["x.a: expected 1, got 2"], id="not even this"),
        pytest.param(Between(80, 120), 79, ["x: expected 80 to 120, got 79"], id="a range"),
        pytest.param("0.1.1", Ways(("latest", "0.1.1")), [], id="one of the ways to say it"),
        pytest.param("beta", Ways(("latest", "0.1.1")), ["x: expected 'beta', got 'latest'"], id="none of the ways"),
        pytest.param("a" * 500, "b", [f"x: expected '{'a' * 155} ..., got 'b'"], id="a long value"),
    ],
)
def test_differences_are_told(wanted, found, told):
    lines = [*differences(wanted, found, "x")]
    assert len(lines) == len(told), lines
    for line, expected in zip(lines, told, strict=True):
        begin, _, end = expected.partition("*")
        assert (line.startswith(begin), line.endswith(end) or not _) == (True, True), line


@settings(max_examples=25, deadline=None)
@given(JSON)
def test_a_value_does_not_differ_from_itself(value):
    assert [*differences(value, value)] == []


@settings(max_examples=25, deadline=None)
@given(JSON, JSON)
def test_what_matches_does_not_differ_and_the_other_way_round(wanted, found):
    assert bool([*differences(wanted, found, exact=False)]) is not matches(wanted, found)
    assert (containing(wanted) == found) is matches(wanted, found)


def test_the_closest_come_first_and_of_equals_the_latest():
    seen = [
        Sighting("far", {"a": 1, "b": 1}),
        Sighting("near", {"a": 0, "b": 1}),
        Sighting("also near", {"a": 1, "b": 0}),
    ]
    assert [one.sighting.title for one in ranked({"a": 0, "b": 0}, seen)] == ["also near", "near", "far"]
