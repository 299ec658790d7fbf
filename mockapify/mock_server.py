"""MockServer: what hosts the mocks of a process."""

from datetime import datetime
from types import TracebackType
from typing import Self

from mockapify.api.app import create_app
from mockapify.clock import Mode
from mockapify.mock import MockApify
from mockapify.serve import ServerThread
from mockapify.state import users
from mockapify.state.users import AccountAccess
from mockapify.world import World
from mockapify.worlds import Worlds


class MockServer:
    """A server in a thread of this process, for any number of mocks."""

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.worlds = Worlds()
        self._thread = ServerThread(create_app(self.worlds), host=host, port=port)
        self._opened = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where it answers."""
        return self._thread.url

    def start(self) -> None:
        """Return once it accepts connections.

        Raises:
            PortTaken: Another process listens there.
        """
        self._thread.start()
        self.worlds.run_on(self._thread.loop)

    def stop(self) -> None:
        """Close the socket and all connections."""
        for name in self.worlds.names():
            self.worlds.close(name)
        self._thread.stop()

    def open(
        self,
        *,
        clock: Mode = "auto",
        seed: int | str | None = None,
        start: datetime | None = None,
        user: str = "tester",
        token: str | None = None,
        general_access: AccountAccess = "RESTRICTED",
    ) -> MockApify:
        """A new Apify, with one user.

        Args:
            clock: How time passes: `auto`, `manual` or `real`.
            seed: Makes ids and secrets the same in each run.
            start: The first moment; now when not given.
            user: The name of its first user.
            token: That user's token; made up when not given.
            general_access: The setting of that user's account, see `MockApify.user`.

        Raises:
            ValueError: The token belongs to another open mock.
        """
        world = World(mode=clock, seed=seed, start=start)
        world.url = self.url
        with world:
            first = users.create(world, user, token, general_access=general_access)
        self._opened += 1
        name = str(self._opened)
        self.worlds.open(name, world)
        return MockApify(world, self, name, first)
