"""Interception: one mock's claim to the calls of this process."""

from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from mockapify.interception.patience import VirtualTime
from mockapify.interception.process import PROCESS
from mockapify.interception.route import Route, route_to
from mockapify.state import users
from mockapify.world import World
from mockapify.worlds import Worlds


class Interception:
    """While it is entered, calls of this process to the real platform reach a mock, and clients do not wait.

    It holds for the whole process, all threads and tasks included. Interceptions nest: the one entered last wins, and
    leaving one restores what the others want, in whatever order they are left.
    """

    def __init__(
        self, world: World, worlds: Worlds, *, url: str, token: str, calls: bool = True, fast_retries: bool = True
    ) -> None:
        """Prepare it.

        Args:
            world: What calls reach whose token belongs to no other world.
            worlds: All of its server.
            url: Where the world answers whatever the token.
            token: For the environment, and for `ApifyClient()`.
            calls: Whether calls are intercepted.
            fast_retries: Whether clients sleep in virtual time. With a `real` clock they do not.
        """
        parts = urlsplit(url)
        self.world = world
        self.worlds = worlds
        self.url = url
        self.token = token
        self.calls = calls
        self.fast_retries = fast_retries
        self.route: Route = route_to((parts.hostname or "", parts.port or 80))
        self.virtual = VirtualTime(world)
        self.environment: dict[str, str | None] = {}
        """What it found in the environment, None where nothing was."""

    def __enter__(self) -> Self:
        PROCESS.enter(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        PROCESS.leave(self)

    def accept(self, token: str) -> None:
        """Let a token stand for this one's user, unless it picks a world already."""
        if self.worlds.of_token(token) is None:
            with self.world:
                users.accept_token(self.world, self.world.tokens[self.token], token)
