"""Whatever comes, the answer is a documented one, and never 500."""

import json
from itertools import product

import pytest
from cases import each_case
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockapify.exports import FORMATS

pytestmark = pytest.mark.mockapify(clock="manual", seed=7)

DOCUMENTED = {200, 201, 204, 400, 401, 402, 403, 404, 405, 408, 413, 415, 501}

BODIES = {
    "NUL": b"\0",
    "no UTF-8": b"\xff\xfe",
    "null": b"null",
    "true": b"true",
    "a number": b"12",
    "a huge number": b"9" * 5000,
    "a text": b'"text"',
    "an array": b"[]",
    "an array of arrays": b"[[]]",
    "an array of null": b"[null]",
    "an empty object": b"{}",
    "cut off": b'{"a":',
    "two objects": b"{}{}",
    "single quotes": b"{'a':1}",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "100,000 arrays": b"[" * 100_000,
    "100,000 arrays, closed": b"[" * 100_000 + b"]" * 100_000,
    "100,000 objects": b'{"a":' * 100_000,
    "deep in a field": b'{"schema":' + b"[" * 100_000,
    "a name that is a number": b'{"name":1e400}',
    "a name of NUL": b'{"name":"\\u0000"}',
    "half a character": b'{"name":"\\ud800"}',
    "a key of half a character": b'{"\\ud800":1}',
    "a schema of odd things": b'{"schema":{"fields":{"type":[],"enum":{},"$ref":5}}}',
    "a schema of huge numbers": b'{"schema":{"fields":{"minimum":1e308,"multipleOf":5e-324}}}',
    "a schema with odd views": b'{"schema":{"views":[1]}}',
    "a schema with an odd view": b'{"schema":{"views":{"v":{"transformation":[]}}}}',
    "a schema that is null": b'{"schema":null}',
    "fields that are null": b'{"schema":{"fields":null,"views":null}}',
    "a request of odd things": b'{"url":"\\u0000","uniqueKey":"","userData":{"":1e308}}',
    "a request handled after all time": b'{"url":"","uniqueKey":"","handledAt":"9999-12-31T23:59:59-23:59"}',
    "requests of odd things": b'[{"url":"","uniqueKey":"\\u0000","retryCount":1e15},{"id":"","uniqueKey":null}]',
    "everything null": b'{"name":null,"title":null,"generalAccess":null,"schema":null}',
}

CALLS = [
    ("POST", "/v2/datasets"),
    ("POST", "/v2/datasets?name=new"),
    ("PUT", "/v2/datasets/~orders"),
    ("POST", "/v2/datasets/~orders/items"),
    ("POST", "/v2/key-value-stores"),
    ("PUT", "/v2/key-value-stores/~stuff"),
    ("PUT", "/v2/key-value-stores/~stuff/records/key"),
    ("POST", "/v2/request-queues"),
    ("PUT", "/v2/request-queues/~to-do"),
    ("POST", "/v2/request-queues/~to-do/requests"),
    ("POST", "/v2/request-queues/~to-do/requests/batch"),
    ("DELETE", "/v2/request-queues/~to-do/requests/batch"),
    ("PUT", "/v2/request-queues/~to-do/requests/none"),
    ("POST", "/v2/actors/~scraper/runs"),
    ("PUT", "/v2/actors/~scraper/runs/last"),
    ("POST", "/v2/actor-runs/nothing/abort"),
    ("POST", "/v2/nothing"),
    ("GET", "/v2/datasets"),
    ("DELETE", "/v2/datasets/nothing"),
]

TEXTS = ["", "%00", "%ff", "%C3%A9", "%F0%9F%98%80", "%ED%A0%80", "%", "%zz", "%2F", "%252F", "~", "~~", "a~b~c",
         "..", "%2e%2e", "%0A", "%0D%0ASet-Cookie:x", "null", "-1", "1e999", "9" * 400, "NaN", "true", "[]", "{}",
         "a,b,,", "'", "%22", "<x>", "x" * 5000, "+", "%20", "undefined", "*", "$", ";", "a=b"]  # fmt: skip

