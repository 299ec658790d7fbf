"""Plans: what an account may use at the same time and in a month."""

from typing import Literal

from msgspec import Struct

from mockapify.state.run_stats import USD_PER_COMPUTE_UNIT
from mockapify.wire import Resource

PlanId = Literal["FREE", "STARTER", "SCALE", "BUSINESS", "ENTERPRISE"]

MBYTES_PER_GBYTE = 1024


class Limits(Resource, kw_only=True):
    """The limits of one account. Memory, concurrent jobs and the monthly usage are enforced, the others only shown."""

    max_monthly_usage_usd: float
    max_monthly_actor_compute_units: float
    max_monthly_external_data_transfer_gbytes: float = 1000
    max_monthly_proxy_serps: int = 30_000
    max_monthly_residential_proxy_gbytes: float = 10
    max_actor_memory_gbytes: float
    max_actor_count: int = 500
    max_actor_task_count: int = 5000
    max_concurrent_actor_jobs: int
    max_team_account_seat_count: int = 1
    data_retention_days: int
    max_schedule_count: int = 100

    @property
    def memory_mbytes(self) -> int:
        """The memory of all jobs under way together."""
        return round(self.max_actor_memory_gbytes * MBYTES_PER_GBYTE)


class Plan(Struct, frozen=True):
    """A plan, with the platform's own figures (docs.apify.com/account/limits, 2026)."""

    id: PlanId
    tier: str
    """The tier by which an Actor may have different prices for different users."""
    monthly_price_usd: float
    included_usage_usd: float
    memory_mbytes: int
    concurrent_runs: int
    monthly_usage_usd: float
    data_retention_days: int

    @property
    def is_paid(self) -> bool:
        """Whether it costs anything."""
        return self.monthly_price_usd > 0

    def limits(self) -> Limits:
        """What an account has as long as nobody changes it."""
        return Limits(
            max_monthly_usage_usd=self.monthly_usage_usd,
            max_monthly_actor_compute_units=self.monthly_usage_usd / USD_PER_COMPUTE_UNIT,
            max_actor_memory_gbytes=self.memory_mbytes / MBYTES_PER_GBYTE,
            max_concurrent_actor_jobs=self.concurrent_runs,
            data_retention_days=self.data_retention_days,
        )


PLANS: dict[PlanId, Plan] = {
    plan.id: plan
    for plan in (
        Plan("FREE", "FREE", 0, 5, 16_384, 25, 5, 7),
        Plan("STARTER", "BRONZE", 29, 29, 65_536, 32, 9_999, 14),
        Plan("SCALE", "SILVER", 199, 199, 262_144, 128, 9_999, 21),
        Plan("BUSINESS", "GOLD", 999, 999, 524_288, 256, 9_999, 31),
        # By agreement on the platform. Here it is more than any test uses by accident.
        Plan("ENTERPRISE", "DIAMOND", 9_999, 9_999, 16_777_216, 10_000, 999_999, 90),
    )
}

DEFAULT: PlanId = "ENTERPRISE"
"""The plan of accounts of which nothing else is said, so that no test meets a limit by accident."""
