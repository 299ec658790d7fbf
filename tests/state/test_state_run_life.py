import pytest
from cases import each_case

from mockapify.errors import ApiError
from mockapify.state import limits, run_endings, run_life, run_lists, runs
from mockapify.state.behaviours import Aborted, Failed, Hangs, Program, Succeeded, TimedOut
from mockapify.state.webhooks import NewWebhook, attach
from mockapify.wire import UNSET

PATIENCE = 10
"""Real seconds after which a function counts as stuck."""

ITEMS = [{"n": n} for n in range(3)]


@pytest.fixture
def resurrect(world):
    def again(run, **options):
        with world:
            run_life.resurrect(world, run, **options)

    return again


@pytest.fixture
def reboot(world):
    def again(run):
        with world:
            run_life.reboot(run)

    return again


@pytest.fixture
def abort(world):
    def end(run, **how):
        with world:
            run_endings.abort(world, run, **how)

    return end


def refusal(call, *arguments, **options):
    with pytest.raises(ApiError) as caught:
        call(*arguments, **options)
    return caught.value.status, caught.value.type


@pytest.mark.parametrize("first", [Succeeded(), Failed(), Aborted(), TimedOut()], ids=lambda one: one.status)
def test_a_finished_run_goes_on_with_its_storages_and_does_what_comes_next(world, start, later, resurrect, first):
    run = start(first, Succeeded(items=ITEMS, duration=5), timeout=10)
    later(20)
    ended, storages = run.finished_at, run.default_storage_ids
    resurrect(run)
    assert (run.status, run.finished_at, run.exit_code) == ("RUNNING", None, UNSET)
    assert (run.status_message, run.is_status_message_terminal) == (UNSET, UNSET)
    later(5)
    assert (run.status, run.exit_code, run.stats.resurrect_count) == ("SUCCEEDED", 0, 1)
    assert run.finished_at > ended
    assert run.default_storage_ids == storages
    assert runs.dataset_of(world, run).item_count == 3
    assert list(world.runs.values()) == [run]


def test_a_run_under_way_is_not_resurrected(start, later, resurrect, abort):
    run = start(Hangs())
    assert refusal(resurrect, run) == (403, "operation-not-allowed")
    later(1)
    abort(run, gracefully=True)
    assert refusal(resurrect, run) == (403, "operation-not-allowed")
    assert (run.status, run.stats.resurrect_count) == ("ABORTING", 0)


def test_a_resurrected_run_has_its_whole_timeout_again(start, later, resurrect):
    run = start(Failed(duration=8), Hangs(), timeout=10)
    later(100)
    resurrect(run)
    later(9.9)
    assert run.status == "RUNNING"
    later(0.1)
    assert run.status == "TIMING-OUT"
    later(1)
    assert run.status == "TIMED-OUT"


def test_options_that_are_given_replace_those_of_before(start, later, resurrect):
    run = start(Failed(), timeout=10, memory=256, max_items=5)
    later(1)
    resurrect(run, timeout=0, memory=512, max_items=6, restart_on_error=True)
    options = run.options
    assert (options.timeout_secs, options.memory_mbytes, options.disk_mbytes) == (0, 512, 1024)
    assert (options.max_items, options.restart_on_error, options.build) == (6, True, "latest")


@each_case("options", [{"max_items": 4}, {"max_total_charge_usd": 0.4}])
def test_limits_of_a_run_can_only_be_raised(start, later, resurrect, options):
    run = start(Failed(), max_items=5, max_total_charge_usd=0.5)
    later(1)
    assert refusal(resurrect, run, **options) == (400, "invalid-value")
    assert run.status == "FAILED"


@each_case(
    ("options", "refused"),
    [
        pytest.param({"memory": 100}, (400, "invalid-value"), id="memory"),
        pytest.param({"build": "beta"}, (403, "unknown-build-tag"), id="build"),
    ],
)
def test_options_that_will_not_do_leave_the_run_as_it_is(start, later, resurrect, options, refused):
    run = start(Failed())
    later(1)
    before = run.options
    assert refusal(resurrect, run, **options) == refused
    assert (run.status, run.options, run.stats.resurrect_count) == ("FAILED", before, 0)


def test_a_build_can_be_given(start, later, resurrect):
    run = start(Failed())
    later(1)
    resurrect(run, build="0.0.1")
    assert (run.options.build, run.build_number) == ("0.0.1", "0.0.1")


def test_limits_of_the_account_hold_for_resurrections(user, start, later, resurrect):
    run = start(Failed())
    later(1)
    limits.set_plan(user, memory_mbytes=512)
    assert refusal(resurrect, run) == (402, "actor-memory-limit-exceeded")
    assert run.status == "FAILED"
    resurrect(run, memory=512)


def test_a_run_of_a_deleted_actor_stays_dead(world, start, later, resurrect):
    run = start(Failed())
    later(1)
    world.actors.remove(world.actors.get(run.act_id))
    assert refusal(resurrect, run) == (404, "record-not-found")


def test_webhooks_are_told(world, start, later, resurrect):
    run = start(Failed())
    later(1)
    calls = []
    world.deliver = lambda *call: calls.append(call)
    with world:
        attach(world, run, [NewWebhook(event_types=["ACTOR.RUN.RESURRECTED"], request_url="http://localhost/")])
    resurrect(run)
    assert [dispatch.event_type for dispatch in world.dispatches.values()] == ["ACTOR.RUN.RESURRECTED"]