ODD_TEXTS = ["", "%00", "%ff", "%ED%A0%80", "%zz", "%2F", "~", "a~b~c", "..", "%0D%0ASet-Cookie:x", "x" * 5000]

ODD_VALUES = ["", "%00", "%ff", "%ED%A0%80", "%zz", "%2F", "null", "-1", "1e999", "9" * 400, "NaN", "true", "[]",
              "a,b,,", "x" * 5000, "*"]  # fmt: skip

PATHS = ["/v2/datasets/{}", "/v2/datasets/{}/items", "/v2/datasets/~orders/{}", "/v2/key-value-stores/{}/keys",
         "/v2/key-value-stores/~stuff/records/{}", "/v2/request-queues/{}/head",
         "/v2/request-queues/~to-do/requests/{}", "/v2/actors/{}", "/v2/actors/{}/runs", "/v2/acts/~{}/runs/last",
         "/v2/actors/~scraper/runs/{}", "/v2/actors/~scraper/builds/{}", "/v2/actor-runs/{}", "/v2/actor-builds/{}",
         "/v2/logs/{}", "/v2/users/{}", "/v2/{}", "/{}", "/t/{}/v2/datasets"]  # fmt: skip

QUERIES = {
    "/v2/datasets": "offset limit desc unnamed ownership token method",
    "/v2/datasets/~orders/items": "format clean offset limit fields outputFields omit unwind flatten desc attachment "
    "delimiter bom xmlRoot xmlRow skipHeaderRow skipHidden skipEmpty simplified skipFailedPages view feedTitle "
    "feedDescription signature",
    "/v2/key-value-stores/~stuff/keys": "exclusiveStartKey limit prefix signature collection",
    "/v2/key-value-stores/~stuff/records/key": "attachment signature",
    "/v2/request-queues/~to-do/head": "limit clientKey",
    "/v2/request-queues/~to-do/requests": "limit clientKey cursor exclusiveStartId filter",
    "/v2/actor-runs": "offset limit desc status startedAfter startedBefore",
    "/v2/actors/~scraper/runs/last": "status origin waitForFinish",
    "/v2/actors/~scraper/runs/last/log": "stream download raw",
}

ORDERS = [{"a": {"b": [1]}}, {"errorInfo": {}, "#x": None}]


@pytest.fixture
def sane(mockapify, ask):
    """Asks, and sees that the answer is a documented one in the platform's form."""
    mockapify.dataset("orders", items=ORDERS)
    mockapify.key_value_store("stuff")["key"] = "value"
    mockapify.request_queue("to-do", requests=["http://a"])
    mockapify.actor("me/scraper")
    ask("POST", "/v2/actors/~scraper/runs")
    mockapify.clock.shift(seconds=5)

    def asking(method, path, body=None, **more):
        answer = ask(method, path, body, **more)
        assert answer.status in DOCUMENTED, f"{method} {path}: {answer.body!r}"
        if answer.status >= 400 and method != "HEAD":
            assert answer.json["error"].keys() <= {"type", "message", "data"}
        assert mockapify.calls.bugs == []
        return answer

    return asking


@each_case(("called", "body"), BODIES.items())
def test_any_body_anywhere(sane, again, called, body):
    again()
    for method, path in CALLS:
        sane(method, path, body, headers={"Content-Type": "application/json"})


@each_case("headers", [{}, {"Content-Type": "text/plain"}])
@each_case("body", ["NUL", "no UTF-8", "null", "an array", "an empty object", "cut off"])
def test_any_body_that_is_not_called_json(sane, again, body, headers):
    again()
    for method, path in CALLS:
        sane(method, path, BODIES[body], headers=headers)


@each_case(("called", "body"), BODIES.items())
def test_what_was_taken_as_items_can_be_read_in_every_format(mockapify, sane, called, body):
    items = f"/v2/datasets/{mockapify.dataset(items=ORDERS).id}/items"
    sane("POST", items, body)
    statuses = {format_: sane("GET", f"{items}?format={format_}").status for format_ in FORMATS}
    assert statuses == dict.fromkeys(FORMATS, 200)


