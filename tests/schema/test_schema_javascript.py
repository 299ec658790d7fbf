"""Numbers, names, equality and patterns as JavaScript has them."""

import json

import pytest
from cases import each_case
from hypothesis import given
from hypothesis import strategies as st

from mockapify.javascript import number as number_text
from mockapify.schema.ecma import PatternError, compile_pattern
from mockapify.schema.javascript import as_written, equal, identity, names_in_order
from mockapify.schema.numbers import double, plain_number
from mockapify.schema.pointer import decode, encode, escape

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


@each_case(
    ("number", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (5.0, "5"),
        (-1.5, "-1.5"),
        (0.1, "0.1"),
        (0.000001, "0.000001"),
        (1.5e-7, "1.5e-7"),
        (1e-7, "1e-7"),
        (100.25, "100.25"),
        (1e20, "100000000000000000000"),
        (123456789012345680000, "123456789012345680000"),
        (1e21, "1e+21"),
        (-1.25e30, "-1.25e+30"),
        (2**53 + 1, "9007199254740992"),
        (2**60, "1152921504606847000"),
        (5e-324, "5e-324"),
        (10**400, "Infinity"),
    ],
)
def test_a_number_is_written_with_the_shortest_digits(number, text):
    assert number_text(number) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_of_a_number_reads_back_as_that_number(number):
    assert float(number_text(number)) == number


@given(st.integers(-(10**25), 10**25))
def test_a_plain_number_is_the_double_and_whole_below_1e21(number):
    plain = plain_number(number)

    assert plain == int(number_text(number)) if abs(double(number)) < 1e21 else plain == double(number)
    assert isinstance(plain, int) == (abs(double(number)) < 1e21)


def test_names_that_are_array_indexes_come_first():
    names = ["b", "10", "01", "2", "-1", "4294967294", "4294967295", "1.5", "0", "²"]

    assert names_in_order(names) == ["0", "2", "10", "4294967294", "b", "01", "-1", "4294967295", "1.5", "²"]


def test_a_value_is_written_again_with_names_and_numbers_as_javascript_has_them():
    assert json.dumps(as_written({"b": [1.0, True], "1": 2**60})) == '{"1": 1152921504606847000, "b": [1, true]}'


@each_case(
    ("one", "other"),
    [
        (1, 1.0),
        (2**53, 2**53 + 1),
        (-0.0, 0),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ([{"a": [1]}], [{"a": [1.0]}]),
    ],
)
def test_equal_to_javascript(one, other):
    assert identity(one) == identity(other)
    assert equal(one, other)


@each_case(
    ("one", "other"),
    [
        (1, True),
        (0, False),
        (0, None),
        (1, "1"),
        ([1], [True]),
        ({"a": 0}, {"a": False}),
        ([], {}),
        ([1, 2], [2, 1]),
        ("a", ["a"]),
    ],
)
def test_different_to_javascript(one, other):
    assert identity(one) != identity(other)
    assert not equal(one, other)


@given(JSON, JSON)
def test_the_two_ways_to_compare_agree(one, other):
    assert equal(one, other) == (identity(one) == identity(other))
    assert equal(one, one)


@given(st.text())
def test_a_name_comes_back_from_its_encoded_token(name):
    assert decode(encode(name)) == name
    assert "/" not in escape(name)


@each_case(
    ("pattern", "text", "found"),
    [
        ("b", "abc", True),
        ("a$", "a\n", False),
        ("^.$", "\u2028", False),
        ("^.$", "😀", True),
        ("^[^]$", "\n", True),
        ("[]", "a", False),
        ("\\d", "٣", False),
        ("\\w", "é", False),
        ("\\s", "\ufeff", True),
        ("\\s", "\x1c", False),
        ("\\p{Lu}", "É", True),
        ("\\u{1F600}", "😀", True),
        ("(?<=a*)b", "ab", True),
        ("^(?:(a)|b)\\1$", "b", True),
        ("(?<n>a)\\k<n>", "aa", True),
        ("(?:(?:a*)*a)*c", "aaaa", False),
        ("^(?:((?:\\d*)?\\.){1,3}|[)(](x)+)+$", "1.22.)xx", True),
        ("^(?:(?:a?)+b){2}$", "abb", True),
    ],
)
def test_a_pattern_means_what_it_means_in_ecmascript(pattern, text, found):
    assert compile_pattern(pattern)(text) is found


@each_case("pattern", ["[a", "a\\_b", "^{x}$", "(?P<n>a)", "a++", "(", "\\Z", "\\-", "(?>a)"])
def test_what_other_dialects_allow_is_refused(pattern):
    with pytest.raises(PatternError):
        compile_pattern(pattern)