def test_a_graceful_abort_does_not_reach_into_the_next_life(start, later, abort, resurrect):
    run = start(Succeeded(duration=10), Hangs())
    later(1)
    abort(run, gracefully=True)
    later(9)
    assert run.status == "ABORTED"
    resurrect(run)
    later(60)
    assert run.status == "RUNNING"


def test_restarts_are_counted_anew_in_the_next_life(start, later, resurrect):
    run = start(Failed(duration=1), restart_on_error=True)
    later(4)
    assert (run.status, run.stats.restart_count) == ("FAILED", 3)
    resurrect(run)
    later(4)
    assert (run.status, run.stats.restart_count) == ("FAILED", 6)


def test_a_reboot_begins_anew_and_keeps_what_there_is(world, start, later, reboot):
    run = start(Hangs(items=ITEMS, duration=1), Succeeded(items=ITEMS, duration=5), timeout=100)
    later(10)
    reboot(run)
    assert (run.status, run.stats.reboot_count) == ("RUNNING", 1)
    later(5)
    assert (run.status, runs.dataset_of(world, run).item_count) == ("SUCCEEDED", 6)
    assert "ACTOR: Actor run is being rebooted." in str(run.log)


def test_a_reboot_ends_what_was_under_way(world, start, later, reboot):
    run = start(Succeeded(items=ITEMS, duration=10), Hangs())
    later(1)
    reboot(run)
    later(60)
    assert (run.status, runs.dataset_of(world, run).item_count) == ("RUNNING", 0)


def test_the_timeout_does_not_wait_for_a_reboot(start, later, reboot):
    run = start(Hangs(), timeout=10)
    later(9)
    reboot(run)
    later(1)
    assert run.status == "TIMING-OUT"


def test_a_finished_run_is_not_rebooted(start, later, reboot):
    run = start(Succeeded())
    later(1)
    with pytest.raises(ApiError, match="already finished") as caught:
        reboot(run)
    assert (caught.value.status, caught.value.type) == (403, "job-finished")


@each_case("status", ["ABORTING", "TIMING-OUT"])
def test_a_run_that_is_about_to_end_is_not_rebooted(start, later, reboot, abort, status):
    run = start(Hangs(), timeout=10)
    later(1)
    if status == "ABORTING":
        abort(run, gracefully=True)
    else:
        later(9)
    assert run.status == status
    assert refusal(reboot, run) == (403, "operation-not-allowed")


def test_a_run_that_is_being_resurrected_is_not_the_latest(world, user, start, later, resurrect):
    first = start(Failed())
    later(1)
    actor = world.actors.get(first.act_id)
    second = start(actor=actor)
    later(1)
    resurrect(first)
    assert run_lists.last(world, user, of=actor) is second


def test_a_function_is_called_again(world, start, later, reboot):
    calls = []

    def scrape(run):
        calls.append(run.id)
        if len(calls) == 1:
            run.sleep(3600)
        run.push_data({"n": len(calls)})

    run = start(Program(scrape))
    later()
    assert world.wait(lambda: calls and world.working == 0, PATIENCE)
    reboot(run)
    assert world.wait(lambda: run.is_finished and world.working == 0, PATIENCE)
    assert (run.status, calls) == ("SUCCEEDED", [run.id, run.id])
    assert runs.dataset_of(world, run).items.compact == [b'{"n":2}']


def test_a_function_is_told_that_its_run_is_aborted(world, start, later, abort):
    seen = []

    def scrape(run):
        while not run.aborting:
            run.sleep(1)
        seen.append(run.aborting)
        run.set_value("STATE", {"page": 7})

    run = start(Program(scrape))
    later()
    assert world.wait(lambda: world.working == 0, PATIENCE)
    abort(run, gracefully=True)
    later(1)
    assert world.wait(lambda: run.is_finished and world.working == 0, PATIENCE)
    assert (run.status, run.status_message, seen) == ("ABORTED", "Actor was aborted", [True])
    assert runs.store_of(world, run).records["STATE"].as_python() == {"page": 7}


@each_case(
    ("outcome", "said", "terminal", "shown"),
    [
        (Succeeded(), None, UNSET, "Actor finished successfully"),
        (Succeeded(), "7 pages", UNSET, "7 pages"),
        (Succeeded(), "7 pages", True, "7 pages"),
        (Succeeded(status_message="All done"), "7 pages", UNSET, "All done"),
        (Failed(), "7 pages", False, "7 pages"),
        (Aborted(), "7 pages", False, "Actor was aborted"),
        (Aborted(), "7 pages", True, "7 pages"),
        (TimedOut(), "7 pages", UNSET, "Actor timed out"),
    ],
)
def test_what_the_actor_says_itself_stands_in_for_the_platforms_words(start, later, outcome, said, terminal, shown):
    run = start(outcome, timeout=10)
    later(0.5)
    if said is not None:
        run_life.tell(run, said, is_terminal=terminal)
    later(20)
    assert (run.status_message, run.is_status_message_terminal) == (shown, True)


def test_no_message_can_not_be_the_last_one(start):
    run = start(Succeeded())
    assert refusal(run_life.tell, run, UNSET, is_terminal=True) == (400, "cannot-set-is-status-message-terminal")
    run_life.tell(run, UNSET)
    assert run.status_message is UNSET


def test_a_second_life_leaves_no_timer_behind(world, start, later, resurrect):
    run = start(Succeeded(items=ITEMS), timeout=100)
    later(1)
    resurrect(run)
    later(1)
    assert world.clock.is_idle()
