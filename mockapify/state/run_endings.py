"""Endings of runs: by themselves, by the clock, or because somebody wants it."""

from typing import TYPE_CHECKING

from mockapify.state import run_stats
from mockapify.state.events import EventType
from mockapify.state.jobs import JobStatus
from mockapify.state.run_events import emit
from mockapify.state.runs import Run
from mockapify.state.webhooks import fire

if TYPE_CHECKING:
    from mockapify.world import World

GRACE_SECONDS = 30
"""How long a graceful abort lets the Actor finish."""

ENDINGS: dict[str, EventType] = {
    "SUCCEEDED": "ACTOR.RUN.SUCCEEDED",
    "FAILED": "ACTOR.RUN.FAILED",
    "ABORTED": "ACTOR.RUN.ABORTED",
    "TIMED-OUT": "ACTOR.RUN.TIMED_OUT",
}
"""What webhooks are told of the end of a run, by its status."""


def abort(world: "World", run: Run, *, gracefully: bool = False, reason: str = "Actor was aborted") -> None:
    """Begin to abort the run, for a reason that becomes its message; a finished one stays as it is.

    A graceful abort tells its code, and ends it after 30 s.
    """
    if run.is_finished or run.status == "ABORTING":
        return
    run.status = "ABORTING"
    world.journal.happened(world.clock.time(), run.status, run)
    run.abort_reason = reason
    if gracefully:
        emit(world, run, "aborting")
        emit(world, run, "persistState")
    run.kill = world.clock.call_later(
        GRACE_SECONDS if gracefully else 0, lambda: finish(world, run, "ABORTED", message=reason)
    )


def finish(world: "World", run: Run, status: JobStatus, *, message: str, exit_code: int | None = None) -> None:
    """End the run; one that is finished already stays as it is."""
    if run.is_finished:
        return
    run.stop()
    if run.kill is not None:  # It would end the run again that is resurrected before its time.
        run.kill.cancel()
    now = world.clock.now()
    run.status = status
    world.under_way.pop(run.id, None)
    run.finished_at = now
    if run.is_status_message_terminal is not True:
        run.status_message = message
        run.is_status_message_terminal = True
    if exit_code is not None:
        run.exit_code = exit_code
    run_stats.end(run, now)
    world.users[run.user_id].ledger.bill(run, now)
    fire(world, ENDINGS[status], run)
