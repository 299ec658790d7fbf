"""Webhooks over HTTP, delivered for real to a server on the loopback."""

import base64
import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cases import each_case

WAIT = 10  # seconds until a test gives up on what takes milliseconds


class Request:
    def __init__(self, path, headers, body):
        self.path = path
        self.headers = headers
        self.json = json.loads(body)


class Target:
    """A server that answers with a status and, on `/block`, not before it is told to."""

    def __init__(self):
        self.requests = queue.Queue()
        self.statuses = []
        self.go_on = threading.Event()
        target = self

        class Handler(BaseHTTPRequestHandler):
            wbufsize = -1  # Head and body in one packet: the second would wait 40 ms for the first to be acknowledged.

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                target.requests.put(Request(self.path, self.headers, body))
                if self.path == "/block":
                    target.go_on.wait(WAIT)
                self.send_response(target.statuses.pop(0) if target.statuses else 200)
                self.send_header("Content-Length", "5")
                self.end_headers()
                self.wfile.write(b"thank")

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def next(self):
        return self.requests.get(timeout=WAIT)


@pytest.fixture(scope="module")
def _target():
    target = Target()
    thread = threading.Thread(target=target.server.serve_forever, args=(0.01,))
    thread.start()
    yield target
    target.go_on.set()
    target.server.shutdown()
    thread.join()
    target.server.server_close()


@pytest.fixture
def target(_target):
    yield _target
    _target.go_on.set()
    _target.go_on = threading.Event()
    _target.statuses.clear()
    while not _target.requests.empty():
        _target.requests.get()


@pytest.fixture
def actor(mockapify):
    return mockapify.actor("me/scraper")


@pytest.fixture
def create(ask, actor, target):
    """Creates a webhook of the Actor that posts to the target."""

    def created(*event_types, token="", **fields):
        common = {
            "eventTypes": [*event_types] or ["ACTOR.RUN.SUCCEEDED"],
            "condition": {"actorId": actor.id},
            "requestUrl": target.url,
        }
        answer = ask("POST", "/v2/webhooks", {**common, **fields}, token=token)
        assert answer.status == 201, answer.body
        return answer.data

    return created


@pytest.fixture
def settled(mockapify, ask):
    """What the API shows of a webhook's latest dispatch when nothing is under way any more."""

    def latest(webhook):
        mockapify.clock.run_until_idle()
        return ask("GET", f"/v2/webhooks/{webhook['id']}/dispatches?desc=1&limit=1").data["items"][0]

    return latest


def test_a_new_webhook_is_shown_field_by_field(mockapify, ask, actor):
    body = {
        "eventTypes": ["ACTOR.RUN.FAILED"],
        "condition": {"actorId": actor.id, "actorTaskId": None},
        "requestUrl": "http://localhost:1/",
        "payloadTemplate": '{"a":{{resource}}}',
        "description": "mine",
    }
    answer = ask("POST", "/v2/webhooks", body)
    assert answer.status == 201
    assert answer.headers["Location"] == f"{mockapify.url}/v2/webhooks/{answer.data['id']}"
    stamps = {name: answer.data[name] for name in ("id", "createdAt", "modifiedAt", "userId")}
    assert answer.data == {
        **stamps,
        **body,
        "condition": {"actorId": actor.id},
        "isAdHoc": False,
        "isEnabled": True,
        "actionType": "HTTP_REQUEST",
        "ignoreSslErrors": False,
        "doNotRetry": False,
        "shouldInterpolateStrings": False,
        "headersTemplate": None,
        "lastDispatch": None,
        "stats": {"totalDispatches": 0},
    }
    assert ask("GET", f"/v2/webhooks/{answer.data['id']}").data == answer.data


