from datetime import UTC, datetime, timedelta, timezone

import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from mockapify import Hangs
from mockapify.clock import Timestamp
from mockapify.errors import ApiError
from mockapify.state import run_endings, runs, usage
from mockapify.state.users import User


def born(year, month, day):
    moment = Timestamp.at(datetime(year, month, day, 15, 30, tzinfo=UTC).timestamp())
    return User(id="u", username="janedoe", email="janedoe@example.com", created_at=moment)


def shown(cycle):
    return cycle.start_at.text(), cycle.end_at.text()


@each_case(
    ("created", "moment", "start", "end"),
    [
        ((2022, 3, 2), (2022, 10, 2), "2022-10-02T00:00:00.000Z", "2022-11-01T23:59:59.999Z"),
        ((2022, 3, 2), (2022, 10, 1), "2022-09-02T00:00:00.000Z", "2022-10-01T23:59:59.999Z"),
        ((2022, 3, 1), (2023, 2, 15), "2023-02-01T00:00:00.000Z", "2023-02-28T23:59:59.999Z"),
        ((2022, 3, 15), (2024, 1, 3), "2023-12-15T00:00:00.000Z", "2024-01-14T23:59:59.999Z"),
        ((2026, 1, 31), (2026, 1, 31), "2026-01-28T00:00:00.000Z", "2026-02-27T23:59:59.999Z"),
    ],
)
def test_a_cycle_is_a_month_from_the_day_on_which_the_account_was_created(created, moment, start, end):
    assert shown(usage.cycle(born(*created), datetime(*moment, 23, 59, tzinfo=UTC))) == (start, end)


def test_a_cycle_is_counted_in_utc():
    late = datetime(2026, 3, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    assert usage.cycle(born(2026, 1, 1), late).start_at.text() == "2026-02-01T00:00:00.000Z"


@settings(max_examples=50, deadline=None)
@given(
    st.integers(1, 31),
    st.integers(50_000_000, 7_000_000_000).map(Timestamp.at),
)
def test_cycles_follow_each_other_without_a_gap(day, moment):
    user = born(2026, 1, day)
    cycle = usage.cycle(user, moment)
    assert cycle.start_at <= moment < cycle.end_at + usage.MOMENT
    following = usage.cycle(user, cycle.end_at + usage.MOMENT)
    assert following.start_at == cycle.end_at + usage.MOMENT
    assert shown(usage.cycle(user, cycle.start_at)) == shown(usage.cycle(user, cycle.end_at)) == shown(cycle)


@each_case("moment", [(1, 1, 1), (9999, 12, 31)])
def test_a_moment_beyond_the_calendar_is_refused(moment):
    with pytest.raises(ApiError, match="is out of range"):
        usage.cycle(born(2026, 1, 31), datetime(*moment, tzinfo=UTC))


@pytest.fixture
def spent(world, start, later):
    """Lets a run go on for some hours, on one gigabyte."""

    def run_for(hours):
        run = start(Hangs(), memory=1024, timeout=0)
        later(hours * 3600)
        with world:
            run_endings.finish(world, run, "ABORTED", message="Enough")
        return run

    return run_for


def test_runs_count_by_service_and_on_the_day_on_which_they_end(world, user, spent, later):
    spent(4)
    spent(10)
    later(2 * 86_400)
    spent(2)
    with world:
        month = usage.monthly(world, user)
    units = month.monthly_service_usage["ACTOR_COMPUTE_UNITS"]
    assert (units.quantity, units.base_amount_usd, units.base_unit_price_usd) == (16, 4, 0.25)
    assert month.total_usage_credits_usd_after_volume_discount == 4
    days = [(day.date.text()[:10], day.total_usage_credits_usd) for day in month.daily_service_usages]
    assert days == [
        ("2026-01-28", 0),
        ("2026-01-29", 0),
        ("2026-01-30", 0),
        ("2026-01-31", 1),
        ("2026-02-01", 2.5),
        ("2026-02-02", 0),
        ("2026-02-03", 0.5),
    ]


def test_each_cycle_has_its_own_usage(world, user, spent, later):
    spent(1)
    later(31 * 86_400)
    spent(3)
    with world:
        now, then = usage.monthly(world, user), usage.monthly(world, user, datetime(2026, 2, 1, tzinfo=UTC))
        never = usage.monthly(world, user, datetime(2030, 1, 1, tzinfo=UTC))
    totals = [month.total_usage_credits_usd_before_volume_discount for month in (now, then, never)]
    assert totals == [0.75, 0.25, 0]
    assert len(then.daily_service_usages) == 31
    assert never.daily_service_usages == []


def test_a_run_under_way_costs_nothing_yet(world, user, start, later):
    start(Hangs(), timeout=0)
    later(3600)
    with world:
        assert usage.monthly(world, user).monthly_service_usage == {}


def test_what_a_run_cost_stays_when_the_run_is_deleted(world, user, spent):
    run = spent(4)
    with world:
        runs.delete(world, run)
        assert usage.monthly(world, user).total_usage_credits_usd_after_volume_discount == 1


def test_a_run_that_goes_on_after_its_end_is_billed_for_the_rest(world, user, spent, later):
    run = spent(4)
    later(86_400)
    with world:
        run.bill = {"ACTOR_COMPUTE_UNITS": (6, 1.5)}
        user.ledger.bill(run, world.clock.now())
        month = usage.monthly(world, user)
    assert [day.total_usage_credits_usd for day in month.daily_service_usages[-2:]] == [1, 0.5]
    assert month.monthly_service_usage["ACTOR_COMPUTE_UNITS"].quantity == 6
