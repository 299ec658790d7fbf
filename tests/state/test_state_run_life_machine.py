"""Runs live in any order of what can happen to them, and keep what must hold at every moment."""

from dataclasses import dataclass

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from mockapify.errors import ApiError
from mockapify.state import actors, charges, datasets, executions, metamorphs, run_endings, run_life, run_stats, runs
from mockapify.state.behaviours import Aborted, Failed, Hangs, Succeeded, TimedOut
from mockapify.state.jobs import FINISHED
from mockapify.state.key_value_stores import record_of
from mockapify.state.runs import RunMeta
from mockapify.state.users import create as create_user
from mockapify.wire import UNSET
from mockapify.world import World

LIMIT_USD = 1.0
PRICES = {
    "pricingModel": "PAY_PER_EVENT",
    "pricingPerEvent": {
        "actorChargeEvents": {
            name: {"eventTitle": name, "eventDescription": name, "eventPriceUsd": price}
            for name, price in (("apify-actor-start", 0.01), ("apify-default-dataset-item", 0.03), ("page", 0.1))
        }
    },
}
ITEMS = [{"n": n} for n in range(7)]
OUTCOMES = {
    "succeeds": [Succeeded(items=ITEMS, duration=20, output={"ok": True}), Succeeded(duration=0)],
    "fails": [Failed("boom", items=ITEMS, duration=10)],
    "hangs": [Hangs(items=ITEMS, duration=5), Succeeded(duration=3)],
    "times-out": [TimedOut(items=ITEMS)],
    "aborts": [Aborted(duration=15), Failed(duration=1)],
    "charges": [Succeeded(items=ITEMS, charges={"page": 4}, duration=8)],
}
NAMES = st.sampled_from(sorted(OUTCOMES))


@dataclass
class Life:
    """What is known of a run besides what it says itself."""

    run: runs.Run
    storages: tuple[str, str, str]
    resurrections: int = 0
    reboots: int = 0
    metamorphs: int = 0
    ended: tuple | None = None
    items: int = 0
    seconds: float = 0.0
    compute_units: float = 0.0
    cost: float = 0.0
    log: int = 0


def ending(run):
    return run.status, run.finished_at, run.exit_code, run.status_message