def test_the_end_of_a_run_is_posted(ask, actor, create, target, settled):
    webhook = create(headersTemplate='{"X-Run": {{resource.id}}}')
    run = ask("POST", "/v2/acts/~scraper/runs?waitForFinish=60").data
    request = target.next()
    assert request.json == {
        "userId": run["userId"],
        "createdAt": run["finishedAt"],
        "eventType": "ACTOR.RUN.SUCCEEDED",
        "eventData": {"actorId": actor.id, "actorRunId": run["id"]},
        "resource": run,
    }
    dispatch = settled(webhook)
    names = ("Host", "Content-Type", "X-Run", "X-Apify-Webhook-Dispatch-Id")
    assert {name: request.headers[name] for name in names} == {
        "Host": target.url.removeprefix("http://"),
        "Content-Type": "application/json",
        "X-Run": run["id"],
        "X-Apify-Webhook-Dispatch-Id": dispatch["id"],
    }
    (call,) = dispatch.pop("calls")
    assert (call["responseStatus"], call["responseBody"], call["errorMessage"]) == (200, "thank", None)
    assert dispatch == {
        "id": dispatch["id"],
        "userId": run["userId"],
        "webhookId": webhook["id"],
        "createdAt": run["finishedAt"],
        "status": "SUCCEEDED",
        "eventType": "ACTOR.RUN.SUCCEEDED",
        "eventData": {"actorId": actor.id, "actorRunId": run["id"]},
        "webhook": {
            "actionType": "HTTP_REQUEST",
            "condition": {"actorId": actor.id},
            "requestUrl": target.url,
            "isAdHoc": False,
        },
    }
    shown = ask("GET", f"/v2/webhooks/{webhook['id']}").data
    assert shown["stats"] == {"totalDispatches": 1}
    assert shown["lastDispatch"] == {"status": "SUCCEEDED", "finishedAt": call["finishedAt"], "removedAt": None}
    assert ask("GET", f"/v2/webhook-dispatches/{dispatch['id']}").data["calls"] == [call]


def test_webhooks_that_come_with_a_start_are_for_that_run(ask, actor, target, settled):
    given = [
        {"eventTypes": ["ACTOR.RUN.CREATED"], "requestUrl": f"{target.url}/created"},
        {
            "eventTypes": ["ACTOR.RUN.SUCCEEDED"],
            "requestUrl": f"{target.url}/done",
            "payloadTemplate": "{{resource.status}}",
        },
    ]
    encoded = base64.b64encode(json.dumps(given).encode()).decode()
    run = ask("POST", f"/v2/acts/~scraper/runs?waitForFinish=60&webhooks={encoded}").data
    ask("POST", "/v2/acts/~scraper/runs?waitForFinish=60")
    assert {(request.path, str(request.json)[:9]) for request in (target.next(), target.next())} == {
        ("/created", "{'userId'"),
        ("/done", "SUCCEEDED"),
    }
    webhooks = ask("GET", "/v2/webhooks").data["items"]
    assert [(one["isAdHoc"], one["condition"]) for one in webhooks] == [(True, {"actorRunId": run["id"]})] * 2
    assert target.requests.empty()


@each_case(
    ("webhook", "told"),
    [
        ({"eventTypes": [], "requestUrl": "http://localhost"}, '"eventTypes"'),
        ({"eventTypes": ["TEST"], "requestUrl": "localhost"}, '"requestUrl"'),
        ({"eventTypes": ["TEST"], "requestUrl": "http://localhost", "payloadTemplate": "{"}, '"payloadTemplate"'),
    ],
)
def test_a_start_with_a_webhook_that_will_not_do_starts_nothing(mockapify, ask, actor, webhook, told):
    encoded = base64.b64encode(json.dumps([webhook]).encode()).decode()
    answer = ask("POST", f"/v2/acts/~scraper/runs?webhooks={encoded}")
    assert (answer.status, answer.error["type"]) == (400, "invalid-value")
    assert told in answer.error["message"]
    assert mockapify.runs == []


