from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from mockapify.api.query import NonNegative, Page, Parser, Query, split
from mockapify.errors import ApiError


class Sample(Query, kw_only=True):
    is_on: bool = False
    count: NonNegative = 0
    ratio: float | None = None
    word: Literal["one", "two"] | None = None
    parts: tuple[str, ...] = ()
    moment: datetime | None = None
    free_text: str | None = None


PARSER = Parser(Sample)


@each_case(
    ("given", "attribute", "value"),
    [
        ({"isOn": "true"}, "is_on", True),
        ({"isOn": "1"}, "is_on", True),
        ({"isOn": " TRUE "}, "is_on", True),
        ({"isOn": "false"}, "is_on", False),
        ({"isOn": "0"}, "is_on", False),
        ({"isOn": ""}, "is_on", False),
        ({"count": "5"}, "count", 5),
        ({"count": "1e3"}, "count", 1000),
        ({"count": "+5."}, "count", 5),
        ({"count": " 5 "}, "count", 5),
        ({"count": ".5"}, "count", 0.5),
        ({"count": "-0"}, "count", 0),
        ({"ratio": "-1.5"}, "ratio", -1.5),
        ({"ratio": "2\x1f"}, "ratio", 2),
        ({"word": "two"}, "word", "two"),
        ({"word": ""}, "word", None),
        ({"parts": "a,b"}, "parts", ("a", "b")),
        ({"parts": " a , ,b,"}, "parts", ("a", "b")),
        ({"parts": ","}, "parts", ()),
        ({"moment": "2026-01-31T12:00:00.000Z"}, "moment", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ({"moment": "2026-01-31T12:00:00+01:00"}, "moment",
         datetime(2026, 1, 31, 12, tzinfo=timezone(timedelta(hours=1)))),
        ({"moment": "2026-01-31T12:00:00 01:00"}, "moment",
         datetime(2026, 1, 31, 12, tzinfo=timezone(timedelta(hours=1)))),
        ({"moment": "2026-01-31"}, "moment", datetime(2026, 1, 31, tzinfo=UTC)),
        ({"freeText": "\0é"}, "free_text", "\0é"),
        ({"is_on": "true"}, "is_on", False),
        ({"unknown": "x"}, "is_on", False),
    ],
)  # fmt: skip
def test_texts_become_values(given, attribute, value):
    assert getattr(PARSER.parse(given), attribute) == value


@each_case(
    ("name", "text", "wanted"),
    [
        ("isOn", "yes", "true or false (or 1 or 0)"),
        ("isOn", "2", "true or false (or 1 or 0)"),
        ("count", "x", "a number, at least 0"),
        ("count", "-1", "a number, at least 0"),
        ("count", "NaN", "a number, at least 0"),
        ("count", "Infinity", "a number, at least 0"),
        ("count", "1e999", "a number, at least 0"),
        ("count", "1_000", "a number, at least 0"),
        ("count", "0x10", "a number, at least 0"),
        ("count", "٣", "a number, at least 0"),
        ("count", " ", "a number, at least 0"),
        ("ratio", "one", "a number"),
        ("word", "three", "one of one, two"),
        ("word", "One", "one of one, two"),
        ("moment", "now", "a date and time in ISO 8601, such as 2026-01-31T12:00:00.000Z"),
        ("moment", "2026-13-01", "a date and time in ISO 8601, such as 2026-01-31T12:00:00.000Z"),
        ("moment", "99999-01-01", "a date and time in ISO 8601, such as 2026-01-31T12:00:00.000Z"),
    ],
)
def test_a_value_that_will_not_do_is_named_with_what_would(name, text, wanted):
    with pytest.raises(ApiError) as caught:
        PARSER.parse({name: text})
    assert (caught.value.status, caught.value.type) == (400, "invalid-value")
    assert caught.value.message == f'Invalid value provided: query parameter "{name}" must be {wanted}, not "{text}"'


@each_case(
    ("query", "parameters"),
    [
        ("", {}),
        ("a=1&b=2", {"a": "1", "b": "2"}),
        ("a=1&a=2", {"a": "2"}),
        ("a", {"a": ""}),
        ("a=", {"a": ""}),
        ("a=%C3%A9", {"a": "é"}),
        ("a=%ff", {"a": "\N{REPLACEMENT CHARACTER}"}),
        ("a=%00", {"a": "\0"}),
        ("a=x+y", {"a": "x y"}),
        ("a=%", {"a": "%"}),
        ("&&=&a=1", {"": "", "a": "1"}),
        ("a=1;b=2", {"a": "1;b=2"}),
    ],
)
def test_query_strings_are_split(query, parameters):
    assert split(query) == parameters


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=8))
def test_no_text_is_anything_but_a_value_or_a_documented_error(text):
    for name in PARSER.names:
        try:
            PARSER.parse({name: text})
        except ApiError as error:
            status = error.status
        else:
            status = 200
        assert status in (200, 400)


@each_case(
    ("page", "items", "limit"),
    [
        (Page(), [0, 1, 2, 3, 4], 1000),
        (Page(offset=2), [2, 3, 4], 1000),
        (Page(limit=2), [0, 1], 2),
        (Page(limit=0), [0, 1, 2, 3, 4], 1000),
        (Page(limit=5000), [0, 1, 2, 3, 4], 1000),
        (Page(offset=1, limit=2, desc=True), [3, 2], 2),
        (Page(offset=5), [], 1000),
        (Page(offset=1e300), [], 1000),
        (Page(limit=1.9), [0], 1),
        (Page(limit=0.5), [0, 1, 2, 3, 4], 1000),
    ],
)
def test_a_page_is_cut_out_and_says_what_it_is(page, items, limit):
    assert page.of(range(5)) == {
        "total": 5,
        "offset": int(page.offset),
        "limit": limit,
        "desc": page.desc,
        "count": len(items),
        "items": items,
    }


@settings(max_examples=60)
@given(st.lists(st.integers(0, 9), max_size=20), st.integers(1, 7), st.booleans())
def test_pages_together_are_the_whole_list(items, limit, desc):
    pages = [Page(offset=offset, limit=limit, desc=desc).of(items)["items"] for offset in range(0, len(items), limit)]
    together = [item for page in pages for item in page]
    assert together == (items[::-1] if desc else items)
