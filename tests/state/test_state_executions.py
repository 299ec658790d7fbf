import pytest
from cases import each_case

from mockapify.errors import ApiError
from mockapify.state import actors, run_endings, runs
from mockapify.state.behaviours import Aborted, Failed, Hangs, Rejected, Succeeded, TimedOut
from mockapify.state.patterns import RunPattern
from mockapify.state.steps import Charge, Log, PushItems, SetValue, Sleep, StatusMessage
from mockapify.wire import UNSET

NUMBERS = {"fields": {"type": "object", "properties": {"n": {"type": "number"}}}}


def numbered(count):
    return [{"n": n} for n in range(count)]


def lines(run):
    """The log without the moments."""
    return [line[25:] for line in str(run.log).splitlines()]


@pytest.fixture
def items(world):
    def count(run):
        return runs.dataset_of(world, run).item_count

    return count


def test_a_run_is_ready_first_and_running_from_the_next_turn_on(start, later):
    run = start(Succeeded(duration=10))
    assert run.status == "READY"
    later()
    assert run.status == "RUNNING"


@each_case(
    ("outcome", "seconds", "status", "exit_code", "message"),
    [
        (Succeeded(duration=10), 10, "SUCCEEDED", 0, "Actor finished successfully"),
        (Succeeded(duration=0), 0, "SUCCEEDED", 0, "Actor finished successfully"),
        (Succeeded(status_message="Done"), 1, "SUCCEEDED", 0, "Done"),
        (Failed(), 1, "FAILED", 1, "Actor finished with exit code 1"),
        (Failed(exit_code=7), 1, "FAILED", 7, "Actor finished with exit code 7"),
        (Failed("boom"), 1, "FAILED", 1, "boom"),
        (Failed(exit_code=0), 1, "FAILED", 0, "Actor finished with exit code 0"),
        (TimedOut(), 3601, "TIMED-OUT", UNSET, "Actor timed out"),
        (Aborted(duration=2), 2, "ABORTED", UNSET, "Actor was aborted"),
    ],
)
def test_a_run_ends_as_its_outcome_says(start, later, outcome, seconds, status, exit_code, message):
    run = start(outcome)
    later(seconds)
    assert (run.status, run.exit_code, run.status_message) == (status, exit_code, message)
    assert run.is_status_message_terminal is True
    assert (run.finished_at - run.started_at).total_seconds() == seconds


def test_a_run_is_not_over_before_its_duration(start, later):
    run = start(Succeeded(duration=10))
    later(9.999)
    assert (run.status, run.finished_at) == ("RUNNING", None)
    later(0.001)
    assert run.status == "SUCCEEDED"


def test_items_appear_gradually_and_all_are_there_at_the_end(start, later, items):
    run = start(Succeeded(items=numbered(100), duration=21))
    seen = []
    for _ in range(21):
        seen.append(items(run))
        later(1)
    assert seen == list(range(0, 101, 5))
    assert items(run) == 100


@each_case("count", [0, 1, 2, 19, 20, 21, 39, 41])
def test_items_come_in_order_whatever_their_number(world, start, later, count):
    run = start(Succeeded(items=numbered(count)))
    later(1)
    assert runs.dataset_of(world, run).items.compact == [b'{"n":%d}' % n for n in range(count)]


def test_a_run_without_duration_has_its_items_too(start, later, items):
    run = start(Succeeded(items=numbered(3), duration=0))
    later()
    assert (run.status, items(run)) == ("SUCCEEDED", 3)


@each_case(
    "outcome",
    [pytest.param(Failed(items=numbered(3)), id="failed"), pytest.param(Aborted(items=numbered(3)), id="aborted")],
)
def test_items_stay_when_a_run_does_not_succeed(start, later, items, outcome):
    run = start(outcome)
    later(1)
    assert items(run) == 3


@each_case("outcome", [Succeeded, Failed, Aborted])
def test_the_output_is_stored_at_the_end(world, start, later, outcome):
    run = start(outcome(output={"ok": True}))
    later(0.5)
    assert runs.store_of(world, run).keys == []
    later(0.5)
    assert runs.store_of(world, run).records["OUTPUT"].value == b'{"ok":true}'


