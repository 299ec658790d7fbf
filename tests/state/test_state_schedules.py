from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from mockapify.errors import ApiError
from mockapify.state import actors, limits, run_endings, runs, schedules, tasks, users, webhooks
from mockapify.state.behaviours import Failed, Hangs, Succeeded
from mockapify.state.dispatches import Answer
from mockapify.state.events import Condition
from mockapify.state.schedule_actions import RunActor, RunInput, RunTask, running
from mockapify.state.schedules import ScheduleSettings
from mockapify.state.tasks import TaskOptions, TaskSettings
from mockapify.state.webhooks import NewWebhook
from mockapify.world import World

START = datetime(2026, 1, 31, 12, tzinfo=UTC)
MINUTE = 60
HOUR = 3600


@pytest.fixture
def actor(world):
    with world:
        return actors.declare(world, "janedoe/scraper")


@pytest.fixture
def task(world, user, actor):
    with world:
        return tasks.declare(
            world, "janedoe/nightly", actor.full_name, TaskSettings(input={"query": "cats", "limit": 3})
        )


@pytest.fixture
def create(world, user):
    """Makes a schedule of the user, due at every full hour unless told otherwise."""

    def made(*actions, cron="0 * * * *", enabled=True, owner=None, **more):
        given = ScheduleSettings(cron_expression=cron, is_enabled=enabled, actions=[*actions], **more)
        with world:
            return schedules.create(world, owner or user, given)

    return made


@pytest.fixture
def update(world):
    def change(schedule, **changes):
        with world:
            schedules.update(world, schedule, ScheduleSettings(**changes))

    return change


def at(hour, minute=0, second=0):
    return START.replace(hour=hour, minute=minute, second=second)


def messages(schedule):
    return [(entry.level, entry.message) for entry in schedule.log]


def refusal(call, *arguments, **more):
    with pytest.raises(ApiError) as caught:
        call(*arguments, **more)
    return caught.value.status, caught.value.type


def test_a_new_schedule(world, user):
    with world:
        schedule = schedules.create(world, user, ScheduleSettings(cron_expression="@daily"))
    assert (schedule.name, schedule.user_id, schedule.timezone) == ("my-schedule", user.id, "UTC")
    assert (schedule.is_enabled, schedule.is_exclusive, schedule.actions) == (False, False, [])
    assert (schedule.next_run_at, schedule.last_run_at, schedule.created_at) == (None, None, START)
    assert list(schedule.log) == []


def test_an_action_runs_an_actor_when_the_clock_reaches_it(world, user, actor, create, later):
    options = TaskOptions(memory_mbytes=256, timeout_secs=30, max_items=7, restart_on_error=True)
    given = RunInput(body='{"query": "cats"}', content_type="application/json")
    schedule = create(RunActor(actor_id=actor.id, run_input=given, run_options=options))
    later(59 * MINUTE)
    assert schedule.next_run_at == at(13)
    assert not world.runs

    later(MINUTE)

    (run,) = world.runs.values()
    assert (run.act_id, run.user_id, run.started_at, run.input) == (actor.id, user.id, at(13), {"query": "cats"})
    assert (run.options.memory_mbytes, run.options.timeout_secs, run.options.max_items) == (256, 30, 7)
    assert run.options.restart_on_error is True
    assert (run.meta.origin, run.meta.schedule_id, run.meta.scheduled_at) == ("SCHEDULER", schedule.id, at(13))
    assert (schedule.last_run_at, schedule.next_run_at) == (at(13), at(14))
    assert messages(schedule) == [("INFO", "Schedule invoked")]
    later(MINUTE)
    assert run.status == "SUCCEEDED"


def test_an_action_runs_a_task_with_its_input_laid_over_the_tasks_own(world, task, create, later):
    schedule = create(RunTask(actor_task_id=task.id, input={"limit": 9}), RunTask(actor_task_id=task.id))
    later(HOUR)
    assert [run.input for run in world.runs.values()] == [{"query": "cats", "limit": 9}, {"query": "cats", "limit": 3}]
    assert {run.actor_task_id for run in schedules.runs_of(world, schedule)} == {task.id}


def test_a_run_without_an_input_has_none(world, actor, create, later):
    create(RunActor(actor_id=actor.id), RunActor(actor_id=actor.id, run_input=RunInput(body="")))
    later(HOUR)
    assert [run.input for run in world.runs.values()] == [None, None]


def test_an_input_of_another_content_type_is_handed_over_as_it_is(world, actor, create, later):
    create(RunActor(actor_id=actor.id, run_input=RunInput(body="{cats", content_type="text/plain")))
    later(HOUR)
    (run,) = world.runs.values()
    with world:
        assert runs.store_of(world, run).records["INPUT"].content_type == "text/plain"
    assert run.input == "{cats"


