import base64
from datetime import UTC, datetime

import pytest
from cases import each_case

START = datetime(2026, 1, 31, 12, tzinfo=UTC)

pytestmark = pytest.mark.mockapify(clock="manual", seed=7, start=START)

EXAMPLE = "http://example.com"
EXAMPLE_ID = "8OamqXBCpPHxyH9"
WHOLE = {
    "uniqueKey": EXAMPLE,
    "url": EXAMPLE,
    "method": "POST",
    "retryCount": 1,
    "payload": {"a": 1},
    "headers": {"Accept": "*/*"},
    "userData": {"__crawlee": {"maxRetries": None}, "label": "LIST"},
    "loadedUrl": None,
    "handledAt": None,
    "noRetry": False,
    "errorMessages": ["boom"],
    "crawlDepth": 2,
}
KEPT = {name: value for name, value in WHOLE.items() if value is not None}
NOON = "2026-01-31T12:00:00.000Z"
ADDED = {"requestId": EXAMPLE_ID, "wasAlreadyPresent": False, "wasAlreadyHandled": False}


@pytest.fixture
def queue(mockapify):
    return mockapify.request_queue("to-do")


@pytest.fixture
def at(ask, queue):
    """Asks something of the queue: `at("GET", "/head?limit=2")`."""

    def asking(method, path="", body=None, **more):
        return ask(method, f"/v2/request-queues/~to-do{path}", body, **more)

    return asking


def request(key, **more):
    return {"uniqueKey": key, "url": f"http://example.com/{key}"} | more


def keys(answer):
    return [item["uniqueKey"] for item in answer.data["items"]]


def lock(at, query):
    answer = at("POST", f"/head/lock?{query}")
    assert answer.status == 201, answer.body
    return answer.data


def test_a_new_queue_is_shown_field_by_field(mockapify, ask):
    answer = ask("POST", "/v2/request-queues?name=to-do")
    id_ = answer.data["id"]

    assert (answer.status, answer.headers["Location"]) == (201, f"{mockapify.url}/v2/request-queues/{id_}")
    assert answer.data == {
        "id": id_,
        "name": "to-do",
        "userId": ask("GET", "/v2/users/me").data["id"],
        "username": "tester",
        "createdAt": "2026-01-31T12:00:00.000Z",
        "modifiedAt": "2026-01-31T12:00:00.000Z",
        "accessedAt": "2026-01-31T12:00:00.000Z",
        "actId": None,
        "actRunId": None,
        "consoleUrl": f"https://console.apify.com/storage/request-queues/{id_}",
        "generalAccess": answer.data["generalAccess"],
        "totalRequestCount": 0,
        "handledRequestCount": 0,
        "pendingRequestCount": 0,
        "hadMultipleClients": False,
        "stats": {"readCount": 0, "writeCount": 0, "deleteCount": 0, "headItemReadCount": 0, "storageBytes": 0},
    }
    again = ask("POST", "/v2/request-queues?name=to-do")
    assert (again.status, again.data) == (200, answer.data)


@each_case("address", ["{}", "~to-do", "tester~to-do", "tester%2Fto-do", "me~to-do"])
def test_a_queue_has_many_addresses(ask, queue, address):
    assert ask("GET", f"/v2/request-queues/{address.format(queue.id)}").data["id"] == queue.id


def test_a_runs_queue_has_its_own_addresses(ask, mockapify):
    mockapify.actor("tester/crawler")
    run = ask("POST", "/v2/actors/~crawler/runs").data
    at_run, at_last = f"/v2/actor-runs/{run['id']}/request-queue", "/v2/acts/~crawler/runs/last/request-queue"

    ask("POST", f"{at_run}/requests", request("a"))
    ask("POST", f"{at_last}/requests", request("b"))

    assert keys(ask("GET", f"/v2/request-queues/{run['defaultRequestQueueId']}/head")) == ["a", "b"]
    assert len(ask("POST", f"{at_last}/head/lock?lockSecs=9").data["items"]) == 2
    assert ask("GET", at_run).data["actRunId"] == run["id"]
    assert [one["uniqueKey"] for one in mockapify.runs[0].request_queue.requests] == ["a", "b"]