def test_a_target_that_fails_is_called_again_within_virtual_minutes(mockapify, create, ask, target, settled):
    target.statuses = [503, 500]
    webhook = create()
    ask("POST", "/v2/acts/~scraper/runs?waitForFinish=60")
    dispatch = settled(webhook)
    assert [call["responseStatus"] for call in dispatch["calls"]] == [503, 500, 200]
    assert dispatch["status"] == "SUCCEEDED"


def test_a_target_that_is_down_for_34_hours_has_not_got_it(mockapify, ask, create, settled):
    webhook = create(requestUrl="http://127.0.0.1:1/")
    before = mockapify.clock.now()
    ask("POST", "/v2/acts/~scraper/runs?waitForFinish=60")
    dispatch = settled(webhook)
    assert (dispatch["status"], len(dispatch["calls"])) == ("FAILED", 12)
    assert dispatch["calls"][0]["errorMessage"].startswith("Cannot send request: ")
    assert (mockapify.clock.now() - before).total_seconds() > 34 * 3600


def test_a_target_that_blocks_blocks_nobody_else(mockapify, ask, create, target):
    webhook = create("ACTOR.RUN.CREATED", requestUrl=f"{target.url}/block")
    run = ask("POST", "/v2/acts/~scraper/runs").data
    target.next()
    dispatch = ask("GET", f"/v2/webhooks/{webhook['id']}/dispatches").data["items"][0]
    assert (dispatch["status"], dispatch["calls"][0]["finishedAt"]) == ("ACTIVE", None)
    mockapify.clock.shift(seconds=5)
    assert ask("GET", f"/v2/actor-runs/{run['id']}").data["status"] == "SUCCEEDED"
    target.go_on.set()
    mockapify.clock.run_until_idle()
    assert mockapify.webhooks[0].dispatches[0].status == "SUCCEEDED"


def test_time_does_not_jump_while_a_request_is_under_way(mockapify, ask, create, target):
    mockapify.actor("me/scraper", duration=3600)
    create("ACTOR.RUN.CREATED", requestUrl=f"{target.url}/block")
    run = ask("POST", "/v2/acts/~scraper/runs").data
    target.next()
    waiting = threading.Thread(target=ask, args=("GET", f"/v2/actor-runs/{run['id']}?waitForFinish=60"))
    waiting.start()
    target.go_on.set()
    waiting.join(WAIT)
    (call,) = mockapify.webhooks[0].dispatches[0].calls
    assert (call.finished_at - call.started_at).total_seconds() < 60
    assert (mockapify.clock.now() - call.started_at).total_seconds() >= 60


def test_time_to_answer_runs_out_on_the_virtual_clock(mockapify, ask, create, target):
    webhook = create(requestUrl=f"{target.url}/block", doNotRetry=True)
    ask("POST", f"/v2/webhooks/{webhook['id']}/test")
    target.next()
    mockapify.clock.shift(minutes=2)
    dispatch = ask("GET", f"/v2/webhooks/{webhook['id']}/dispatches").data["items"][0]
    assert dispatch["status"] == "FAILED"
    assert dispatch["calls"][0]["errorMessage"] == "The target did not answer within 120 seconds"


@pytest.mark.mockapify(clock="manual")
def test_a_test_is_answered_at_once_and_delivered_even_if_time_stands_still(ask, create, target):
    webhook = create()
    answer = ask("POST", f"/v2/webhooks/{webhook['id']}/test")
    assert (answer.status, answer.data["eventType"], answer.data["status"]) == (201, "TEST", "ACTIVE")
    assert target.next().json["eventType"] == "TEST"


@each_case("url", ["https://httpbin.org/post", "http://10.0.0.1/", "http://localhost.example.com/"])
def test_nothing_but_this_machine_is_called(ask, create, url, settled):
    webhook = create(requestUrl=url)
    answer = ask("POST", f"/v2/webhooks/{webhook['id']}/test")
    assert (answer.status, answer.data["status"], len(answer.data["calls"])) == (201, "FAILED", 1)
    assert "webhook_hosts" in answer.data["calls"][0]["errorMessage"]
    assert len(settled(webhook)["calls"]) == 1


