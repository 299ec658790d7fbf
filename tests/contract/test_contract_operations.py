"""The table of operations against the official document, and against itself."""

from pathlib import Path

import pytest
from cases import each_case

from mockapify.api.operation import Operation
from mockapify.api.router import Router
from mockapify.api.routes import OPERATIONS
from mockapify.cli import routes_table

FIXTURES = Path(__file__).parents[2] / "fixtures"
ROUTES = FIXTURES / "routes.txt"
NOT_BUILT = FIXTURES / "not_built.txt"
"""The operations that answer 501, in the order of the table. By hand: lines are deleted as operations are built."""

ROUTER = Router(OPERATIONS)


def test_the_table_has_exactly_the_operations_of_the_official_document(document):
    declared = [(operation.method, operation.path) for operation in OPERATIONS if operation.path == operation.canonical]
    assert set(declared) == document.operations.keys()
    assert len(declared) == len(document.operations) == 231


def test_every_actor_operation_stands_under_the_older_spelling_too():
    modern = [(o.method, o.path) for o in OPERATIONS if o.path.startswith("/v2/actors")]
    older = [(o.method, o.path.replace("/v2/acts", "/v2/actors")) for o in OPERATIONS if o.path.startswith("/v2/acts")]
    assert older == modern
    assert older


@each_case("operation", OPERATIONS)
def test_every_operation_reaches_itself(operation: Operation):
    values = {part[1:-1]: f"x{number}" for number, part in enumerate(operation.path.split("/")) if part[:1] == "{"}
    route, parameters = ROUTER.find(operation.method, operation.path.format(**values))
    assert route.operation is operation
    assert parameters == values


def test_the_printed_map_is_current():
    assert ROUTES.read_text() == routes_table(OPERATIONS) + "\n", (
        "write it anew: mockapify routes > fixtures/routes.txt"
    )


def test_the_list_of_what_is_not_built_only_shrinks():
    listed = NOT_BUILT.read_text().splitlines()
    unbuilt = [f"{o.method} {o.path}" for o in OPERATIONS if not o.is_built and o.path == o.canonical]
    assert set(listed) - set(unbuilt) == set(), f"these are built now: delete them from {NOT_BUILT.name}"
    assert set(unbuilt) - set(listed) == set(), "what was built once must not answer 501 again"
    assert listed == unbuilt


@pytest.mark.mockapify(allow="not_built")
def test_an_operation_that_is_not_built_says_so(ask, monkeypatch):
    monkeypatch.setattr(Operation, "is_built", False)
    answer = ask("GET", "/v2/datasets/some")
    assert answer.status == 501
    assert answer.error == {
        "type": "not-implemented",
        "message": "mockapify does not simulate GET /v2/datasets/{datasetId} yet",
    }
