import pytest
from cases import each_case

from mockapify.errors import ApiError
from mockapify.state import actors, charges, datasets, limits, run_life, runs, usage
from mockapify.state.behaviours import Hangs, Program, Succeeded
from mockapify.wire import UNSET

PATIENCE = 10
"""Real seconds after which a function counts as stuck."""


def event(price=None, **more):
    priced = {} if price is None else {"eventPriceUsd": price}
    return {"eventTitle": "Event", "eventDescription": "It happens", **priced, **more}


def per_event(minimum=None, **events):
    info = {"pricingModel": "PAY_PER_EVENT", "pricingPerEvent": {"actorChargeEvents": events}}
    return info if minimum is None else info | {"minimalMaxTotalChargeUsd": minimum}


PAGES = per_event(page=event(0.1), login=event(1, isOneTimeEvent=True))
OWN = per_event(**{"apify-actor-start": event(0.01), "apify-default-dataset-item": event(0.002), "page": event(0.1)})
PER_RESULT = {"pricingModel": "PRICE_PER_DATASET_ITEM", "pricePerUnitUsd": 0.01}
TIERS = {"FREE": {"tieredEventPriceUsd": 0.5}, "DIAMOND": {"tieredEventPriceUsd": 0.25}}


@pytest.fixture
def begin(world, start, later):
    """Starts a run of an Actor with that price, and lets it begin."""

    def started(price, outcome=None, **options):
        actor = actors.declare(
            world, "janedoe/paid", outcome=outcome or Hangs(), pricing_infos=[price] if price else []
        )
        run = start(actor=actor, **options)
        later()
        return run

    return started


@pytest.fixture
def charge(world):
    def call(run, name, count=1, key=None):
        with world:
            charges.charge(world, run, name, count, key)

    return call


def push(world, run, count):
    with world:
        datasets.push(runs.dataset_of(world, run), [{"n": n} for n in range(count)])


def refusal(call, *arguments, **options):
    with pytest.raises(ApiError) as caught:
        call(*arguments, **options)
    return caught.value.status, caught.value.type


def test_a_run_shows_its_price_and_counts_from_nought(start, world):
    actor = actors.declare(world, "janedoe/paid", pricing_infos=[PAGES])
    run = start(actor=actor)
    assert run.pricing_info == actor.pricing_infos[0]
    assert run.charged_event_counts == run.accounted_charged_event_counts == {"page": 0, "login": 0}


def test_a_run_of_an_actor_without_a_price_has_none(start):
    run = start(Hangs())
    assert (run.pricing_info, run.charged_event_counts, run.accounted_charged_event_counts) == (UNSET, UNSET, UNSET)
    assert run.platform_usage_billing_model == "USER"


def test_charges_add_up(begin, charge):
    run = begin(PAGES)
    charge(run, "page")
    charge(run, "page", 2)
    charge(run, "login")
    assert run.charged_event_counts == run.accounted_charged_event_counts == {"page": 3, "login": 1}
    assert run.usage_total_usd == 1.3


def test_a_key_charges_once(begin, charge):
    run = begin(PAGES)
    for key in ("a", "a", "b", None, None, ""):
        charge(run, "page", 1, key)
    assert run.charged_event_counts["page"] == 5


def test_an_event_that_happens_once_is_charged_once(begin, charge):
    run = begin(PAGES)
    charge(run, "login", 3)
    charge(run, "login")
    assert (run.charged_event_counts["login"], run.usage_total_usd) == (1, 1.0)


@each_case(
    ("price", "name", "refused"),
    [
        (None, "page", (405, "cannot-charge-non-pay-per-event-actor")),
        (PER_RESULT, "page", (405, "cannot-charge-non-pay-per-event-actor")),
        (OWN, "apify-actor-start", (405, "cannot-charge-apify-event")),
        (PAGES, "apify-whatever", (405, "cannot-charge-apify-event")),
        (PAGES, "book", (400, "invalid-value")),
    ],
)
def test_what_cannot_be_charged_is_refused(begin, charge, price, name, refused):
    run = begin(price)
    before = dict(run.charged_event_counts or {})
    assert refusal(charge, run, name, 1, "key") == refused
    assert dict(run.charged_event_counts or {}) == before
    assert run.charge_keys == set()


