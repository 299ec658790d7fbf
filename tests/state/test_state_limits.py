import pytest
from cases import each_case

from mockapify import Hangs
from mockapify.clock import Timestamp
from mockapify.errors import ApiError
from mockapify.state import actors, limits, run_endings, users
from mockapify.state.limits import LimitChanges
from mockapify.state.plans import PLANS
from mockapify.state.pricing import FlatPricePerMonth

PLATFORM_PLANS = {
    "FREE": (16_384, 25),
    "STARTER": (65_536, 32),
    "SCALE": (262_144, 128),
    "BUSINESS": (524_288, 256),
}


@pytest.fixture
def scraper(world, user):
    with world:
        actor = actors.declare(world, "janedoe/scraper")
        actor.behaviour.set(Hangs())
    return actor


def refusal(call, *arguments, **more):
    with pytest.raises(ApiError) as caught:
        call(*arguments, **more)
    return caught.value


@each_case(("plan", "figures"), PLATFORM_PLANS.items())
def test_a_plan_has_the_platforms_limits(world, user, plan, figures):
    limits.set_plan(user, plan)
    assert (user.limits.memory_mbytes, user.limits.max_concurrent_actor_jobs) == figures
    assert user.plan.is_paid == (plan != "FREE")


def test_the_default_plan_is_the_biggest(user):
    assert user.plan is max(PLANS.values(), key=lambda plan: (plan.memory_mbytes, plan.concurrent_runs))
    assert user.limits == user.plan.limits()


def test_single_limits_are_changed_and_a_plan_sets_them_all_back(user):
    limits.set_plan(user, "FREE", memory_mbytes=8192, concurrent_runs=2, monthly_usage_usd=1.5)
    assert (user.limits.max_actor_memory_gbytes, user.limits.max_concurrent_actor_jobs) == (8, 2)
    assert user.limits.max_monthly_usage_usd == 1.5
    limits.set_plan(user, concurrent_runs=3)
    assert (user.plan.id, user.limits.max_actor_memory_gbytes, user.limits.max_concurrent_actor_jobs) == ("FREE", 8, 3)
    limits.set_plan(user, "FREE")
    assert user.limits == PLANS["FREE"].limits()


@each_case(
    ("arguments", "message"),
    [
        ({"plan": "GRATIS"}, "there is no plan 'GRATIS'; choose one of FREE, STARTER, SCALE, BUSINESS, ENTERPRISE"),
        ({"plan": "FREE", "memory_mbytes": -1}, "must not be negative"),
    ],
)
def test_a_plan_that_will_not_do_changes_nothing(user, arguments, message):
    before = user.plan, user.limits
    with pytest.raises(ValueError, match=message):
        limits.set_plan(user, **arguments)
    assert (user.plan, user.limits) == before


def test_runs_are_refused_that_would_have_too_much_memory_together(user, start, scraper):
    limits.set_plan(user, "FREE", memory_mbytes=8192)
    start(actor=scraper, memory=4096)
    error = refusal(start, actor=scraper, memory=8192)
    assert (error.status, error.type) == (402, "actor-memory-limit-exceeded")
    assert error.message == (
        "By launching this job you will exceed the memory limit of 8192MB for all your Actor runs and builds "
        "(currently used: 4096MB, requested: 8192MB). Please consider upgrading or purchasing extra memory as an "
        "add-on at https://console.apify.com/billing/subscription to increase your Actor memory limit."
    )
    start(actor=scraper, memory=4096)


def test_runs_are_refused_beyond_the_number_of_concurrent_ones(world, user, start, scraper):
    limits.set_plan(user, concurrent_runs=2)
    first = start(actor=scraper)
    start(actor=scraper)
    error = refusal(start, actor=scraper)
    assert (error.status, error.type) == (402, "concurrent-runs-limit-exceeded")
    assert error.message == (
        "By launching this job you will exceed your limit of 2 concurrent Actor runs. Please consider upgrading or "
        "purchasing an increase to concurrent Actor runs as an add-on at "
        "https://console.apify.com/billing/subscription to increase your limit."
    )
    with world:
        run_endings.finish(world, first, "ABORTED", message="Enough")
    start(actor=scraper)


def test_a_refused_run_leaves_nothing_behind(world, user, start, scraper):
    limits.set_plan(user, concurrent_runs=0)
    refusal(start, actor=scraper)
    assert (len(world.runs), len(world.datasets), len(world.key_value_stores), scraper.stats.total_runs) == (0, 0, 0, 0)


def test_accounts_do_not_use_up_each_others_limits(world, user, start, scraper):
    limits.set_plan(user, concurrent_runs=1)
    start(actor=scraper)
    with world:
        other = users.create(world, "bobby")
        limits.set_plan(other, concurrent_runs=1)
        limits.check_start(world, other, 1024)
        assert refusal(limits.check_start, world, user, 1024).status == 402


def test_runs_are_refused_when_the_month_has_cost_what_it_may_until_the_next_one_begins(user, start, later, scraper):
    limits.set_plan(user, monthly_usage_usd=0.5)
    start(actor=scraper, memory=1024, timeout=2 * 3600)
    later(3 * 3600)
    error = refusal(start, actor=scraper)
    assert (error.status, error.type) == (403, "platform-feature-disabled")
    assert error.message == "Monthly usage hard limit exceeded"
    scraper.pricing_infos = [FlatPricePerMonth(started_at=Timestamp.at(0), trial_minutes=0, price_per_unit_usd=9)]
    error = refusal(start, actor=scraper)
    scraper.pricing_infos = []
    assert (error.status, error.type) == (402, "not-enough-usage-to-run-paid-actor")
    assert error.message == (
        "By launching this job you will exceed your remaining usage of $0. "
        "Please consider upgrading to a paid plan at https://console.apify.com/billing/subscription"
    )
    later(31 * 86_400)
    start(actor=scraper)


def test_limits_come_with_what_is_used_of_them(world, user, start, later, scraper):
    start(actor=scraper, memory=2048, timeout=3600)
    later(2 * 3600)
    start(actor=scraper, memory=512)
    with world:
        account = limits.account(world, user)
    current = account.current
    assert account.limits == user.limits
    assert (current.actor_memory_gbytes, current.active_actor_job_count, current.actor_count) == (0.5, 1, 1)
    assert current.monthly_actor_compute_units == pytest.approx(2, rel=0.001)
    assert current.monthly_usage_usd == pytest.approx(0.5, rel=0.001)


def test_an_account_changes_its_limits(world, user):
    with world:
        limits.update(world, user, LimitChanges(max_monthly_usage_usd=300))
        limits.update(world, user, LimitChanges(data_retention_days=9))
        limits.update(world, user, LimitChanges())
    assert (user.limits.max_monthly_usage_usd, user.limits.data_retention_days) == (300, 9)


def test_a_month_cannot_be_limited_to_less_than_it_took(world, user, start, later, scraper):
    start(actor=scraper, memory=4096, timeout=3600)
    later(2 * 3600)
    before = user.limits
    with world:
        error = refusal(limits.update, world, user, LimitChanges(max_monthly_usage_usd=0.9, data_retention_days=9))
    assert (error.status, error.type) == (403, "monthly-usage-limit-too-low")
    assert user.limits == before


def test_data_is_retained_for_a_day_at_least(world, user):
    with world:
        error = refusal(limits.update, world, user, LimitChanges(data_retention_days=0))
    assert error.message == 'Invalid value provided: "dataRetentionDays" must be at least 1, not 0'
