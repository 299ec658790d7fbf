"""What browsers need, and the limit that every answer tells."""

import pytest
from cases import each_case

from mockapify.api.cors import EXPOSED
from mockapify.api.routes import OPERATIONS

pytestmark = pytest.mark.mockapify(clock="manual", seed=7)

PAGINATION = {f"X-Apify-Pagination-{name}" for name in ("Total", "Offset", "Limit", "Count", "Desc")}


def listed(value):
    return {name.strip() for name in value.split(",")}


@pytest.fixture
def preflight(ask):
    """Asks as a browser does before it sends what a page wants."""

    def asking(path, method="GET", headers="authorization"):
        asked = {
            "Origin": "https://shop.example",
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": headers,
        }
        return ask("OPTIONS", path, headers=asked, token=None)

    return asking


def paths_and_methods():
    paths = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, []).append(operation.method)
    return paths


def test_a_browser_may_ask_about_each_path_of_the_table(preflight):
    for path, methods in paths_and_methods().items():
        answer = preflight(path.replace("{", "").replace("}", ""))
        assert (answer.status, answer.body) == (204, b""), path
        assert answer.headers["Access-Control-Allow-Methods"] == ", ".join(methods)
        assert answer.headers["Allow"] == ", ".join(["OPTIONS", *methods])
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_browser_may_send_any_header(preflight):
    allowed = listed(preflight("/v2/datasets").headers["Access-Control-Allow-Headers"])
    # The wildcard never covers Authorization, and old browsers do not know the wildcard.
    assert {"*", "Authorization", "User-Agent", "Content-Type"} <= allowed


def test_a_preflight_of_no_path_is_404(preflight):
    answer = preflight("/v2/nothing")
    assert (answer.status, answer.error["type"]) == (404, "page-not-found")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_preflight_does_nothing_whatever_method_its_query_asks_for(mockapify, preflight):
    mockapify.actor("me/scraper")
    answer = preflight(f"/v2/actors/~scraper/runs?method=post&token={mockapify.token}")
    assert answer.status == 204
    assert mockapify.runs == []


def test_a_preflight_needs_no_token_and_no_mock_of_its_own(mockapify_server, preflight):
    with mockapify_server.open():
        assert preflight("/v2/datasets").status == 204
        assert preflight("/v2/datasets?token=wrong").status == 204


def test_the_calls_show_a_preflight_as_what_it_is(mockapify, preflight):
    preflight("/v2/datasets")
    (entry,) = mockapify.calls
    assert str(entry) == "OPTIONS /v2/datasets (no token) -> 204"
    assert mockapify.calls.of("datasets.list_all") == []


def test_options_is_a_method_like_others_to_the_override(ask):
    answer = ask("GET", "/v2/logs/x?method=options")
    assert (answer.status, answer.headers["Allow"]) == (204, "OPTIONS, GET")


@each_case(
    ("method", "path", "token", "status"),
    [
        ("GET", "/v2/datasets", "", 200),
        ("HEAD", "/v2/datasets/~orders", "", 200),
        ("GET", "/v2/datasets/~orders/items?format=csv", "", 200),
        ("GET", "/v2/key-value-stores/~stuff/records/page", "", 200),
        ("DELETE", "/v2/datasets/~orders", "", 204),
        ("PUT", "/v2/datasets/~orders", "", 400),
        ("GET", "/v2/datasets", None, 401),
        ("GET", "/v2/datasets", "wrong", 401),
        ("GET", "/v2/datasets/nothing", "", 404),
        ("GET", "/v2/nothing", "", 404),
        ("PATCH", "/v2/datasets", "", 405),
    ],
)
def test_any_answer_may_be_read_by_any_page(ask, mockapify, method, path, token, status):
    mockapify.dataset("orders", items=[{"a": 1}])
    mockapify.key_value_store("stuff")["page"] = "content"
    answer = ask(method, path, token=token)
    assert answer.status == status
    assert answer.headers.get_all("Access-Control-Allow-Origin") == ["*"]
    assert listed(answer.headers["Access-Control-Expose-Headers"]) == PAGINATION | {"X-RateLimit-Limit"}


def test_what_the_items_say_of_their_page_may_be_read(ask, mockapify):
    mockapify.dataset("orders", items=[{"a": 1}])
    headers = ask("GET", "/v2/datasets/~orders/items").headers
    told = {name.lower() for name in headers if name.lower().startswith("x-")}
    assert told == {name.lower() for name in EXPOSED}


def test_streams_may_be_read_by_any_page_too(ask, mockapify, start, get):
    mockapify.actor("me/scraper", items=[{"n": n} for n in range(20_000)])
    run = start()
    mockapify.clock.shift(seconds=10)
    for path in ("/log?stream=1", "/dataset/items"):
        answer = get(run, path)
        assert answer.headers.get_all("Transfer-Encoding") == ["chunked"]
        assert answer.headers.get_all("Access-Control-Allow-Origin") == ["*"]
        assert answer.headers.get_all("X-RateLimit-Limit") == ["60"]


@pytest.mark.outside_document(reason="it is our own failure")
def test_an_answer_of_our_own_failure_may_be_read_too(ask, mockapify, monkeypatch):
    def fail(*_):
        raise RuntimeError("a bug")

    monkeypatch.setattr(type(mockapify._world.datasets), "get", fail)
    answer = ask("GET", "/v2/datasets/x")
    assert answer.status == 500
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    mockapify.calls.bugs.clear()
