"""Actors: what can be run."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import field

from mockapify import errors, wire
from mockapify.clock import Timestamp
from mockapify.schema import SchemaError, compile_schema
from mockapify.state import builds, users
from mockapify.state.behaviours import Behaviour, Outcome, Succeeded
from mockapify.state.datasets import compile_fields, parse
from mockapify.wire import UNSET, Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.state.builds import Build
    from mockapify.world import World

NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9-]{1,61}[a-zA-Z0-9]", re.ASCII)


MEMORY_MBYTES = [2**exponent for exponent in range(7, 16)]


class ActorStats(Resource, kw_only=True):
    """Usage counters."""

    total_builds: int = 1
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


class Version(Resource, kw_only=True):
    """A version of the source code."""

    version_number: str = "0.0"
    source_type: str = "SOURCE_FILES"
    build_tag: str = "latest"
    source_files: list[dict[str, Any]] = field(default_factory=list)
    env_vars: list[dict[str, Any]] = field(default_factory=list)
    apply_env_vars_to_build: bool = False


class Actor(Resource, kw_only=True):
    """An Actor, and in `behaviour` what its runs do."""

    id: str
    user_id: str
    name: str
    username: str
    title: str
    description: str = ""
    is_public: bool = True
    actor_permission_level: str = "LIMITED_PERMISSIONS"
    created_at: Timestamp
    modified_at: Timestamp
    stats: ActorStats
    versions: list[Version]
    default_run_options: RunDefaults
    tagged_builds: dict[str, TaggedBuild] | None = None
    categories: list[str] = field(default_factory=list)
    is_deprecated: bool = False
    pricing_infos: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.behaviour = Behaviour()
        self.dataset_schema: dict[str, Any] | None = None

    @property
    def full_name(self) -> str:
        """`username/name`, as people write it."""
        return f"{self.username}/{self.name}"

    def tag_build(self, tag: str, build: "Build") -> None:
        """Let `tag` stand for the build."""
        self.tagged_builds = {
            **(self.tagged_builds or {}),
            tag: TaggedBuild(
                build_id=build.id,
                build_number=build.build_number,
                build_number_int=build.number_int,
                finished_at=build.finished_at,
            ),
        }


def declare(
    world: "World",
    full_name: str,
    *,
    outcome: Outcome | None = None,
    title: str | None = None,
    description: str = "",
    is_public: bool = True,
    dataset_schema: Mapping[str, Any] | None = None,
    input_schema: Mapping[str, Any] | None = None,
    run_defaults: RunDefaults | None = None,
) -> Actor:
    """An Actor as a test or a file declares it: with a finished build, its owner created when unknown.

    Declaring the same name again replaces what its runs do and keeps the Actor.

    Raises:
        ValueError: The name is not `username/name`, or one half of it is malformed.
        ApiError: 400 `dataset-schema-invalid`, `schema-validation-error` for items that do not fit it, or
            `invalid-value` for the memory.
    """
    username, slash, name = full_name.replace("~", "/").partition("/")
    if not slash or not NAME.fullmatch(name):
        raise ValueError(
            f"Actor name {full_name!r} will not do: write 'username/name', the name with 3 to 63 letters, digits "
            "and hyphens, and no hyphen at either end"
        )
    outcome = outcome or Succeeded()
    check_items(dataset_schema, outcome)
    if input_schema is not None:
        try:
            compile_schema(dict(input_schema))
        except SchemaError as error:
            raise ValueError(f"the input schema of {full_name} is no valid JSON schema: {error}") from None
    run_defaults = run_defaults or RunDefaults()
    check_memory(run_defaults.memory_mbytes)
    owner = users.get_or_create(world, username)
    actor = world.actors.named(owner.id, name) or _create(world, owner, name)
    actor.title = title or name.replace("-", " ").capitalize()
    actor.description = description
    actor.is_public = is_public
    actor.default_run_options = run_defaults
    actor.dataset_schema = dict(dataset_schema) if dataset_schema is not None else None
    actor.behaviour = Behaviour(outcome)
    definition: dict[str, Any] = {"actorSpecification": 1, "name": name, "version": "0.0", "buildTag": "latest"}
    if input_schema is not None:
        definition["input"] = dict(input_schema)
    if dataset_schema is not None:
        definition["storages"] = {"dataset": actor.dataset_schema}
    builds.create_finished(world, actor, "latest", definition)
    return actor


def check_items(dataset_schema: Mapping[str, Any] | None, outcome: Outcome) -> None:
    """Refuse an outcome whose items the run's dataset would not take.

    Raises:
        ApiError: 400 `schema-validation-error`, or `dataset-schema-invalid`.
    """
    item_schema = compile_fields(dataset_schema)
    if item_schema is not None:
        parse(wire.encode(list(outcome.items)), item_schema)


def _create(world: "World", owner: users.User, name: str) -> Actor:
    now = world.clock.now()
    actor = Actor(
        id=world.ids.new(),
        user_id=owner.id,
        name=name,
        username=owner.username,
        title=name,
        created_at=now,
        modified_at=now,
        stats=ActorStats(),
        versions=[Version()],
        default_run_options=RunDefaults(),
    )
    return world.actors.add(actor)
