"""Webhooks as the official clients make them, delivered to an app of this process."""

import json

import pytest
from apify_client import ApifyClient

from mockapify import Failed

URL = "https://my-app.test/hook"


@pytest.fixture
def received(mockapify):
    """What the app of this test got, each as its path and payload."""
    got = []

    def app(environ, start_response):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        got.append((environ["PATH_INFO"], json.loads(body)))
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"thanks"]

    mockapify.webhooks.answer_with("https://my-app.test", app)
    return got


def test_webhooks_that_come_with_a_start_tell_of_its_end(client, mockapify, received):
    mockapify.actor("me/scraper", Failed("boom"))
    run = client.actor("tester/scraper").start(
        webhooks=[
            {"event_types": ["ACTOR.RUN.SUCCEEDED"], "request_url": f"{URL}/good"},
            {"event_types": ["ACTOR.RUN.FAILED"], "request_url": f"{URL}/bad", "payload_template": "{{resource}}"},
        ]
    )
    mockapify.clock.run_until_idle()
    ((path, resource),) = received
    assert (path, resource["id"], resource["status"]) == ("/hook/bad", run.id, "FAILED")
    good, bad = mockapify.webhooks
    assert (good.is_ad_hoc, good.dispatches) == (True, [])
    (dispatch,) = client.webhook(bad.id).dispatches().list().items
    assert (dispatch.status, dispatch.webhook.is_ad_hoc, dispatch.calls[0].response_body) == (
        "SUCCEEDED",
        True,
        "thanks",
    )


def test_a_webhook_of_a_task_tells_of_its_runs(client, mockapify, received):
    task = mockapify.task("me/nightly", mockapify.actor("me/scraper"))
    webhook = client.webhooks().create(event_types=["ACTOR.RUN.SUCCEEDED"], request_url=URL, actor_task_id=task.id)
    run = client.task(task.id).start()
    mockapify.clock.run_until_idle()
    assert received[0][1]["eventData"] == {"actorId": run.act_id, "actorTaskId": task.id, "actorRunId": run.id}
    assert [one.id for one in client.task(task.id).webhooks().list().items] == [webhook.id]
    assert client.actor(run.act_id).webhooks().list().items == []


def test_a_webhook_of_a_finished_run_is_never_called(client, mockapify, received):
    mockapify.actor("me/scraper")
    run = client.actor("tester/scraper").call(logger=None)
    client.webhooks().create(event_types=["ACTOR.RUN.SUCCEEDED"], request_url=URL, actor_run_id=run.id, is_ad_hoc=True)
    mockapify.clock.run_until_idle()
    assert received == []


def test_a_handler_may_call_the_api(mockapify, client):
    own = ApifyClient(mockapify.token, api_url=mockapify.url)

    def app(environ, start_response):
        body = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        items = own.dataset(body["resource"]["defaultDatasetId"]).list_items().items
        start_response("201 Created", [])
        return [json.dumps(items).encode()]

    mockapify.webhooks.answer_with("https://my-app.test", app)
    webhook = mockapify.webhooks.add(URL, mockapify.actor("me/scraper", items=[{"n": 1}]))
    client.actor("tester/scraper").start()
    mockapify.clock.run_until_idle()
    assert webhook.dispatches[0].calls[0].response_body == '[{"n": 1}]'


def test_what_a_mock_tells_of_its_webhooks(client, mockapify, received):
    actor = mockapify.actor("me/scraper")
    webhook = mockapify.webhooks.add(
        URL,
        actor,
        payload_template='{"is": "{{resource.status}}"}',
        headers_template='{"X-Run": {{resource.id}}}',
        interpolate_strings=True,
    )
    assert repr(webhook) == (
        f"<MockWebhook {URL} ACTOR.RUN.SUCCEEDED, ACTOR.RUN.FAILED, ACTOR.RUN.ABORTED, ACTOR.RUN.TIMED_OUT>"
    )
    run = client.actor("tester/scraper").start()
    mockapify.clock.run_until_idle()
    (dispatch,) = webhook.dispatches
    assert repr(dispatch) == "<MockDispatch ACTOR.RUN.SUCCEEDED SUCCEEDED>"
    assert (dispatch.payload, dispatch.headers["X-Run"]) == ({"is": "SUCCEEDED"}, run.id)
    assert dispatch.headers["X-Apify-Webhook-Dispatch-Id"] == dispatch.id
    assert (dispatch.calls[0].response_status, dispatch.calls[0].response_body) == (200, "thanks")
    assert (len(mockapify.webhooks), webhook.is_ad_hoc) == (1, False)


def test_the_report_of_a_test_tells_what_was_not_delivered(client, mockapify, received):
    actor = mockapify.actor("me/scraper")
    mockapify.webhooks.add(URL, actor)
    mockapify.webhooks.add("https://example.com/", actor)
    client.actor("tester/scraper").start()
    mockapify.clock.run_until_idle()
    (line,) = [line for line in mockapify.report.splitlines() if line.startswith("webhook ")]
    assert line.startswith("webhook https://example.com/: ACTOR.RUN.SUCCEEDED FAILED: mockapify did not send this")
