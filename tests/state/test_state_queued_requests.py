import base64
import hashlib
from datetime import UTC, datetime

import pytest
from cases import each_case
from hypothesis import given
from hypothesis import strategies as st

from mockapify import wire
from mockapify.errors import ApiError
from mockapify.state.queued_requests import Client, changed_request, check_client_key, id_of, new_request

LEAST = {"uniqueKey": "k", "url": "http://example.com"}


@each_case(
    ("unique_key", "id_"),
    [
        ("http://example.com", "8OamqXBCpPHxyH9"),
        ("https://apify.com", "fvwscO2UJLdr10B"),
        ("abc", "ungWv48BzpBQUDe"),
    ],
)
def test_the_id_comes_from_the_unique_key(unique_key, id_):
    assert id_of(unique_key) == id_


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_an_id_is_15_letters_and_digits_of_the_digest(unique_key):
    id_ = id_of(unique_key)

    assert len(id_) == 15
    assert id_.isascii()
    assert id_.isalnum()
    digest = base64.b64encode(hashlib.sha256(unique_key.encode()).digest()).decode()
    assert "".join(letter for letter in digest if letter not in "+/=").startswith(id_)


def test_all_fields_are_kept_but_null_ones():
    given = LEAST | {
        "method": "POST",
        "retryCount": 2,
        "payload": "a=1",
        "userData": {"__crawlee": {"x": None}, "10": 1},
        "crawlDepth": 3,
        "ignoreErrors": [None, {"deep": True}],
        "loadedUrl": None,
        "state": None,
    }

    request = new_request(given)

    kept = {name: value for name, value in given.items() if value is not None}
    assert wire.decode(request.content) == kept | {"id": request.id}
    assert (request.method, request.retry_count, request.is_handled) == ("POST", 2, False)


def test_method_and_retry_count_have_defaults():
    assert new_request(LEAST).content == (
        b'{"id":"'
        + id_of("k").encode()
        + b'","method":"GET","retryCount":0,"uniqueKey":"k","url":"http://example.com"}'
    )


@each_case(
    ("handled_at", "text"),
    [
        ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000Z"),
        ("2026-01-31T13:00:00.123456+01:00", "2026-01-31T12:00:00.123Z"),
        (datetime(2026, 1, 31, 12, tzinfo=UTC), "2026-01-31T12:00:00.000Z"),
    ],
)
def test_a_request_with_handled_at_is_handled(handled_at, text):
    request = new_request(LEAST | {"handledAt": handled_at})

    assert request.is_handled
    assert wire.decode(request.content)["handledAt"] == text


@each_case(
    ("more", "message"),
    [
        ({"userData": []}, r"Expected `object`, got `array` - at `\$.userData`"),
        ({"userData": "x"}, "Expected `object`, got `str`"),
        ({"handledAt": "yesterday"}, "Invalid RFC3339 encoded datetime"),
        ({"handledAt": "2026-01-31T12:00:00"}, "timezone"),
        ({"handledAt": "0001-01-01T00:00:00+14:00"}, "out of range"),
        ({"handledAt": True}, "Expected `datetime | null`"),
        ({"method": "get"}, "Invalid enum value 'get'"),
        ({"retryCount": "1"}, "Expected `int`"),
        ({"retryCount": -1}, "Expected `int` >= 0"),
        ({"retryCount": 10**30}, "Expected `int` <="),
        ({"headers": []}, "Expected `object`"),
        ({"payload": 1}, "Expected `str | object`"),
        ({"noRetry": "no"}, "Expected `bool`"),
        ({"errorMessages": [1]}, "Expected `str`"),
        ({"loadedUrl": 1}, "Expected `str`"),
        ({"uniqueKey": 1}, "Expected `str`"),
        ({"url": 1}, "Expected `str`"),
        ({"url": None}, "required field `url`"),
        ({"uniqueKey": None}, "required field `uniqueKey`"),
    ],
)
@each_case("read", [new_request, changed_request])
def test_a_field_of_the_wrong_type_is_refused_and_named(read, more, message):
    with pytest.raises(ApiError, match=f"invalid-value: Invalid value provided: .*{message}") as caught:
        read(LEAST | more)

    assert caught.value.status == 400


def test_a_new_request_must_not_have_an_id():
    with pytest.raises(ApiError) as caught:
        new_request(LEAST | {"id": "abc"})

    assert (caught.value.status, caught.value.type) == (400, "invalid-value")
    assert caught.value.message == "Invalid value provided: id is not allowed by the schema"
    assert new_request(LEAST | {"id": None}) == new_request(LEAST)


def test_a_changed_request_may_come_as_it_was_shown():
    shown = {"id": "anything", "lockExpiresAt": "2026-01-31T12:00:00.000Z", "lockByClient": "a"}

    assert changed_request(LEAST | shown) == new_request(LEAST)


@each_case("value", [None, [], "text", 5, [LEAST]])
def test_a_request_is_an_object(value):
    with pytest.raises(ApiError, match="POST data must be a JSON object"):
        new_request(value)
    with pytest.raises(ApiError, match=r"a request must be an object - at \$\[3\]"):
        new_request(value, " - at $[3]")


def test_one_that_is_nested_too_deeply_is_refused():
    deep = 1.0
    for _ in range(5000):
        deep = [deep]

    with pytest.raises(ApiError, match="nested too deeply"):
        new_request(LEAST | {"userData": {"deep": deep}})


@each_case("key", [None, "a", "x" * 32])
def test_a_client_key_has_1_to_32_characters(key):
    assert check_client_key(key) == key


@each_case("key", ["", "x" * 33])
def test_another_client_key_is_refused(key):
    with pytest.raises(ApiError, match="400 invalid-client-key: Client key must be a string between 1 and 32"):
        check_client_key(key)


@each_case(
    ("one", "other", "are"),
    [
        (Client("a"), Client("a"), True),
        (Client("a"), Client("b"), False),
        (Client(), Client(), True),
        (Client(), Client("a"), False),
        (Client("a", "run"), Client("b", "run"), True),
        (Client("a", "run"), Client("a", "other"), True),
        (Client("a", "run"), Client("b"), False),
    ],
)
def test_clients_are_colleagues_by_key_or_by_run(one, other, are):
    assert one.is_colleague(other) is are
    assert other.is_colleague(one) is are