def test_it_goes_on_and_on(world, actor, create, later):
    schedule = create(RunActor(actor_id=actor.id), cron="*/10 * * * *")
    later(HOUR)
    assert [run.started_at.minute for run in world.runs.values()] == [10, 20, 30, 40, 50, 0]
    assert len(schedule.log) == 6


def test_its_time_zone_says_when(create, update):
    schedule = create(cron="0 8 * * *", timezone="America/New_York")
    assert schedule.next_run_at == START.replace(hour=13)
    update(schedule, timezone="Europe/Prague")
    assert schedule.next_run_at == START.replace(hour=7) + timedelta(days=1)


def test_a_disabled_schedule_starts_nothing(world, actor, create, update, later):
    schedule = create(RunActor(actor_id=actor.id), enabled=False)
    later(2 * HOUR)
    assert not world.runs
    update(schedule, is_enabled=True)
    assert schedule.next_run_at == at(15)
    later(HOUR)
    assert len(world.runs) == 1
    update(schedule, is_enabled=False)
    later(2 * HOUR)
    assert len(world.runs) == 1
    assert (schedule.next_run_at, schedule.last_run_at) == (None, at(15))


def test_a_deleted_schedule_starts_nothing_and_what_it_started_goes_on(world, actor, create, later):
    schedule = create(RunActor(actor_id=actor.id))
    later(HOUR)
    with world:
        schedules.delete(world, schedule)
    later(3 * HOUR)
    assert [run.status for run in world.runs.values()] == ["SUCCEEDED"]
    assert schedule.id not in world.schedules


def test_an_update_changes_what_it_says_and_nothing_else(actor, create, update, later):
    schedule = create(RunActor(actor_id=actor.id), name="nightly", title="Nightly", description="At night")
    later(MINUTE)
    update(schedule, cron_expression="30 * * * *", description=None, is_exclusive=True)
    assert (schedule.next_run_at, schedule.is_enabled, schedule.is_exclusive) == (at(12, 30), True, True)
    assert (schedule.name, schedule.title, schedule.description) == ("nightly", "Nightly", None)
    assert [action.actor_id for action in schedule.actions] == [actor.id]
    assert (schedule.created_at, schedule.modified_at) == (START, at(12, 1))


def test_actions_that_are_given_replace_the_others_and_keep_ids_that_are_known(actor, task, create, update):
    schedule = create(RunActor(actor_id=actor.id), RunTask(actor_task_id=task.id))
    first, second = (action.id for action in schedule.actions)
    assert len(first) == 17
    assert first != second

    update(schedule, actions=[RunTask(id=second, actor_task_id=task.id), RunActor(id="mine", actor_id=actor.id)])

    kept, made = (action.id for action in schedule.actions)
    assert kept == second
    assert made not in {first, second, "mine"}
    update(schedule, actions=[RunTask(id=second, actor_task_id=task.id)] * 2)
    assert len({action.id for action in schedule.actions}) == 2
    update(schedule, actions=[])
    assert schedule.actions == []


def test_an_update_that_will_not_do_changes_nothing(world, actor, create, update, later):
    schedule = create(RunActor(actor_id=actor.id), name="nightly")
    create(name="taken")
    assert refusal(update, schedule, name="taken", cron_expression="@yearly") == (409, "schedule-name-not-unique")
    assert refusal(update, schedule, name="new", cron_expression="0 0 31 2 *") == (400, "cron-expression-invalid")
    assert refusal(update, schedule, title="New", actions=[RunActor(actor_id="none")])[0] == 404
    assert (schedule.name, schedule.cron_expression, schedule.title, len(schedule.actions)) == (
        "nightly",
        "0 * * * *",
        None,
        1,
    )
    later(HOUR)
    assert len(world.runs) == 1


@each_case("cron", ["0 0 30 2 *", "0 0 */20 * 1L", "never", ""])
def test_an_expression_that_is_none_or_never_due_is_refused(create, cron):
    assert refusal(create, cron=cron) == (400, "cron-expression-invalid")


def test_a_schedule_needs_an_expression(create):
    assert refusal(create, cron=None) == (400, "invalid-value")