def test_null_is_an_output_and_nothing_is_none(world, start, later):
    with_null, without = start(Succeeded(output=None)), start(Succeeded())
    later(1)
    assert runs.store_of(world, with_null).records["OUTPUT"].value == b"null"
    assert runs.store_of(world, without).keys == []


def test_the_log_has_the_platforms_lines_then_the_outcomes(start, later):
    run = start(Succeeded(log=["one", "two\nthree"]))
    later()
    assert lines(run) == [
        "ACTOR: Pulling Docker image from repository.",
        "ACTOR: Creating Docker container.",
        "ACTOR: Starting Docker container.",
        "one",
        "two",
        "three",
    ]
    assert str(run.log).startswith("2026-01-31T12:00:00.000Z ACTOR: ")


def test_charges_are_counted(start, later):
    run = start(Succeeded(charges={"result": 3}))
    later(1)
    assert run.charged_event_counts == {"result": 3}


def test_runs_take_one_outcome_after_the_other(world, start, later):
    actor = actors.declare(world, "janedoe/twice")
    actor.behaviour.set(Failed(), Succeeded())
    first, second, third = (start(actor=actor) for _ in range(3))
    later(1)
    assert (first.status, second.status, third.status) == ("FAILED", "SUCCEEDED", "SUCCEEDED")


def test_the_input_picks_the_outcome(world, start, later):
    actor = actors.declare(world, "janedoe/choosy")
    actor.behaviour.when(RunPattern(input={"q": "cats"})).set(Failed("no cats"))
    cats, dogs = start(actor=actor, given={"q": "cats", "n": 1}), start(actor=actor, given={"q": "dogs"})
    later(1)
    assert (cats.status_message, dogs.status) == ("no cats", "SUCCEEDED")


@each_case("outcome", [Succeeded(duration=100), Hangs(duration=5), TimedOut(duration=5)])
def test_a_run_that_takes_longer_than_its_timeout_is_timing_out_and_then_timed_out(start, later, outcome):
    run = start(outcome, timeout=50)
    later(49.9)
    assert run.status == "RUNNING"
    later(0.1)
    assert run.status == "TIMING-OUT"
    assert lines(run)[-1] == (
        "ACTOR: The actor run has reached the timeout of 50 seconds, aborting it. "
        "You can increase the timeout in run options."
    )
    later(1)
    assert (run.status, run.exit_code) == ("TIMED-OUT", UNSET)


def test_what_was_pushed_before_the_timeout_stays_and_nothing_more_comes(start, later, items):
    run = start(Succeeded(items=numbered(100), duration=210), timeout=105)
    later(1000)
    assert (run.status, items(run)) == ("TIMED-OUT", 50)


def test_a_run_with_timeout_0_goes_on_for_ever(start, later):
    run = start(Hangs(), timeout=0)
    later(10**6)
    assert run.status == "RUNNING"


def test_a_run_without_timeout_gives_up_after_its_duration(start, later, items):
    run = start(TimedOut(items=numbered(3), duration=5), timeout=0)
    later(5)
    assert (run.status, items(run)) == ("TIMED-OUT", 3)


@each_case("timeout", [pytest.param(0, id="without a timeout"), pytest.param(50, id="with one")])
def test_a_run_that_times_out_keeps_what_its_outcome_says(world, start, later, timeout):
    run = start(TimedOut(output={"half": True}, status_message="too slow", exit_code=7, duration=5), timeout=timeout)
    later(1000)
    assert (run.status, run.status_message, run.exit_code) == ("TIMED-OUT", "too slow", 7)
    assert runs.store_of(world, run).keys == ["OUTPUT"]


def test_a_run_that_hangs_pushes_its_items_and_stays(start, later, items):
    run = start(Hangs(items=numbered(3), duration=5))
    later(3000)
    assert (run.status, items(run)) == ("RUNNING", 3)


def test_aborting_a_ready_run_keeps_it_from_running(start, later, world, items):
    with world:
        run = start(Succeeded(items=numbered(3)))
        run_endings.abort(world, run)
        assert run.status == "ABORTING"
    later(10)
    assert (run.status, items(run), lines(run)) == ("ABORTED", 0, [])


