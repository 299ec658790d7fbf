"""Builds of Actors. An Actor that a test or a file declares comes with one finished build."""

from typing import TYPE_CHECKING, Any, Literal

from mockapify import errors
from mockapify.clock import Timestamp
from mockapify.state.logs import Log
from mockapify.wire import UNSET, Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.state.actors import Actor
    from mockapify.world import World

JobStatus = Literal["READY", "RUNNING", "SUCCEEDED", "FAILED", "TIMING-OUT", "TIMED-OUT", "ABORTING", "ABORTED"]
FINISHED: frozenset[str] = frozenset({"SUCCEEDED", "FAILED", "TIMED-OUT", "ABORTED"})


class BuildMeta(Resource, kw_only=True):
    """Where the build came from."""

    origin: str = "WEB"
    client_ip: str | UnsetType = UNSET
    user_agent: str | UnsetType = UNSET


class BuildStats(Resource, kw_only=True):
    """What the build took."""

    duration_millis: int
    run_time_secs: float
    compute_units: float
    image_size_bytes: int | None = None


class BuildOptions(Resource, kw_only=True):
    """What the build was asked for."""

    use_cache: bool = True
    beta_packages: bool = False
    memory_mbytes: int = 4096
    disk_mbytes: int = 8192


class Build(Resource, kw_only=True):
    """A build of an Actor."""

    id: str
    act_id: str
    user_id: str
    started_at: Timestamp
    finished_at: Timestamp | None = None
    status: JobStatus
    meta: BuildMeta
    stats: BuildStats | None = None
    options: BuildOptions
    usage_total_usd: float = 0.0
    build_number: str
    actor_definition: dict[str, Any]

    def __post_init__(self) -> None:
        self.log = Log()

    @property
    def number_int(self) -> int:
        """The number as one integer: major * 10,000,000 + minor * 100,000 + build."""
        major, minor, build = map(int, self.build_number.split("."))
        return major * 10_000_000 + minor * 100_000 + build


def create_finished(world: "World", actor: "Actor", tag: str, definition: dict[str, Any]) -> Build:
    """A build that succeeded just now, under `tag`."""
    now = world.clock.now()
    earlier = sum(build.act_id == actor.id for build in world.builds.values())
    build = Build(
        id=world.ids.new(),
        act_id=actor.id,
        user_id=actor.user_id,
        started_at=now,
        finished_at=now,
        status="SUCCEEDED",
        meta=BuildMeta(),
        stats=BuildStats(duration_millis=1000, run_time_secs=1.0, compute_units=0.001),
        options=BuildOptions(),
        build_number=f"0.0.{earlier + 1}",
        actor_definition=definition,
    )
    build.log.write(now, "ACTOR: Creating a new build of the Actor.")
    build.log.write(now, "ACTOR: Build finished.")
    world.builds[build.id] = build
    actor.tag_build(tag, build)
    return build


def find(world: "World", actor: "Actor", tag_or_number: str) -> Build:
    """The build that a run's `build` option names: by tag, else by number.

    Raises:
        ApiError: 403 `unknown-build-tag` or `build-not-found`.
    """
    tagged = (actor.tagged_builds or {}).get(tag_or_number)
    if tagged is not None:
        return world.builds[tagged.build_id]
    for build in world.builds.values():
        if build.act_id == actor.id and build.build_number == tag_or_number:
            return build
    if tag_or_number[:1].isdigit():
        raise errors.build_not_found(tag_or_number)
    raise errors.unknown_build_tag(tag_or_number)
