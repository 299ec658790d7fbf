"""Pricing infos: what an Actor costs, and since when."""

from collections.abc import Iterator, Sequence

from msgspec import field, structs

from mockapify import errors
from mockapify.clock import Timestamp
from mockapify.wire import UNSET, Resource, UnsetType


class PricingBase(Resource, kw_only=True, tag_field="pricingModel"):
    """What all pricing models have. Moments that are not said are the one in which it is added."""

    apify_margin_percentage: float = 0.2
    created_at: Timestamp | UnsetType = UNSET
    started_at: Timestamp | UnsetType = UNSET
    reason_for_change: str | UnsetType | None = UNSET
    notified_about_change_at: Timestamp | UnsetType | None = UNSET
    notified_about_future_change_at: Timestamp | UnsetType | None = UNSET


class Free(PricingBase, kw_only=True, tag="FREE"):
    """Nothing but what the platform takes for its resources."""


class FlatPricePerMonth(PricingBase, kw_only=True, tag="FLAT_PRICE_PER_MONTH"):
    """A rent."""

    trial_minutes: int
    price_per_unit_usd: float


class ItemTier(Resource, kw_only=True):
    """The price of a result for users of one tier."""

    tiered_price_per_unit_usd: float


class PricePerDatasetItem(PricingBase, kw_only=True, tag="PRICE_PER_DATASET_ITEM"):
    """So much for each item of the default dataset: for all the same, or by the user's tier."""

    unit_name: str = "result"
    price_per_unit_usd: float | UnsetType = UNSET
    tiered_pricing: dict[str, ItemTier] | UnsetType = UNSET

    def price_usd(self, tier: str) -> float:
        """What an item costs users of the tier; nothing when no tier of that name has a price."""
        if self.tiered_pricing:
            return self.tiered_pricing[tier].tiered_price_per_unit_usd if tier in self.tiered_pricing else 0.0
        return self.price_per_unit_usd or 0.0


class EventTier(Resource, kw_only=True):
    """The price of an event for users of one tier."""

    tiered_event_price_usd: float


class ChargeEvent(Resource, kw_only=True):
    """Something that the Actor may charge for: for all the same, or by the user's tier."""

    event_title: str
    event_description: str
    event_price_usd: float | UnsetType = UNSET
    event_tiered_pricing_usd: dict[str, EventTier] | UnsetType = UNSET
    is_primary_event: bool | UnsetType = UNSET
    is_one_time_event: bool | UnsetType = UNSET

    def price_usd(self, tier: str) -> float:
        """What the event costs users of the tier; nothing when no tier of that name has a price."""
        tiers = self.event_tiered_pricing_usd
        if tiers:
            return tiers[tier].tiered_event_price_usd if tier in tiers else 0.0
        return self.event_price_usd or 0.0


class PricingPerEvent(Resource, kw_only=True):
    """The events by their names."""

    actor_charge_events: dict[str, ChargeEvent] = field(default_factory=dict)


class PayPerEvent(PricingBase, kw_only=True, tag="PAY_PER_EVENT"):
    """So much for each event."""

    pricing_per_event: PricingPerEvent
    minimal_max_total_charge_usd: float | UnsetType | None = UNSET

    @property
    def events(self) -> dict[str, ChargeEvent]:
        """The events by their names."""
        return self.pricing_per_event.actor_charge_events


PricingInfo = Free | FlatPricePerMonth | PricePerDatasetItem | PayPerEvent


def current(infos: Sequence[PricingInfo], now: Timestamp) -> PricingInfo | None:
    """The pricing info that is in effect; None for an Actor that never had a price."""
    return next((info for info in reversed(infos) if _start(info) <= now), None)


def is_paid(info: PricingInfo | UnsetType | None) -> bool:
    """Whether users pay for more than the platform's resources."""
    return not isinstance(info, Free | UnsetType | None)


def check_limits(info: PricingInfo | None, max_items: int | UnsetType, max_total_charge_usd: float | UnsetType) -> None:
    """Refuse limits of a run with which the Actor could not do its work. Each is for the model that it belongs to.

    Raises:
        ApiError: 400 `max-items-must-be-greater-than-zero`, `max-total-charge-usd-must-be-greater-than-zero` or
            `max-total-charge-usd-below-minimum`.
    """
    if isinstance(info, PricePerDatasetItem) and max_items == 0:
        raise errors.max_items_not_positive()
    if isinstance(info, PayPerEvent) and max_total_charge_usd is not UNSET:
        minimum = info.minimal_max_total_charge_usd or 0.0
        if max_total_charge_usd <= 0:
            raise errors.max_total_charge_not_positive()
        if max_total_charge_usd < minimum:
            raise errors.max_total_charge_below_minimum(minimum)


def changed(known: Sequence[PricingInfo], wanted: Sequence[PricingInfo], now: Timestamp) -> list[PricingInfo]:
    """What `wanted` makes of the `known` pricing infos of an Actor, in the order in which they take effect.

    What is or was in effect has to be among the wanted ones as it is. A new one must take effect later than those, and
    at most one may lie in the future, which can be changed and taken back.

    Raises:
        ApiError: 400 `cannot-remove-pricing-info`, `cannot-add-pricing-info-that-alters-past`,
            `cannot-add-second-future-pricing-info`; `invalid-value` for one that says no price, or two.
    """
    infos = dated(wanted, now)
    past = [info for info in known if _start(info) <= now]
    starts = {_start(info) for info in infos}
    if any(_start(info) not in starts for info in past):
        raise errors.cannot_remove_pricing_info()
    if infos[: len(past)] != past or any(_start(info) <= _start(past[-1]) for info in infos[len(past) :] if past):
        raise errors.pricing_info_alters_past()
    if sum(_start(info) > now for info in infos) > 1:
        raise errors.second_future_pricing_info()
    return infos


def dated(infos: Sequence[PricingInfo], now: Timestamp) -> list[PricingInfo]:
    """The pricing infos in the order in which they take effect, by default `now`.

    Raises:
        ApiError: 400 `invalid-value`: one says no price, or two.
    """
    for info in infos:
        _check_prices(info)
    return sorted((_dated(info, now) for info in infos), key=_start)


def _start(info: PricingInfo) -> Timestamp:
    assert info.started_at is not UNSET, "every pricing info of an Actor has been dated"
    return info.started_at


def _dated(info: PricingInfo, now: Timestamp) -> PricingInfo:
    return structs.replace(info, created_at=info.created_at or now, started_at=info.started_at or now)


def _check_prices(info: PricingInfo) -> None:
    """Refuse what is said to have no price, or two."""
    for what, flat, by_tier in _prices(info):
        if (flat is UNSET) == (by_tier is UNSET):
            raise errors.invalid_value(f"the price of {what} must be given either flat or by tiers")


def _prices(info: PricingInfo) -> Iterator[tuple[str, object, object]]:
    """What costs something, and what it costs all users, or users of each tier."""
    if isinstance(info, PricePerDatasetItem):
        yield "an item", info.price_per_unit_usd, info.tiered_pricing
    elif isinstance(info, PayPerEvent):
        for name, event in info.pricing_per_event.actor_charge_events.items():
            yield f'the event "{name}"', event.event_price_usd, event.event_tiered_pricing_usd
