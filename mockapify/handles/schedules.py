"""Schedules as a test sees them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from mockapify.handles.actors import MockActor, MockTask
from mockapify.handles.handle import Handle
from mockapify.handles.runs import MockRun
from mockapify.state import schedule_actions, schedules
from mockapify.state.schedules import Schedule, ScheduleSettings
from mockapify.state.users import User
from mockapify.world import World


class MockSchedules(Handle):
    """All schedules of a mock, whoever made them, oldest first: `mockapify.schedules[0].runs`.

    They start runs when the mock's clock reaches them: `mockapify.clock.shift(days=1)`.
    """

    def __init__(self, world: World, user: User) -> None:
        self._world = world
        self._user = user

    def __iter__(self) -> Iterator["MockSchedule"]:
        with self._world:
            return iter([MockSchedule(self._world, schedule) for schedule in self._world.schedules])

    def __len__(self) -> int:
        return len(self._world.schedules)

    def __getitem__(self, position: int) -> "MockSchedule":
        return list(self)[position]

    def add(
        self,
        cron: str,
        of: MockActor | MockTask,
        *,
        name: str | None = None,
        input: Mapping[str, Any] | None = None,  # noqa: A002 # the platform's word for it
        timezone: str = "UTC",
        exclusive: bool = False,
        enabled: bool = True,
    ) -> "MockSchedule":
        """A schedule that is there from the start, as if it had been made in the Console by this mock's own user.

        Args:
            cron: When it is due: five fields, six with the seconds first, or `@yearly`, `@monthly`, `@weekly`, `@daily`
                or `@hourly`.
            of: The Actor or task that it runs.
            name: Its name; made up when not given.
            input: What its runs are given.
            timezone: By whose clocks, a name of the IANA database such as `Europe/Prague`.
            exclusive: Whether it starts nothing while a run that it started before is still under way.
            enabled: Whether it starts anything at all.

        Raises:
            ApiError: 400 `cron-expression-invalid` or `invalid-value`: something will not do; 403: there are too many;
                409 `schedule-name-not-unique`.
        """
        action = (
            schedule_actions.running(actor_id=of.id, given=input)
            if isinstance(of, MockActor)
            else schedule_actions.running(actor_task_id=of.id, given=input)
        )
        settings = ScheduleSettings(
            name=name,
            cron_expression=cron,
            timezone=timezone,
            is_enabled=enabled,
            is_exclusive=exclusive,
            actions=[action],
        )
        with self._world:
            return MockSchedule(self._world, schedules.create(self._world, self._user, settings))


class MockSchedule(Handle):
    """A schedule."""

    def __init__(self, world: World, schedule: Schedule) -> None:
        self._world = world
        self._schedule = schedule

    def __repr__(self) -> str:
        return f"<MockSchedule {self.name} {self.cron}>"

    @property
    def id(self) -> str:
        """The schedule's id."""
        return self._schedule.id

    @property
    def name(self) -> str:
        """Its name."""
        with self._world:
            return self._schedule.name

    @property
    def cron(self) -> str:
        """When it is due, such as `0 8 * * *`."""
        with self._world:
            return self._schedule.cron_expression

    @property
    def is_enabled(self) -> bool:
        """Whether it starts anything."""
        with self._world:
            return self._schedule.is_enabled

    @property
    def next_run_at(self) -> datetime | None:
        """When it is due next, in UTC; None while it is disabled."""
        with self._world:
            return self._schedule.next_run_at

    @property
    def runs(self) -> list[MockRun]:
        """The runs that it started, oldest first."""
        with self._world:
            return [MockRun(self._world, run) for run in schedules.runs_of(self._world, self._schedule)]

    @property
    def log(self) -> list[str]:
        """What it did and what it could not do, the latest 1000 entries, oldest first."""
        with self._world:
            return [entry.message for entry in self._schedule.log]
