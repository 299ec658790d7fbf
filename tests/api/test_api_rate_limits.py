import pytest
from cases import each_case

from mockapify.api.routes import OPERATIONS, PERSONALIZE

pytestmark = pytest.mark.mockapify(clock="manual", seed=7)

LIMITS = {
    ("GET", "/v2/datasets"): 60,
    ("GET", "/v2/datasets/{datasetId}/items"): 60,
    ("POST", "/v2/datasets/{datasetId}/items"): 400,
    ("POST", "/v2/actor-runs/{runId}/dataset/items"): 400,
    ("GET", "/v2/key-value-stores/{storeId}"): 60,
    ("GET", "/v2/key-value-stores/{storeId}/keys"): 60,
    ("GET", "/v2/key-value-stores/{storeId}/records/{recordKey}"): 200,
    ("HEAD", "/v2/key-value-stores/{storeId}/records/{recordKey}"): 200,
    ("PUT", "/v2/key-value-stores/{storeId}/records/{recordKey}"): 200,
    ("POST", "/v2/key-value-stores/{storeId}/records/{recordKey}"): 200,
    ("DELETE", "/v2/actor-runs/{runId}/key-value-store/records/{recordKey}"): 200,
    ("GET", "/v2/request-queues/{queueId}/head"): 60,
    ("POST", "/v2/request-queues/{queueId}/head/lock"): 40,
    ("POST", "/v2/request-queues/{queueId}/requests/batch"): 40,
    ("DELETE", "/v2/request-queues/{queueId}/requests/batch"): 40,
    ("POST", "/v2/request-queues/{queueId}/requests"): 400,
    ("GET", "/v2/request-queues/{queueId}/requests/{requestId}"): 400,
    ("PUT", "/v2/request-queues/{queueId}/requests/{requestId}"): 400,
    ("DELETE", "/v2/request-queues/{queueId}/requests/{requestId}"): 400,
    ("GET", "/v2/request-queues/{queueId}/requests"): 60,
    ("POST", "/v2/actors/{actorId}/runs"): 400,
    ("POST", "/v2/acts/{actorId}/runs"): 400,
    ("POST", "/v2/actor-tasks/{actorTaskId}/runs"): 400,
    ("POST", "/v2/actor-tasks/{actorTaskId}/run-sync"): 400,
    ("POST", "/v2/actor-runs/{runId}/metamorph"): 400,
    ("POST", "/v2/actor-runs/{runId}/abort"): 60,
    ("GET", "/v2/actor-runs/{runId}"): 60,
}


@pytest.fixture
def limited(mockapify):
    """The mock, with rate limits switched on."""
    mockapify.settings.rate_limits = True
    mockapify.dataset("orders", items=[{"a": 1}])
    mockapify.key_value_store("stuff")["page"] = "content"
    return mockapify


@pytest.fixture
def statuses(ask):
    """Asks so many times and tells which statuses came how often."""

    def asking(times, method="GET", path="/v2/datasets/~orders", body=None, **more):
        answers = [ask(method, path, body, **more).status for _ in range(times)]
        return {status: answers.count(status) for status in answers}

    return asking


@each_case(("operation", "limit"), LIMITS.items())
def test_the_limits_are_the_platforms(operation, limit):
    limits = {(operation.method, operation.path): operation.rate_limit for operation in OPERATIONS}
    assert limits[operation] == limit


@each_case(
    ("method", "path", "limit"),
    [
        ("GET", "/v2/datasets/~orders", "60"),
        ("GET", "/v2/key-value-stores/~stuff/records/page", "200"),
        ("GET", "/v2/key-value-stores/~stuff/records/nothing", "200"),
        ("POST", "/v2/datasets/~orders/items", "400"),
        ("GET", "/v2/nothing", "60"),
    ],
)
def test_every_answer_tells_the_limit_of_its_operation(ask, limited, method, path, limit):
    answer = ask(method, path, {} if method == "POST" else None)
    assert answer.headers.get_all("X-RateLimit-Limit") == [limit]


def test_a_call_that_is_refused_for_its_token_tells_a_limit_too(ask):
    assert ask("GET", "/v2/datasets", token="wrong").headers["X-RateLimit-Limit"] == "60"


def test_personalize_knows_no_such_limit(ask):
    assert {operation.rate_limit for operation in PERSONALIZE} == {0}
    assert ask("POST", "/items", {}).headers["X-RateLimit-Limit"] is None


def test_nobody_is_refused_unless_the_world_is_told_to(statuses, mockapify):
    mockapify.dataset("orders")
    assert statuses(70) == {200: 70}


def test_who_asks_too_often_in_a_second_is_refused_as_the_platform_does(ask, limited, statuses):
    assert statuses(60) == {200: 60}
    answer = ask("GET", "/v2/datasets/~orders")
    assert (answer.status, answer.error) == (
        429,
        {"type": "rate-limit-exceeded", "message": "You have exceeded the rate limit of 60 requests per second"},
    )
    assert answer.headers["X-RateLimit-Limit"] == "60"


def test_the_next_second_is_free_again(limited, statuses):
    statuses(61)
    limited.clock.shift(seconds=0.9)
    assert statuses(1) == {429: 1}
    limited.clock.shift(seconds=0.1)
    assert statuses(61) == {200: 60, 429: 1}


def test_the_limit_is_of_one_resource(limited, statuses):
    limited.dataset("other")
    statuses(61)
    assert statuses(1, path="/v2/datasets/~other") == {200: 1}
    assert statuses(1, path=f"/v2/datasets/{limited.dataset('orders').id}") == {429: 1}
    assert statuses(1, path="/v2/datasets") == {200: 1}


def test_operations_with_a_limit_of_their_own_count_apart(limited, statuses):
    statuses(61)
    assert statuses(1, path="/v2/datasets/~orders/items") == {429: 1}
    assert statuses(1, "POST", "/v2/datasets/~orders/items", {}) == {201: 1}


def test_each_user_has_limits_of_their_own_and_everybody_without_a_token_by_address(ask, limited, statuses):
    other = limited.user("other").token
    ask("PUT", "/v2/datasets/~orders", {"generalAccess": "ANYONE_WITH_ID_CAN_READ"})
    path = f"/v2/datasets/{limited.dataset('orders').id}"
    assert statuses(61, path=path, token=None) == {200: 60, 429: 1}
    assert statuses(1, path=path, token=other) == {200: 1}


def test_a_refused_call_changes_nothing(ask, limited, statuses):
    path = "/v2/key-value-stores/~stuff/records/page"
    statuses(200, path=path)
    assert ask("PUT", path, "new").status == 429
    assert limited.key_value_store("stuff")["page"] == "content"


def test_the_calls_show_what_was_refused(limited, statuses):
    statuses(61)
    refused = [call for call in limited.calls.of("datasets.get") if call.status == 429]
    assert [str(call) for call in refused] == ["GET /v2/datasets/~orders (tester) -> 429 rate-limit-exceeded"]
    assert {call.username for call in refused} == {"tester"}


def test_a_client_that_waits_gets_through(limited, apify_client, monkeypatch):
    dataset = apify_client.dataset(limited.dataset("orders").id)
    for _ in range(60):
        dataset.get()
    limited.calls.on_call = lambda call: call.status == 429 and limited.clock.shift(seconds=1)
    assert dataset.get().item_count == 1
    assert [call.status for call in limited.calls][-2:] == [429, 200]
