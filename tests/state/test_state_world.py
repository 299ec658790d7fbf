import threading

import pytest
from cases import each_case

from mockapify.state import storages, users
from mockapify.state.datasets import Dataset
from mockapify.world import World


@pytest.fixture
def woken(world):
    """Counts how often the world woke somebody up."""
    times = []
    world.on_turn(lambda: times.append(1))
    return times


def test_a_turn_that_changes_something_wakes_those_who_wait(world, woken):
    with world:
        assert woken == []
    assert woken == [1]


def test_a_turn_that_only_looks_wakes_nobody(world, woken):
    with world:
        world.only_look()
    assert woken == []


def test_a_looking_turn_in_which_a_timer_was_due_wakes(world, woken):
    world.clock.call_later(0, lambda: None)
    with world:
        world.only_look()
    assert woken == [1]


def test_looking_lasts_for_one_turn(world, woken):
    with world:
        world.only_look()
    with world:
        pass
    assert woken == [1]


def test_nested_turns_are_one_turn(world, woken):
    with world, world, world:
        pass
    assert woken == [1]


def test_who_was_taken_off_is_not_woken_any_more(world):
    times = []

    def wake():
        times.append(1)

    world.on_turn(wake)
    world.off_turn(wake)
    world.off_turn(wake)
    with world:
        pass
    assert times == []


def test_a_turn_that_fails_is_left(world):
    with pytest.raises(ZeroDivisionError), world:
        _ = 1 / 0
    entered = threading.Thread(target=world.close)
    entered.start()
    entered.join(10)
    assert world.closed


def test_due_timers_are_called_when_a_turn_begins(world):
    called = []
    world.clock.call_later(0, lambda: called.append(True))
    assert called == []
    with world:
        assert called == [True]


def test_a_timer_may_take_a_turn_itself(world):
    seen = []

    def enter():
        with world:
            seen.append(world.clock.time())

    world.clock.call_later(0, enter)
    with world:
        pass
    assert len(seen) == 1


def test_wait_returns_when_another_thread_made_it_true(world):
    done = []

    def work():
        with world:
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    assert world.wait(lambda: bool(done), 10)
    thread.join()


def test_wait_gives_up_after_its_seconds(world):
    assert world.wait(lambda: False, 0) is False


def test_waiting_inside_a_turn_is_refused(world):
    with world, pytest.raises(RuntimeError, match="a turn cannot wait for another turn"):
        world.wait(lambda: True)


@each_case(
    ("mode", "working", "may"), [("auto", 0, True), ("auto", 1, False), ("manual", 0, False), ("real", 0, False)]
)
def test_time_may_jump_in_auto_mode_while_no_actor_code_runs(mode, working, may):
    world = World(mode=mode)
    world.working = working
    assert world.may_jump() is may


def test_two_worlds_do_not_notice_each_other(world):
    other = World(mode="manual", seed=7, start=world.clock.now())
    with world:
        user = users.create(world, "janedoe", "token")
        storages.get_or_create(world, Dataset, user, "orders")
        world.clock.advance_to(world.clock.time() + 60)
    with other:
        users.create(other, "janedoe", "token")
        assert len(other.datasets) == 0
        assert world.clock.time() - other.clock.time() == 60


def test_the_same_seed_makes_the_same_world():
    worlds = [World(mode="manual", seed=7) for _ in range(2)]
    made = [users.create(world, "janedoe") for world in worlds]
    assert made[0].id == made[1].id
    assert made[0].token == made[1].token