def test_a_run_whose_queue_is_deleted_has_none(ask, mockapify):
    mockapify.actor("tester/crawler")
    run = ask("POST", "/v2/actors/~crawler/runs").data
    assert ask("DELETE", f"/v2/actor-runs/{run['id']}/request-queue").status == 204

    answer = ask("GET", f"/v2/actor-runs/{run['id']}/request-queue/head")

    assert (answer.status, answer.error["message"]) == (404, "Request queue was not found")


def test_queues_are_listed_without_nameless_names(ask, mockapify):
    ids = [mockapify.request_queue(name).id for name in ("b", "a")]
    unnamed = mockapify.request_queue().id

    listed = ask("GET", "/v2/request-queues").data
    assert [one["id"] for one in listed["items"]] == ids
    assert (listed["total"], listed["unnamed"], listed["limit"]) == (2, False, 1000)
    everything = ask("GET", "/v2/request-queues?unnamed=1&desc=1").data["items"]
    assert [one["id"] for one in everything] == [unnamed, *reversed(ids)]
    assert everything[0]["name"] == ""


def test_a_queue_is_renamed_opened_and_deleted(at, ask, queue):
    changed = at("PUT", body={"name": "done", "generalAccess": "ANYONE_WITH_ID_CAN_READ"})
    assert (changed.status, changed.data["name"]) == (200, "done")
    assert ask("GET", f"/v2/request-queues/{queue.id}/head", token=None).status == 200
    assert ask("POST", f"/v2/request-queues/{queue.id}/requests", request("a"), token=None).status == 401

    assert ask("DELETE", f"/v2/request-queues/{queue.id}").status == 204
    answer = ask("GET", f"/v2/request-queues/{queue.id}")
    assert (answer.status, answer.error) == (
        404,
        {"type": "record-not-found", "message": "Request queue was not found"},
    )


@each_case("path", ["", "/head", "/requests", "/requests/x"])
def test_another_user_may_not_see_a_queue(ask, mockapify, queue, path):
    mockapify.request_queue("to-do", requests=[EXAMPLE])
    ask("PUT", f"/v2/request-queues/{queue.id}", {"generalAccess": "RESTRICTED"})

    answer = ask("GET", f"/v2/request-queues/{queue.id}{path}", token=mockapify.user("stranger").token)

    assert (answer.status, answer.error["type"]) == (403, "insufficient-permissions")
    assert answer.error["message"] == (
        "Insufficient permissions for the request queue. "
        "Make sure you're passing a correct API token and that it has the required permissions."
    )


def test_a_request_keeps_all_its_fields_but_null_ones(at):
    assert at("POST", "/requests", WHOLE).data == ADDED

    answer = at("GET", f"/requests/{EXAMPLE_ID}")

    assert answer.data == KEPT | {"id": EXAMPLE_ID}
    assert at("GET", "/requests").data == {"items": [KEPT | {"id": EXAMPLE_ID}], "limit": 10_000}


def test_the_head_shows_little_of_a_request(at):
    at("POST", "/requests", WHOLE)

    assert at("GET", "/head").data == {
        "limit": 100,
        "queueModifiedAt": "2026-01-31T12:00:00.000Z",
        "hadMultipleClients": False,
        "items": [{"id": EXAMPLE_ID, "uniqueKey": EXAMPLE, "url": EXAMPLE, "method": "POST", "retryCount": 1}],
    }


def test_a_batch_is_added_and_told_one_by_one(at):
    at("POST", "/requests", request("b"))
    at("PUT", f"/requests/{at('POST', '/requests', request('c')).data['requestId']}", request("c", handledAt=NOON))

    answer = at("POST", "/requests/batch?forefront=1", [request("a"), request("b"), request("c")])

    assert answer.status == 201
    assert answer.data["unprocessedRequests"] == []
    assert [tuple(one.values())[1:] for one in answer.data["processedRequests"]] == [
        ("a", False, False),
        ("b", True, False),
        ("c", True, True),
    ]
    assert answer.data["processedRequests"][0].keys() == {
        "requestId",
        "uniqueKey",
        "wasAlreadyPresent",
        "wasAlreadyHandled",
    }
    assert keys(at("GET", "/head")) == ["a", "b"]


