"""The life of runs: how they begin once more, in the same container or after their end, and what they say of it."""

from typing import TYPE_CHECKING

from mockapify import errors
from mockapify.state import builds, executions, limits, pricing, runs
from mockapify.state.actors import Actor
from mockapify.state.executions import Execution
from mockapify.state.runs import Run
from mockapify.state.webhooks import fire
from mockapify.wire import UNSET, UnsetType

if TYPE_CHECKING:
    from mockapify.world import World


def resurrect(
    world: "World",
    run: Run,
    *,
    build: str | None = None,
    timeout: float | None = None,
    memory: float | None = None,
    max_items: float | None = None,
    max_total_charge_usd: float | None = None,
    restart_on_error: bool | None = None,
) -> None:
    """Let a finished run go on with its storages, for as long as its timeout says, doing what its Actor does next.

    What is not given stays as it was; a build of the Actor that it is by now can be given by tag or number.

    Raises:
        ApiError: 403 `operation-not-allowed`: it is not over; 404: its Actor was deleted; 403: there is no such build;
            400 `invalid-value`: a limit would be lower than before, or the memory will not do; 402: the account's
            limits are reached.
    """
    if not run.is_finished:
        raise errors.operation_not_allowed("Actor run can't be resurrected before it has finished")
    actor = _actor_of(world, run)
    found = builds.find(world, actor, build) if build else None
    before = run.options
    options = runs.options(
        run,
        build=build,
        timeout=timeout,
        memory=memory,
        max_items=max_items,
        max_total_charge_usd=max_total_charge_usd,
        restart_on_error=restart_on_error,
    )
    _check_raised("maxItems", before.max_items, options.max_items)
    _check_raised("maxTotalChargeUsd", before.max_total_charge_usd, options.max_total_charge_usd)
    pricing.check_limits(run.pricing_info or None, options.max_items, options.max_total_charge_usd)
    is_paid = pricing.is_paid(run.pricing_info)
    limits.check_start(world, world.users[run.user_id], options.memory_mbytes, is_paid=is_paid)
    run.options = options
    if found is not None:
        run.take_build(found)
    run.finished_at = None
    run.exit_code = run.status_message = run.is_status_message_terminal = UNSET
    run.stats.resurrect_count += 1
    world.under_way[run.id] = run
    executions.resume(world, actor, run)
    fire(world, "ACTOR.RUN.RESURRECTED", run)


def reboot(run: Run) -> None:
    """Let a RUNNING run begin anew: its code is started again and does what its Actor does next.

    Raises:
        ApiError: 403 `job-finished` or, for one that is about to end, `operation-not-allowed`.
    """
    execution = running(run)
    run.stats.reboot_count += 1
    execution.reboot("Actor run is being rebooted.")


def running(run: Run) -> Execution:
    """The execution of a RUNNING run.

    Raises:
        ApiError: 403 `job-finished` or, for one that is about to end, `operation-not-allowed`.
    """
    if run.is_finished:
        raise errors.job_finished()
    if run.status != "RUNNING" or run.execution is None:
        raise errors.operation_not_allowed(f"Actor run must be RUNNING for this, and is {run.status}")
    return run.execution


def tell(run: Run, message: str | UnsetType, *, is_terminal: bool | UnsetType = UNSET) -> None:
    """Let the run show a message; one that is terminal stays when it ends.

    Raises:
        ApiError: 400 `cannot-set-is-status-message-terminal`: there is no message.
    """
    if message is UNSET:
        if is_terminal is not UNSET:
            raise errors.cannot_set_is_status_message_terminal()
        return
    run.status_message = message
    run.is_status_message_terminal = is_terminal


def _actor_of(world: "World", run: Run) -> Actor:
    actor = world.actors.get(run.current.actor_id)
    if actor is None:
        raise errors.record_not_found("Actor")
    return actor


def _check_raised(name: str, before: float | UnsetType, after: float | UnsetType) -> None:
    if before is not UNSET and after is not UNSET and after < before:
        raise errors.invalid_value(f'"{name}" of a resurrected run can only be raised, from {before:g}, not {after:g}')