class Lives(RuleBasedStateMachine):
    started = Bundle("started")

    @initialize()
    def a_world(self):
        self.world = World(mode="manual", seed=7)
        self.lives = []
        with self.world:
            self.user = create_user(self.world, "janedoe", "jane-token")
            self.actors = {}
            for name, outcomes in OUTCOMES.items():
                prices = [PRICES] if name == "charges" else []
                self.actors[name] = actors.declare(self.world, f"janedoe/{name}", pricing_infos=prices)
                self.actors[name].behaviour.set(*outcomes)

    @rule(target=started, name=NAMES, timeout=st.sampled_from([0, 7, 25, 3600]), restarts=st.booleans())
    def start(self, name, timeout, restarts):
        actor = self.actors[name]
        options = runs.options(actor, timeout=timeout, restart_on_error=restarts, max_total_charge_usd=LIMIT_USD)
        with self.world:
            run = runs.create(self.world, actor, self.user, options, meta=RunMeta())
            executions.start(self.world, actor, run)
        self.lives.append(Life(run, run.default_storage_ids))
        return self.lives[-1]

    @rule(seconds=st.sampled_from([0, 0.5, 3, 8, 29.9, 30, 61, 4000]))
    def time_passes(self, seconds):
        with self.world as world:
            world.clock.advance_to(world.clock.time() + seconds)

    @rule(life=started, gracefully=st.booleans())
    def abort(self, life, gracefully):
        with self.world:
            was_over = life.run.is_finished
            run_endings.abort(self.world, life.run, gracefully=gracefully)
            assert life.run.status == life.ended[0] if was_over else life.run.status == "ABORTING"

    @rule(life=started, timeout=st.sampled_from([None, 0, 10]), memory=st.sampled_from([None, 256, 4096]))
    def resurrect(self, life, timeout, memory):
        with self.world:
            if not life.run.is_finished:
                self.refused("operation-not-allowed", run_life.resurrect, self.world, life.run)
                return
            run_life.resurrect(self.world, life.run, timeout=timeout, memory=memory)
            assert (life.run.status, life.run.finished_at, life.run.exit_code) == ("RUNNING", None, UNSET)
        life.resurrections += 1
        life.ended = None

    @rule(life=started)
    def reboot(self, life):
        with self.world:
            if life.run.status == "RUNNING":
                run_life.reboot(life.run)
                life.reboots += 1
            else:
                self.refused(self.why_not(life.run), run_life.reboot, life.run)

    @rule(life=started, name=NAMES, given=st.sampled_from([None, {"q": 1}]))
    def metamorph(self, life, name, given):
        record = None if given is None else record_of("INPUT", given)
        target = self.actors[name]
        with self.world:
            if life.run.status == "RUNNING" and life.metamorphs < metamorphs.MAX_METAMORPHS:
                metamorphs.metamorph(self.world, life.run, target, input_record=record)
                life.metamorphs += 1
                assert life.run.input == given
            else:
                why = "max-metamorphs-exceeded" if life.run.status == "RUNNING" else self.why_not(life.run)
                self.refused(why, metamorphs.metamorph, self.world, life.run, target, input_record=record)

    @rule(life=started, count=st.integers(1, 30), key=st.sampled_from([None, "once"]))
    def charge(self, life, count, key):
        with self.world:
            if life.run.pricing_info is UNSET:
                self.refused("cannot-charge-non-pay-per-event-actor", charges.charge, self.world, life.run, "page", 1)
            else:
                charges.charge(self.world, life.run, "page", count, key)

    @rule(life=started)
    def push_from_outside(self, life):
        with self.world:
            datasets.push(runs.dataset_of(self.world, life.run), ITEMS)

    def why_not(self, run):
        return "job-finished" if run.is_finished else "operation-not-allowed"

    def refused(self, type_, call, *arguments, **more):
        with pytest.raises(ApiError) as caught:
            call(*arguments, **more)
        assert caught.value.type == type_

    @invariant()
    def all_is_well(self):
        with self.world as world:
            for life in self.lives:
                run_stats.measure(life.run, world.clock.now())
                self.it_ends_once(life)
                self.its_times_are_in_order(life)
                self.its_storages_are_kept(life)
                self.it_grows(life)
                self.it_costs_no_more_than_it_may(life)

    def it_ends_once(self, life):
        run = life.run
        assert run.is_finished == (run.status in FINISHED) == (run.finished_at is not None)
        if not run.is_finished:
            assert life.ended is None
            return
        assert life.ended in (None, ending(run))
        assert run.is_status_message_terminal is True
        life.ended = ending(run)

    def its_times_are_in_order(self, life):
        run, now = life.run, self.world.clock.now()
        assert run.started_at <= (run.finished_at or now) <= now
        assert (run.stats.run_time_secs or 0) <= (now - run.started_at).total_seconds() + 0.001
        if run.status == "RUNNING" and run.options.timeout_secs:
            assert (now - run.stats.since).total_seconds() < run.options.timeout_secs

    def its_storages_are_kept(self, life):
        run = life.run
        assert run.default_storage_ids == life.storages
        count = runs.dataset_of(self.world, run).item_count
        assert count >= life.items
        life.items = count
        assert run.default_key_value_store_id in self.world.key_value_stores
        assert run.default_request_queue_id in self.world.request_queues

    def it_grows(self, life):
        run, stats = life.run, life.run.stats
        assert (stats.resurrect_count, stats.reboot_count) == (life.resurrections, life.reboots)
        assert (stats.metamorph, len(run.metamorphs or ())) == (life.metamorphs, life.metamorphs)
        assert (stats.run_time_secs or 0) >= life.seconds
        assert stats.compute_units >= life.compute_units
        assert len(str(run.log)) >= life.log
        life.seconds, life.compute_units, life.log = stats.run_time_secs or 0, stats.compute_units, len(str(run.log))

    def it_costs_no_more_than_it_may(self, life):
        run = life.run
        if run.pricing_info is UNSET:
            return
        charged, accounted = run.charged_event_counts, run.accounted_charged_event_counts
        assert all(accounted[name] <= charged[name] for name in charged)
        assert life.cost <= run.usage_total_usd <= LIMIT_USD
        if charged != accounted:
            assert run.status != "RUNNING" or life.resurrections
        life.cost = run.usage_total_usd

    def teardown(self):
        with self.world as world:
            for life in self.lives:
                run_endings.abort(world, life.run)
            world.clock.advance_to(world.clock.time() + 100)
            assert all(life.run.is_finished for life in self.lives)
            assert world.clock.is_idle()


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
