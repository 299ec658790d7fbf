from datetime import timedelta

import pytest
from cases import each_case

from mockapify import wire
from mockapify.errors import ApiError
from mockapify.state import actors, runs, tasks, users, webhooks
from mockapify.state.behaviours import Aborted, Failed, Succeeded, TimedOut
from mockapify.state.dispatches import Answer
from mockapify.state.events import EVENT_TYPES, Condition
from mockapify.state.runs import RunMeta
from mockapify.state.tasks import TaskSettings
from mockapify.state.webhooks import NewWebhook, WebhookSettings

GOOD = Answer(status=200, body="ok")
BAD = Answer(status=500, body="no")
MINUTE = 60
HOUR = 60 * MINUTE


class Target:
    """What stands in for the network: it keeps what is sent and gives these answers, the last one for ever."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []
        self.waiting = []

    def __call__(self, delivery, answered):
        self.sent.append(delivery)
        if not self.answers:
            self.waiting.append(answered)
            return
        answered(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])

    @property
    def payloads(self):
        return [wire.decode(delivery.body) for delivery in self.sent]


@pytest.fixture
def target(world):
    world.deliver = Target(GOOD)
    return world.deliver


@pytest.fixture
def actor(world, user):
    with world:
        return actors.declare(world, "janedoe/scraper")


@pytest.fixture
def create(world, user, actor, target):
    """Creates a webhook of the Actor, or of what `condition` says."""

    def created(*event_types, owner=user, **settings):
        common = {
            "event_types": [*event_types] or ["ACTOR.RUN.SUCCEEDED"],
            "condition": Condition(actor_id=actor.id),
            "request_url": "http://localhost/hook",
        }
        with world:
            return webhooks.create(world, owner, NewWebhook(**common | settings))

    return created


def dispatches(world, webhook):
    return [one for one in world.dispatches.values() if one.webhook_id == webhook.id]


def event_types(target):
    return [payload["eventType"] for payload in target.payloads]


@pytest.mark.parametrize(
    ("outcome", "ending"),
    [
        (Succeeded(), "ACTOR.RUN.SUCCEEDED"),
        (Failed(), "ACTOR.RUN.FAILED"),
        (TimedOut(), "ACTOR.RUN.TIMED_OUT"),
        (Aborted(), "ACTOR.RUN.ABORTED"),
    ],
)
def test_the_beginning_and_the_end_of_a_run_are_told(start, later, actor, create, target, outcome, ending):
    create(*EVENT_TYPES)
    actor.behaviour.set(outcome)
    run = start(actor=actor)
    later(2 * HOUR)
    assert event_types(target) == ["ACTOR.RUN.CREATED", ending]
    created, ended = target.payloads
    assert ended["resource"] == wire.decode(wire.encode(run))
    assert (created["resource"]["status"], created["resource"]["id"]) == ("READY", run.id)
    assert ended["eventData"] == {"actorId": actor.id, "actorRunId": run.id}
    assert ended["createdAt"] == run.finished_at.text()


def test_only_what_it_waits_for_calls_a_webhook(start, later, actor, create, target):
    create("ACTOR.RUN.FAILED", "ACTOR.RUN.ABORTED")
    start(actor=actor)
    later(HOUR)
    assert target.sent == []


def test_runs_of_others_call_nobodys_webhooks(world, start, later, actor, create, target):
    with world:
        other = users.create(world, "other", "other-token")
    webhook = create(owner=other)
    start(actor=actor)
    later(HOUR)
    assert target.sent == []
    assert webhook.last_dispatch is None


def test_a_webhook_of_a_task_is_for_runs_of_the_task_only(world, user, start, later, actor, create, target):
    with world:
        task = tasks.create(world, user, actor, TaskSettings())
    create("ACTOR.RUN.CREATED", condition=Condition(actor_task_id=task.id))
    start(actor=actor)
    with world:
        runs.create(world, task, user, runs.options(task), meta=RunMeta())
    assert [payload["eventData"]["actorTaskId"] for payload in target.payloads] == [task.id]


def test_a_webhook_of_a_run_is_for_that_run_only(start, later, actor, create, target):
    first = start(actor=actor)
    create(condition=Condition(actor_run_id=first.id))
    start(actor=actor)
    later(HOUR)
    assert [payload["resource"]["id"] for payload in target.payloads] == [first.id]


def test_builds_are_told_to_webhooks_of_their_actor(world, actor, create, target):
    create("ACTOR.BUILD.SUCCEEDED", "ACTOR.RUN.SUCCEEDED")
    build = next(iter(world.builds.values()))
    with world:
        webhooks.fire(world, "ACTOR.BUILD.SUCCEEDED", build)
    (payload,) = target.payloads
    assert payload["eventData"] == {"actorId": actor.id, "actorBuildId": build.id}
    assert payload["resource"] == wire.decode(wire.encode(build))


def test_an_ad_hoc_webhook_tells_each_event_once(world, user, actor, target):
    new = NewWebhook(event_types=["ACTOR.RUN.CREATED", "ACTOR.RUN.SUCCEEDED"], request_url="http://localhost/")
    with world:
        run = runs.create(world, actor, user, runs.options(actor), meta=RunMeta(), webhooks=[new])
        for _ in range(2):
            webhooks.fire(world, "ACTOR.RUN.SUCCEEDED", run)
    (webhook,) = world.webhooks.values()
    assert (webhook.is_ad_hoc, webhook.condition) == (True, Condition(actor_run_id=run.id))
    assert event_types(target) == ["ACTOR.RUN.CREATED", "ACTOR.RUN.SUCCEEDED"]


def test_the_system_headers_are_not_to_be_overwritten(world, start, later, actor, create, target):
    webhook = create(
        headers_template='{"X-Run": {{resource.id}}, "content-TYPE": "text/plain", "host": "x", "Content-Length": "1",'
        '"x-apify-webhook-dispatch-id": "mine", "X-None": {{eventData.actorTaskId}}}',
    )
    run = start(actor=actor)
    later(HOUR)
    (dispatch,) = dispatches(world, webhook)
    assert target.sent[0].headers == {
        "X-Run": run.id,
        "X-None": "null",
        "Content-Type": "application/json",
        "X-Apify-Webhook": "true",
        "X-Apify-Webhook-Dispatch-Id": dispatch.id,
        "X-Apify-Request-Origin": "WEBHOOK",
    }


def test_a_payload_template_is_what_is_sent(start, later, actor, create, target):
    template = '{"text": "{{resource.status}} at {{globals.dateUnix}}", "exitCode": {{resource.exitCode}}}'
    create(payload_template=template, should_interpolate_strings=True)
    create(payload_template=template)
    start(actor=actor)
    later(1)
    assert [delivery.body for delivery in target.sent] == [
        b'{"text":"SUCCEEDED at 1769860801","exitCode":null}',
        b'{"text":"{{resource.status}} at {{globals.dateUnix}}","exitCode":null}',
    ]


def test_what_the_platforms_own_api_is_called_with_comes_here_with_the_owners_token(world, user, actor, create, target):
    world.url = "http://127.0.0.1:8000"
    here, platform = f"{world.url}/v2/acts/x/runs", "https://api.apify.com/v2/acts/x/runs"
    elsewhere = "http://127.0.0.1/v2/"
    for url in (here, platform, elsewhere, f"{platform}?token=other"):
        with world:
            webhooks.test(world, create(request_url=url))
    assert [(delivery.url, delivery.headers.get("Authorization")) for delivery in target.sent] == [
        (here, "Bearer jane-token"),
        (here, "Bearer jane-token"),
        (elsewhere, None),
        (f"{here}?token=other", None),
    ]


def test_a_template_may_bring_a_token_of_its_own(world, actor, create, target):
    world.url = "http://127.0.0.1:8000"
    with world:
        webhooks.test(
            world, create(request_url=f"{world.url}/v2/x", headers_template='{"authorization": "Bearer other"}')
        )
    assert [value for name, value in target.sent[0].headers.items() if name.lower() == "authorization"] == [
        "Bearer other"
    ]


def test_a_call_that_fails_is_made_again_after_1_2_4_minutes(world, start, later, actor, create):
    world.deliver = target = Target(BAD, BAD, BAD, GOOD)
    webhook = create()
    run = start(actor=actor)
    later(HOUR)
    (dispatch,) = dispatches(world, webhook)
    waits = [call.started_at - run.finished_at for call in dispatch.calls]
    assert waits == [timedelta(minutes=minutes) for minutes in (0, 1, 3, 7)]
    assert [(call.response_status, call.error_message is None) for call in dispatch.calls] == [
        (500, False),
        (500, False),
        (500, False),
        (200, True),
    ]
    assert (dispatch.status, len({delivery.body for delivery in target.sent})) == ("SUCCEEDED", 1)
    assert (webhook.last_dispatch.status, webhook.last_dispatch.finished_at) == (
        "SUCCEEDED",
        dispatch.calls[-1].finished_at,
    )


def test_after_eleven_retries_a_dispatch_has_failed(world, start, later, actor, create):
    world.deliver = target = Target(BAD)
    webhook = create()
    start(actor=actor)
    later(2046 * MINUTE)
    assert (webhook.last_dispatch.status, webhook.last_dispatch.finished_at, len(target.sent)) == ("ACTIVE", None, 11)
    later(2 * MINUTE)
    assert (webhook.last_dispatch.status, len(target.sent)) == ("FAILED", 12)
    later(1000 * HOUR)
    assert len(target.sent) == 12
    assert webhook.stats.total_dispatches == 1


@each_case("status", [199, 302, 404, 500])
def test_all_but_2xx_are_failures(world, actor, create, status):
    world.deliver = Target(Answer(status=status, body=""))
    with world:
        dispatch = webhooks.test(world, create(do_not_retry=True))
    assert dispatch.status == "FAILED"
    assert dispatch.calls[0].error_message == f"The target answered with status {status}, which is not 2xx"


def test_without_retries_one_call_is_made(world, later, create):
    world.deliver = target = Target(Answer(error="Cannot send request: refused"))
    with world:
        dispatch = webhooks.test(world, create(do_not_retry=True))
    later(100 * HOUR)
    assert (dispatch.status, len(target.sent)) == ("FAILED", 1)
    assert dispatch.calls[0].error_message == "Cannot send request: refused"


def test_an_answer_that_cannot_change_is_not_asked_for_again(world, later, create):
    world.deliver = target = Target(Answer(error="not allowed", final=True))
    with world:
        dispatch = webhooks.test(world, create())
    later(100 * HOUR)
    assert (dispatch.status, len(target.sent)) == ("FAILED", 1)


def test_a_target_has_two_minutes_to_answer(world, later, create):
    world.deliver = target = Target()
    with world:
        dispatch = webhooks.test(world, create(do_not_retry=True))
    assert world.working == 1
    assert not world.may_jump()
    later(119)
    assert dispatch.calls[0].finished_at is None
    later(1)
    assert (dispatch.status, world.working) == ("FAILED", 0)
    assert dispatch.calls[0].error_message == "The target did not answer within 120 seconds"
    with world:
        target.waiting[0](GOOD)
    assert (dispatch.status, world.working, dispatch.calls[0].response_status) == ("FAILED", 0, None)


def test_a_template_that_makes_nothing_of_these_values_fails_its_dispatch(world, start, later, create, target):
    webhook = create(payload_template='{"a":{{resource.statusMessage}},"b":{{userId}}}')
    start(Succeeded(status_message="C:\\"))
    later(1)
    assert target.sent == []
    (dispatch,) = dispatches(world, webhook)
    assert dispatch.status == "FAILED"
    assert dispatch.calls[0].error_message.startswith("Cannot make the request: ")


def test_a_deleted_webhook_is_called_no_more(world, start, later, actor, create):
    world.deliver = target = Target(BAD)
    webhook = create()
    start(actor=actor)
    later(90)
    with world:
        webhooks.delete(world, webhook)
    later(100 * HOUR)
    assert len(target.sent) == 2
    assert [dispatch.status for dispatch in world.dispatches.values()] == ["FAILED"]


def test_what_is_under_way_when_its_webhook_goes_has_failed_whatever_comes_back(world, create):
    world.deliver = target = Target()
    webhook = create()
    with world:
        dispatch = webhooks.test(world, webhook)
        webhooks.delete(world, webhook)
        target.waiting[0](GOOD)
    assert (dispatch.status, world.working, dispatch.calls[0].response_status) == ("FAILED", 0, 200)


def test_a_test_tells_of_the_latest_run(world, start, later, actor, create, target):
    start(actor=actor)
    latest = start(actor=actor)
    with world:
        dispatch = webhooks.test(world, create())
    assert (dispatch.event_type, dispatch.event_data.actor_run_id) == ("TEST", latest.id)
    assert target.payloads[0]["resource"]["id"] == latest.id


def test_a_test_where_nothing_ran_yet_is_made_up(world, user, actor, create, target):
    with world:
        task = tasks.create(world, user, actor, TaskSettings())
        dispatch = webhooks.test(world, create(condition=Condition(actor_task_id=task.id)))
    assert (dispatch.event_data.actor_id, dispatch.event_data.actor_task_id) == (actor.id, task.id)
    assert target.payloads[0]["resource"] == {"id": dispatch.event_data.actor_run_id, "actId": actor.id}


def test_a_test_of_a_webhook_for_builds_tells_of_a_build(world, actor, create):
    with world:
        dispatch = webhooks.test(world, create("ACTOR.BUILD.FAILED"))
    assert dispatch.event_data.actor_build_id in world.builds


def test_the_same_idempotency_key_is_the_same_webhook(world, user, create):
    with world:
        other = users.create(world, "other", "other-token")
    first = create(idempotency_key="k")
    assert create("ACTOR.RUN.FAILED", idempotency_key="k") is first
    assert create(idempotency_key="l") is not first
    assert create(owner=other, idempotency_key="k") is not first
    assert len(world.webhooks) == 3


@each_case(
    ("settings", "told"),
    [
        ({"event_types": []}, r'"eventTypes" must be one or more of ACTOR.RUN.CREATED.*, not \[\]'),
        ({"event_types": ["ACTOR.RUN.STARTED"]}, r'not \["ACTOR.RUN.STARTED"\]'),
        ({"condition": Condition()}, "exactly one of actorId, actorTaskId and actorRunId, not {}"),
        ({"condition": Condition(actor_id="a", actor_run_id="b")}, "exactly one of"),
        ({"condition": Condition(actor_id="a")}, "Actor was not found"),
        ({"condition": Condition(actor_task_id="a")}, "Actor task was not found"),
        ({"condition": Condition(actor_run_id="a")}, "Run was not found"),
        ({"is_ad_hoc": True}, "isAdHoc"),
        ({"payload_template": "{"}, '"payloadTemplate": the template makes no JSON'),
        ({"payload_template": "{{who}}"}, '"payloadTemplate": Invalid payload template variable: who'),
        ({"headers_template": '["a"]'}, '"headersTemplate" must be a JSON object of strings'),
        ({"headers_template": '{"a": 1}'}, '"headersTemplate" must be a JSON object of strings'),
    ],
)  # fmt: skip
def test_what_will_not_do_is_refused_with_a_reason(world, create, settings, told):
    with pytest.raises(ApiError, match=told):
        create(**settings)
    assert world.webhooks == {}


@each_case(
    "url",
    ["", "localhost", "ftp://a/", "http://", "http:///x", "http://a b/", "http://a:x/", "http://a:99999/", "http://[x]/",
     "http://1.2.3/", "http://ü/", " http://a/", "http://a/%zz", "http://a/#b#c", "mailto:a@b"],
)  # fmt: skip
def test_what_is_no_url_to_post_to_is_refused(create, url):
    with pytest.raises(ApiError, match='"requestUrl" must be an http or https URL'):
        create(request_url=url)


@each_case(
    ("url", "kept"),
    [
        ("http://localhost:8000", "http://localhost:8000"),
        ("HTTPS://user:pass@my_app.test/a?b=c#d", "HTTPS://user:pass@my_app.test/a?b=c#d"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("http://127.0.0.1/a%20b", "http://127.0.0.1/a%20b"),
        ("http://a/{id} ü|[x]", "http://a/%7Bid%7D%20%C3%BC%7C%5Bx%5D"),
    ],
)
def test_urls_are_kept_as_every_client_can_read_them(create, url, kept):
    assert create(request_url=url).request_url == kept


def test_an_update_changes_what_it_names_and_nothing_else(world, actor, create, later):
    webhook = create(description="mine", payload_template="{{resource}}")
    before = webhook.created_at
    later(5)
    with world:
        webhooks.update(world, webhook, WebhookSettings(event_types=["TEST"], condition=Condition(), description=None))
    assert (webhook.event_types, webhook.description, webhook.payload_template) == (["TEST"], None, "{{resource}}")
    assert webhook.condition == Condition(actor_id=actor.id)
    assert (webhook.created_at, webhook.modified_at - before) == (before, timedelta(seconds=5))


@each_case(
    "settings",
    [
        {"request_url": "x"},
        {"condition": Condition(actor_id="x")},
        {"should_interpolate_strings": True},
        {"is_ad_hoc": True},
    ],
)
def test_an_update_that_will_not_do_changes_nothing(world, create, settings):
    webhook = create(payload_template='"{{who}}"')
    before = wire.encode(webhook)
    with world, pytest.raises(ApiError):
        webhooks.update(world, webhook, WebhookSettings(description="new", **settings))
    assert wire.encode(webhook) == before