def test_a_batch_is_deleted_by_id_or_key(at):
    at("POST", "/requests/batch", [request(key) for key in "abc"])
    id_ = at("GET", "/head").data["items"][0]["id"]

    names = [{"id": id_}, {"uniqueKey": "c", "more": 1}, {"uniqueKey": "missing"}]
    answer = at("DELETE", "/requests/batch", names)

    assert (answer.status, answer.data["unprocessedRequests"]) == (200, [])
    assert answer.data["processedRequests"] == [{"id": id_}, {"uniqueKey": "c"}, {"uniqueKey": "missing"}]
    assert keys(at("GET", "/requests")) == ["b"]
    assert at("GET").data["stats"]["deleteCount"] == 2


def test_a_deleted_request_is_gone_and_may_be_deleted_again(at):
    at("POST", "/requests", WHOLE)

    assert [at("DELETE", f"/requests/{EXAMPLE_ID}").status for _ in range(2)] == [204, 204]
    answer = at("GET", f"/requests/{EXAMPLE_ID}")
    assert (answer.status, answer.error) == (404, {"type": "record-not-found", "message": "Request was not found"})


def test_locked_requests_are_handed_out_to_nobody_else(at, mockapify):
    at("POST", "/requests/batch?clientKey=one", [request(key) for key in "abc"])

    locked = lock(at, "lockSecs=60&limit=2&clientKey=one")

    until = "2026-01-31T12:01:00.000Z"
    assert [(one["uniqueKey"], one["lockExpiresAt"]) for one in locked.pop("items")] == [("a", until), ("b", until)]
    assert locked == {
        "limit": 2,
        "queueModifiedAt": NOON,
        "hadMultipleClients": False,
        "lockSecs": 60,
        "queueHasLockedRequests": True,
        "clientKey": "one",
    }
    other = lock(at, "lockSecs=5&clientKey=two")
    assert ([one["uniqueKey"] for one in other["items"]], other["hadMultipleClients"]) == (["c"], True)
    assert keys(at("GET", "/head")) == []
    mockapify.clock.shift(seconds=5)
    assert keys(at("GET", "/head")) == ["c"]


def test_a_lock_is_shown_until_it_ends(at, mockapify):
    at("POST", "/requests/batch", [WHOLE, request("b")])
    lock(at, "lockSecs=60&limit=1&clientKey=one")
    lock(at, "lockSecs=30&limit=1")

    shown = [at("GET", f"/requests/{EXAMPLE_ID}").data, *at("GET", "/requests").data["items"]]

    lock_fields = {"lockExpiresAt": "2026-01-31T12:01:00.000Z", "lockByClient": "one"}
    assert shown[:2] == [KEPT | {"id": EXAMPLE_ID} | lock_fields] * 2
    assert shown[2]["lockExpiresAt"] == "2026-01-31T12:00:30.000Z"
    assert "lockByClient" not in shown[2]
    mockapify.clock.shift(minutes=1)
    assert at("GET", f"/requests/{EXAMPLE_ID}").data == KEPT | {"id": EXAMPLE_ID}


def test_locks_of_handled_requests_do_not_count(at):
    at("POST", "/requests", WHOLE)
    lock(at, "lockSecs=60")
    assert lock(at, "lockSecs=60")["queueHasLockedRequests"] is True

    at("PUT", f"/requests/{EXAMPLE_ID}", WHOLE | {"handledAt": NOON})

    assert lock(at, "lockSecs=60")["queueHasLockedRequests"] is False


