"""Lists of runs: which there are, and which was the last."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from mockapify.state.runnables import Runnable
from mockapify.state.runs import Run
from mockapify.state.users import User

if TYPE_CHECKING:
    from mockapify.world import World


def last(
    world: "World", user: User, *, of: Runnable, status: str | None = None, origin: str | None = None
) -> Run | None:
    """The user's latest run of the Actor or task, of that status and origin when they are given."""
    for run in reversed(world.runs.values()):
        if run.user_id == user.id and of.has_run(run):
            if status is not None and run.status != status:
                continue
            if origin is not None and run.meta.origin != origin:
                continue
            return run
    return None


def listed(
    world: "World",
    user: User,
    *,
    of: Runnable | None = None,
    statuses: Sequence[str] = (),
    started_after: datetime | None = None,
    started_before: datetime | None = None,
) -> list[Run]:
    """The user's runs, oldest first. Both moments are inclusive."""
    return [
        run
        for run in world.runs.values()
        if run.user_id == user.id
        and (of is None or of.has_run(run))
        and (not statuses or run.status in statuses)
        and (started_after is None or run.started_at >= started_after)
        and (started_before is None or run.started_at <= started_before)
    ]
