"""Usage: what an account's runs took in a monthly cycle, by service and by day."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import field

from mockapify import errors
from mockapify.clock import Timestamp
from mockapify.wire import Resource

if TYPE_CHECKING:
    from mockapify.state.runs import Run
    from mockapify.state.users import User
    from mockapify.world import World

DAY = timedelta(days=1)
MOMENT = timedelta(milliseconds=1)

LAST_FIRST_DAY = 28
"""The latest day of a month that cycles begin on, because every month has it."""


class UsageCycle(Resource, kw_only=True):
    """A month of usage; both moments belong to it."""

    start_at: Timestamp
    end_at: Timestamp

    def days(self) -> Iterator[Timestamp]:
        """The beginnings of its days."""
        day: datetime = self.start_at
        while day <= self.end_at:
            yield _timestamp(day)
            day += DAY


class UsageItem(Resource, kw_only=True):
    """How much of one service was used, and what it cost."""

    quantity: float = 0.0
    base_amount_usd: float = 0.0
    base_unit_price_usd: float = 0.0
    amount_after_volume_discount_usd: float = 0.0
    price_tiers: list[object] = field(default_factory=list)

    def add(self, quantity: float, usd: float) -> None:
        """Count in more of it."""
        self.quantity += quantity
        self.base_amount_usd += usd
        self.amount_after_volume_discount_usd += usd
        self.base_unit_price_usd = self.base_amount_usd / self.quantity if self.quantity else 0.0


ServiceUsage = dict[str, UsageItem]


class Ledger:
    """What the runs of one account took, by day and service. It outlives the runs."""

    def __init__(self) -> None:
        self._days: defaultdict[str, ServiceUsage] = defaultdict(dict)
        self._billed: dict[str, dict[str, tuple[float, float]]] = {}

    def bill(self, run: "Run", moment: Timestamp) -> None:
        """Count what the run took so far; of one that went on after it was billed, only what came since."""
        services = self._days[_day(moment)]
        billed = self._billed.setdefault(run.id, {})
        for name, (quantity, usd) in run.bill.items():
            known_quantity, known_usd = billed.get(name, (0.0, 0.0))
            services.setdefault(name, UsageItem()).add(quantity - known_quantity, usd - known_usd)
            billed[name] = quantity, usd

    def usage(self, first: Timestamp, last: Timestamp) -> ServiceUsage:
        """What the runs took from one day to another together, both included."""
        total: defaultdict[str, UsageItem] = defaultdict(UsageItem)
        for day, services in self._days.items():
            if _day(first) <= day <= _day(last):
                for name, item in services.items():
                    total[name].add(item.quantity, item.base_amount_usd)
        return dict(total)


class DailyUsage(Resource, kw_only=True):
    """What one day took."""

    date: Timestamp
    service_usage: ServiceUsage
    total_usage_credits_usd: float


class MonthlyUsage(Resource, kw_only=True):
    """What a cycle took."""

    usage_cycle: UsageCycle
    monthly_service_usage: ServiceUsage
    daily_service_usages: list[DailyUsage]
    total_usage_credits_usd_before_volume_discount: float
    total_usage_credits_usd_after_volume_discount: float


def cycle(user: "User", moment: datetime) -> UsageCycle:
    """The account's cycle around a moment. It begins on the day of the month on which the account was created.

    Raises:
        ApiError: 400 `invalid-value`: no calendar has the whole of that cycle.
    """
    first_day = min(user.created_at.day, LAST_FIRST_DAY)
    try:
        moment = moment.astimezone(UTC)
        start = moment.replace(day=first_day, hour=0, minute=0, second=0, microsecond=0)
        if start > moment:
            start = (start.replace(day=1) - DAY).replace(day=first_day)
        following = (start.replace(day=LAST_FIRST_DAY) + 4 * DAY).replace(day=first_day)
    except (ValueError, OverflowError):
        raise errors.invalid_value(f'query parameter "date" is out of range: {moment.date()}') from None
    return UsageCycle(start_at=_timestamp(start), end_at=_timestamp(following - MOMENT))


def monthly(world: "World", user: "User", moment: datetime | None = None) -> MonthlyUsage:
    """The usage of the cycle around a moment, or of the current one. A run counts on the day on which it ends.

    Raises:
        ApiError: 400 `invalid-value`: the moment is too far away.
    """
    now = world.clock.now()
    around = cycle(user, moment or now)
    days = [(day, user.ledger.usage(day, day)) for day in around.days() if day <= now]
    month = user.ledger.usage(around.start_at, around.end_at)
    return MonthlyUsage(
        usage_cycle=around,
        monthly_service_usage=month,
        daily_service_usages=[
            DailyUsage(date=day, service_usage=usage, total_usage_credits_usd=total_usd(usage)) for day, usage in days
        ],
        total_usage_credits_usd_before_volume_discount=total_usd(month),
        total_usage_credits_usd_after_volume_discount=total_usd(month),
    )


def this_month(world: "World", user: "User") -> ServiceUsage:
    """What the current cycle took so far."""
    current = cycle(user, world.clock.now())
    return user.ledger.usage(current.start_at, current.end_at)


def total_usd(usage: ServiceUsage) -> float:
    """What all services cost together."""
    return sum(item.amount_after_volume_discount_usd for item in usage.values())


def _day(moment: Timestamp) -> str:
    return moment.text()[:10]


def _timestamp(moment: datetime) -> Timestamp:
    return Timestamp.at(moment.timestamp())
