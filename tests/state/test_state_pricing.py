"""Pricing infos: what may be added, changed and taken back."""

import msgspec
import pytest
from cases import each_case

from mockapify import wire
from mockapify.clock import Timestamp
from mockapify.errors import ApiError
from mockapify.state import pricing
from mockapify.state.pricing import (
    ChargeEvent,
    EventTier,
    FlatPricePerMonth,
    Free,
    ItemTier,
    PayPerEvent,
    PricePerDatasetItem,
    PricingInfo,
    PricingPerEvent,
)

NOW = Timestamp.at(1_000_000)
FREE = Free(started_at=Timestamp.at(1000), created_at=Timestamp.at(900))


def rent(usd=10, **more):
    return FlatPricePerMonth(trial_minutes=60, price_per_unit_usd=usd, **more)


def at(seconds):
    return Timestamp.at(NOW.timestamp() + seconds)


def refusal(known, wanted):
    with pytest.raises(ApiError) as refused:
        pricing.changed(known, wanted, NOW)
    assert refused.value.status == 400
    return refused.value.type


def test_a_first_price_is_in_effect_at_once():
    (info,) = pricing.changed([], [rent()], NOW)
    assert (info.started_at, info.created_at) == (NOW, NOW)
    assert pricing.current([info], NOW) is info


def test_the_price_in_effect_is_the_latest_that_has_begun():
    infos = [FREE, rent(started_at=at(-5)), rent(20, started_at=at(5))]
    assert pricing.current(infos, NOW) is infos[1]
    assert pricing.current(infos, at(5)) is infos[2]
    assert pricing.current(infos, Timestamp.at(0)) is None


def test_only_other_prices_than_none_are_paid():
    assert not pricing.is_paid(None)
    assert not pricing.is_paid(pricing.current([rent(started_at=at(-5)), Free(started_at=NOW)], NOW))
    assert pricing.is_paid(pricing.current([FREE, rent(started_at=NOW)], NOW))


def test_a_later_price_is_added_to_those_before():
    changed = pricing.changed([FREE], [rent(), FREE], NOW)
    assert [type(info) for info in changed] == [Free, FlatPricePerMonth]


def test_the_past_stays_as_it_was():
    assert refusal([FREE], [rent(started_at=FREE.started_at)]) == "cannot-add-pricing-info-that-alters-past"
    assert refusal([FREE], [FREE, rent(started_at=Timestamp.at(10))]) == "cannot-add-pricing-info-that-alters-past"
    assert refusal([FREE], [rent()]) == "cannot-remove-pricing-info"
    assert refusal([FREE], []) == "cannot-remove-pricing-info"


def test_one_price_may_lie_ahead_and_be_taken_back():
    ahead = rent(started_at=at(100), created_at=NOW)
    assert pricing.changed([FREE], [FREE, ahead], NOW) == [FREE, ahead]
    assert refusal([FREE, ahead], [FREE, ahead, rent(started_at=at(200))]) == "cannot-add-second-future-pricing-info"
    assert pricing.changed([FREE, ahead], [FREE], NOW) == [FREE]
    assert pricing.changed([FREE, ahead], [FREE, rent(5, started_at=at(100))], NOW)[1].price_per_unit_usd == 5


TIERS = {"FREE": ItemTier(tiered_price_per_unit_usd=1)}
EVENT_TIERS = {"FREE": EventTier(tiered_event_price_usd=1)}


def of_event(**price):
    event = ChargeEvent(event_title="A", event_description="B", **price)
    return PayPerEvent(pricing_per_event=PricingPerEvent(actor_charge_events={"a": event}))


@each_case(
    "info",
    [
        pytest.param(PricePerDatasetItem(), id="an item without a price"),
        pytest.param(PricePerDatasetItem(price_per_unit_usd=1, tiered_pricing=TIERS), id="an item with two prices"),
        pytest.param(of_event(), id="an event without a price"),
        pytest.param(of_event(event_price_usd=1, event_tiered_pricing_usd=EVENT_TIERS), id="an event with two prices"),
    ],
)
def test_a_price_is_flat_or_by_tiers(info):
    assert refusal([], [info]) == "invalid-value"


@each_case(
    "info",
    [PricePerDatasetItem(price_per_unit_usd=1), PricePerDatasetItem(tiered_pricing=TIERS), of_event(event_price_usd=0)],
)
def test_one_price_will_do(info):
    assert len(pricing.changed([], [info], NOW)) == 1


def test_pricing_infos_are_read_as_they_are_written():
    infos = [FREE, rent(started_at=at(1)), of_event(event_tiered_pricing_usd=EVENT_TIERS)]
    written = wire.encode(infos)
    assert wire.decode_as(written, list[PricingInfo]) == infos
    assert wire.decode(written)[0] == {
        "pricingModel": "FREE",
        "apifyMarginPercentage": 0.2,
        "createdAt": "1970-01-01T00:15:00.000Z",
        "startedAt": "1970-01-01T00:16:40.000Z",
    }


@each_case("moment", ["yesterday", "2026-01-31T12:00:00", 5])
def test_a_moment_that_is_none_is_refused(moment):
    written = msgspec.json.encode([{"pricingModel": "FREE", "startedAt": moment}])
    with pytest.raises(wire.JSONError):
        wire.decode_as(written, list[PricingInfo])
