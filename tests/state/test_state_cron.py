from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from mockapify.errors import ApiError
from mockapify.state.cron import Cron


def due(expression, start, number=1, timezone="UTC"):
    """The next moments after a time on the zone's clocks, as those show them."""
    zone = ZoneInfo(timezone)
    cron = Cron(expression, timezone)
    moment = datetime.fromisoformat(start).replace(tzinfo=zone).timestamp()
    found = []
    for _ in range(number):
        moment = cron.next_after(moment)
        found.append(datetime.fromtimestamp(moment, zone).strftime("%Y-%m-%d %H:%M:%S%z"))
    return found


@each_case(
    ("expression", "expected"),
    [
        ("* * * * *", "2026-01-31 12:01:00+0000"),
        ("*/15 * * * *", "2026-01-31 12:15:00+0000"),
        ("0 8 * * *", "2026-02-01 08:00:00+0000"),
        ("30 5 16 * * 1", "2026-02-02 16:05:30+0000"),
        ("*/20 * * * * *", "2026-01-31 12:00:20+0000"),
        ("0 0 * * 7", "2026-02-01 00:00:00+0000"),
        ("0 0 * * MON-FRI", "2026-02-02 00:00:00+0000"),
        ("0 0 1,15 feb *", "2026-02-01 00:00:00+0000"),
        ("0 0 29 2 *", "2028-02-29 00:00:00+0000"),
        ("0 0 13 * 5", "2026-02-06 00:00:00+0000"),
        ("@hourly", "2026-01-31 13:00:00+0000"),
        ("@daily", "2026-02-01 00:00:00+0000"),
        ("@weekly", "2026-02-01 00:00:00+0000"),
        ("@monthly", "2026-02-01 00:00:00+0000"),
        (" @yearly ", "2027-01-01 00:00:00+0000"),
    ],
)
def test_the_next_time_by_an_expression(expression, expected):
    assert due(expression, "2026-01-31T12:00:00") == [expected]


def test_a_zone_has_its_own_clocks():
    assert due("0 9 * * *", "2026-01-31T12:00:00", timezone="America/New_York") == ["2026-02-01 09:00:00-0500"]


def test_what_is_due_now_is_due_next_time():
    assert due("0 12 * * *", "2026-01-31T12:00:00") == ["2026-02-01 12:00:00+0000"]


def test_what_is_due_in_the_skipped_hour_is_due_an_hour_later():
    assert due("30 2 * * *", "2026-03-28T12:00:00", 3, "Europe/Prague") == [
        "2026-03-29 03:30:00+0200",
        "2026-03-30 02:30:00+0200",
        "2026-03-31 02:30:00+0200",
    ]


def test_seconds_make_no_difference_there():
    assert due("15 30 2 * * *", "2026-03-28T12:00:00", 2, "Europe/Prague") == [
        "2026-03-29 03:30:15+0200",
        "2026-03-30 02:30:15+0200",
    ]


def test_what_was_skipped_comes_in_order_with_what_was_not():
    assert due("0,40 2,3 * * *", "2026-03-29T01:00:00", 3, "Europe/Prague") == [
        "2026-03-29 03:00:00+0200",
        "2026-03-29 03:40:00+0200",
        "2026-03-30 02:00:00+0200",
    ]
    assert due("30 2,4 * * *", "2026-03-29T01:00:00", 2, "Europe/Prague") == [
        "2026-03-29 03:30:00+0200",
        "2026-03-29 04:30:00+0200",
    ]


def test_an_hour_that_comes_twice_counts_once():
    assert due("30 2 * * *", "2026-10-24T12:00:00", 2, "Europe/Prague") == [
        "2026-10-25 02:30:00+0200",
        "2026-10-26 02:30:00+0100",
    ]
    second = datetime(2026, 10, 25, 2, 15, fold=1, tzinfo=ZoneInfo("Europe/Prague"))
    assert Cron("30 2 * * *", "Europe/Prague").next_after(second.timestamp()) == second.timestamp() + 24.25 * 3600


def test_what_is_due_every_hour_goes_on_in_real_time():
    assert due("30 * * * *", "2026-10-25T01:00:00", 4, "Europe/Prague") == [
        "2026-10-25 01:30:00+0200",
        "2026-10-25 02:30:00+0200",
        "2026-10-25 02:30:00+0100",
        "2026-10-25 03:30:00+0100",
    ]
    assert due("30 0-23 * * *", "2026-03-29T01:00:00", 3, "Europe/Prague") == [
        "2026-03-29 01:30:00+0100",
        "2026-03-29 03:30:00+0200",
        "2026-03-29 04:30:00+0200",
    ]


