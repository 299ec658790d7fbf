"""Schedules through the official client, synchronous and asynchronous."""

from datetime import timedelta

import pytest
from apify_client.errors import ApifyApiError
from cases import each_case

pytestmark = pytest.mark.mockapify(clock="manual", seed=7)


@pytest.fixture
def actor(mockapify):
    return mockapify.actor("me/scraper", duration=30)


@pytest.fixture
def create(client, actor):
    def made(cron="0 8 * * *", **more):
        actions = more.pop("actions", [{"type": "RUN_ACTOR", "actorId": actor.id}])
        return client.schedules().create(
            cron_expression=cron, is_enabled=True, is_exclusive=False, actions=actions, **more
        )

    return made


def test_a_run_starts_when_the_clock_reaches_the_schedule(client, mockapify, actor, create):
    schedule = create()
    assert schedule.next_run_at > mockapify.clock.now()
    assert schedule.last_run_at is None

    mockapify.clock.move_to(schedule.next_run_at)
    mockapify.clock.run_until_idle()

    (run,) = client.actor(actor.id).runs().list().items
    assert (run.status, run.meta.origin, run.started_at) == ("SUCCEEDED", "SCHEDULER", schedule.next_run_at)
    run = client.run(run.id).get()
    assert (run.meta.schedule_id, run.meta.scheduled_at) == (schedule.id, schedule.next_run_at)
    assert client.actor(actor.id).last_run(origin="SCHEDULER").get().id == run.id
    after = client.schedule(schedule.id).get()
    assert (after.last_run_at, after.next_run_at - after.last_run_at) == (schedule.next_run_at, timedelta(days=1))
    (entry,) = client.schedule(schedule.id).get_log()
    assert (entry.message, entry.level, entry.created_at) == ("Schedule invoked", "INFO", schedule.next_run_at)


@pytest.mark.mockapify(clock="auto")
def test_a_wait_for_another_run_passes_a_schedule(client, mockapify, create):
    slow = mockapify.actor("me/slow", duration=50)
    schedule = create("*/10 * * * * *")

    started = client.actor(slow.id).start()
    assert client.run(started.id).wait_for_finish().status == "SUCCEEDED"

    assert len(client.schedule(schedule.id).get_log()) in {5, 6}
    assert mockapify.schedules[0].runs[0].status == "SUCCEEDED"


def test_a_schedule_of_a_task(client, mockapify, actor, create):
    task = mockapify.task("me/nightly", actor, input={"query": "cats", "limit": 1})
    create(actions=[{"type": "RUN_ACTOR_TASK", "actorTaskId": task.id, "input": {"limit": 2}}])
    mockapify.clock.shift(days=1)
    assert [run.input for run in task.runs] == [{"query": "cats", "limit": 2}]


@each_case(
    ("given", "status", "type_"),
    [
        pytest.param({"cron": "0 0 30 2 *"}, 400, "cron-expression-invalid", id="cron"),
        pytest.param({"name": "taken"}, 409, "schedule-name-not-unique", id="name"),
        pytest.param(
            {"actions": [{"type": "RUN_ACTOR", "actorId": "none"}]}, 404, "schedule-actor-not-found", id="actor"
        ),
        pytest.param(
            {"actions": [{"type": "RUN_ACTOR_TASK", "actorTaskId": "none"}]},
            404,
            "schedule-actor-task-not-found",
            id="task",
        ),
        pytest.param({"timezone": "Mars/Olympus"}, 400, "invalid-value", id="timezone"),
    ],
)
def test_what_will_not_do(create, again, given, status, type_):
    again()
    create(name="taken")
    with pytest.raises(ApifyApiError) as caught:
        create(**given)
    assert (caught.value.status_code, caught.value.type) == (status, type_)


def test_a_stranger_finds_no_schedule(stranger, create):
    assert stranger.schedule(create().id).get() is None
    assert stranger.schedules().list().items == []
