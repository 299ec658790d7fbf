"""Actors: what can be run."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from msgspec import field

from mockapify import errors, wire
from mockapify import schema as schemas
from mockapify.clock import Timestamp
from mockapify.schema import SchemaError
from mockapify.state import builds, definitions, key_value_stores, names, pricing, users, versions
from mockapify.state.behaviours import Behaviour, Outcome, Succeeded
from mockapify.state.datasets import compile_fields, parse
from mockapify.state.definitions import DefinitionError
from mockapify.state.pricing import PricingInfo
from mockapify.state.steps import PushItems, SetValue
from mockapify.state.store_schemas import compile_store_schema
from mockapify.state.versions import Version
from mockapify.wire import UNSET, Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.state.builds import Build
    from mockapify.state.key_value_stores import Record
    from mockapify.state.runs import Run
    from mockapify.world import World

PermissionLevel = Literal["LIMITED_PERMISSIONS", "FULL_PERMISSIONS"]
"""How much of its user's account the token of a run opens."""

DECLARED_VERSION = "0.0"
"""The version of an Actor that a test or a file declares."""

MEMORY_MBYTES = [2**exponent for exponent in range(7, 16)]


class ActorStats(Resource, kw_only=True):
    """Usage counters."""

    total_builds: int = 0
    total_runs: int = 0
    total_users: int = 1
    total_users7_days: int = 1
    total_users30_days: int = 1
    total_users90_days: int = 1
    total_metamorphs: int = 0
    last_run_started_at: Timestamp | UnsetType = UNSET


class RunDefaults(Resource, kw_only=True):
    """Options of a run that names none."""

    build: str = "latest"
    timeout_secs: int = 3600
    memory_mbytes: int = 1024
    restart_on_error: bool = False
    max_items: int | UnsetType | None = UNSET
    force_permission_level: PermissionLevel | UnsetType | None = UNSET


def check_memory(mbytes: float) -> int:
    """The amount itself, when a run may have it.

    Raises:
        ApiError: 400 `invalid-value`: it is no power of two from 128 to 32768.
    """
    if mbytes not in MEMORY_MBYTES:
        raise errors.invalid_value(
            f"memory must be a power of 2 from {MEMORY_MBYTES[0]} to {MEMORY_MBYTES[-1]} megabytes, not {mbytes:g}"
        )
    return int(mbytes)


class TaggedBuild(Resource, kw_only=True):
    """Which build a tag stands for."""

    build_id: str
    build_number: str
    build_number_int: int
    finished_at: Timestamp | None

    @classmethod
    def of(cls, build: "Build") -> "TaggedBuild":
        """What a tag says of the build."""
        return cls(
            build_id=build.id,
            build_number=build.build_number,
            build_number_int=build.number_int,
            finished_at=build.finished_at,
        )


class ActorStandby(Resource, kw_only=True):
    """Standby settings of an Actor or a task. They are kept and shown; Standby itself is not simulated."""

    is_enabled: bool | UnsetType | None = UNSET
    desired_requests_per_actor_run: int | UnsetType | None = UNSET
    max_requests_per_actor_run: int | UnsetType | None = UNSET
    idle_timeout_secs: int | UnsetType | None = UNSET
    build: str | UnsetType | None = UNSET
    memory_mbytes: int | UnsetType | None = UNSET
    disable_standby_fields_override: bool | UnsetType | None = UNSET
    should_pass_actor_input: bool | UnsetType | None = UNSET


class ExampleInput(Resource, kw_only=True):
    """An input that shows what the Actor takes, as a text."""

    body: str | UnsetType = UNSET
    content_type: str | UnsetType = UNSET


