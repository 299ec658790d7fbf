"""Answers against the official document's own schemas."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from mockapify import Failed

DOCUMENT = "urn:specification"
SCHEMA = {"fields": {"type": "object", "properties": {"n": {"type": "number"}}, "required": ["n"]}}


@pytest.fixture(scope="session")
def problems(specification) -> Callable[[str, str, int, Any], list[str]]:
    """`problems("GET", "/v2/datasets/{datasetId}", 200, body)`: what the document has against a body."""
    registry: Registry[Any] = Registry().with_resource(DOCUMENT, DRAFT202012.create_resource(specification))

    def find(method: str, path: str, status: int, body: Any) -> list[str]:
        response = specification["paths"][path][method.lower()]["responses"][str(status)]
        pointer = f"/paths/{path.replace('/', '~1')}/{method.lower()}/responses/{status}"
        if "$ref" in response:
            pointer = response["$ref"].removeprefix("#")
        schema = {"$ref": f"{DOCUMENT}#{pointer}/content/application~1json/schema"}
        validator = Draft202012Validator(schema, registry=registry, format_checker=FormatChecker())
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(body)]

    return find


def story(mockapify, ask) -> Iterator[tuple[str, str, int, Any]]:
    """Calls, each as method, path of the table, status and body."""
    mockapify.actor("janedoe/scraper", items=[{"n": 1}], dataset_schema=SCHEMA, output={"ok": True})
    mockapify.actor("janedoe/broken", Failed("boom"))
    stranger = mockapify.user("stranger", "stranger-token")

    def call(method: str, template: str, body: Any = None, *, query: str = "", token: str | None = "", **values: str):
        answer = ask(method, template.format(**values) + query, body, token=token)
        return answer, (method, template, answer.status, answer.json if answer.body else None)

    created, entry = call("POST", "/v2/datasets", {"schema": SCHEMA}, query="?name=orders")
    yield entry
    dataset = {"datasetId": created.data["id"]}
    yield call("POST", "/v2/datasets", query="?name=orders")[1]
    yield call("POST", "/v2/datasets", query="?name=-")[1]
    yield call("POST", "/v2/datasets/{datasetId}/items", [{"n": 1}, {"n": 2}], **dataset)[1]
    yield call("POST", "/v2/datasets/{datasetId}/items", [{"n": 1}, {"n": "two"}, {}], **dataset)[1]
    yield call("GET", "/v2/datasets/{datasetId}/items", **dataset)[1]
    yield call("GET", "/v2/datasets/{datasetId}/items", query="?limit=x", **dataset)[1]
    yield call("GET", "/v2/datasets/{datasetId}/statistics", **dataset)[1]
    yield call("GET", "/v2/datasets/{datasetId}", **dataset)[1]
    yield call("PUT", "/v2/datasets/{datasetId}", {"generalAccess": "RESTRICTED"}, **dataset)[1]
    yield call("GET", "/v2/datasets/{datasetId}", token=stranger, **dataset)[1]
    yield call("GET", "/v2/datasets/{datasetId}", token=None, **dataset)[1]
    yield call("GET", "/v2/datasets/{datasetId}", datasetId="none")[1]
    yield call("GET", "/v2/datasets")[1]

    store_created, entry = call("POST", "/v2/key-value-stores", query="?name=pages")
    yield entry
    store = {"storeId": store_created.data["id"]}
    yield call("PUT", "/v2/key-value-stores/{storeId}/records/{recordKey}", {"a": 1}, recordKey="a", **store)[1]
    yield call("GET", "/v2/key-value-stores/{storeId}/records/{recordKey}", recordKey="none", **store)[1]
    yield call("GET", "/v2/key-value-stores/{storeId}/keys", **store)[1]
    yield call("GET", "/v2/key-value-stores/{storeId}", **store)[1]
    yield call("PUT", "/v2/key-value-stores/{storeId}", {"name": "leaves"}, **store)[1]
    yield call("GET", "/v2/key-value-stores")[1]

    actor = {"actorId": "janedoe~scraper"}
    broken = {"actorId": "janedoe~broken"}
    started, entry = call("POST", "/v2/actors/{actorId}/runs", {"q": 1}, **actor)
    yield entry
    run = {"runId": started.data["id"]}
    yield call("POST", "/v2/actors/{actorId}/runs", query="?waitForFinish=9", **actor)[1]
    yield call("POST", "/v2/actors/{actorId}/runs", query="?memory=100", **actor)[1]
    yield call("POST", "/v2/actors/{actorId}/runs", query="?build=none", **actor)[1]
    yield call("POST", "/v2/actors/{actorId}/runs", token=None, **actor)[1]
    yield call("GET", "/v2/actor-runs/{runId}", **run)[1]
    yield call("GET", "/v2/actor-runs/{runId}", query="?waitForFinish=9", **run)[1]
    yield call("PUT", "/v2/actor-runs/{runId}", {"statusMessage": "fine"}, **run)[1]
    yield call("POST", "/v2/actor-runs/{runId}/abort", **run)[1]
    yield call("GET", "/v2/actor-runs/{runId}/dataset", **run)[1]
    yield call("GET", "/v2/actor-runs/{runId}/dataset/items", **run)[1]
    yield call("POST", "/v2/actor-runs/{runId}/dataset/items", {"n": 3}, **run)[1]
    yield call("POST", "/v2/actor-runs/{runId}/dataset/items", {"n": None}, **run)[1]
    yield call("GET", "/v2/actor-runs/{runId}/key-value-store", **run)[1]
    yield call("GET", "/v2/actor-runs/{runId}", runId="none")[1]
    yield call("GET", "/v2/actor-runs")[1]
    yield call("GET", "/v2/actors/{actorId}/runs", **actor)[1]
    yield call("GET", "/v2/actors/{actorId}/runs/last", **actor)[1]
    yield call("GET", "/v2/actors/{actorId}/runs/last/dataset/items", **actor)[1]
    yield call("POST", "/v2/actors/{actorId}/run-sync", {"q": 1}, **actor)[1]
    yield call("POST", "/v2/actors/{actorId}/run-sync", **broken)[1]
    yield call("GET", "/v2/actors/{actorId}/run-sync", **actor)[1]
    yield call("POST", "/v2/actors/{actorId}/run-sync-get-dataset-items", {"q": 1}, **actor)[1]
    yield call("GET", "/v2/actors/{actorId}/run-sync-get-dataset-items", **actor)[1]

    found, entry = call("GET", "/v2/actors/{actorId}", **actor)
    yield entry
    yield call("GET", "/v2/actors/{actorId}", actorId="none")[1]
    yield call("GET", "/v2/actors/{actorId}/builds/default", **actor)[1]
    build = found.data["taggedBuilds"]["latest"]["buildId"]
    yield call("GET", "/v2/actor-builds/{buildId}", buildId=build)[1]
    yield call("GET", "/v2/users/me")[1]
    yield call("GET", "/v2/users/{userId}", userId="janedoe")[1]
    yield call("GET", "/v2/users/me", token="wrong")[1]


def test_every_answer_has_the_shape_that_the_document_gives_it(mockapify, ask, problems):
    wrong = {}
    for method, path, status, body in story(mockapify, ask):
        found = problems(method, path, status, body)
        if found:
            wrong[f"{method} {path} {status}"] = found
    assert wrong == {}


def test_the_document_would_object(problems):
    assert problems("GET", "/v2/datasets/{datasetId}", 200, {"data": {"id": 5}})
