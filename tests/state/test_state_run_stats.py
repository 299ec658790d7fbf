from itertools import pairwise

import pytest
from cases import each_case

from mockapify.state import actors, run_endings, run_life, run_stats
from mockapify.state.behaviours import Hangs, Succeeded
from mockapify.wire import UNSET

PER_EVENT = {"pricingModel": "PAY_PER_EVENT", "pricingPerEvent": {"actorChargeEvents": {}}}
GROWING = ("run_time_secs", "duration_millis", "compute_units", "mem_max_bytes", "net_rx_bytes", "net_tx_bytes")


@pytest.fixture
def measured(world, later):
    """The figures after so many more seconds."""

    def look(run, seconds=0):
        later(seconds)
        run_stats.measure(run, world.clock.now())
        return {name: getattr(run.stats, name) for name in run.stats.__struct_fields__}

    return look


def test_a_run_that_has_not_begun_has_no_figures(start, measured, world):
    run = start(Hangs())
    run_stats.measure(run, world.clock.now())
    assert (run.stats.run_time_secs, run.stats.compute_units, run.usage) == (UNSET, 0.0, UNSET)


def test_figures_grow_while_it_runs_and_stand_still_after_its_end(start, measured):
    run = start(Hangs(), timeout=100)
    measured(run)
    seen = [measured(run, 20) for _ in range(4)]
    for name in GROWING:
        assert all(early[name] < late[name] for early, late in pairwise(seen)), name
    ended, later = measured(run, 100), measured(run, 100)
    assert ended == later
    assert (ended["run_time_secs"], ended["mem_current_bytes"], ended["cpu_current_usage"]) == (101.0, 0, 0.0)


@each_case("memory", [128, 1024, 32768])
def test_figures_are_within_what_the_run_has(start, measured, memory):
    run = start(Hangs(), memory=memory, timeout=0)
    figures = measured(run, 3600)
    assert 0 < figures["mem_avg_bytes"] < figures["mem_max_bytes"] < memory * 1024 * 1024
    assert figures["mem_current_bytes"] <= figures["mem_max_bytes"]
    assert 0 < figures["cpu_avg_usage"] < figures["cpu_max_usage"] < 100 * memory / 4096
    assert figures["compute_units"] == pytest.approx(memory / 1024)
    assert (run.options.disk_mbytes, run.usage) == (2 * memory, {"ACTOR_COMPUTE_UNITS": figures["compute_units"]})
    assert run.usage_usd == {"ACTOR_COMPUTE_UNITS": run.usage_total_usd}
    assert run.usage_total_usd == pytest.approx(0.25 * memory / 1024)


def test_each_life_of_a_run_takes_its_own_memory(world, start, later, measured):
    run = start(Succeeded(duration=3600), memory=1024, timeout=0)
    later(7200)
    with world:
        run_life.resurrect(world, run, memory=2048)
    assert measured(run, 1800)["run_time_secs"] == 5400
    assert run.stats.compute_units == pytest.approx(1 + 1)


def test_a_run_that_never_began_took_nothing(world, start, later):
    with world:
        run = start(Hangs())
        run_endings.abort(world, run)
    later(1)
    assert (run.stats.run_time_secs, run.stats.compute_units, run.usage_total_usd) == (0.0, 0.0, 0.0)


def test_who_pays_by_events_does_not_pay_for_resources(world, start, measured):
    run = start(actor=actors.declare(world, "janedoe/paid", pricing_infos=[PER_EVENT], outcome=Hangs()))
    assert measured(run, 600)["compute_units"] > 0
    assert (run.platform_usage_billing_model, run.usage, run.usage_usd) == ("DEVELOPER", UNSET, UNSET)
    assert run.usage_total_usd == 0