def test_an_update_tells_the_state_before(at):
    answers = [
        at("PUT", f"/requests/{EXAMPLE_ID}", WHOLE | {"id": "ignored", "handledAt": handled_at})
        for handled_at in (None, NOON, None)
    ]

    assert [answer.status for answer in answers] == [200] * 3
    flags = [(answer.data["wasAlreadyPresent"], answer.data["wasAlreadyHandled"]) for answer in answers]
    assert flags == [(False, False), (True, False), (True, True)]
    data = at("GET").data
    assert (data["totalRequestCount"], data["handledRequestCount"], data["pendingRequestCount"]) == (1, 0, 1)


def test_a_request_that_was_shown_can_be_sent_back(at):
    at("POST", "/requests", WHOLE)
    lock(at, "lockSecs=60")
    shown = at("GET", f"/requests/{EXAMPLE_ID}").data

    at("PUT", f"/requests/{EXAMPLE_ID}", shown)

    assert at("GET", f"/requests/{EXAMPLE_ID}").data == KEPT | {"id": EXAMPLE_ID}
    assert keys(at("GET", "/head")) == [EXAMPLE]


def test_a_lock_is_prolonged_and_released(at, mockapify):
    at("POST", "/requests/batch", [WHOLE, request("b")])
    lock(at, "lockSecs=60&limit=1&clientKey=one")
    mockapify.clock.shift(seconds=50)

    prolonged = at("PUT", f"/requests/{EXAMPLE_ID}/lock?lockSecs=60&clientKey=one")
    assert (prolonged.status, prolonged.data) == (200, {"lockExpiresAt": "2026-01-31T12:01:50.000Z"})
    for method, query in (("PUT", "lockSecs=1&clientKey=two"), ("DELETE", "clientKey=two"), ("DELETE", "")):
        refused = at(method, f"/requests/{EXAMPLE_ID}/lock?{query}")
        assert (refused.status, refused.error["type"]) == (400, "request-handled-or-locked")
    released = at("DELETE", f"/requests/{EXAMPLE_ID}/lock?clientKey=one&forefront=true")
    assert (released.status, released.body) == (204, b"")
    assert keys(at("GET", "/head")) == [EXAMPLE, "b"]


def test_a_client_unlocks_its_own_requests(at):
    at("POST", "/requests/batch", [request(key) for key in "abc"])
    lock(at, "lockSecs=60&limit=2&clientKey=one")
    lock(at, "lockSecs=60&limit=1&clientKey=two")

    answer = at("POST", "/requests/unlock?clientKey=one")

    assert (answer.status, answer.data) == (200, {"unlockedCount": 2})
    assert keys(at("GET", "/head")) == ["a", "b"]


def test_pages_follow_the_cursor_to_its_end(at):
    at("POST", "/requests/batch", [request(key) for key in "abcde"])

    first = at("GET", "/requests?limit=2").data
    second = at("GET", f"/requests?limit=2&cursor={first['nextCursor']}").data
    third = at("GET", f"/requests?limit=2&cursor={second['nextCursor']}").data

    assert [one["uniqueKey"] for page in (first, second, third) for one in page["items"]] == [*"abcde"]
    assert (second["cursor"], "cursor" in first, "nextCursor" in third) == (first["nextCursor"], False, False)
    assert (
        base64.urlsafe_b64decode(first["nextCursor"] + "==") == b'{"requestId":"%s"}' % first["items"][1]["id"].encode()
    )


def test_pages_follow_the_last_id(at):
    at("POST", "/requests/batch", [request(key) for key in "abc"])
    first = at("GET", "/requests?limit=2").data
    last = first["items"][-1]["id"]

    second = at("GET", f"/requests?limit=2&exclusiveStartId={last}").data

    assert ([one["uniqueKey"] for one in second["items"]], second["exclusiveStartId"]) == (["c"], last)
    assert "nextCursor" not in second


@each_case(("filter_", "wanted"), [("locked", "a"), ("pending", "b"), ("pending,locked", "ab")])
def test_a_list_is_filtered(at, again, filter_, wanted):
    again()
    at("POST", "/requests/batch", [request("a"), request("b"), request("c", handledAt=NOON)])
    lock(at, "lockSecs=60&limit=1")

    assert keys(at("GET", f"/requests?filter={filter_}")) == [*wanted]