def test_users_pay_the_price_of_their_tier(begin, charge, user):
    run = begin(per_event(page=event(eventTieredPricingUsd=TIERS)))
    charge(run, "page", 2)
    assert run.usage_total_usd == 0.5
    limits.set_plan(user, "FREE")
    charge(run, "page")
    assert run.usage_total_usd == 1.5


@each_case(("memory", "count"), [(128, 1), (1024, 1), (2048, 2), (8192, 8)])
def test_the_start_is_charged_once_for_each_gigabyte(world, begin, later, memory, count):
    run = begin(OWN, Succeeded(duration=1), memory=memory)
    assert run.charged_event_counts["apify-actor-start"] == count
    later(1)
    with world:
        run_life.resurrect(world, run)
    assert run.charged_event_counts["apify-actor-start"] == count


def test_items_are_charged_whoever_pushes_them(world, begin, later):
    run = begin(OWN, Succeeded(items=[{"n": 1}, {"n": 2}], duration=10))
    push(world, run, 3)
    later(10)
    assert run.charged_event_counts == {"apify-actor-start": 1, "apify-default-dataset-item": 5, "page": 0}
    assert run.usage_total_usd == 0.02
    push(world, run, 1)
    assert run.charged_event_counts["apify-default-dataset-item"] == 6


def test_items_are_not_charged_where_that_is_no_event(world, begin):
    run = begin(PAGES)
    push(world, run, 3)
    assert run.charged_event_counts == {"page": 0, "login": 0}


@each_case(("charged", "paid"), [(1, 1), (2, 2), (3, 2), (100, 2)])
def test_a_run_costs_no_more_than_it_may_and_is_aborted_then(world, begin, later, charge, charged, paid):
    run = begin(PAGES, max_total_charge_usd=0.2)
    charge(run, "page", charged)
    assert (run.charged_event_counts["page"], run.accounted_charged_event_counts["page"]) == (charged, paid)
    assert run.usage_total_usd == paid / 10
    assert run.status == ("RUNNING" if charged < 2 else "ABORTING")
    later(30)
    if charged >= 2:
        assert run.status == "ABORTED"
        assert run.status_message == "Actor was aborted: it has reached its maximum total charge of $0.2"


def test_a_cheaper_event_may_still_fit(begin, charge):
    run = begin(per_event(page=event(0.1), link=event(0.01)), max_total_charge_usd=0.15)
    charge(run, "page", 2)
    assert run.accounted_charged_event_counts == {"page": 1, "link": 0}
    charge(run, "link", 3)
    assert (run.accounted_charged_event_counts, run.usage_total_usd) == ({"page": 1, "link": 3}, 0.13)


def test_events_that_cost_nothing_reach_no_limit(begin, charge):
    run = begin(per_event(page=event(0)), max_total_charge_usd=0.1)
    charge(run, "page", 1_000_000_000)
    assert (run.status, run.accounted_charged_event_counts["page"]) == ("RUNNING", 1_000_000_000)


def test_a_start_that_costs_too_much_ends_the_run(begin, later):
    run = begin(OWN, memory=4096, max_total_charge_usd=0.03)
    assert (run.status, run.accounted_charged_event_counts["apify-actor-start"]) == ("ABORTING", 3)


def test_a_behaviour_that_charges_too_much_is_aborted(begin, later):
    run = begin(PAGES, Succeeded(charges={"page": 5}, output={}, duration=1), max_total_charge_usd=0.3)
    later(1)
    assert (run.status, run.exit_code) == ("ABORTED", UNSET)
    assert run.status_message.endswith("maximum total charge of $0.3")


