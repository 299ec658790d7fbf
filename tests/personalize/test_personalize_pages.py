import base64

import pytest
from cases import each_case
from hypothesis import given
from hypothesis import strategies as st
from personalize_samples import START

from mockapify.personalize.errors import ServiceError
from mockapify.personalize.pages import answer, page
from mockapify.personalize.resources import Resource


def resources(count):
    return [Resource(arn=str(n), name=str(n), number=n, created=START, updated=START) for n in range(1, count + 1)]


@given(st.integers(0, 12), st.integers(1, 5))
def test_pages_put_together_are_the_whole_list(count, size):
    everything = resources(count)
    shown, token = page(everything, {"maxResults": size}, listing="things")
    read = [*shown]
    while token:
        shown, token = page(everything, {"maxResults": size, "nextToken": token}, listing="things")
        assert 0 < len(shown) <= size
        read += shown

    assert read == everything


def test_a_page_is_a_hundred_unless_told():
    shown, token = page(resources(101), {}, listing="things")

    assert len(shown) == 100
    assert [one.number for one in page(resources(101), {"nextToken": token}, listing="things")[0]] == [101]


def test_paging_goes_on_when_the_last_one_shown_is_gone():
    _, token = page(resources(4), {"maxResults": 2}, listing="things")

    assert [one.number for one in page(resources(4)[2:], {"nextToken": token}, listing="things")[0]] == [3, 4]


@each_case(
    "token",
    ["", "x", "é", "\x00", "AAAA", base64.b64encode(b"things\n-1").decode(), base64.b64encode(b"things\n").decode()],
)
def test_an_invented_token_is_invalid(token):
    with pytest.raises(ServiceError, match="InvalidNextTokenException"):
        page(resources(1), {"nextToken": token}, listing="things")


def test_a_token_of_another_listing_is_invalid():
    _, token = page(resources(2), {"maxResults": 1}, listing="things")

    with pytest.raises(ServiceError, match="InvalidNextTokenException"):
        page(resources(2), {"nextToken": token}, listing="others")


def test_there_is_no_token_on_the_last_page():
    assert answer("things", [{"a": 1}], None) == {"things": [{"a": 1}]}
    assert answer("things", [], "t") == {"things": [], "nextToken": "t"}


@each_case("most", [0, 101, -1, "1", 1.5])
def test_a_page_has_one_to_a_hundred_results(error, most):
    assert error("ListSchemas", maxResults=most)[:2] == (400, "InvalidInputException")
