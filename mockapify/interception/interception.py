"""Interception: one mock's claim to the calls of this process."""

from types import TracebackType
from typing import Protocol, Self
from urllib.parse import urlsplit

from mockapify.interception.patience import Virtual, VirtualTime
from mockapify.interception.process import PROCESS
from mockapify.interception.route import Route, route_to
from mockapify.state import users
from mockapify.state.users import User
from mockapify.world import World
from mockapify.worlds import Worlds


class Target(Protocol):
    """A mock, as somebody sees it whose calls reach it."""

    @property
    def virtual(self) -> Virtual:
        """Its time."""

    def stand_in(self) -> None:
        """Answer the callers that nothing else tells apart."""

    def stand_down(self) -> None:
        """Leave them to others."""

    def accept(self, token: str) -> None:
        """Let a token stand for its own user, unless it picks a mock already."""

    def stopped(self, call: str) -> None:
        """Note that a call was stopped before it left this machine. It is told so in whatever thread makes the call."""


class Here:
    """A mock of this process."""

    def __init__(self, world: World, worlds: Worlds, user: User) -> None:
        self._world = world
        self._worlds = worlds
        self._user = user
        self.virtual = VirtualTime(world)

    def stand_in(self) -> None:
        """Answer the callers that nothing else tells apart."""
        self._worlds.front = self._world

    def stand_down(self) -> None:
        """Leave them to others."""
        self._worlds.front = None

    def accept(self, token: str) -> None:
        """Let a token stand for its own user, unless it picks a mock already."""
        if self._worlds.of_token(token) is None:
            with self._world:
                users.accept_token(self._world, self._user, token)

    def stopped(self, call: str) -> None:
        """Note that a call was stopped before it left this machine."""
        with self._world as world:
            world.journal.stopped(world.clock.time(), call)


class Interception:
    """While it is entered, calls of this process to the real platform reach a mock, and clients do not wait.

    It holds for the whole process, all threads and tasks included. Interceptions nest: the one entered last wins, and
    leaving one restores what the others want, in whatever order they are left.
    """

    def __init__(self, target: Target, *, url: str, token: str, calls: bool = True, fast_retries: bool = True) -> None:
        """Prepare it.

        Args:
            target: What is reached.
            url: Where it answers whatever the token.
            token: For the environment, and for `ApifyClient()`.
            calls: Whether calls are intercepted.
            fast_retries: Whether clients sleep in virtual time. With a `real` clock they do not.
        """
        parts = urlsplit(url)
        self.target = target
        self.url = url
        self.token = token
        self.calls = calls
        self.fast_retries = fast_retries
        self.route: Route = route_to((parts.hostname or "", parts.port or 80), target.stopped)
        self.virtual = target.virtual
        self.environment: dict[str, str | None] = {}
        """What it found in the environment, None where nothing was."""

    def __enter__(self) -> Self:
        PROCESS.enter(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        PROCESS.leave(self)
