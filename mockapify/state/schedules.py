"""Schedules: actions that the world's clock starts."""

from collections import Counter, deque
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, structs

from mockapify import errors
from mockapify.clock import Timer, Timestamp
from mockapify.errors import ApiError
from mockapify.state import names, schedule_actions
from mockapify.state.jobs import JobMeta
from mockapify.state.runs import Run
from mockapify.state.schedule_actions import Action
from mockapify.state.users import User
from mockapify.wire import UNSET, Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.world import World

DEFAULT_NAME = "my-schedule"
MAX_ACTIONS = 10
"""How many actions of each type a schedule may have."""

MIN_INTERVAL_SECONDS = 10
"""What is due sooner than this after the last time is skipped (the platform's page on schedules)."""

MAX_LOG_ENTRIES = 1000

CLEARABLE = {"title", "description"}
"""What null takes away; for everything else null says nothing."""

Level = Literal["INFO", "ERROR"]


class LogEntry(Resource, kw_only=True):
    """A line of a schedule's log."""

    message: str
    level: Level
    created_at: Timestamp


class Notifications(Resource, kw_only=True):
    """Whether its owner gets mail about it. Here nobody does."""

    email: bool | UnsetType | None = UNSET


class ScheduleSettings(Struct, rename="camel", kw_only=True):
    """What can be said of a schedule. UNSET says nothing, and so does None but for what is CLEARABLE."""

    name: str | None = None
    title: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    cron_expression: str | None = None
    timezone: str | None = None
    is_enabled: bool | None = None
    is_exclusive: bool | None = None
    notifications: Notifications | None = None
    actions: list[Action] | None = None


class Schedule(Resource, kw_only=True):
    """A schedule. `next_run_at` is None while it is disabled."""

    id: str
    user_id: str
    name: str
    title: str | UnsetType | None = None
    description: str | UnsetType | None = None
    cron_expression: str = ""
    timezone: str = "UTC"
    is_enabled: bool = False
    is_exclusive: bool = False
    created_at: Timestamp
    modified_at: Timestamp
    next_run_at: Timestamp | None = None
    last_run_at: Timestamp | None = None
    notifications: Notifications | UnsetType = UNSET
    actions: list[Action]

    def __post_init__(self) -> None:
        self.timer: Timer | None = None
        """What calls it when it is due."""
        self.log: deque[LogEntry] = deque(maxlen=MAX_LOG_ENTRIES)

    def next_after(self, moment: float) -> float | None:
        """When it is due next after a moment, both in seconds since 1970; None when never.

        Raises:
            ApiError: 400 `cron-expression-invalid` or `invalid-value`.
        """
        from mockapify.state.cron import Cron

        return Cron(self.cron_expression, self.timezone).next_after(moment)

    def short(self) -> "Schedule":
        """The schedule as lists show it."""
        own = [action.short() for action in self.actions]
        return structs.replace(self, title=UNSET, description=UNSET, notifications=UNSET, actions=own)


def create(world: "World", user: User, settings: ScheduleSettings) -> Schedule:
    """A new schedule of the user. Without a name it gets one; it is disabled unless told otherwise.

    Raises:
        ApiError: 400 `cron-expression-invalid`, `run-input-body-not-valid-json` or `invalid-value`; 403: too many
            schedules, or actions; 404: there is no such thing to run; 409 `schedule-name-not-unique`.
    """
    if len(listed(world, user)) >= user.limits.max_schedule_count:
        raise errors.too_many_schedules(user.limits.max_schedule_count)
    if settings.cron_expression is None:
        raise errors.invalid_value('"cronExpression" is missing: say when the schedule is due, such as "0 8 * * *"')
    name = settings.name if settings.name is not None else names.free(world.schedules, user.id, DEFAULT_NAME)
    now = world.clock.now()
    schedule = Schedule(
        id=world.ids.new(),
        user_id=user.id,
        name=names.check(name),
        created_at=now,
        modified_at=now,
        actions=[],
    )
    changes = _checked(world, schedule, settings)
    world.schedules.add(schedule)
    _change(world, schedule, changes)
    return schedule


def update(world: "World", schedule: Schedule, settings: ScheduleSettings) -> None:
    """Change what is said, all or nothing. Actions that are given replace all there were.

    Raises:
        ApiError: As for `create`.
    """
    changes = _checked(world, schedule, settings)
    if settings.name is not None:
        world.schedules.rename(schedule, names.check(settings.name))
    _change(world, schedule, changes)
    schedule.modified_at = world.clock.now()