def test_hosts_that_the_settings_allow_are_really_called(mockapify, ask, create, settled):
    mockapify.settings.webhook_hosts = ("*.invalid",)  # a domain that never has an address
    webhook = create(requestUrl="http://hooks.invalid/", doNotRetry=True)
    ask("POST", f"/v2/webhooks/{webhook['id']}/test")
    assert settled(webhook)["calls"][0]["errorMessage"].startswith("Cannot send request: ")


def test_a_webhook_that_calls_the_api_starts_a_run(mockapify, ask, actor, target, settled):
    mockapify.actor("me/second")
    url = "https://api.apify.com/v2/acts/me~second/runs"
    body = {"eventTypes": ["ACTOR.RUN.SUCCEEDED"], "condition": {"actorId": actor.id}, "requestUrl": url}
    webhook = ask("POST", "/v2/webhooks", body).data
    ask("POST", "/v2/acts/~scraper/runs?waitForFinish=60")
    assert settled(webhook)["calls"][0]["responseStatus"] == 201
    first, second = ask("GET", "/v2/actor-runs").data["items"]
    assert second["meta"]["origin"] == "WEBHOOK"
    assert mockapify.runs[1].input["resource"]["id"] == first["id"]


def test_lists_leave_the_templates_out_and_are_paged(ask, create):
    ids = [create(description="d", payloadTemplate="{{userId}}", headersTemplate="{}")["id"] for _ in range(3)]
    page = ask("GET", "/v2/webhooks?limit=2&offset=1&desc=1").data
    assert [one["id"] for one in page.pop("items")] == ids[1::-1]
    assert page == {"total": 3, "offset": 1, "limit": 2, "desc": True, "count": 2}
    (shown, *_) = ask("GET", "/v2/webhooks").data["items"]
    assert shown.keys().isdisjoint({"payloadTemplate", "headersTemplate", "description"})
    assert shown["doNotRetry"] is False


def test_an_actor_and_a_task_list_their_own(ask, actor, create, target):
    task = ask("POST", "/v2/actor-tasks", {"actId": actor.id}).data
    of_actor = create()
    of_task = create(condition={"actorTaskId": task["id"]})
    for address, webhook in (("acts/~scraper", of_actor), (f"actor-tasks/{task['id']}", of_task)):
        assert [one["id"] for one in ask("GET", f"/v2/{address}/webhooks").data["items"]] == [webhook["id"]]


def test_dispatches_of_all_webhooks_are_listed_too(ask, create, settled):
    for webhook in (create(), create()):
        ask("POST", f"/v2/webhooks/{webhook['id']}/test")
        settled(webhook)
    page = ask("GET", "/v2/webhook-dispatches?limit=1").data
    assert (page["total"], page["count"], page["items"][0]["status"]) == (2, 1, "SUCCEEDED")


def test_an_update_changes_what_it_names(ask, create):
    webhook = create(description="d", idempotencyKey="k")
    path = f"/v2/webhooks/{webhook['id']}"
    changes = {"id": webhook["id"], "eventTypes": ["TEST"], "condition": {}, "description": None, "doNotRetry": True}
    answer = ask("PUT", path, changes)
    assert (answer.status, answer.data) == (
        200,
        {
            **webhook,
            "eventTypes": ["TEST"],
            "description": None,
            "doNotRetry": True,
            "modifiedAt": answer.data["modifiedAt"],
        },
    )
    assert ask("GET", path).data == answer.data
    assert create(idempotencyKey="k")["id"] == webhook["id"]


def test_an_update_with_another_id_is_refused(ask, create):
    answer = ask("PUT", f"/v2/webhooks/{create()['id']}", {"id": "other"})
    assert (answer.status, answer.error["type"]) == (400, "id-does-not-match")


