"""Builds of Actors. An Actor that a test or a file declares comes with one finished build."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import field

from mockapify import errors, wire
from mockapify import schema as schemas
from mockapify.clock import Timestamp
from mockapify.schema import SchemaError
from mockapify.state.datasets import compile_fields
from mockapify.state.events import EventType
from mockapify.state.jobs import FINISHED, JobMeta, JobStatus
from mockapify.state.logs import Log
from mockapify.state.run_stats import USD_PER_COMPUTE_UNIT
from mockapify.state.versions import SourceFile, Version
from mockapify.state.webhooks import fire
from mockapify.wire import UNSET, Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.schema import InputSchema, ItemSchema
    from mockapify.state.actors import Actor
    from mockapify.state.users import User
    from mockapify.world import World

ENDINGS: dict[str, EventType] = {
    "SUCCEEDED": "ACTOR.BUILD.SUCCEEDED",
    "FAILED": "ACTOR.BUILD.FAILED",
    "ABORTED": "ACTOR.BUILD.ABORTED",
    "TIMED-OUT": "ACTOR.BUILD.TIMED_OUT",
}
"""What webhooks are told of the end of a build, by its status."""

DECLARED_SECONDS = 1.0
"""How long the build of a declared Actor took."""


class BuildStats(Resource, kw_only=True):
    """What the build took."""

    duration_millis: int
    run_time_secs: float
    compute_units: float
    image_size_bytes: int | None = None


class BuildOptions(Resource, kw_only=True):
    """What the build was asked for."""

    use_cache: bool = False
    beta_packages: bool = False
    memory_mbytes: int = 4096
    disk_mbytes: int = 8192


class BuiltVersion(Resource, kw_only=True):
    """The version as it was when the build was started."""

    version_number: str
    source_type: str
    build_tag: str | UnsetType
    source_files: list[SourceFile] | UnsetType
    git_repo_url: str | UnsetType


class Build(Resource, kw_only=True):
    """A build of an Actor."""

    id: str
    act_id: str
    user_id: str
    started_at: Timestamp
    finished_at: Timestamp | None = None
    status: JobStatus = "READY"
    meta: JobMeta
    stats: BuildStats | None = None
    options: BuildOptions
    usage: dict[str, float] | UnsetType = UNSET
    usage_usd: dict[str, float] | UnsetType = UNSET
    usage_total_usd: float | UnsetType = 0.0
    build_number: str
    act_version: BuiltVersion | UnsetType
    actor_definition: dict[str, Any] = field(default_factory=dict)
    input_schema_text: str | UnsetType | None = field(name="inputSchema", default=None)
    readme: str | None = None

    def __post_init__(self) -> None:
        self.log = Log()
        self.tag: str | None = None
        """The tag that it gets when it succeeds."""
        self.stop: Callable[[], None] = lambda: None
        """Ends what is under way for this build."""

    @property
    def is_finished(self) -> bool:
        """Whether the build is in a status it never leaves by itself."""
        return self.status in FINISHED

    @property
    def number_int(self) -> int:
        """The number as one integer."""
        return number_int(self.build_number)

    def define(self, definition: dict[str, Any]) -> None:
        """Let this be what the sources say of the Actor."""
        self.actor_definition = definition
        self.readme = definition.get("readme")
        schema = definition.get("input")
        self.input_schema_text = None if schema is None else wire.encode(schema).decode()

    @cached_property
    def input_schema(self) -> "InputSchema | None":
        """What the input of its runs is held against; None when its definition has no input schema.

        Raises:
            ApiError: 400 `invalid-input-schema`.
        """
        schema = self.actor_definition.get("input")
        if not isinstance(schema, dict):
            return None
        try:
            return schemas.compile_input_schema(schema)
        except SchemaError as error:
            raise errors.invalid_input_schema(str(error)) from None

    @property
    def dataset_schema(self) -> dict[str, Any] | None:
        """The schema of its runs' default datasets."""
        return self._storage_schema("dataset")

    @property
    def key_value_store_schema(self) -> dict[str, Any] | None:
        """The schema of its runs' default key-value stores."""
        return self._storage_schema("keyValueStore")

    def _storage_schema(self, kind: str) -> dict[str, Any] | None:
        storages = self.actor_definition.get("storages")
        schema = storages.get(kind) if isinstance(storages, dict) else None
        return schema if isinstance(schema, dict) else None

    @cached_property
    def item_schema(self) -> "ItemSchema | None":
        """What the items of those datasets are held against.

        Raises:
            ApiError: 400 `dataset-schema-invalid`.
        """
        return compile_fields(self.dataset_schema)


