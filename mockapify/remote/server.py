"""RemoteServer: a `mockapify serve` somewhere, as a fixture uses it."""

from collections.abc import Iterable
from datetime import datetime
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from mockapify.clock import Mode
from mockapify.config import read
from mockapify.remote.control import Control
from mockapify.remote.mock import RemoteApify
from mockapify.state.users import AccountAccess


class RemoteServer:
    """The process at a URL. It may serve several test runs, and others, at once: each mock is a world of its own."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._control = Control(self.url)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The process goes on."""

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
    ) -> RemoteApify:
        """A new Apify there; see `MockServer.open`. Files that the files of `load` name are read by the process.

        Raises:
            ConfigError: A file cannot be read.
            ConnectionError: Nobody answers there.
            ValueError: The process refuses it; the message says why.
        """
        paths = [Path(path).absolute() for path in ([load] if isinstance(load, str | PathLike) else load)]
        asked: dict[str, Any] = {
            "clock": clock,
            "seed": seed,
            "start": start,
            "user": user,
            "token": token,
            "generalAccess": general_access,
            "load": [{"path": str(path), "text": read(path)} for path in paths],
        }
        made = self._control.post("worlds", asked)
        return RemoteApify(self._control.of(made["name"]), made["token"])
