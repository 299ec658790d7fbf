"""The judge of all responses (`judge.py`), and the calls that no other test makes for it to look at."""

from types import SimpleNamespace

import pytest
from cases import each_case
from judge import Judge

from mockapify.api.router import Route
from mockapify.api.routes import OPERATIONS

ROUTES = {(operation.method, operation.path): Route(operation) for operation in OPERATIONS}
DATASET = "/v2/datasets/{datasetId}"
STRANGE = b'{"error":{"type":"testing-error","message":"Strange"}}'


@pytest.fixture
def found(document):
    """What a judge finds in a response: `found("GET", path, status, content type, body)`."""

    def look(method, path, status, content_type, body):
        judge = Judge(document)
        exchange = SimpleNamespace(
            route=ROUTES.get((method, path)),
            method=method,
            path=path,
            scope={"method": method},
            mishap=None,
            expected=None,
        )
        judge.look(exchange, status, content_type, body)
        return judge.findings

    return look


def test_a_body_that_does_not_fit_is_found_with_operation_status_place_and_message(found):
    told = found("GET", DATASET, 200, "application/json; charset=utf-8", b'{"data":{"id":5}}')
    assert f'GET {DATASET} -> 200: $.data.id: 5 is not of type "string"' in told


@each_case(
    ("method", "path", "status", "content_type", "body", "told"),
    [
        ("GET", DATASET, 200, "text/plain", b"{}", "200: content type: 'text/plain' is not documented"),
        ("GET", DATASET, 200, "application/json", b"{", "200: $: is no JSON"),
        ("GET", DATASET, 404, "application/json", b'{"error":[]}', "404: $.error: [] is not of type"),
        ("DELETE", DATASET, 204, "", b"{}", "204: body: there is one"),
        ("GET", DATASET, 418, "application/json", STRANGE, "418: status: is not documented (testing-error)"),
        (
            "GET",
            DATASET,
            500,
            "text/plain",
            b"oops",
            "500: status: is not documented, and the body is none of an error",
        ),
        ("GET", DATASET, 501, "application/json", STRANGE, "501: status: is not documented (testing-error)"),
        ("HEAD", f"{DATASET}/items", 418, "application/json", b"", "418: status: is not documented"),
        ("GET", "/v2/nothing", 404, "application/json", STRANGE, "404: status: is not documented (testing-error)"),
    ],
)
def test_what_the_document_does_not_have_is_found(found, method, path, status, content_type, body, told):
    (finding,) = found(method, path, status, content_type, body)
    assert finding.startswith(f"{method} {path} -> {told}")


@pytest.mark.outside_document(reason="the answer of this test is tampered with")
def test_the_judge_looks_at_what_is_sent(judge, ask, monkeypatch):
    if judge is None:
        pytest.skip("MOCKAPIFY_SPEC names no copy of the platform's OpenAPI document")
    monkeypatch.setattr("mockapify.api.users.PROXY_GROUPS", [{"name": 5, "availableCount": 1}])
    assert ask("GET", "/v2/users/me").status == 200
    assert any("GET /v2/users/me -> 200: $.data.proxy.groups" in finding for finding in judge.findings)


def under_a_run(call):
    """Calls below one address of a run, each with the status that it must have."""
    yield call("GET", "/log"), 200
    yield call("GET", "/dataset"), 200
    yield call("PUT", "/dataset", {"title": "Prices"}), 200
    yield call("POST", "/dataset/items", [{"n": 2}]), 201
    yield call("GET", "/dataset/items"), 200
    yield call("GET", "/dataset/statistics"), 200
    yield call("DELETE", "/dataset"), 204
    yield call("GET", "/key-value-store"), 200
    yield call("PUT", "/key-value-store", {"title": "Pages"}), 200
    yield call("PUT", "/key-value-store/records/a", {"n": 1}), 201
    yield call("POST", "/key-value-store/records/b", {"n": 1}), 201
    yield call("GET", "/key-value-store/records/a"), 200
    yield call("GET", "/key-value-store/records"), 200
    yield call("GET", "/key-value-store/keys"), 200
    yield call("DELETE", "/key-value-store/records/a"), 204
    yield call("DELETE", "/key-value-store"), 204
    yield call("GET", "/request-queue"), 200
    yield call("PUT", "/request-queue", {"title": "Addresses"}), 200
    added = call("POST", "/request-queue/requests", {"url": "http://localhost/1", "uniqueKey": "1"})
    yield added, 201
    request = f"/request-queue/requests/{added.data['requestId']}"
    yield call("POST", "/request-queue/requests/batch", [{"url": "http://localhost/2", "uniqueKey": "2"}]), 201
    yield call("GET", "/request-queue/requests"), 200
    yield call("GET", "/request-queue/head"), 200
    yield call("POST", "/request-queue/head/lock?lockSecs=60"), 201
    yield call("PUT", f"{request}/lock?lockSecs=90"), 200
    yield call("DELETE", f"{request}/lock"), 204
    yield call("POST", "/request-queue/requests/unlock"), 200
    yield call("GET", request), 200
    yield call("PUT", request, {"url": "http://localhost/1", "uniqueKey": "1", "retryCount": 1}), 200
    yield call("DELETE", "/request-queue/requests/batch", [{"uniqueKey": "2"}]), 200
    yield call("DELETE", request), 204
    yield call("DELETE", "/request-queue"), 204
    yield call("GET", "?waitForFinish=1"), 200
    yield call("POST", "/abort"), 200


@each_case("address", ["actors/~scraper/runs/last", "actor-tasks/~nightly/runs/last", "actor-runs/{id}"])
def test_a_run_answers_alike_at_each_of_its_addresses(mockapify, ask, address):
    mockapify.actor("me/scraper", items=[{"n": 1}])
    mockapify.task("me/nightly", "me/scraper")
    run = ask("POST", "/v2/actor-tasks/~nightly/runs").data

    def call(method, tail, body=None):
        return ask(method, f"/v2/{address.format(id=run['id'])}{tail}", body)

    wrong = [answer.body for answer, status in under_a_run(call) if answer.status != status]
    assert wrong == []