def create(
    world: "World",
    actor: "Actor",
    version: Version,
    *,
    meta: JobMeta,
    options: BuildOptions,
    tag: str | None = None,
) -> Build:
    """A READY build of the version, under the next number. When it succeeds it gets the `tag`, or the version's own."""
    build = Build(
        id=world.ids.new(),
        act_id=actor.id,
        user_id=actor.user_id,
        started_at=world.clock.now(),
        meta=meta,
        options=options,
        build_number=actor.next_build_number(version.version_number),
        act_version=BuiltVersion(
            version_number=version.version_number,
            source_type=version.source_type,
            build_tag=version.build_tag or UNSET,
            source_files=version.source_files,
            git_repo_url=version.git_repo_url,
        ),
    )
    build.tag = tag or version.build_tag
    actor.stats.total_builds += 1
    world.builds[build.id] = world.under_way[build.id] = build
    return build


def create_finished(world: "World", actor: "Actor", version: Version, definition: dict[str, Any]) -> Build:
    """A build of the version that succeeded just now."""
    build = create(world, actor, version, meta=JobMeta(origin="CI"), options=BuildOptions())
    build.define(definition)
    build.log.write(build.started_at, "ACTOR: Creating a new build of the Actor.")
    build.log.write(build.started_at, "ACTOR: Build finished.")
    _end(world, build, "SUCCEEDED", DECLARED_SECONDS)
    return build


def finish(world: "World", build: Build, status: JobStatus) -> None:
    """End the build; one that is finished already stays as it is. Its tag moves when it has succeeded."""
    if build.is_finished:
        return
    build.stop()
    _end(world, build, status, (world.clock.now() - build.started_at).total_seconds())
    fire(world, ENDINGS[status], build)


def abort(world: "World", build: Build) -> None:
    """Begin to abort the build; a finished one stays as it is."""
    if build.is_finished or build.status == "ABORTING":
        return
    build.stop()
    build.status = "ABORTING"

    def end() -> None:
        build.log.write(world.clock.now(), "ACTOR: Build was aborted.")
        finish(world, build, "ABORTED")

    world.clock.call_later(0, end)


def delete(world: "World", build: Build) -> None:
    """Forget a finished build that runs do not take by default, and its tags. Runs of it stay.

    Raises:
        ApiError: 400 `deleting-unfinished-build` or `deleting-default-build`.
    """
    if not build.is_finished:
        raise errors.deleting_unfinished_build()
    actor = world.actors.get(build.act_id)
    if actor is not None:
        default = actor.default_run_options.build
        tags = {tag for tag, tagged in (actor.tagged_builds or {}).items() if tagged.build_id == build.id}
        if default in {*tags, build.build_number}:
            raise errors.deleting_default_build()
        actor.untag(tags)
    del world.builds[build.id]


def listed(world: "World", *, actor: "Actor | None" = None, user: "User | None" = None) -> list[Build]:
    """The builds of an Actor, or of a user, oldest first."""
    return [
        build
        for build in world.builds.values()
        if (actor is None or build.act_id == actor.id) and (user is None or build.user_id == user.id)
    ]


def find(world: "World", actor: "Actor", tag_or_number: str) -> Build:
    """The build that a run's `build` option names: by tag, else by number.

    Raises:
        ApiError: 403 `unknown-build-tag`, `build-not-found`, or `invalid-build` for one that did not succeed.
    """
    tagged = (actor.tagged_builds or {}).get(tag_or_number)
    if tagged is not None:
        return world.builds[tagged.build_id]
    for build in world.builds.values():
        if build.act_id == actor.id and build.build_number == tag_or_number:
            if build.status != "SUCCEEDED":
                raise errors.invalid_build(tag_or_number, build.status)
            return build
    if tag_or_number[:1].isdigit():
        raise errors.build_not_found(tag_or_number)
    raise errors.unknown_build_tag(tag_or_number)


def number_int(number: str) -> int:
    """A build's number as one integer: major * 10,000,000 + minor * 100,000 + build."""
    major, minor, build = map(int, number.split("."))
    return major * 10_000_000 + minor * 100_000 + build


def _end(world: "World", build: Build, status: JobStatus, seconds: float) -> None:
    build.status = status
    world.under_way.pop(build.id, None)
    build.finished_at = world.clock.now()
    actor = world.actors.get(build.act_id)
    if status == "SUCCEEDED" and build.tag and actor is not None:
        actor.tag_build(build.tag, build)
    compute_units = build.options.memory_mbytes / 1024 * seconds / 3600
    build.stats = BuildStats(duration_millis=round(seconds * 1000), run_time_secs=seconds, compute_units=compute_units)
    build.usage = {"ACTOR_COMPUTE_UNITS": compute_units}
    build.usage_usd = {"ACTOR_COMPUTE_UNITS": compute_units * USD_PER_COMPUTE_UNIT}
    build.usage_total_usd = compute_units * USD_PER_COMPUTE_UNIT
