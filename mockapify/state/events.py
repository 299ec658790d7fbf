"""Events: what happens to runs and builds, as webhooks tell it."""

from typing import TYPE_CHECKING, Any, Literal, get_args

from msgspec import Struct, structs

from mockapify import wire
from mockapify.clock import Timestamp
from mockapify.wire import UNSET, Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.state.builds import Build
    from mockapify.state.runs import Run
    from mockapify.world import World

EventType = Literal[
    "ACTOR.RUN.CREATED",
    "ACTOR.RUN.SUCCEEDED",
    "ACTOR.RUN.FAILED",
    "ACTOR.RUN.ABORTED",
    "ACTOR.RUN.TIMED_OUT",
    "ACTOR.RUN.RESURRECTED",
    "ACTOR.BUILD.CREATED",
    "ACTOR.BUILD.SUCCEEDED",
    "ACTOR.BUILD.FAILED",
    "ACTOR.BUILD.ABORTED",
    "ACTOR.BUILD.TIMED_OUT",
    "TEST",
]
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)
ENDS_OF_RUNS: tuple[EventType, ...] = EVENT_TYPES[1:5]
OF_BUILDS = frozenset(name for name in EVENT_TYPES if name.startswith("ACTOR.BUILD."))


class Condition(Struct, rename="camel", kw_only=True, frozen=True):
    """Whose events: those of an Actor, a task, or one run."""

    actor_id: str | UnsetType | None = UNSET
    actor_task_id: str | UnsetType | None = UNSET
    actor_run_id: str | UnsetType | None = UNSET

    @property
    def given(self) -> dict[str, str]:
        """The ids that it has, by the names of their fields."""
        return {name: id_ for name, id_ in structs.asdict(self).items() if id_}

    def holds_for(self, subject: "Run | Build") -> bool:
        """Whether the run or build is one of those. Builds belong to an Actor only."""
        task_id = getattr(subject, "actor_task_id", None)
        return not {subject.act_id, task_id, subject.id}.isdisjoint(self.given.values())


class EventData(Resource, kw_only=True):
    """Which run or build an event is about."""

    actor_id: str
    actor_task_id: str | UnsetType = UNSET
    actor_run_id: str | UnsetType = UNSET
    actor_build_id: str | UnsetType = UNSET


class Event(Struct, kw_only=True):
    """Something that happened. `resource` is the run or build as the API showed it at that moment."""

    type: EventType
    at: Timestamp
    data: EventData
    resource: dict[str, Any]


def event_of(world: "World", type_: EventType, subject: "Run | Build") -> Event:
    """An event of a run or build."""
    data = EventData(actor_id=subject.act_id)
    run = world.runs.get(subject.id)
    if run is None:
        data.actor_build_id = subject.id
    else:
        data.actor_task_id, data.actor_run_id = run.actor_task_id, run.id
    return Event(type=type_, at=world.clock.now(), data=data, resource=wire.decode(wire.encode(subject)))


def dummy_event(world: "World", condition: Condition, *, of_build: bool) -> Event:
    """A TEST where nothing has happened yet that the condition holds for: of a run or build that does not exist.

    What the platform sends then is not public.
    """
    task = world.tasks.get(condition.actor_task_id or "")
    actor_id = condition.actor_id or (task.act_id if task is not None else world.ids.new())
    id_ = world.ids.new()
    data = EventData(actor_id=actor_id, actor_task_id=condition.actor_task_id or UNSET)
    if of_build:
        data.actor_build_id = id_
    else:
        data.actor_run_id = id_
    return Event(type="TEST", at=world.clock.now(), data=data, resource={"id": id_, "actId": actor_id})
