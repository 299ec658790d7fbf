"""Calls that schemathesis makes up from the platform's document: no server error, and answers as documented.

Here they are few for each handler, and always the same. Many for each operation, and other ones each time:
`MOCKAPIFY_EXAMPLES=100 python -m pytest tests/contract/test_contract_schemathesis.py`.
"""

import os
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from judge import ANYWHERE

from mockapify import MockApify
from mockapify.api.operation import Operation
from mockapify.api.routes import OPERATIONS

EXAMPLES = int(os.environ.get("MOCKAPIFY_EXAMPLES", "0"))
BUILT = [operation for operation in OPERATIONS if operation.is_built and operation.path == operation.canonical]
ONE_OF_EACH = list({operation.name: operation for operation in BUILT}.values())

ANY_CONTENT = {
    "datasets.list_items": "with bom=1 a byte order mark stands before JSON, too",
    "key_value_stores.get_record": "a record is of any type",
    "runs.run_sync": "the same",
    "runs.run_sync_items": "the items come in any of seven formats",
}
"""Handlers whose content schemathesis does not judge, and why. The judge of all responses does."""

SETTINGS = settings(
    max_examples=EXAMPLES or 2,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink] if EXAMPLES else [Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="session")
def calls(document) -> Iterator[Callable[..., tuple[st.SearchStrategy, Callable]]]:
    """Gives for an operation and values of its path a strategy of calls, and the function that makes one and checks
    what comes back."""
    # Imported here: every process that collects this file would pay for it.
    schemathesis, openapi = import_module("schemathesis"), import_module("schemathesis.specs.openapi.checks")
    specified = schemathesis.openapi.from_dict(document.content)
    status = [schemathesis.checks.not_a_server_error, openapi.status_code_conformance]
    content = [openapi.content_type_conformance, openapi.response_schema_conformance]

    with import_module("requests").Session() as session:

        def prepare(operation: Operation, path: dict[str, str]):
            make = specified[operation.path][operation.method].as_strategy
            fitting, odd = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
            strategy = st.one_of(
                make(generation_mode=fitting, path_parameters=path),
                make(generation_mode=odd, path_parameters=path),
                make(generation_mode=fitting),
            )

            def send(case, mock: MockApify) -> None:
                answer = case.call(mock.url, session, {"Authorization": f"Bearer {mock.token}"})
                refused = answer.status_code >= 400 and case.method != "HEAD"
                if refused and (answer.status_code, answer.json()["error"]["type"]) in ANYWHERE:
                    return
                # Some answers of 204 have a body in the document, which HTTP does not know.
                only_status = operation.name in ANY_CONTENT or answer.status_code == 204
                case.validate_response(answer, checks=status if only_status else status + content)

            return strategy, send

        yield prepare


def webhook_of(mock: MockApify, ask) -> str:
    condition = {"actorRunId": run_of(mock, ask)["id"]}
    body = {"eventTypes": ["ACTOR.RUN.SUCCEEDED"], "condition": condition, "requestUrl": mock.url}
    return ask("POST", "/v2/webhooks", body).data["id"]


def run_of(mock: MockApify, ask) -> dict[str, Any]:
    return ask("POST", "/v2/acts/~scraper/runs?waitForFinish=9").data


def schedule_of(mock: MockApify, ask) -> str:
    body = {"name": "nightly", "cronExpression": "@daily", "isEnabled": False, "isExclusive": True, "actions": []}
    return ask("POST", "/v2/schedules", body).data["id"]


def record_of(mock: MockApify, ask) -> str:
    mock.key_value_store("stuff")["OUTPUT"] = {"n": 1}
    return "OUTPUT"


KNOWN: dict[str, Callable[[MockApify, Any], str]] = {
    "actorId": lambda mock, ask: "~scraper",
    "actorTaskId": lambda mock, ask: mock.task("me/nightly", "me/scraper").id,
    "buildId": lambda mock, ask: ask("GET", "/v2/acts/~scraper/builds/default").data["id"],
    "buildOrRunId": lambda mock, ask: run_of(mock, ask)["id"],
    "datasetId": lambda mock, ask: mock.dataset("orders", items=[{"n": 1}]).id,
    "dispatchId": lambda mock, ask: ask("POST", f"/v2/webhooks/{webhook_of(mock, ask)}/test").data["id"],
    "queueId": lambda mock, ask: mock.request_queue("to-do", requests=["http://localhost/1"]).id,
    "recordKey": record_of,
    "requestId": lambda mock, ask: mock.request_queue("to-do", requests=["http://localhost/1"]).requests[0]["id"],
    "runId": lambda mock, ask: run_of(mock, ask)["id"],
    "scheduleId": schedule_of,
    "storeId": lambda mock, ask: mock.key_value_store("stuff").id,
    "userId": lambda mock, ask: "tester",
    "versionNumber": lambda mock, ask: "0.0",
    "webhookId": webhook_of,
}
"""Makes what a path parameter can name, and gives its name."""


@pytest.mark.mockapify(seed=7, allow="unused")  # Few operations run the Actor.
@pytest.mark.parametrize("operation", BUILT if EXAMPLES else ONE_OF_EACH, ids=lambda o: f"{o.method} {o.path}")
def test_what_schemathesis_sends_is_answered_as_documented(operation: Operation, calls, mockapify, ask):
    mockapify.actor("me/scraper", items=[{"n": 1}], output={"ok": True})
    named = [name for name in KNOWN if f"{{{name}}}" in operation.path]
    strategy, send = calls(operation, {name: KNOWN[name](mockapify, ask) for name in named})

    @SETTINGS
    @given(strategy)
    def hold(case) -> None:
        send(case, mockapify)

    hold()
