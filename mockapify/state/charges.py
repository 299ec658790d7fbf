"""Charges: what runs of pay-per-event and pay-per-result Actors cost their user.

Simplified: the platform counts items a little later than they are pushed, here it is at once. Who owns the Actor is
charged like anybody else.
"""

import math
from decimal import Decimal
from typing import TYPE_CHECKING

from mockapify import errors
from mockapify.state import run_endings
from mockapify.state.plans import MBYTES_PER_GBYTE
from mockapify.state.pricing import PayPerEvent, PricePerDatasetItem
from mockapify.state.runs import Run
from mockapify.wire import UNSET

if TYPE_CHECKING:
    from mockapify.world import World

OWN_PREFIX = "apify-"
"""What the names of events begin with that the platform charges for by itself."""

STARTED = "apify-actor-start"
"""Charged at the start, once for each gigabyte of memory that is begun."""

ITEM = "apify-default-dataset-item"
"""Charged for each item in the default dataset, whoever pushes it."""

EVENTS, ITEMS = "PAID_ACTORS_PER_EVENT", "PAID_ACTORS_PER_DATASET_ITEM"
"""What these costs are called in the usage of an account."""


def begin(world: "World", run: Run) -> None:
    """Charge for a run that starts, and from now on for what is pushed to its default dataset.

    A run that is resurrected has been started before.
    """
    info = run.pricing_info
    if isinstance(info, PayPerEvent) and STARTED in info.events:
        _add(world, run, STARTED, math.ceil(run.options.memory_mbytes / MBYTES_PER_GBYTE))
    dataset = world.datasets.get(run.default_dataset_id)
    if dataset is None:
        return
    if isinstance(info, PayPerEvent) and ITEM in info.events:
        dataset.on_items = lambda count: _add(world, run, ITEM, count)
    elif isinstance(info, PricePerDatasetItem):
        dataset.on_items = lambda _: _bill_items(world, run, info, dataset.item_count)


def charge(world: "World", run: Run, event_name: str, count: int, idempotency_key: str | None = None) -> None:
    """Charge for an event as the Actor's code does it through the API. A key that came before charges nothing.

    It can be done after the end of the run as well, because real Actor code may run beside it.

    Raises:
        ApiError: 405 `cannot-charge-non-pay-per-event-actor` or `cannot-charge-apify-event`; 400 `invalid-value`: the
            Actor has no such event.
    """
    info = run.pricing_info
    if not isinstance(info, PayPerEvent):
        raise errors.cannot_charge_non_pay_per_event_actor()
    if event_name.startswith(OWN_PREFIX):
        raise errors.cannot_charge_apify_event(event_name)
    if event_name not in info.events:  # That this is an error is public; which one is not.
        known = ", ".join(name for name in info.events if not name.startswith(OWN_PREFIX))
        raise errors.invalid_value(f'event "{event_name}" is none of those the Actor charges for: {known or "none"}')
    if idempotency_key:
        if idempotency_key in run.charge_keys:
            return
        run.charge_keys.add(idempotency_key)
    if info.events[event_name].is_one_time_event is True:
        count = min(count, 1 - (run.charged_event_counts or {}).get(event_name, 0))
    _add(world, run, event_name, count)


def count(world: "World", run: Run, event_name: str, count: int) -> None:
    """Charge for an event as a behaviour or a function says. Where the Actor is not paid by events it is only counted.

    Raises:
        ApiError: As for `charge`, of a pay-per-event Actor.
    """
    if isinstance(run.pricing_info, PayPerEvent):
        charge(world, run, event_name, count)
    else:
        counts = run.charged_event_counts or {}
        run.charged_event_counts = {**counts, event_name: counts.get(event_name, 0) + count}


def _add(world: "World", run: Run, event_name: str, count: int) -> None:
    """Count the event, and account for it as far as the run may still cost something. Then the run is aborted."""
    info, charged, accounted = run.pricing_info, run.charged_event_counts, run.accounted_charged_event_counts
    assert isinstance(info, PayPerEvent)
    assert charged is not UNSET
    assert accounted is not UNSET
    tier = world.users[run.user_id].plan.tier
    prices = {name: Decimal(str(event.price_usd(tier))) for name, event in info.events.items()}
    spent = sum((prices[name] * number for name, number in accounted.items()), Decimal())
    limit = _decimal_limit(run)
    price = prices[event_name]
    payable = count
    if limit is not None and spent + price * count > limit:
        payable = max(0, int((limit - spent) // price))
    charged[event_name] += count
    accounted[event_name] += payable
    spent += price * payable
    _bill(world, run, EVENTS, sum(accounted.values()), spent)
    if limit is not None and (payable < count or spent >= limit):
        reason = f"Actor was aborted: it has reached its maximum total charge of ${limit.normalize():f}"
        run_endings.abort(world, run, gracefully=True, reason=reason)


def _bill_items(world: "World", run: Run, info: PricePerDatasetItem, item_count: int) -> None:
    """Let the run cost its items; those beyond `maxItems` are delivered all the same and cost nothing."""
    if run.options.max_items is not UNSET:
        item_count = min(item_count, run.options.max_items)
    price = Decimal(str(info.price_usd(world.users[run.user_id].plan.tier)))
    _bill(world, run, ITEMS, item_count, price * item_count)


def _bill(world: "World", run: Run, service: str, quantity: int, usd: Decimal) -> None:
    run.usage_total_usd = float(usd)
    run.bill = {service: (quantity, run.usage_total_usd)}
    if run.is_finished:
        world.users[run.user_id].ledger.bill(run, world.clock.now())


def _decimal_limit(run: Run) -> Decimal | None:
    given = run.options.max_total_charge_usd
    return None if given is UNSET else Decimal(str(given))