@each_case(
    ("path", "limit"),
    [
        ("/head", 100),
        ("/head?limit=0", 100),
        ("/head?limit=1001", 1000),
        ("/requests?limit=0", 10_000),
        ("/requests?limit=10001", 10_000),
        ("/requests?limit=7", 7),
    ],
)
def test_limits_are_lowered_to_the_greatest(at, path, limit):
    assert at("GET", path).data["limit"] == limit


def test_no_more_than_25_requests_are_locked_at_once(at):
    for start in (0, 25):
        at("POST", "/requests/batch", [request(f"{number}") for number in range(start, start + 25)])

    locked = lock(at, "lockSecs=60&limit=100")

    assert (locked["limit"], len(locked["items"])) == (25, 25)


def test_a_very_long_lock_is_lowered(at):
    at("POST", "/requests", WHOLE)

    assert lock(at, "lockSecs=1e300")["lockSecs"] == 1_000_000_000


BAD = [
    ("POST", "/requests", WHOLE | {"id": EXAMPLE_ID}, "invalid-value", "id is not allowed by the schema"),
    ("POST", "/requests", {"url": "x"}, "invalid-value", "missing required field `uniqueKey`"),
    ("POST", "/requests", {"uniqueKey": "x"}, "invalid-value", "missing required field `url`"),
    ("POST", "/requests", [WHOLE], "invalid-request", "must be a JSON object"),
    ("POST", "/requests?clientKey=" + "x" * 33, WHOLE, "invalid-client-key", "between 1 and 32"),
    ("POST", "/requests?forefront=front", WHOLE, "invalid-value", '"forefront" must be true or false'),
    ("POST", "/requests/batch", WHOLE, "invalid-request", "must be a JSON array"),
    ("POST", "/requests/batch", [request("a"), 5], "invalid-value", "must be an object - request 1 of the batch"),
    ("POST", "/requests/batch", [request("a", userData=[])], "invalid-value", "`$.userData` - request 0 of the batch"),
    ("POST", "/requests/batch", [request("a", id="x")], "invalid-value", "id is not allowed"),
    ("POST", "/requests/batch", [request(f"{n}") for n in range(26)], "invalid-value", "at most 25 requests, not 26"),
    ("POST", "/requests/batch", [request("a")] * 2, "request-queue-duplicate-requests", 'uniqueKey "a"'),
    ("DELETE", "/requests/batch", [{}], "invalid-value", "id or uniqueKey is required - request 0"),
    ("DELETE", "/requests/batch", [{"id": 5}], "invalid-value", "Expected `str | null`"),
    ("DELETE", "/requests/batch", [{"id": "x"}] * 26, "invalid-value", "at most 25"),
    ("PUT", "/requests/other", WHOLE, "request-id-invalid", "Request ID does not correspond to uniqueKey"),
    ("PUT", f"/requests/{EXAMPLE_ID}", {"url": EXAMPLE}, "invalid-value", "`uniqueKey`"),
    ("PUT", f"/requests/{EXAMPLE_ID}", WHOLE | {"handledAt": "soon"}, "invalid-value", "`$.handledAt`"),
    ("POST", "/head/lock", None, "invalid-value", '"lockSecs" is required'),
    ("POST", "/head/lock?lockSecs=0", None, "invalid-value", '"lockSecs" must be at least 1, not "0"'),
    ("POST", "/head/lock?lockSecs=x", None, "invalid-value", '"lockSecs" must be a number'),
    ("PUT", f"/requests/{EXAMPLE_ID}/lock", None, "invalid-value", '"lockSecs" is required'),
    ("PUT", f"/requests/{EXAMPLE_ID}/lock?lockSecs=9", None, "request-handled-or-locked", "not locked"),
    ("DELETE", f"/requests/{EXAMPLE_ID}/lock", None, "request-handled-or-locked", "not locked"),
    ("GET", "/requests?filter=handled", None, "invalid-value", 'filter "handled" must be one of locked, pending'),
    ("GET", "/requests?cursor=x", None, "invalid-value", 'cursor "x" is none'),
    ("GET", "/requests?cursor=eyJyIjoxfQ", None, "invalid-value", "is none that a list of requests gave"),
    ("GET", "/requests?exclusiveStartId=never", None, "invalid-value", '"never" was ever'),
    ("GET", "/requests?exclusiveStartId=x&cursor=x", None, "parameters-mismatched", "exclusiveStartId"),
    ("GET", "/requests?exclusiveStartId=x&filter=locked", None, "parameters-mismatched", "exclusiveStartId"),
]


