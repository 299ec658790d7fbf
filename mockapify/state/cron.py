"""Cron expressions: when a schedule is due, by the clocks of its time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from mockapify import errors

MACROS = {
    "@yearly": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@hourly": "0 * * * *",
}

DAY_SECONDS = 86_400
HOURS = 24


class Cron:
    """A cron expression of five fields, or of six with the seconds first, or a macro such as `@daily`.

    Where clocks are put forward or back, what is due at certain hours is due once: an hour later by the clock when that
    hour is skipped, the first time when it comes twice. What is due in every hour goes on in real time. That is what
    JavaScript's cron-parser does, which knows the same macros; what the platform does is not public.

    Raises:
        ApiError: 400 `cron-expression-invalid`: it is none; 400 `invalid-value`: there is no such time zone.
    """

    def __init__(self, expression: str, timezone: str) -> None:
        self._zone = zone(timezone)
        fields = MACROS.get(expression.strip(), expression).split()
        # Six fields always: with five CronSim does as Debian does, where a skipped 2:30 is due at 3:00.
        self._fields = " ".join(fields if len(fields) != 5 else ["0", *fields])
        try:
            self._in_every_hour = len(CronSim(self._fields, datetime.min.replace(tzinfo=UTC)).hours) == HOURS
        except (CronSimError, ValueError) as error:  # ValueError: more digits than Python reads as a number
            raise errors.cron_expression_invalid(expression, str(error)) from None

    def next_after(self, moment: float) -> float | None:
        """When it is due next after a moment, both in seconds since 1970; None when never within 50 years."""
        now = datetime.fromtimestamp(moment, self._zone)
        try:
            return next(CronSim(self._fields, now)).timestamp() if self._in_every_hour else self._next_by_wall(now)
        except (StopIteration, OverflowError):  # OverflowError: that would be after the year 9999
            return None

    def _next_by_wall(self, now: datetime) -> float | None:
        """The same by what a clock on the wall shows, which shows some times never and some twice."""
        moment = now.timestamp()
        yesterday = datetime.fromtimestamp(moment - DAY_SECONDS, self._zone)
        # After clocks were put forward, what was due in the skipped time is still to come.
        skipped = max((now.utcoffset() or timedelta()) - (yesterday.utcoffset() or timedelta()), timedelta())
        soonest: float | None = None
        for wall in CronSim(self._fields, now.replace(tzinfo=None) - skipped):
            due = wall.replace(tzinfo=self._zone).timestamp()
            if due > moment:
                soonest = due if soonest is None else min(due, soonest)
                if datetime.fromtimestamp(due, self._zone).replace(tzinfo=None) == wall:
                    break  # else the time is skipped, and something later on the wall may come sooner
        return soonest


def zone(name: str) -> ZoneInfo:
    """The time zone of that name in the IANA database.

    Raises:
        ApiError: 400 `invalid-value`.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: the name is that of a folder, or too long for one
        raise errors.invalid_value(
            f'"timezone" must be a name of the IANA time zone database, such as "Europe/Prague", not "{name}"'
        ) from None