def test_aborting_a_running_run_takes_one_turn(start, later, world, items):
    run = start(Succeeded(items=numbered(100), duration=21))
    later(10)
    with world:
        run_endings.abort(world, run)
        assert run.status == "ABORTING"
    later()
    assert (run.status, run.status_message, items(run)) == ("ABORTED", "Actor was aborted", 50)
    later(100)
    assert items(run) == 50


def test_a_run_that_is_timing_out_can_still_be_aborted(start, later, world):
    run = start(Hangs(), timeout=10)
    later(10)
    assert run.status == "TIMING-OUT"
    with world:
        run_endings.abort(world, run)
    later(10)
    assert run.status == "ABORTED"


@each_case(
    "outcome",
    [
        pytest.param(Succeeded(), id="succeeded"),
        pytest.param(Failed(), id="failed"),
        pytest.param(Aborted(), id="aborted"),
    ],
)
def test_aborting_a_finished_run_changes_nothing(start, later, world, outcome):
    run = start(outcome)
    later(1)
    with world:
        run_endings.abort(world, run)
    later(100)
    assert run.status == outcome.status


def test_a_graceful_abort_leaves_the_run_30_seconds(start, later, world, items):
    run = start(Succeeded(items=numbered(100), duration=21 * 10))
    later(0)
    with world:
        run_endings.abort(world, run, gracefully=True)
    later(29.9)
    assert (run.status, items(run)) == ("ABORTING", 10)
    later(0.1)
    assert run.status == "ABORTED"
    later(100)
    assert items(run) == 15


def test_a_run_that_ends_within_its_grace_is_aborted_all_the_same(start, later, world):
    run = start(Succeeded(duration=10, output={"ok": True}))
    later(0)
    with world:
        run_endings.abort(world, run, gracefully=True)
    later(10)
    assert (run.status, run.status_message) == ("ABORTED", "Actor was aborted")
    assert runs.store_of(world, run).keys == ["OUTPUT"]


def test_a_run_that_is_aborted_does_not_time_out(start, later, world):
    run = start(Hangs(), timeout=20)
    later(10)
    with world:
        run_endings.abort(world, run, gracefully=True)
    later(30)
    assert run.status == "ABORTED"


def test_restart_on_error_starts_a_failed_run_again(world, start, later, items):
    run = start(Failed(items=numbered(1), duration=5), Succeeded(items=numbered(2), duration=5), restart_on_error=True)
    later(5)
    assert (run.status, run.stats.restart_count) == ("RUNNING", 1)
    assert lines(run)[-1] == "ACTOR: The Actor run failed and is being restarted."
    later(5)
    assert (run.status, run.exit_code, items(run)) == ("SUCCEEDED", 0, 3)


def test_a_run_is_restarted_three_times_in_a_minute_at_most(start, later):
    run = start(Failed("boom", duration=10), restart_on_error=True)
    later(1000)
    assert (run.status, run.stats.restart_count, run.status_message) == ("FAILED", 3, "boom")
    assert (run.finished_at - run.started_at).total_seconds() == 40


def test_restarts_that_are_far_apart_go_on(start, later):
    run = start(Failed(duration=30), restart_on_error=True)
    later(301)
    assert (run.status, run.stats.restart_count) == ("RUNNING", 10)


@each_case("outcome", [pytest.param(TimedOut(), id="timed out"), pytest.param(Aborted(), id="aborted")])
def test_only_failures_are_restarted(start, later, outcome):
    run = start(outcome, restart_on_error=True, timeout=10)
    later(100)
    assert (run.status, run.stats.restart_count) == (outcome.status, 0)


def test_without_restart_on_error_a_failure_is_final(start, later):
    run = start(Failed(), Succeeded())
    later(100)
    assert (run.status, run.stats.restart_count) == ("FAILED", 0)