@each_case(("method", "path", "body", "type_", "message"), BAD)
def test_a_wrong_call_is_refused_and_told_why(at, method, path, body, type_, message):
    at("POST", "/requests", WHOLE)

    answer = at(method, path, body)

    assert (answer.status, answer.error["type"]) == (400, type_)
    assert message in answer.error["message"]
    assert keys(at("GET", "/head")) == [EXAMPLE]


@each_case("method", ["PUT", "DELETE"])
def test_a_missing_request_has_no_lock(at, method):
    answer = at(method, "/requests/missing/lock?lockSecs=5")

    assert (answer.status, answer.error["message"]) == (404, "Request was not found")


@each_case(("content_type", "status"), [(None, 415), ("text/plain", 415), ("application/json; charset=utf-8", 200)])
def test_a_batch_delete_says_that_it_is_json(at, content_type, status):
    headers = {"Content-Type": content_type} if content_type else {}

    assert at("DELETE", "/requests/batch", '[{"id":"x"}]', headers=headers).status == status


@each_case("body", [b"{", b"\xff", b'{"url":"\\ud800"}', b"[" * 100_000, b""])
@each_case(("method", "path"), [("POST", "/requests"), ("POST", "/requests/batch"), ("PUT", "/requests/x")])
def test_what_is_no_json_is_refused(at, method, path, body):
    answer = at(method, path, body, headers={"Content-Type": "application/json"})

    assert (answer.status, answer.error["type"]) == (400, "invalid-request")


def test_a_handle_adds_requests_and_tells_the_counts(mockapify, at):
    queue = mockapify.request_queue("to-do", requests=[EXAMPLE])
    queue.add([{"url": "http://b", "label": "LIST"}], forefront=True)
    at("PUT", f"/requests/{EXAMPLE_ID}", WHOLE | {"handledAt": NOON})

    assert [(one["url"], one.get("label")) for one in queue.requests] == [(EXAMPLE, None), ("http://b", "LIST")]
    assert (queue.total_count, queue.handled_count, queue.pending_count) == (2, 1, 1)
    assert queue.id == at("GET").data["id"]
    assert at("GET").data["hadMultipleClients"] is False


def test_locks_belong_to_the_run_whose_token_locked(ask, mockapify):
    mockapify.actor("tester/crawler")
    for _ in range(2):
        ask("POST", "/v2/actors/~crawler/runs")
    mine, other = mockapify.runs
    mine.request_queue.add([f"http://{key}" for key in "abcd"])
    path = f"/v2/request-queues/{mine.request_queue.id}"

    def at(method, below, run):
        return ask(method, f"{path}{below}", token=run.token)

    ids = [one["id"] for one in at("POST", "/head/lock?lockSecs=60&limit=3&clientKey=one", mine).data["items"]]
    at("POST", "/head/lock?lockSecs=60&clientKey=two", other)

    assert at("DELETE", f"/requests/{ids[0]}/lock?clientKey=two", other).status == 400
    assert at("DELETE", f"/requests/{ids[0]}/lock?clientKey=two", mine).status == 204
    assert at("PUT", f"/requests/{ids[1]}/lock?lockSecs=9", mine).status == 200
    assert at("POST", "/requests/unlock?clientKey=three", mine).data == {"unlockedCount": 2}
    assert at("POST", "/requests/unlock?clientKey=three", other).data == {"unlockedCount": 1}