class Actor(Resource, kw_only=True):
    """An Actor, and in `behaviour` what its runs do."""

    id: str
    user_id: str
    name: str
    username: str
    title: str | None = None
    description: str | None = ""
    seo_title: str | UnsetType | None = UNSET
    seo_description: str | UnsetType | None = UNSET
    is_public: bool = False
    actor_permission_level: PermissionLevel = "LIMITED_PERMISSIONS"
    created_at: Timestamp
    modified_at: Timestamp
    stats: ActorStats
    versions: list[Version]
    default_run_options: RunDefaults
    example_run_input: ExampleInput | UnsetType = UNSET
    actor_standby: ActorStandby | UnsetType = UNSET
    standby_url: str | None = None
    tagged_builds: dict[str, TaggedBuild] | None = None
    categories: list[str] = field(default_factory=list)
    is_deprecated: bool = False
    pricing_infos: list[PricingInfo] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.behaviour = Behaviour()
        self.build_behaviour = Behaviour()
        self._builds: Counter[str] = Counter()

    @property
    def actor(self) -> "Actor":
        """Itself: an Actor is run as it is, a task is an Actor's."""
        return self

    @property
    def option_layers(self) -> tuple[object, ...]:
        """Where options of its runs come from that a start does not name."""
        return (self.default_run_options,)

    @property
    def task_names(self) -> tuple[None]:
        """None, the name of no task."""
        return (None,)

    def input_with(self, given: "Record | None") -> "Record | None":
        """The input as it was given."""
        return given

    def has_run(self, run: "Run") -> bool:
        """Whether the run is one of the Actor, or of a task of it."""
        return run.act_id == self.id

    def count_run(self, run: "Run") -> None:
        """Note a run that begins."""
        self.stats.total_runs += 1
        self.stats.last_run_started_at = run.started_at

    @property
    def full_name(self) -> str:
        """`username/name`, as people write it."""
        return f"{self.username}/{self.name}"

    def next_build_number(self, version_number: str) -> str:
        """The number of the next build of a version. A number is not given away again when its build is deleted."""
        self._builds[version_number] += 1
        return f"{version_number}.{self._builds[version_number]}"

    def untag(self, tags: Collection[str]) -> None:
        """Take tags away from whatever they stand for."""
        if self.tagged_builds is not None:
            self.tagged_builds = {tag: build for tag, build in self.tagged_builds.items() if tag not in tags}

    def tag_build(self, tag: str, build: "Build") -> None:
        """Let `tag` stand for the build."""
        self.tagged_builds = {
            **(self.tagged_builds or {}),
            tag: TaggedBuild.of(build),
        }