@each_case("path", PATHS)
def test_any_text_in_a_path(sane, path):
    for text in TEXTS:
        sane("GET", path.format(text))


@pytest.mark.parametrize("method", ["HEAD", "POST", "DELETE", "PATCH", "OPTIONS"])
@each_case("path", PATHS)
def test_odd_text_in_a_path_that_is_not_read(sane, again, method, path):
    again()
    for text in ODD_TEXTS:
        if (method, path.format(text)) != ("POST", "/"):  # That is AWS Personalize, which has an envelope of its own.
            sane(method, path.format(text))


@pytest.mark.parametrize("path", QUERIES)
def test_odd_text_in_a_parameter(sane, path):
    for name, text in product(QUERIES[path].split(), ODD_VALUES):
        sane("GET", f"{path}?{name}={text}")


@each_case(
    "name",
    ["timeout", "memory", "maxItems", "maxTotalChargeUsd", "restartOnError", "build", "webhooks", "waitForFinish",
     "forcePermissionLevel"],
)  # fmt: skip
def test_any_text_in_a_parameter_of_a_start(sane, again, name):
    again()
    for text in TEXTS:
        sane("POST", f"/v2/actors/~scraper/runs?{name}={text}")


@each_case("name", ["lockSecs", "limit", "clientKey", "forefront"])
def test_any_text_in_a_parameter_of_a_lock(sane, again, name):
    again()
    for text in TEXTS:
        sane("POST", f"/v2/request-queues/~to-do/head/lock?lockSecs=9&{name}={text}")
        sane("PUT", f"/v2/request-queues/~to-do/requests/none/lock?lockSecs=9&{name}={text}")


@each_case(
    "headers",
    [
        {"Authorization": "Bearer \xff"},
        {"Authorization": "Bearer " + "x" * 5000},
        {"Authorization": "\xff\xff"},
        {"Authorization": "AWS4-HMAC-SHA256 Credential=x"},
        {"Authorization": "AWS4-HMAC-SHA256"},
        {"Content-Encoding": "\xff"},
        {"Content-Encoding": ","},
        {"Content-Type": "\xff"},
        {"Content-Type": ";"},
        {"Content-Type": "application/json;;;=\xff"},
        {"Host": "\xff"},
        {"Host": ""},
        {"X-Apify-Request-Origin": "\xff"},
        {"User-Agent": "\xff"},
        {"Accept-Encoding": "\xff;q=x"},
    ],
)
@each_case(
    ("method", "path"),
    [
        ("POST", "/v2/datasets"),
        ("GET", "/v2/key-value-stores/~stuff/records/key"),
        ("POST", "/v2/actors/~scraper/runs"),
    ],
)
def test_odd_headers(sane, headers, method, path):
    token = None if "Authorization" in headers else ""
    sane(method, path, headers={name: value.encode("latin-1") for name, value in headers.items()}, token=token)


def test_a_parameter_given_a_thousand_times(sane):
    assert sane("GET", "/v2/datasets?" + "&".join(f"limit={n}" for n in range(1, 1001))).data["limit"] == 1000


WORDS = ["name", "schema", "fields", "title", "generalAccess", "views", "type", "properties", "items", "$ref"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text("a\0é", max_size=2),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text("ab-_~/.%\0é\ud7ff", max_size=5), body=VALUES)
def test_bodies_made_of_the_right_words(mockapify, sane, name, body):
    headers = {"Content-Type": "application/json"}
    orders = f"/v2/datasets/{mockapify.dataset('orders').id}"
    for method, path in (("POST", "/v2/datasets"), ("PUT", orders), ("POST", f"{orders}/items")):
        sane(method, path, json.dumps(body), headers=headers)
    sane("PUT", orders, json.dumps({"name": name}), headers=headers)