def test_actions_that_cannot_be_are_refused(world, actor, task, create):
    with world:
        stranger = users.create(world, "stranger")
        hidden = actors.declare(world, "stranger/hidden", is_public=False)

    assert refusal(create, RunActor(actor_id="none")) == (404, "schedule-actor-not-found")
    assert refusal(create, RunActor(actor_id=hidden.id)) == (404, "schedule-actor-not-found")
    assert refusal(create, RunActor(actor_id="janedoe~scraper")) == (404, "schedule-actor-not-found")
    assert refusal(create, RunTask(actor_task_id=actor.id)) == (404, "schedule-actor-task-not-found")
    assert refusal(create, RunTask(actor_task_id=task.id), owner=stranger) == (404, "schedule-actor-task-not-found")
    create(RunActor(actor_id=actor.id), owner=stranger)
    for body in (RunInput(body="{cats"), RunInput(body="{cats", content_type="application/json")):
        action = RunActor(actor_id=actor.id, run_input=body)
        assert refusal(create, action) == (400, "run-input-body-not-valid-json")
    action = RunActor(actor_id=actor.id, run_options=TaskOptions(memory_mbytes=100))
    assert refusal(create, action) == (400, "invalid-value")
    assert len(world.schedules) == 1


def test_ten_actions_of_each_type_are_enough(actor, task, create):
    full = [RunActor(actor_id=actor.id)] * 10 + [RunTask(actor_task_id=task.id)] * 10
    assert len(create(*full).actions) == 20
    assert refusal(create, *full, RunTask(actor_task_id=task.id)) == (403, "too-many-values")


def test_a_user_has_at_most_a_hundred_schedules(world, create):
    for _ in range(100):
        create()
    assert refusal(create) == (403, "too-many-schedules")
    with world:
        other = users.create(world, "other")
    create(owner=other)
    with world:
        schedules.delete(world, next(iter(world.schedules)))
    create()


def test_names_are_unique_among_a_users_schedules(world, create):
    create(name="nightly")
    assert refusal(create, name="nightly") == (409, "schedule-name-not-unique")
    assert refusal(create, name="ab") == (400, "invalid-value")
    with world:
        other = users.create(world, "other")
    create(name="nightly", owner=other)
    assert [create().name for _ in range(3)] == ["my-schedule", "my-schedule-1", "my-schedule-2"]


def test_a_run_that_cannot_start_is_logged_and_keeps_nothing_else_from_starting(
    world, user, actor, task, create, later
):
    with world:
        gone = actors.declare(world, "janedoe/gone")
        kept = tasks.declare(world, "janedoe/kept", gone.full_name, TaskSettings())
    schedule = create(
        RunActor(actor_id=gone.id),
        RunTask(actor_task_id=task.id),
        RunTask(actor_task_id=kept.id),
        RunActor(actor_id=actor.id),
    )
    with world:
        world.actors.remove(gone)
        tasks.delete(world, task)
    later(HOUR)
    assert messages(schedule) == [
        ("INFO", "Schedule invoked"),
        ("ERROR", f'Cannot start Actor "{gone.id}": Actor was not found'),
        ("ERROR", f'Cannot start Actor task "{task.id}": Actor task was not found'),
        ("ERROR", f'Cannot start Actor task "{kept.id}": Actor was not found'),
    ]
    assert [run.act_id for run in world.runs.values()] == [actor.id]
    with world:
        limits.set_plan(user, concurrent_runs=0)
    later(HOUR)
    assert schedule.log[-1].message.startswith(
        f'Cannot start Actor "{actor.id}": By launching this job you will exceed your limit of 0 concurrent Actor runs.'
    )
    assert schedule.next_run_at == at(15)


def test_an_exclusive_schedule_waits_for_what_it_started(world, actor, task, create, later):
    actor.behaviour.set(Hangs(), Succeeded(duration=90))
    actions = [RunActor(actor_id=actor.id), RunTask(actor_task_id=task.id)]
    schedule = create(*actions, cron="* * * * *", is_exclusive=True)
    later(MINUTE)
    hanging, short = world.runs.values()
    later(MINUTE)
    assert len(world.runs) == 2
    assert messages(schedule)[2:] == [
        ("INFO", f'Actor "{actor.id}" was not started: what was started before is still under way'),
        ("INFO", f'Actor task "{task.id}" was not started: what was started before is still under way'),
    ]
    later(MINUTE)
    assert short.status == "SUCCEEDED"
    assert [run.actor_task_id for run in world.runs.values()][2:] == [task.id]
    with world:
        run_endings.abort(world, hanging)
    later(MINUTE)
    assert [run.actor_task_id or None for run in world.runs.values()][3:] == [None]


def test_an_exclusive_schedule_starts_the_same_twice_at_a_time(world, actor, create, later):
    create(*[RunActor(actor_id=actor.id)] * 2, is_exclusive=True)
    later(HOUR)
    assert len(world.runs) == 2


def test_what_is_due_within_ten_seconds_is_skipped(world, actor, create, update, later):
    schedule = create(RunActor(actor_id=actor.id), cron="*/4 * * * * *")
    later(30)
    assert [run.started_at.second for run in world.runs.values()] == [4, 16, 28]
    update(schedule, cron_expression="* * * * * *")
    assert schedule.next_run_at == at(12, 0, 38)