def declare(
    world: "World",
    full_name: str,
    *,
    outcome: Outcome | None = None,
    title: str | None = None,
    description: str = "",
    is_public: bool = True,
    permission_level: PermissionLevel = "LIMITED_PERMISSIONS",
    dataset_schema: Mapping[str, Any] | None = None,
    key_value_store_schema: Mapping[str, Any] | None = None,
    input_schema: Mapping[str, Any] | None = None,
    run_defaults: RunDefaults | None = None,
    definition: Mapping[str, Any] | None = None,
    pricing_infos: Sequence[Mapping[str, Any]] = (),
) -> Actor:
    """An Actor as a test or a file declares it: with a finished build, its owner created when unknown.

    Declaring the same name again replaces what its runs do and keeps the Actor. `definition` is what else its
    `.actor/actor.json` says; `readme` and `changelog` are the texts themselves.

    Raises:
        ValueError: The name is not `username/name`, or one half of it is malformed; or the definition or a pricing info
            is.
        ApiError: 400 `dataset-schema-invalid` or `store-schema-invalid`, `schema-validation-error` for items or an
            output that do not fit them, or `invalid-value` for the memory.
    """
    username, slash, name = full_name.replace("~", "/").partition("/")
    if not slash or not names.NAME.fullmatch(name):
        raise ValueError(
            f"Actor name {full_name!r} will not do: write 'username/name', the name with 3 to 63 letters, digits "
            "and hyphens, and no hyphen at either end"
        )
    outcome = outcome or Succeeded()
    check_outcome(dataset_schema, key_value_store_schema, outcome)
    if input_schema is not None:
        try:
            schemas.compile_input_schema(dict(input_schema))
        except SchemaError as error:
            raise ValueError(f"the input schema of {full_name} will not do: {error}") from None
    run_defaults = run_defaults or RunDefaults()
    check_memory(run_defaults.memory_mbytes)
    defined: dict[str, Any] = {"actorSpecification": 1, "name": name, "version": DECLARED_VERSION, "buildTag": "latest"}
    defined |= definition or {}
    if input_schema is not None:
        defined["input"] = dict(input_schema)
    storages = {"dataset": dataset_schema, "keyValueStore": key_value_store_schema}
    if any(storages.values()):
        defined["storages"] = {kind: dict(schema) for kind, schema in storages.items() if schema is not None}
    if definition:
        _check_definition(full_name, defined)
    prices = _prices(world, full_name, pricing_infos) if pricing_infos else []
    owner = users.get_or_create(world, username)
    actor = world.actors.named(owner.id, name) or world.actors.add(made(world, owner, name))
    actor.title = title or name.replace("-", " ").capitalize()
    actor.description = description
    actor.is_public = is_public
    actor.actor_permission_level = permission_level
    actor.default_run_options = run_defaults
    actor.behaviour = Behaviour(outcome)
    actor.pricing_infos = prices
    version = versions.find(actor, DECLARED_VERSION)
    if version is None:
        version = versions.adopted(Version(version_number=DECLARED_VERSION), actor)
        actor.versions = [*actor.versions, version]
    version.source_files = definitions.written(defined)
    builds.create_finished(world, actor, version, defined)
    return actor


def _check_definition(full_name: str, definition: dict[str, Any]) -> None:
    try:
        definitions.read(definitions.written(definition))
    except DefinitionError as error:
        raise ValueError(f"the definition of {full_name} will not do: {error}") from None


def _prices(world: "World", full_name: str, infos: Sequence[Mapping[str, Any]]) -> list[PricingInfo]:
    try:
        wanted = wire.decode_as(wire.encode(infos), list[PricingInfo])
        return pricing.dated(wanted, world.clock.now())
    except wire.JSONError as error:
        raise ValueError(f"the pricing infos of {full_name} will not do: {error}") from None


def check_outcome(
    dataset_schema: Mapping[str, Any] | None, key_value_store_schema: Mapping[str, Any] | None, outcome: Outcome
) -> None:
    """Refuse an outcome whose items or records the run's storages would not take.

    Raises:
        ApiError: 400 `schema-validation-error`, `dataset-schema-invalid` or `store-schema-invalid`.
    """
    store_schema = compile_store_schema(key_value_store_schema)
    deeds = [deed for _, deed in outcome.deeds]
    values = [(deed.key, deed.value) for deed in deeds if isinstance(deed, SetValue)]
    if outcome.output is not UNSET:
        values.append(("OUTPUT", outcome.output))
    for key, value in values:
        record = key_value_stores.record_of(key, value)
        store_schema.check(record, record.value)
    item_schema = compile_fields(dataset_schema)
    if item_schema is not None:
        parse(wire.encode([item for deed in deeds if isinstance(deed, PushItems) for item in deed.listed]), item_schema)


def behind(world: "World", thing: object) -> Actor | None:
    """The Actor itself, or the one that a task, a build, a run or a storage of a run belongs to, while it is there."""
    return thing if isinstance(thing, Actor) else world.actors.get(getattr(thing, "act_id", None) or "")


def made(world: "World", owner: users.User, name: str) -> Actor:
    """A private Actor without sources that is in no collection yet."""
    now = world.clock.now()
    return Actor(
        id=world.ids.new(),
        user_id=owner.id,
        name=name,
        username=owner.username,
        created_at=now,
        modified_at=now,
        stats=ActorStats(),
        versions=[],
        default_run_options=RunDefaults(),
    )
