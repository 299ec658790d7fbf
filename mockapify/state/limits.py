"""Limits of accounts: what they allow, what is used of it, and who is refused."""

from typing import TYPE_CHECKING

from msgspec import UNSET, structs

from mockapify import errors
from mockapify.state import usage
from mockapify.state.plans import MBYTES_PER_GBYTE, PLANS, Limits, PlanId
from mockapify.state.usage import UsageCycle
from mockapify.wire import Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.state.builds import Build
    from mockapify.state.runs import Run
    from mockapify.state.users import User
    from mockapify.world import World

COMPUTE_UNITS = "ACTOR_COMPUTE_UNITS"


class CurrentUsage(Resource, kw_only=True):
    """What an account uses of its limits. Nothing here sends data away, goes through a proxy or has a team."""

    monthly_usage_usd: float
    monthly_actor_compute_units: float
    monthly_external_data_transfer_gbytes: float = 0
    monthly_proxy_serps: int = 0
    monthly_residential_proxy_gbytes: float = 0
    actor_memory_gbytes: float
    actor_count: int
    actor_task_count: int
    schedule_count: int
    active_actor_job_count: int
    team_account_seat_count: int = 1


class AccountLimits(Resource, kw_only=True):
    """Limits of an account, and what is used of them."""

    monthly_usage_cycle: UsageCycle
    limits: Limits
    current: CurrentUsage


class LimitChanges(Resource, kw_only=True):
    """What an account may set itself; absent fields stay as they are."""

    max_monthly_usage_usd: float | UnsetType = UNSET
    data_retention_days: int | UnsetType = UNSET


def account(world: "World", user: "User") -> AccountLimits:
    """The limits of the user, and what is used of them."""
    services = usage.this_month(world, user)
    jobs = _jobs_under_way(world, user)
    units = services.get(COMPUTE_UNITS)
    return AccountLimits(
        monthly_usage_cycle=usage.cycle(user, world.clock.now()),
        limits=user.limits,
        current=CurrentUsage(
            monthly_usage_usd=usage.total_usd(services),
            monthly_actor_compute_units=units.quantity if units is not None else 0,
            actor_memory_gbytes=_memory_mbytes(jobs) / MBYTES_PER_GBYTE,
            actor_count=sum(actor.user_id == user.id for actor in world.actors),
            actor_task_count=sum(task.user_id == user.id for task in world.tasks),
            schedule_count=sum(schedule.user_id == user.id for schedule in world.schedules),
            active_actor_job_count=len(jobs),
        ),
    )


def update(world: "World", user: "User", changes: LimitChanges) -> None:
    """Change what is said, all or nothing.

    Raises:
        ApiError: 403 `monthly-usage-limit-too-low`: less than what this month took already; 400 `invalid-value`.
    """
    if changes.data_retention_days is not UNSET and changes.data_retention_days < 1:
        raise errors.invalid_value(f'"dataRetentionDays" must be at least 1, not {changes.data_retention_days}')
    if changes.max_monthly_usage_usd is not UNSET:
        used = usage.total_usd(usage.this_month(world, user))
        if changes.max_monthly_usage_usd < used:
            raise errors.monthly_usage_limit_too_low(used)
    given = {name: value for name, value in structs.asdict(changes).items() if value is not UNSET}
    user.limits = structs.replace(user.limits, **given)


def set_plan(
    user: "User",
    plan: PlanId | None = None,
    *,
    memory_mbytes: int | None = None,
    concurrent_runs: int | None = None,
    monthly_usage_usd: float | None = None,
) -> None:
    """Put the account on a plan, with its limits; and change single limits.

    Raises:
        ValueError: There is no such plan, or a limit is negative.
    """
    if plan is not None and plan not in PLANS:
        raise ValueError(f"there is no plan {plan!r}; choose one of {', '.join(PLANS)}")
    given = {
        "max_actor_memory_gbytes": None if memory_mbytes is None else memory_mbytes / MBYTES_PER_GBYTE,
        "max_concurrent_actor_jobs": concurrent_runs,
        "max_monthly_usage_usd": monthly_usage_usd,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    if any(value < 0 for value in changes.values()):
        raise ValueError("a limit of an account must not be negative; 0 lets nothing run")
    if plan is not None:
        user.plan = PLANS[plan]
        user.limits = user.plan.limits()
    user.limits = structs.replace(user.limits, **changes)


def check_start(world: "World", user: "User", memory_mbytes: int, *, is_paid: bool = False) -> None:
    """Let a run or build of that memory start, or say which limit is in its way.

    Where no usage is left it matters whether the Actor costs more than the platform's resources (seen in reports of
    real calls).

    Raises:
        ApiError: 402 `actor-memory-limit-exceeded`, `concurrent-runs-limit-exceeded` or
            `not-enough-usage-to-run-paid-actor`; 403 `platform-feature-disabled`.
    """
    limits = user.limits
    jobs = _jobs_under_way(world, user)
    if sum(job.id in world.runs for job in jobs) >= limits.max_concurrent_actor_jobs:
        raise errors.concurrent_runs_limit_exceeded(limits.max_concurrent_actor_jobs)
    used_mbytes = _memory_mbytes(jobs)
    if used_mbytes + memory_mbytes > limits.memory_mbytes:
        raise errors.memory_limit_exceeded(limits.memory_mbytes, used_mbytes, memory_mbytes)
    if usage.total_usd(usage.this_month(world, user)) >= limits.max_monthly_usage_usd:
        raise errors.not_enough_usage(remaining_usd=0) if is_paid else errors.monthly_usage_exceeded()


def _jobs_under_way(world: "World", user: "User") -> "list[Run | Build]":
    return [job for job in world.under_way.values() if job.user_id == user.id]


def _memory_mbytes(jobs: "list[Run | Build]") -> int:
    return sum(job.options.memory_mbytes for job in jobs)
