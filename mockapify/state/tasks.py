"""Actor tasks: an Actor with an input and run options of its own, under a name."""

from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta, Struct, structs

from mockapify import errors, wire
from mockapify import schema as schemas
from mockapify.clock import Timestamp
from mockapify.state import builds, inputs, names, run_endings, users
from mockapify.state.actors import Actor, ActorStandby, check_memory
from mockapify.state.builds import Build
from mockapify.state.key_value_stores import Record
from mockapify.state.publications import PublicConfig, PublicPage, changed
from mockapify.state.runs import Run
from mockapify.state.users import User
from mockapify.wire import UNSET, Resource, UnsetType, patched

if TYPE_CHECKING:
    from mockapify.world import World

KEPT = {"id", "name", "created_at", "stats"}
"""What stays of a task that is declared again."""

Count = Annotated[int, Meta(ge=0)]


class TaskOptions(Resource, kw_only=True):
    """Run options that a task has of its own; for the others its Actor's hold."""

    build: str | UnsetType | None = UNSET
    timeout_secs: Count | UnsetType | None = UNSET
    memory_mbytes: Count | UnsetType | None = UNSET
    max_items: Count | UnsetType | None = UNSET
    max_total_charge_usd: Annotated[float, Meta(ge=0)] | UnsetType | None = UNSET
    restart_on_error: bool | UnsetType | None = UNSET


class TaskStats(Resource, kw_only=True):
    """Usage counters."""

    total_runs: int = 0
    last_run_started_at: Timestamp | UnsetType = UNSET


class TaskSettings(Struct, rename="camel", kw_only=True):
    """What can be said of a task. UNSET says nothing, None takes away what was said."""

    name: str | UnsetType | None = UNSET
    title: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    options: TaskOptions | UnsetType | None = UNSET
    input: Any = UNSET
    actor_standby: ActorStandby | UnsetType | None = UNSET
    public_config: PublicPage | UnsetType | None = UNSET
    is_public: bool | UnsetType | None = UNSET


class Task(Resource, kw_only=True):
    """An Actor task."""

    id: str
    user_id: str
    act_id: str
    name: str
    username: str
    title: str | None
    description: str | None = None
    created_at: Timestamp
    modified_at: Timestamp
    is_public: bool = False
    stats: TaskStats
    options: TaskOptions | None = None
    input: dict[str, Any] | None = None
    actor_standby: ActorStandby | UnsetType = UNSET
    standby_url: str | None = None
    public_config: PublicConfig | UnsetType = UNSET

    def __post_init__(self) -> None:
        self.actor: Actor
        """Whose code it runs. It stays when the Actor is deleted, but cannot be run any more."""

    @property
    def option_layers(self) -> tuple[object, ...]:
        """Where options of its runs come from that a start does not name."""
        return (self.options, *self.actor.option_layers)

    @property
    def task_names(self) -> tuple[str, ...]:
        """Ways to name it: `username/name`, the name, the id."""
        return f"{self.username}/{self.name}", self.name, self.id

    def input_with(self, given: Record | None) -> Record | None:
        """The input of a run that is started with this one: laid over the task's own, key by key.

        Raises:
            ApiError: 403 `invalid-input`: it is no JSON object.
        """
        if given is None:
            return None if self.input is None else inputs.record_of(self.input)
        if not given.is_json():
            raise errors.task_input_refused('Actor task input must have content type "application/json".')
        if self.input is None:
            return given
        try:
            value = wire.decode(given.decoded())
        except wire.JSONError as error:
            raise errors.task_input_refused(f"Provided input is not valid JSON: {error}") from None
        if not isinstance(value, dict | None):
            raise errors.task_input_refused(f'Provided input must be object, got "{inputs.kind_of(value)}" instead.')
        return inputs.record_of({**self.input, **(value or {})}, given)

    def has_run(self, run: Run) -> bool:
        """Whether the run was started as a run of the task."""
        return run.actor_task_id == self.id

    def count_run(self, run: Run) -> None:
        """Note a run that begins. It is one of the Actor, too."""
        self.actor.count_run(run)
        run.actor_task_id = self.id
        self.stats.total_runs += 1
        self.stats.last_run_started_at = run.started_at


def create(world: "World", user: User, actor: Actor, settings: TaskSettings) -> Task:
    """A new task of the user. Without a name it gets one; without an input, what the Actor's form shows at first.

    Raises:
        ApiError: 400: something in the settings will not do; 403: the Actor has no such build, or `invalid-input`;
            409 `actor-task-name-not-unique`.
    """
    if isinstance(settings.name, str):
        name = names.check(settings.name)
    else:
        name = names.free(world.tasks, user.id, f"{actor.name}-task")
    return world.tasks.add(_made(world, user, actor, name, settings))


