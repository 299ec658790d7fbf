"""Constructions: builds on their way to their end, on the world's clock."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from mockapify.clock import Timer
from mockapify.state import builds, definitions, limits
from mockapify.state.actors import Actor
from mockapify.state.behaviours import Behaviour, Hangs, Outcome, Rejected, TimedOut
from mockapify.state.builds import Build, BuildOptions
from mockapify.state.definitions import DefinitionError
from mockapify.state.jobs import JobMeta, JobStatus
from mockapify.state.versions import Version
from mockapify.state.webhooks import fire
from mockapify.wire import UNSET

if TYPE_CHECKING:
    from mockapify.world import World

TIMEOUT_SECONDS = 1800.0
"""How long a build may take."""

TIMING_OUT_SECONDS = 1.0
"""How long a build is TIMING-OUT before it is TIMED-OUT."""


def start(
    world: "World",
    actor: Actor,
    version: Version,
    *,
    meta: JobMeta,
    options: BuildOptions,
    tag: str | None = None,
) -> Build:
    """Begin to build a version. The build is RUNNING from the next turn on.

    Raises:
        ApiError: 402: a limit of the owner's account is in the way.
    """
    limits.check_start(world, world.users[actor.user_id], options.memory_mbytes)
    build = builds.create(world, actor, version, meta=meta, options=options, tag=tag)
    construction = Construction(world, actor, build)
    build.stop = construction.stop
    construction.after(0, construction.begin)
    fire(world, "ACTOR.BUILD.CREATED", build)
    return build


def plan(actor: Actor, *outcomes: Outcome | Rejected) -> None:
    """Say how the builds of the Actor go: one outcome per build, the last one repeats.

    Raises:
        TypeError: One of them is no outcome.
        ValueError: One has items, steps, an output, charges or an exit code, which no build has, or is Rejected.
    """
    behaviour = Behaviour(*outcomes)
    for outcome in outcomes:
        if isinstance(outcome, Rejected):
            raise ValueError("a build cannot be Rejected; let the call go wrong: mockapify.faults.add(ErrorType...)")
        if (
            outcome.items
            or outcome.steps
            or outcome.output is not UNSET
            or outcome.charges
            or outcome.exit_code is not None
        ):
            raise ValueError(
                "a build has no items, steps, output, charges or exit code, only log, duration and status_message"
            )
    actor.build_behaviour = behaviour


class Construction:
    """One build, with the timer that carries it on."""

    def __init__(self, world: "World", actor: Actor, build: Build) -> None:
        self.world = world
        self.actor = actor
        self.build = build
        self._timer: Timer | None = None

    def stop(self) -> None:
        """Let nothing more happen."""
        if self._timer is not None:
            self._timer.cancel()

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        """Let something happen then, unless the build is stopped before."""
        self._timer = self.world.clock.call_later(seconds, action)

    def begin(self) -> None:
        """Let the build be RUNNING."""
        self.build.status = "RUNNING"
        self._log("ACTOR: Creating a new build of the Actor.")
        outcome = self.actor.build_behaviour.next()
        for line in [outcome.log] if isinstance(outcome.log, str) else outcome.log:
            self._log(line)
        if isinstance(outcome, Hangs | TimedOut) or outcome.seconds > TIMEOUT_SECONDS:
            self.after(TIMEOUT_SECONDS, self._time_is_up)
        else:
            self.after(outcome.seconds, lambda: self._end(outcome))

    def _end(self, outcome: Outcome) -> None:
        if outcome.status == "SUCCEEDED":
            self._define()
            return
        self._finish(outcome.status, outcome.status_message or f"Build {outcome.status.lower()}.")

    def _define(self) -> None:
        """Read the sources, which fails a build of malformed ones. Those that lie elsewhere nobody fetches."""
        version = self.build.act_version
        files = version.source_files if version else []
        try:
            self.build.define(definitions.read(files or []))
        except DefinitionError as error:
            self._finish("FAILED", f"ERROR: {error}")
        else:
            self._finish("SUCCEEDED", "Build finished.")

    def _time_is_up(self) -> None:
        self.build.status = "TIMING-OUT"
        line = f"The build has reached the timeout of {TIMEOUT_SECONDS:g} seconds, aborting it."
        self.after(TIMING_OUT_SECONDS, lambda: self._finish("TIMED-OUT", line))

    def _finish(self, status: JobStatus, line: str) -> None:
        self._log(f"ACTOR: {line}")
        builds.finish(self.world, self.build, status)

    def _log(self, text: str) -> None:
        self.build.log.write(self.world.clock.now(), text)