def delete(world: "World", schedule: Schedule) -> None:
    """Forget the schedule. What it started goes on."""
    world.schedules.remove(schedule)
    if schedule.timer is not None:
        schedule.timer.cancel()


def listed(world: "World", user: User) -> list[Schedule]:
    """The user's schedules, oldest first."""
    return [schedule for schedule in world.schedules if schedule.user_id == user.id]


def runs_of(world: "World", schedule: Schedule) -> list[Run]:
    """The runs that the schedule started, oldest first."""
    return [run for run in world.runs.values() if run.meta.schedule_id == schedule.id]


def _checked(world: "World", schedule: Schedule, settings: ScheduleSettings) -> dict[str, Any]:
    """The fields of the schedule that the settings change, and what to; the name is left out."""
    changes: dict[str, Any] = {
        name: value
        for name in structs.asdict(settings)
        if name != "name"
        and (value := getattr(settings, name)) is not UNSET
        and (value is not None or name in CLEARABLE)
    }
    draft = structs.replace(schedule, **changes)
    if draft.next_after(world.clock.time()) is None:
        raise errors.cron_expression_invalid(draft.cron_expression, "there is no such day")
    if settings.actions is not None:
        changes["actions"] = _with_ids(world, schedule, settings.actions)
    return changes


def _with_ids(world: "World", schedule: Schedule, given: list[Action]) -> list[Action]:
    """The actions, checked. One that comes with an id which the schedule knows keeps it."""
    for type_, number in Counter(type(action) for action in given).items():
        if number > MAX_ACTIONS:
            raise errors.too_many_actions(MAX_ACTIONS, str(type_.__struct_config__.tag))
    known = {action.id for action in schedule.actions}
    kept: list[Action] = []
    for action in given:
        action.check(world, world.users[schedule.user_id])
        id_ = action.id if action.id in known else world.ids.new()
        known.discard(id_)
        kept.append(structs.replace(action, id=id_))
    return kept


def _change(world: "World", schedule: Schedule, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(schedule, name, value)
    _wait(world, schedule)


def _wait(world: "World", schedule: Schedule) -> None:
    """Let the clock call the schedule when it is due next."""
    if schedule.timer is not None:
        schedule.timer.cancel()
    schedule.timer = schedule.next_run_at = None
    if not schedule.is_enabled:
        return
    after = world.clock.time()
    if schedule.last_run_at is not None:
        after = max(after, schedule.last_run_at.timestamp() + MIN_INTERVAL_SECONDS - 1)
    due = schedule.next_after(after)
    if due is not None:
        schedule.next_run_at = Timestamp.at(due)
        schedule.timer = world.clock.call_at(due, lambda: _invoke(world, schedule), background=True)


def _invoke(world: "World", schedule: Schedule) -> None:
    """Start what the actions say. One that cannot be started is logged, and keeps nothing else from starting."""
    user = world.users[schedule.user_id]
    meta = JobMeta(origin="SCHEDULER", schedule_id=schedule.id, scheduled_at=schedule.next_run_at or UNSET)
    schedule.last_run_at = world.clock.now()
    _log(world, schedule, "Schedule invoked")
    under_way = _under_way(world, schedule) if schedule.is_exclusive else set()
    for action in schedule.actions:
        what = f'{action.label} "{action.target_id}"'
        if action.target_id in under_way:
            _log(world, schedule, f"{what} was not started: what was started before is still under way")
            continue
        try:
            schedule_actions.start(world, user, action, meta)
        except ApiError as error:
            _log(world, schedule, f"Cannot start {what}: {error.message}", "ERROR")
    _wait(world, schedule)


def _under_way(world: "World", schedule: Schedule) -> set[str]:
    """The ids of the Actors and tasks that it started before and that still run."""
    return {
        job.actor_task_id or job.act_id
        for job in world.under_way.values()
        if isinstance(job, Run) and job.meta.schedule_id == schedule.id
    }


def _log(world: "World", schedule: Schedule, message: str, level: Level = "INFO") -> None:
    schedule.log.append(LogEntry(message=message, level=level, created_at=world.clock.now()))
