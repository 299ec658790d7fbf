from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from cases import each_case

from mockapify.clock import Clock, Timestamp

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
def clock():
    return Clock("manual", NOON)


@pytest.fixture
def note(clock):
    """Makes callbacks that write down their name and what the clock showed."""
    notes = []

    def noting(name):
        return lambda: notes.append((name, clock.time() - NOON.timestamp()))

    noting.notes = notes
    return noting


@each_case(
    ("seconds", "text"),
    [
        pytest.param(0, "1970-01-01T00:00:00.000Z", id="the epoch"),
        pytest.param(1.001, "1970-01-01T00:00:01.001Z", id="a float a little below"),
        pytest.param(1769860800.1235, "2026-01-31T12:00:00.124Z", id="rounded to the millisecond"),
        pytest.param(1769860799.9999, "2026-01-31T12:00:00.000Z", id="rounded into the next second"),
        pytest.param(-0.001, "1969-12-31T23:59:59.999Z", id="before the epoch"),
    ],
)
def test_a_timestamp_prints_milliseconds_and_z(seconds, text):
    assert Timestamp.at(seconds).text() == text


def test_an_unknown_mode_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="clock mode 'fast' is unknown; choose one of auto, manual, real"):
        Clock("fast")


def test_a_clock_starts_where_it_is_told(clock):
    assert clock.now() == NOON


def test_timers_are_called_in_the_order_they_are_due_each_at_its_own_time(clock, note):
    clock.call_later(3, note("third"))
    clock.call_later(1, note("first"))
    clock.call_later(2, note("second"))
    clock.advance_to(NOON.timestamp() + 10)
    assert note.notes == [("first", 1), ("second", 2), ("third", 3)]
    assert clock.now() == NOON + timedelta(seconds=10)


def test_timers_of_one_moment_are_called_in_the_order_they_were_set(clock, note):
    for name in "abc":
        clock.call_later(1, note(name))
    clock.advance_to(NOON.timestamp() + 1)
    assert note.notes == [("a", 1), ("b", 1), ("c", 1)]


def test_a_timer_that_is_not_due_is_not_called(clock, note):
    clock.call_later(1.001, note("late"))
    clock.advance_to(NOON.timestamp() + 1)
    assert note.notes == []


def test_a_timer_set_by_a_timer_is_called_on_the_same_way(clock, note):
    clock.call_later(1, lambda: clock.call_later(1, note("child")))
    clock.advance_to(NOON.timestamp() + 2)
    assert note.notes == [("child", 2)]


def test_a_timer_in_the_past_is_called_by_the_next_settle_without_turning_time_back(clock, note):
    clock.call_at(0, note("overdue"))
    clock.settle()
    assert note.notes == [("overdue", 0)]


def test_a_callback_that_settles_does_not_call_timers_out_of_order(clock, note):
    def nested():
        note("outer")()
        clock.advance_to(NOON.timestamp() + 1)
        note("still outer")()

    clock.call_later(1, nested)
    clock.call_later(1, note("next"))
    clock.advance_to(NOON.timestamp() + 1)
    assert [name for name, _ in note.notes] == ["outer", "still outer", "next"]


def test_a_cancelled_timer_is_never_called_and_may_be_cancelled_twice(clock, note):
    timer = clock.call_later(1, note("cancelled"))
    timer.cancel()
    timer.cancel()
    clock.advance_to(NOON.timestamp() + 1)
    assert note.notes == []
    assert clock.next_due() is None


def test_a_timer_may_cancel_another_that_is_due_at_the_same_moment(clock, note):
    clock.call_later(1, lambda: second.cancel())
    second = clock.call_later(1, note("second"))
    clock.advance_to(NOON.timestamp() + 1)
    assert note.notes == []


def test_time_cannot_go_backwards(clock):
    with pytest.raises(ValueError, match=r"it is 2026-01-31T12:00:00\.000Z, and 2026-01-31T11:59:59\.000Z is earlier"):
        clock.advance_to(NOON.timestamp() - 1)


def test_advance_to_next_stops_at_the_timer_or_at_the_limit(clock, note):
    clock.call_later(5, note("timer"))
    clock.advance_to_next(NOON.timestamp() + 3)
    assert (clock.now(), note.notes) == (NOON + timedelta(seconds=3), [])
    clock.advance_to_next(NOON.timestamp() + 30)
    assert (clock.now(), note.notes) == (NOON + timedelta(seconds=5), [("timer", 5)])


@each_case(("background", "idle"), [(True, True), (False, False)])
def test_a_clock_is_idle_when_only_background_timers_are_left(clock, note, background, idle):
    clock.call_later(1, note("x"), background=background)
    assert clock.is_idle() is idle


def test_a_cancelled_timer_leaves_the_clock_idle(clock, note):
    clock.call_later(1, note("x")).cancel()
    assert clock.is_idle()


def test_manual_time_stands_still(clock):
    clock.settle()
    assert clock.time() == NOON.timestamp()
    assert clock.real_seconds_until(NOON.timestamp() + 1) is None


@each_case("mode", ["auto", "real"])
def test_real_time_flows_in_other_modes(mode, monkeypatch):
    machine = SimpleNamespace(monotonic=lambda: 100.0)
    monkeypatch.setattr("mockapify.clock.time", machine)
    clock = Clock(mode, NOON)
    machine.monotonic = lambda: 103.5
    clock.settle()
    assert clock.time() == pytest.approx(NOON.timestamp() + 3.5)


def test_time_flows_on_from_where_it_was_moved_to(monkeypatch):
    monkeypatch.setattr("mockapify.clock.time", SimpleNamespace(monotonic=lambda: 100.0))
    clock = Clock("auto", NOON)
    clock.advance_to(NOON.timestamp() + 60)
    assert clock.real_seconds_until(NOON.timestamp() + 61) == pytest.approx(1)
    assert clock.real_seconds_until(NOON.timestamp()) == 0
