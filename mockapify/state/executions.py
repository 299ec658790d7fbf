"""Executions: an outcome played for a run on the world's clock."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from mockapify.clock import Timer
from mockapify.errors import ApiError
from mockapify.state import charges, deeds, programs, run_endings, run_stats, runs
from mockapify.state.actors import Actor
from mockapify.state.behaviours import Aborted, Command, Failed, Hangs, Outcome, Program, Succeeded, TimedOut
from mockapify.state.functions import Calling, Ending, call_in_thread
from mockapify.state.programs import Process
from mockapify.state.runs import Run
from mockapify.wire import UNSET

if TYPE_CHECKING:
    from mockapify.world import World

TIMING_OUT_SECONDS = 1.0
"""How long a run is TIMING-OUT before it is TIMED-OUT."""

MAX_RESTARTS = 3
RESTART_WINDOW_SECONDS = 60.0

UNCAUGHT_EXIT_CODE = 91
"""What the Apify SDK exits with after an exception nobody caught."""

OPENING_LINES = (
    "ACTOR: Pulling Docker image from repository.",
    "ACTOR: Creating Docker container.",
    "ACTOR: Starting Docker container.",
)


def start(world: "World", actor: Actor, run: Run) -> None:
    """Play the outcome that a READY run was started with. It is RUNNING from the next turn on."""
    run.execution = Execution(world, actor, run)
    world.clock.call_later(0, run.execution.begin)


def resume(world: "World", actor: Actor, run: Run) -> None:
    """Play the Actor's next outcome for a finished run, which is RUNNING at once."""
    run.execution = Execution(world, actor, run)
    run.execution.run_on(run.execution.next_outcome())