@each_case(
    ("expression", "reason"),
    [
        ("", "Wrong number of fields"),
        ("* * * *", "Wrong number of fields"),
        ("* * * * * * *", "Wrong number of fields"),
        ("60 * * * *", "Bad minute"),
        ("* 24 * * *", "Bad hour"),
        ("60 * * * * *", "Bad second"),
        ("0 0 30 2 *", "Bad day-of-month"),
        ("0 0 31 4,6,9,11 *", "Bad day-of-month"),
        ("0 0 1 13 *", "Bad month"),
        ("0 0 * * 8", "Bad day-of-week"),
        ("*/0 * * * *", "Bad minute"),
        ("5-1 * * * *", "Bad minute"),
        ("@often", "Wrong number of fields"),
        ("@DAILY", "Wrong number of fields"),
        ("every day at noon please", "Bad minute"),
        ("9" * 5000 + " * * * *", "Exceeds the limit"),
    ],
)
def test_what_is_no_expression_is_refused(expression, reason):
    with pytest.raises(ApiError, match=reason) as caught:
        Cron(expression, "UTC")
    assert (caught.value.status, caught.value.type) == (400, "cron-expression-invalid")


@each_case(
    ("expression", "start"),
    [("0 0 */20 * 1L", "2026-01-01"), ("0 0 29 2 *", "9999-01-01"), ("0 0 1 1 *", "9999-06-01")],
)
def test_what_is_never_due_again(expression, start):
    assert Cron(expression, "UTC").next_after(datetime.fromisoformat(start).replace(tzinfo=UTC).timestamp()) is None


@each_case(
    "name", ["", "Mars/Olympus", "America", "/etc/passwd", "../UTC", "a\0b", "x" * 300, "Europe/Prague ", "\ud800"]
)
def test_what_is_no_time_zone_is_refused(name):
    with pytest.raises(ApiError, match='"timezone" must be a name of the IANA time zone database') as caught:
        Cron("* * * * *", name)
    assert (caught.value.status, caught.value.type) == (400, "invalid-value")


def fields(*ranges):
    """Fields that are a star, a step, a number or a list of them."""
    return st.tuples(
        *(
            st.one_of(
                st.just("*"),
                st.integers(2, 20).map("*/{}".format),
                st.lists(st.integers(low, high), min_size=1, max_size=3).map(lambda found: ",".join(map(str, found))),
            )
            for low, high in ranges
        )
    ).map(" ".join)


DAYS = st.sampled_from(["* * *", "* * 0", "1-28 * *", "* 3,10 *"])
ZONES = st.sampled_from(
    ["UTC", "Europe/Prague", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "Antarctica/Troll"]
)
MOMENTS = st.one_of(
    # The weeks in which most clocks are put forward or back, and any other time.
    st.datetimes(datetime(2026, 3, 7), datetime(2026, 4, 6)),  # noqa: DTZ001 # made aware below
    st.datetimes(datetime(2026, 9, 26), datetime(2026, 11, 3)),  # noqa: DTZ001
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001
).map(lambda moment: moment.replace(tzinfo=UTC).timestamp())


@settings(max_examples=40, deadline=None)
@given(fields((0, 59), (0, 23)), DAYS, ZONES, MOMENTS, st.floats(0, 1))
def test_the_next_time_lies_ahead_and_is_the_same_until_it_comes(times, days, zone, moment, part):
    cron = Cron(f"{times} {days}", zone)
    first = cron.next_after(moment)
    between = moment + (first - moment) * part * 0.999
    second = cron.next_after(first)

    assert moment < first < second
    assert first % 60 == 0
    assert cron.next_after(between) == first


@settings(max_examples=15, deadline=None)
@given(fields((0, 59), (0, 23)), ZONES, st.datetimes(datetime(2026, 3, 1), datetime(2026, 11, 30)))  # noqa: DTZ001
def test_it_is_due_at_each_time_that_the_clocks_show_and_once(times, zone, day):
    """Held against a day gone through minute by minute."""
    tz = ZoneInfo(zone)
    start = datetime(day.year, day.month, day.day, tzinfo=tz).timestamp()
    end = start + timedelta(days=1).total_seconds()
    cron = Cron(f"{times} * * *", zone)
    minutes, hours = (values(text, top) for text, top in zip(times.split(), (60, 24), strict=True))
    shown = [datetime.fromtimestamp(moment, tz) for moment in range(int(start) + 60, int(end), 60)]
    if len(hours) < 24:  # what comes twice counts once
        shown = [moment for moment in shown if not moment.fold]
    expected = [m.timestamp() for m in shown if m.minute in minutes and m.hour in hours]

    found, moment = [], start
    while (moment := cron.next_after(moment)) < end:
        found.append(moment)
    assert set(expected) <= set(found)
    # Nothing else but what was due in skipped time, and that comes after it.
    jumped = any(
        datetime.fromtimestamp(moment, tz).utcoffset() < datetime.fromtimestamp(moment + 3600, tz).utcoffset()
        for moment in range(int(start) - 7200, int(end), 3600)
    )
    assert jumped or found == expected


def values(text, top):
    if text.startswith("*"):
        return set(range(0, top, int(text[2:] or 1)))
    return {int(part) for part in text.split(",")}