def test_a_deleted_webhook_is_gone(ask, create):
    path = f"/v2/webhooks/{create()['id']}"
    assert ask("DELETE", path).status == 204
    assert [ask(method, path).status for method in ("GET", "DELETE")] == [404, 404]
    assert ask("GET", "/v2/webhooks").data["items"] == []


def test_nobody_else_sees_a_webhook_or_its_dispatches(mockapify, ask, actor, create, settled):
    webhook = create()
    ask("POST", f"/v2/webhooks/{webhook['id']}/test")
    dispatch = settled(webhook)
    stranger = mockapify.user("stranger").token
    hidden = [
        ("GET", f"/v2/webhooks/{webhook['id']}", "Webhook was not found"),
        ("PUT", f"/v2/webhooks/{webhook['id']}", "Webhook was not found"),
        ("DELETE", f"/v2/webhooks/{webhook['id']}", "Webhook was not found"),
        ("POST", f"/v2/webhooks/{webhook['id']}/test", "Webhook was not found"),
        ("GET", f"/v2/webhooks/{webhook['id']}/dispatches", "Webhook was not found"),
        ("GET", f"/v2/webhook-dispatches/{dispatch['id']}", "Webhook dispatch was not found"),
    ]
    for method, path, message in hidden:
        answer = ask(method, path, {} if method == "PUT" else None, token=stranger)
        assert (answer.status, answer.error) == (404, {"type": "record-not-found", "message": message})
    for path in ("/v2/webhooks", "/v2/webhook-dispatches", f"/v2/acts/{actor.id}/webhooks"):
        assert ask("GET", path, token=stranger).data["total"] == 0
        assert ask("GET", path, token=None).status == 401


@each_case(
    ("change", "status", "type_"),
    [
        ({"requestUrl": None}, 400, "invalid-value"),
        ({"eventTypes": "TEST"}, 400, "invalid-value"),
        ({"eventTypes": ["x"]}, 400, "invalid-value"),
        ({"condition": {}}, 400, "invalid-value"),
        ({"condition": None}, 400, "invalid-value"),
        ({"condition": {"actorId": "x", "actorRunId": "y"}}, 400, "invalid-value"),
        ({"condition": {"actorRunId": "y"}}, 404, "record-not-found"),
        ({"isAdHoc": True}, 400, "invalid-value"),
        ({"headersTemplate": "[]"}, 400, "invalid-value"),
    ],
)
def test_what_will_not_do_is_refused(ask, actor, change, status, type_):
    good = {"eventTypes": ["TEST"], "condition": {"actorId": actor.id}, "requestUrl": "http://localhost/"}
    answer = ask("POST", "/v2/webhooks", {**good, **change})
    assert (answer.status, answer.error["type"]) == (status, type_)


def test_what_is_private_cannot_be_waited_for(mockapify, ask):
    secret = mockapify.actor("other/secret", public=False)
    body = {"eventTypes": ["TEST"], "condition": {"actorId": secret.id}, "requestUrl": "http://localhost/"}
    assert ask("POST", "/v2/webhooks", body).status == 404


def test_a_run_with_limited_permissions_creates_webhooks_for_itself_only(mockapify, ask, create, actor):
    limited = mockapify.actor("me/limited")
    run = ask("POST", "/v2/acts/~limited/runs?waitForFinish=9").data
    token = limited.runs[0].token
    condition = {"actorRunId": run["id"]}
    assert create(token=token, condition=condition, isAdHoc=True)["condition"] == condition
    body = {"eventTypes": ["TEST"], "condition": {"actorId": actor.id}, "requestUrl": "http://localhost/"}
    assert ask("POST", "/v2/webhooks", body, token=token).status == 403
    assert ask("GET", "/v2/webhooks", token=token).status == 403
