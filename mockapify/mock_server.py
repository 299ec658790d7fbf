"""MockServer: what hosts the mocks of a process."""

from collections.abc import Iterable
from datetime import datetime
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Self

from mockapify import config
from mockapify.api.app import create_app
from mockapify.clock import Mode
from mockapify.mock import MockApify
from mockapify.opening import opened
from mockapify.serve import ServerThread
from mockapify.state.users import AccountAccess
from mockapify.worlds import Worlds


class MockServer:
    """A server in a thread of this process, for any number of mocks."""

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.worlds = Worlds()
        self._thread = ServerThread(create_app(self.worlds), host=host, port=port)

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
        self.worlds.url = self.url
        self.worlds.run_on(self._thread.loop)

    def stop(self) -> None:
        """Close the socket and all connections."""
        for name in self.worlds.names():
            self.worlds.close(name)
        self._thread.stop()

    def open(
        self,
        *,
        clock: Mode | None = None,
        seed: int | str | None = None,
        start: datetime | None = None,
        user: str | None = None,
        token: str | None = None,
        general_access: AccountAccess | None = None,
        load: str | PathLike[str] | Iterable[str | PathLike[str]] = (),
    ) -> MockApify:
        """A new Apify, with one user or those that a file declares.

        Args:
            clock: How time passes: `auto`, `manual` or `real`. When not given, what the first file of `load` says that
                says it, else `auto`.
            seed: Makes ids and secrets the same in each run. When not given, it is that of the files, too.
            start: The first moment; now when not given.
            user: The name of its own user: the first that a file declares, else `tester`.
            token: That user's token; made up when not given.
            general_access: The setting of that user's account, see `MockApify.user`; `RESTRICTED` when not given.
            load: One `mockapify.toml` or several, with what there is from the beginning.

        Raises:
            ConfigError: A file will not do; the message names file, line and key.
            ValueError: There is no such mode of the clock, the user is declared otherwise, or a token belongs to
                another open mock.
        """
        return opened(
            self.worlds,
            sources=[config.Source(Path(path)) for path in ([load] if isinstance(load, str | PathLike) else load)],
            clock=clock,
            seed=seed,
            start=start,
            user=user,
            token=token,
            general_access=general_access,
        )
