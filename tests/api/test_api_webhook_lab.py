"""Webhooks as a test author tries them: captured, refused, delivered to an app and delivered again."""

from datetime import datetime, timedelta
from itertools import pairwise
from unittest.mock import ANY

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from werkzeug.wrappers import Request as WSGIRequest
from werkzeug.wrappers import Response as WSGIResponse

from mockapify import Failed


@pytest.fixture
def hook(mockapify):
    return mockapify.webhooks.capture()


@pytest.fixture
def run(mockapify, apify_client, hook):
    """A finished run, whose end the hook was told of."""
    mockapify.webhooks.add(hook.url, mockapify.actor("me/shop"))
    return apify_client.actor("tester/shop").call(logger=None)


def test_what_is_posted_is_captured(hook, run):
    [request] = hook.requests

    assert (request.event, request.url) == ("ACTOR.RUN.SUCCEEDED", hook.url)
    assert request.payload["resource"]["id"] == run.id
    assert request.headers["X-Apify-Webhook"] == "true"
    assert hook.payloads == [request.payload]


def test_requests_are_asserted_in_the_words_of_unittest_mock(hook, run):
    hook.assert_called_once_with(event="ACTOR.RUN.SUCCEEDED", payload=ANY)
    with pytest.raises(AssertionError) as caught:
        hook.assert_any_call(event="ACTOR.RUN.FAILED")
    assert "expected a request to https://" in str(caught.value)
    assert "ACTOR.RUN.SUCCEEDED" in str(caught.value)


def test_a_hook_that_nobody_called_tells_what_was_called_instead(mockapify, run):
    with pytest.raises(AssertionError, match=r"ACTOR\.RUN\.SUCCEEDED SUCCEEDED"):
        mockapify.webhooks.capture("https://my-app.test/hook").assert_called()


def test_the_whole_ladder_of_retries_is_climbed_at_once(mockapify, apify_client, hook):
    hook.answer_with(*[503] * 11, 200)
    webhook = mockapify.webhooks.add(hook.url, mockapify.actor("me/shop", Failed()))
    run = apify_client.actor("tester/shop").start()
    mockapify.clock.run_until_idle()

    [dispatch] = webhook.dispatches
    assert dispatch.status == "SUCCEEDED"
    assert [call.response_status for call in dispatch.calls] == [503] * 11 + [200]
    moments = [request.at for request in hook.requests]
    assert [later - earlier for earlier, later in pairwise(moments)] == [timedelta(minutes=2**nth) for nth in range(11)]
    mockapify.assert_webhook_delivered("ACTOR.RUN.FAILED", run=run.id)


def wsgi(environ, start_response):
    request = WSGIRequest(environ)
    response = WSGIResponse(f"{request.path} {request.json['eventType']}", 202)
    return response(environ, start_response)


async def told(request: Request):
    return PlainTextResponse(f"{request.url.path} {(await request.json())['eventType']}", 202)


asgi = Starlette(routes=[Route("/", told, methods=["POST"])])


@pytest.mark.parametrize("app", [wsgi, asgi], ids=["wsgi", "asgi"])
def test_what_was_captured_is_delivered_to_an_app(hook, run, app):
    answers = hook.deliver_to(app)

    assert [(answer.status, answer.body) for answer in answers] == [(202, "/ ACTOR.RUN.SUCCEEDED")]


@pytest.mark.anyio
async def test_an_app_is_delivered_to_from_within_a_loop(hook, run, anyio_backend):
    assert hook.deliver_to(asgi)[0].status == 202


@pytest.fixture
def anyio_backend():
    return "asyncio"


def test_a_dispatch_is_delivered_again(mockapify, hook, run):
    hook.answer_with(500, 200)
    [dispatch] = mockapify.webhooks[0].dispatches

    assert dispatch.redeliver().response_status == 500
    assert dispatch.status == "FAILED"
    assert dispatch.redeliver().response_status == 200
    assert dispatch.status == "SUCCEEDED"
    first, second, third = hook.requests
    assert first.payload == second.payload == third.payload
    assert first.headers == third.headers
    assert isinstance(first.at, datetime)


def test_a_dispatch_is_delivered_again_to_an_app_in_its_own_thread(mockapify, hook, run):
    [dispatch] = mockapify.webhooks[0].dispatches
    mockapify.webhooks.answer_with(hook.url.rstrip("/"), wsgi)

    assert dispatch.redeliver().response_body == "/ ACTOR.RUN.SUCCEEDED"


@pytest.mark.parametrize("statuses", [(), (99,), (200, 600)])
def test_a_hook_answers_with_statuses_that_there_are(hook, statuses):
    with pytest.raises(ValueError, match="from 200 to 599"):
        hook.answer_with(*statuses)


def test_what_is_no_url_captures_nothing(mockapify):
    with pytest.raises(ValueError, match="'my-app' will not do"):
        mockapify.webhooks.capture("my-app")
    with pytest.raises(ValueError, match="5 will not do: give a URL such as"):
        mockapify.webhooks.capture(5)
