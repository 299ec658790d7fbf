"""Schedules.

Simplified: nobody gets mail about them. Where clocks are put forward or back, what is due at certain hours is due once:
an hour later when that hour is skipped, the first time when it comes twice; that, and what the log says besides
"Schedule invoked", are guesses.
"""

from mockapify.api.call import NO_CONTENT, Call, Data, Reply, created
from mockapify.api.query import Page
from mockapify.state import schedules
from mockapify.state.schedules import Schedule, ScheduleSettings


def list_all(call: Call, *, query: Page) -> Data:
    """The caller's schedules, without what their actions are given."""
    page = query.of(schedules.listed(call.world, call.caller))
    return Data({**page, "items": [schedule.short() for schedule in page["items"]]})


def create(call: Call, *, body: ScheduleSettings) -> Data:
    """A new schedule of the caller; when it is due, runs start by the world's clock.

    Simplified: of the Actors that may be scheduled none must have been run before.
    """
    schedule = schedules.create(call.world, call.caller, body)
    return created(call, schedule, f"schedules/{schedule.id}")


def get(call: Call, schedule: Schedule) -> Data:
    """The schedule itself."""
    return Data(schedule)


def update(call: Call, schedule: Schedule, *, body: ScheduleSettings) -> Data:
    """Change what the body names.

    Simplified: null takes title and description away and says nothing elsewhere, which is a guess.
    """
    schedules.update(call.world, schedule, body)
    return Data(schedule)


def delete(call: Call, schedule: Schedule) -> Reply:
    """Forget the schedule; what it started goes on."""
    schedules.delete(call.world, schedule)
    return NO_CONTENT


def get_log(call: Call, schedule: Schedule) -> Data:
    """The latest 1000 entries of its log, oldest first."""
    return Data([*schedule.log])