def test_the_log_keeps_the_latest_thousand_entries(create, later):
    schedule = create(cron="* * * * *")
    later(1005 * MINUTE)
    assert len(schedule.log) == 1000
    assert schedule.log[0].created_at == START + timedelta(minutes=6)


def test_a_clock_that_moves_on_wakes_schedules_in_their_order(world, actor, create, later):
    for cron in ("30 13 * * *", "15 * * * *", "0 13 * * *"):
        create(running(actor_id=actor.id, given={"cron": cron}), cron=cron)
    later(2 * HOUR)
    assert [run.input["cron"][:2] for run in world.runs.values()] == ["15", "0 ", "15", "30"]


def test_a_run_that_was_started_by_hand_is_no_ones(world, actor, create, start, later):
    schedule = create(RunActor(actor_id=actor.id), is_exclusive=True)
    actor.behaviour.set(Hangs())
    start(actor=actor)
    later(HOUR)
    assert len(schedules.runs_of(world, schedule)) == 1


def test_a_clock_is_idle_although_a_schedule_always_has_a_next_time(world, actor, create):
    create(RunActor(actor_id=actor.id))
    with world:
        assert world.clock.is_idle()


def test_what_a_schedule_started_before_is_waited_for_but_not_what_it_starts_meanwhile(world, actor, create, later):
    actor.behaviour.set(Succeeded(duration=90))
    create(RunActor(actor_id=actor.id), cron="* * * * *")
    later(MINUTE)
    with world:
        world.clock.expect_all()
        assert not world.clock.is_idle()
        while not world.clock.is_idle():
            world.clock.advance_to_next(float("inf"))
    first, second = world.runs.values()
    assert (first.status, second.status) == ("SUCCEEDED", "RUNNING")
    with world:
        world.clock.expect_all()
        assert not world.clock.is_idle()


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.sampled_from(["*/7 * * * * *", "*/9 * * * *", "*/5 3 * * *", "@hourly", "@daily"]), min_size=1, max_size=3
    ),
    st.lists(st.integers(1, 1800), min_size=1, max_size=8),
    st.sampled_from(["UTC", "Europe/Prague", "Australia/Lord_Howe"]),
)
def test_the_next_run_lies_ahead_and_runs_are_ten_seconds_apart(crons, steps, timezone):
    world = World(mode="manual", seed=7, start=datetime(2026, 3, 29, 0, 30, tzinfo=UTC))
    with world:
        user = users.create(world, "janedoe")
        made = [
            schedules.create(
                world, user, ScheduleSettings(cron_expression=cron, timezone=timezone, is_enabled=True, actions=[])
            )
            for cron in crons
        ]
        expected = [schedule.next_run_at for schedule in made]
        for step in steps:
            world.clock.advance_to(world.clock.time() + step)
            now = world.clock.now()
            for number, schedule in enumerate(made):
                assert schedule.next_run_at > now
                assert schedule.next_run_at >= expected[number]
                assert schedule.last_run_at is None or schedule.last_run_at <= now
                expected[number] = schedule.next_run_at
    for schedule in made:
        moments = [entry.created_at for entry in schedule.log]
        gaps = [after - before for before, after in pairwise(moments)]
        assert all(gap >= timedelta(seconds=10) for gap in gaps)


def test_the_story_of_a_schedule_a_webhook_and_its_retries(world, user, actor, create, later):
    """Forty hours: runs at six, one of which fails, and a target that is down for the first twenty."""
    up_at = START + timedelta(hours=20)
    actor.behaviour.set(Succeeded(), Failed("the shop was closed"), Succeeded())

    def deliver(delivery, answered):
        answered(Answer(status=204) if world.clock.now() >= up_at else Answer(error="Connection refused"))

    world.deliver = deliver
    ends = ["ACTOR.RUN.SUCCEEDED", "ACTOR.RUN.FAILED"]
    condition = Condition(actor_id=actor.id)
    with world:
        webhooks.create(world, user, NewWebhook(event_types=ends, request_url="http://localhost/", condition=condition))
    schedule = create(RunActor(actor_id=actor.id), cron="0 6,18 * * *")

    later(40 * HOUR)

    started = [(run.started_at - START).total_seconds() / HOUR for run in schedules.runs_of(world, schedule)]
    assert started == [6, 18, 30]
    assert [run.status for run in world.runs.values()] == ["SUCCEEDED", "FAILED", "SUCCEEDED"]
    told = list(world.dispatches.values())
    assert [one.event_type for one in told] == [ends[0], ends[1], ends[0]]
    assert {one.status for one in told} == {"SUCCEEDED"}
    # After 1, 3, 7, 15... minutes it is tried again, until the target is up.
    assert [len(one.calls) for one in told] == [11, 8, 1]