def test_items_that_do_not_fit_the_schema_make_the_run_fail(start, later, items):
    run = start(Succeeded(items=[{"n": 1}, {"n": "two"}, {"n": 3}], duration=4, output={}), dataset_schema=NUMBERS)
    later(10)
    assert (run.status, run.exit_code) == ("FAILED", 91)
    assert (run.finished_at - run.started_at).total_seconds() == 2
    assert items(run) == 1
    assert "Schema validation failed" in lines(run)[-1]
    assert "must be number" in lines(run)[-1]


def test_a_run_that_is_restarted_after_a_crash_still_times_out(start, later):
    run = start(
        Succeeded(items=[{"n": "two"}], duration=4), Hangs(), dataset_schema=NUMBERS, restart_on_error=True, timeout=100
    )
    later(50)
    assert (run.status, run.stats.restart_count) == ("RUNNING", 1)
    later(51)
    assert run.status == "TIMED-OUT"


def test_nothing_of_a_crashed_attempt_goes_on_after_the_restart(start, later, items):
    crash = Succeeded(items=[{"n": "bad"}, {"n": 1}, {"n": 2}], duration=40)
    run = start(crash, Succeeded(duration=100), dataset_schema=NUMBERS, restart_on_error=True)
    later(60)
    assert (run.status, items(run)) == ("RUNNING", 0)


@pytest.mark.parametrize("storage", ["datasets", "key_value_stores"])
def test_a_run_whose_storage_was_deleted_fails_and_disturbs_nobody(world, start, later, storage):
    run = start(Succeeded(items=numbered(3), output={"ok": True}, duration=10))
    collection = getattr(world, storage)
    with world:
        collection.remove(next(iter(collection)))
    later(20)
    assert (run.status, run.exit_code) == ("FAILED", 91)


def test_a_deleted_dataset_is_told_in_the_log(world, start, later):
    run = start(Succeeded(items=numbered(3)))
    with world:
        world.datasets.remove(runs.dataset_of(world, run))
    later(20)
    assert "Dataset was not found" in str(run.log)
    with pytest.raises(ApiError):
        runs.dataset_of(world, run)


def test_a_run_that_was_finished_leaves_no_timer_behind(world, start, later):
    start(Succeeded(items=numbered(30)), timeout=100)
    later(1)
    assert world.clock.is_idle()


def test_steps_come_one_after_the_other_over_virtual_time(world, start, later, items):
    run = start(
        Failed(
            "blocked",
            steps=[
                Log("page 1"),
                PushItems([{"n": 1}, {"n": 2}]),
                Sleep(30),
                StatusMessage("halfway"),
                SetValue("STATE", {"page": 2}),
                Charge("result", 2),
                Sleep(60),
                PushItems({"n": 3}),
            ],
            charges={"result": 1},
        )
    )
    later()
    assert (lines(run)[-1], items(run), run.status_message) == ("page 1", 2, UNSET)
    later(30)
    assert (items(run), run.status_message, run.charged_event_counts) == (2, "halfway", {"result": 2})
    assert runs.store_of(world, run).records["STATE"].value == b'{"page":2}'
    later(60)
    assert (run.status, run.status_message, items(run)) == ("FAILED", "blocked", 3)
    assert run.charged_event_counts == {"result": 3}


def test_a_step_that_the_platform_would_refuse_fails_the_run(start, later):
    run = start(Succeeded(steps=[Sleep(1), SetValue("a b", 1), Sleep(1)]))
    later(1)
    assert (run.status, run.exit_code) == ("FAILED", 91)
    assert "Record key" in str(run.log)


def test_a_run_that_times_out_keeps_what_its_steps_did_by_then(start, later, items):
    run = start(TimedOut(steps=[PushItems({"n": 1}), Sleep(100), PushItems({"n": 2})]), timeout=60)
    later(61)
    assert (run.status, items(run)) == ("TIMED-OUT", 1)


def test_a_run_that_is_rejected_is_none(world, start):
    with pytest.raises(ApiError, match="402 actor-memory-limit-exceeded"):
        start(Rejected("actor-memory-limit-exceeded"))
    assert not world.runs
    assert not world.datasets


def test_what_begins_again_is_not_rejected(start, later):
    run = start(Failed("no", duration=1), Rejected("actor-is-not-rented"), Succeeded(), restart_on_error=True)
    later(2)
    assert run.status == "SUCCEEDED"