def declare(world: "World", full_name: str, actor_name: str, settings: TaskSettings) -> Task:
    """A task as a test or a file declares it, both names as `username/name`. Its owner is created when unknown.

    Declaring the same name again replaces all of it but keeps the task, with its id and its runs.

    Raises:
        ValueError: A name will not do, or nobody declared the Actor.
        ApiError: As for `create`.
    """
    username, slash, name = full_name.replace("~", "/").partition("/")
    if not slash or not names.NAME.fullmatch(name):
        raise ValueError(
            f"task name {full_name!r} will not do: write 'username/name', the name with 3 to {names.MAX_LENGTH} "
            "letters, digits and hyphens, and no hyphen at either end"
        )
    actor = _declared_actor(world, actor_name)
    owner = users.get_or_create(world, username)
    task = _made(world, owner, actor, name, settings)
    known = world.tasks.named(owner.id, name)
    if known is None:
        return world.tasks.add(task)
    for field in structs.fields(Task):
        if field.name not in KEPT:
            setattr(known, field.name, getattr(task, field.name))
    known.actor = actor
    return known


def _declared_actor(world: "World", full_name: str) -> Actor:
    username, _, name = full_name.replace("~", "/").partition("/")
    owner = users.named(world, username)
    actor = world.actors.named(owner.id, name) if owner is not None else None
    if actor is None:
        raise ValueError(f"there is no Actor {full_name!r} for a task; declare it first, as 'username/name'")
    return actor


def _made(world: "World", user: User, actor: Actor, name: str, settings: TaskSettings) -> Task:
    """A task that is in no collection yet."""
    now = world.clock.now()
    task = Task(
        id=world.ids.new(),
        user_id=user.id,
        act_id=actor.id,
        name=name,
        username=user.username,
        title=" ".join(word[:1].upper() + word[1:] for word in name.split("-")),
        created_at=now,
        modified_at=now,
        stats=TaskStats(),
    )
    task.actor = actor
    for field, value in _checked(world, task, settings).items():
        setattr(task, field, value)
    build = build_of(world, task)
    if task.input is None:
        schema = build.actor_definition.get("input")
        task.input = schemas.prefilled(schema) if isinstance(schema, dict) else {}
    return task


def update(world: "World", task: Task, settings: TaskSettings) -> None:
    """Change what is said, all or nothing. Options, Standby settings and the public page change field by field.

    Raises:
        ApiError: As for `create`.
    """
    changes = _checked(world, task, settings)
    if isinstance(settings.name, str):
        world.tasks.rename(task, names.check(settings.name))
    for field, value in changes.items():
        setattr(task, field, value)
    task.modified_at = world.clock.now()


def update_input(world: "World", task: Task, changes: dict[str, Any]) -> None:
    """Set some keys of the input and keep the others.

    Raises:
        ApiError: 400 `invalid-input`.
    """
    update(world, task, TaskSettings(input={**(task.input or {}), **changes}))


def delete(world: "World", task: Task) -> None:
    """Forget the task. Its runs stay; those under way are aborted."""
    for run in world.runs.values():
        if task.has_run(run):
            run_endings.abort(world, run)
    world.tasks.remove(task)


def _checked(world: "World", task: Task, settings: TaskSettings) -> dict[str, Any]:
    """The fields of the task that the settings change, and what to; the name is left out."""
    changes: dict[str, Any] = {
        name: value for name in ("title", "description") if (value := getattr(settings, name)) is not UNSET
    }
    if settings.options is not UNSET:
        changes["options"] = _options(task, settings.options)
    if settings.actor_standby is not UNSET:
        changes["actor_standby"] = patched(task.actor_standby or ActorStandby(), settings.actor_standby) or UNSET
    draft = structs.replace(task, **changes)
    draft.actor = task.actor
    if settings.input is not UNSET:
        changes["input"] = _input(build_of(world, draft), settings.input)
    if settings.public_config is None:
        raise errors.invalid_value('"publicConfig" must not be null; set its fields to null to clear them')
    page = settings.public_config or PublicPage()
    publish = task.is_public if settings.is_public in (UNSET, None) else bool(settings.is_public)
    if page != PublicPage() or publish != task.is_public:
        config = changed(draft, page, publish=publish, build=build_of(world, draft), now=world.clock.now())
        changes |= {"public_config": config, "is_public": publish}
    return changes


def _options(task: Task, options: TaskOptions | None) -> TaskOptions | None:
    if options is not None and isinstance(options.memory_mbytes, int):
        check_memory(options.memory_mbytes)
    return patched(task.options or TaskOptions(), options)


def _input(build: Build, value: object) -> dict[str, Any] | None:
    """The input to save: checked with the defaults that a run adds, but kept without them."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise errors.task_input_refused(f'Actor task input must be object, got "{inputs.kind_of(value)}" instead.')
    inputs.checked(build.input_schema, value)
    return value


def build_of(world: "World", task: Task) -> Build:
    """The build that runs of the task take.

    Raises:
        ApiError: 404: its Actor was deleted; 403: the Actor has no such build.
    """
    if task.actor.id not in world.actors:
        raise errors.record_not_found("Actor")
    wanted = task.options.build if task.options is not None else None
    return builds.find(world, task.actor, wanted or task.actor.default_run_options.build)