class Execution:
    """One run on its way to its end, with the timers that carry it there.

    Each time that code begins, be it of a new run or after an error, a reboot or a metamorph, it does what the Actor's
    behaviour says next. For a new run that has been said before there was one.
    """

    def __init__(self, world: "World", actor: Actor, run: Run) -> None:
        self.world = world
        self.actor = actor
        self.run = run
        self._timers: list[Timer] = []
        self._timeout: Timer | None = None
        self._outcome: Outcome = Succeeded()
        self._code: Calling | Process | None = None
        self._restarted_at: list[float] = []

    @property
    def has_code(self) -> bool:
        """Whether a function or a program is at work for it, or sleeps."""
        return self._code is not None

    def stop(self) -> None:
        """Let nothing more happen."""
        self._halt()
        if self._timeout is not None:
            self._timeout.cancel()

    def _halt(self) -> None:
        """Take the Actor's program away. A process is killed, a function is told so at its next call."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        if self._code is not None:
            self._code.stop()
            self._code = None

    def begin(self) -> None:
        """Let the run be RUNNING, unless it was aborted while it was READY."""
        if self.run.status == "READY":
            self.world.journal.happened(self.world.clock.time(), "RUNNING", self.run)
            self.run_on(self.run.first_outcome)
            charges.begin(self.world, self.run)

    def run_on(self, outcome: Outcome) -> None:
        """Let the run be RUNNING for as long as its timeout says, from now on, and do this."""
        self.run.status = "RUNNING"
        self.run.cut_short = ""
        run_stats.begin(self.run, self.world.clock.now())
        if self.run.options.timeout_secs:
            self._timeout = self.world.clock.call_later(self.run.options.timeout_secs, self._time_is_up)
        self._boot(outcome)

    def reboot(self, why: str, actor: Actor | None = None) -> None:
        """Begin anew in place of the code that runs now, with that of another Actor if one is given."""
        self._halt()
        self._log(f"ACTOR: {why}")
        self.actor = actor or self.actor
        self._boot(self.next_outcome())

    def next_outcome(self) -> Outcome:
        """What the Actor's behaviour says next for the run as it is by now."""
        return self.world.twist(self.actor.behaviour.next(runs.traits(self.world, self.run)))

    def _boot(self, outcome: Outcome) -> None:
        deeds.write(self.world, self.run, OPENING_LINES)
        self._play(outcome)

    def _play(self, outcome: Outcome) -> None:
        self._outcome = outcome
        if isinstance(outcome, Program | Command):
            self._code = self._launch(outcome)
            return
        for seconds, deed in outcome.deeds:
            self._after(seconds, partial(deeds.do, self.world, self.run, deed))
        waits_for_timeout = isinstance(outcome, TimedOut) and self.run.options.timeout_secs
        if not waits_for_timeout and not isinstance(outcome, Hangs):
            self._after(outcome.seconds, lambda: self._end(outcome))

    def _launch(self, outcome: Program | Command) -> Calling | Process:
        def ended(ending: Ending) -> None:
            self._program_ended(outcome, ending)

        if isinstance(outcome, Program):
            return call_in_thread(self.world, self.run, outcome.function, ended)
        return programs.start(self.world, self.run, outcome, ended)

    def _end(self, outcome: Outcome) -> None:
        if outcome.output is not UNSET:
            deeds.set_value(self.world, self.run, "OUTPUT", outcome.output)
        for event_name, count in outcome.charges.items():
            charges.count(self.world, self.run, event_name, count)
        self._finish(outcome)

    def _finish(self, outcome: Outcome) -> None:
        if self.run.status == "ABORTING":  # It ended by itself within the time that a graceful abort leaves it.
            outcome = Aborted(status_message=self.run.abort_reason)
        if isinstance(outcome, Failed) and self._may_restart():
            self._restart()
            return
        exit_code = outcome.default_exit_code if outcome.exit_code is None else outcome.exit_code
        message = outcome.status_message or self._own_message(outcome)
        message = message or outcome.default_message.format(exit_code=exit_code)
        run_endings.finish(self.world, self.run, outcome.status, message=message, exit_code=exit_code)

    def _own_message(self, outcome: Outcome) -> str | None:
        """What the Actor's code said last; the platform has words of its own for a run that did not end by itself."""
        return self.run.status_message or None if outcome.status in ("SUCCEEDED", "FAILED") else None

    def _program_ended(self, program: Program | Command, ending: Ending) -> None:
        self._code = None
        if ending.failure is not None:
            self._crash(ending.failure)
        elif ending.exit_code:
            self._finish(Failed(exit_code=ending.exit_code))
        else:
            self._end(program)

    def _crash(self, why: str) -> None:
        self._log(why)
        self._halt()
        self._finish(Failed(exit_code=UNCAUGHT_EXIT_CODE))

    def _time_is_up(self) -> None:
        if self.run.status != "RUNNING":
            return
        self.stop()
        self.run.status = "TIMING-OUT"
        seconds = self.run.options.timeout_secs
        self._log(
            f"ACTOR: The actor run has reached the timeout of {seconds} seconds, aborting it. "
            "You can increase the timeout in run options."
        )
        self.run.cut_short = _cut_short(self._outcome, seconds)
        timed_out = self._outcome if isinstance(self._outcome, TimedOut) else TimedOut()
        self._after(TIMING_OUT_SECONDS, lambda: self._end(timed_out))

    def _may_restart(self) -> bool:
        now = self.world.clock.time()
        self._restarted_at = [moment for moment in self._restarted_at if now - moment < RESTART_WINDOW_SECONDS]
        return self.run.options.restart_on_error is True and len(self._restarted_at) < MAX_RESTARTS

    def _restart(self) -> None:
        self._restarted_at.append(self.world.clock.time())
        self.run.stats.restart_count += 1
        self._log("ACTOR: The Actor run failed and is being restarted.")
        self._play(self.next_outcome())

    def _log(self, text: str) -> None:
        deeds.write(self.world, self.run, text)

    def _after(self, seconds: float, action: Callable[[], None]) -> None:
        def act() -> None:
            try:
                action()
            except ApiError as error:  # Somebody deleted a storage, or an item does not fit: that ends a real Actor.
                self._crash(f"{error.message} {error.data or ''}".rstrip())

        self._timers.append(self.world.clock.call_later(seconds, act))


def _cut_short(outcome: Outcome, timeout_secs: int) -> str:
    """What the timeout kept a run from that was to end by itself; "" when it was to time out or to hang."""
    if isinstance(outcome, Program | Command):
        return f"its code was still at work when its timeout of {timeout_secs} s was up"
    if isinstance(outcome, TimedOut | Hangs) or outcome.seconds < timeout_secs:  # which begun late, after a restart
        return ""
    return f"its outcome takes {outcome.seconds:g} s and its timeout is {timeout_secs} s"
