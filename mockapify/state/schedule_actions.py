"""Actions of schedules: what is started when a schedule is due."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import structs

from mockapify import errors, wire
from mockapify.state import executions, inputs, runs
from mockapify.state.actors import Actor, check_memory
from mockapify.state.jobs import JobMeta
from mockapify.state.key_value_stores import JSON_TYPE, Record
from mockapify.state.runnables import Runnable
from mockapify.state.runs import Run, RunOptions
from mockapify.state.tasks import Task, TaskOptions
from mockapify.state.users import User
from mockapify.wire import UNSET, Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.world import World


class RunInput(Resource, kw_only=True):
    """What an Actor is given; JSON unless the content type says otherwise."""

    body: str | UnsetType | None = UNSET
    content_type: str | UnsetType | None = UNSET


class RunActor(Resource, tag_field="type", tag="RUN_ACTOR", kw_only=True):
    """Runs an Actor."""

    label: ClassVar[str] = "Actor"

    id: str = ""
    actor_id: str
    run_input: RunInput | UnsetType | None = UNSET
    run_options: TaskOptions | UnsetType | None = UNSET

    @property
    def target_id(self) -> str:
        """The id of what is run."""
        return self.actor_id

    def short(self) -> "RunActor":
        """The action as lists of schedules show it."""
        return structs.replace(self, run_input=UNSET, run_options=UNSET)

    def target(self, world: "World", user: User) -> Actor | None:
        """The Actor, if there is one that the user may run. On the platform they must have run it before."""
        actor = world.actors.get(self.actor_id)
        return actor if actor is not None and (actor.is_public or actor.user_id == user.id) else None

    def check(self, world: "World", user: User) -> None:
        """Refuse what could never be run.

        Raises:
            ApiError: 404 `schedule-actor-not-found`; 400 `run-input-body-not-valid-json` or `invalid-value`.
        """
        if self.target(world, user) is None:
            raise errors.schedule_actor_not_found(self.actor_id)
        if self.run_options and isinstance(self.run_options.memory_mbytes, int):
            check_memory(self.run_options.memory_mbytes)
        record = self.input_record()
        if record is not None and record.is_json():
            try:
                wire.decode(record.value)
            except wire.JSONError as error:
                raise errors.run_input_body_not_valid_json(str(error)) from None

    def input_record(self) -> Record | None:
        """What a run is started with."""
        given = self.run_input or RunInput()
        return Record(inputs.KEY, given.body.encode(), given.content_type or JSON_TYPE) if given.body else None

    def options(self, of: Runnable) -> RunOptions:
        """The options of a run."""
        fields = structs.asdict(self.run_options or TaskOptions())
        given: dict[str, Any] = {name: None if value is UNSET else value for name, value in fields.items()}
        return runs.options(of, timeout=given.pop("timeout_secs"), memory=given.pop("memory_mbytes"), **given)


class RunTask(Resource, tag_field="type", tag="RUN_ACTOR_TASK", kw_only=True):
    """Runs an Actor task, `input` being laid over the task's own."""

    label: ClassVar[str] = "Actor task"

    id: str = ""
    actor_task_id: str
    input: dict[str, Any] | UnsetType | None = UNSET

    @property
    def target_id(self) -> str:
        """The id of what is run."""
        return self.actor_task_id

    def short(self) -> "RunTask":
        """The action as lists of schedules show it."""
        return structs.replace(self, input=UNSET)

    def target(self, world: "World", user: User) -> Task | None:
        """The task, if the user has it."""
        task = world.tasks.get(self.actor_task_id)
        return task if task is not None and task.user_id == user.id else None

    def check(self, world: "World", user: User) -> None:
        """Refuse what could never be run. The input is looked at when it is: the task may change until then.

        Raises:
            ApiError: 404 `schedule-actor-task-not-found`.
        """
        if self.target(world, user) is None:
            raise errors.schedule_task_not_found(self.actor_task_id)

    def input_record(self) -> Record | None:
        """What a run is started with."""
        return inputs.record_of(self.input) if isinstance(self.input, dict) else None

    def options(self, of: Runnable) -> RunOptions:
        """The options of a run: the task's own."""
        return runs.options(of)


Action = RunActor | RunTask


def running(
    *, actor_id: str | None = None, actor_task_id: str | None = None, given: Mapping[str, Any] | None = None
) -> Action:
    """The action that runs the Actor or else the task, `given` being its input."""
    if actor_id is not None:
        body = UNSET if given is None else wire.encode(given).decode()
        return RunActor(actor_id=actor_id, run_input=RunInput(body=body, content_type=JSON_TYPE) if body else UNSET)
    assert actor_task_id is not None
    return RunTask(actor_task_id=actor_task_id, input=UNSET if given is None else dict(given))


def start(world: "World", user: User, action: Action, meta: JobMeta) -> Run:
    """Start a run as the action says.

    Raises:
        ApiError: As for `runs.create`; 404: what it runs is not there any more.
    """
    of = action.target(world, user)
    if of is None:
        raise errors.record_not_found(action.label)
    run = runs.create(world, of, user, action.options(of), meta=meta, input_record=action.input_record())
    executions.start(world, of.actor, run)
    return run