def test_a_limit_that_is_raised_lets_a_resurrected_run_go_on(world, begin, later, charge):
    run = begin(PAGES, max_total_charge_usd=0.1)
    charge(run, "page")
    later(30)
    with world:
        run_life.resurrect(world, run, max_total_charge_usd=0.5)
    charge(run, "page", 2)
    assert (run.status, run.usage_total_usd) == ("RUNNING", 0.3)


@pytest.mark.parametrize(
    ("price", "options", "type_"),
    [
        (PER_RESULT, {"max_items": 0}, "max-items-must-be-greater-than-zero"),
        (PAGES, {"max_total_charge_usd": 0}, "max-total-charge-usd-must-be-greater-than-zero"),
        (per_event(minimum=0.5, page=event(0.1)), {"max_total_charge_usd": 0.4}, "max-total-charge-usd-below-minimum"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_limits_under_which_an_actor_cannot_work_are_refused(world, begin, price, options, type_):
    assert refusal(begin, price, **options) == (400, type_)
    assert world.runs == {}


@each_case(
    ("price", "options"),
    [
        (None, {"max_items": 0, "max_total_charge_usd": 0}),
        (PAGES, {"max_items": 0}),
        (PER_RESULT, {"max_items": 1, "max_total_charge_usd": 0}),
        (per_event(minimum=0.5, page=event(0.1)), {"max_total_charge_usd": 0.5}),
    ],
)
def test_limits_of_other_pricing_models_are_no_matter(begin, price, options):
    assert begin(price, **options).status == "RUNNING"


@each_case(("max_items", "usd"), [(None, 0.05), (3, 0.03), (5, 0.05), (9, 0.05)])
def test_results_cost_up_to_the_maximum_and_all_are_delivered(world, begin, max_items, usd):
    run = begin(PER_RESULT, max_items=max_items)
    push(world, run, 2)
    push(world, run, 3)
    assert (run.usage_total_usd, run.status) == (usd, "RUNNING")
    assert runs.dataset_of(world, run).item_count == 5


def test_an_actor_without_events_only_counts_what_it_says(begin, later):
    run = begin(None, Succeeded(charges={"page": 2}, duration=1))
    later(1)
    assert (run.status, run.charged_event_counts, run.accounted_charged_event_counts) == (
        "SUCCEEDED",
        {"page": 2},
        UNSET,
    )


def test_a_behaviour_that_charges_for_an_unknown_event_crashes(begin, later):
    run = begin(PAGES, Succeeded(charges={"book": 2}, duration=1))
    later(1)
    assert (run.status, run.exit_code) == ("FAILED", 91)
    assert 'event "book" is none of those the Actor charges for: page, login' in str(run.log)


def test_a_function_charges(world, begin):
    run = begin(PAGES, Program(lambda run: run.charge("page", 2)))
    assert world.wait(lambda: run.is_finished and world.working == 0, PATIENCE)
    assert (run.status, run.charged_event_counts["page"]) == ("SUCCEEDED", 2)


@pytest.mark.parametrize(
    ("price", "service", "quantity"),
    [(OWN, "PAID_ACTORS_PER_EVENT", 5), (PER_RESULT, "PAID_ACTORS_PER_DATASET_ITEM", 4)],
)
def test_what_was_charged_is_usage_of_the_account(world, user, begin, later, price, service, quantity):
    run = begin(price, Succeeded(items=[{"n": n} for n in range(3)], duration=1))
    later(1)
    push(world, run, 1)  # by code that is still at work elsewhere
    month = usage.monthly(world, user)
    assert month.monthly_service_usage.keys() == {service}
    assert month.monthly_service_usage[service].quantity == quantity
    assert month.total_usage_credits_usd_after_volume_discount == pytest.approx(run.usage_total_usd)


def test_a_deleted_dataset_charges_nothing(world, start, later):
    actor = actors.declare(world, "janedoe/paid", outcome=Succeeded(), pricing_infos=[OWN])
    run = start(actor=actor)
    world.datasets.remove(runs.dataset_of(world, run))
    later(2)
    assert run.charged_event_counts["apify-default-dataset-item"] == 0
