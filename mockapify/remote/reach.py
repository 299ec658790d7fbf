"""What an interception needs of a mock in another process."""

from mockapify.clock import Clock
from mockapify.remote.clock import RemoteClock
from mockapify.remote.control import Control


class There:
    """A mock in another process, for calls of this one."""

    def __init__(self, control: Control, clock: RemoteClock) -> None:
        self._control = control
        self.virtual = RemoteTime(clock)

    def stand_in(self) -> None:
        """Tokens alone tell its callers apart: the process may serve others."""

    def stand_down(self) -> None:
        """See `stand_in`."""

    def accept(self, token: str) -> None:
        """Let a token stand for this mock's own user, unless it picks a mock already."""
        self._control.post("tokens", {"token": token}, if_free="yes")

    def stopped(self, call: str) -> None:
        """Note that a call was stopped before it left this machine."""
        self._control.post("stopped-calls", {"call": call})


class RemoteTime:
    """The time that a client waits by: this process's own, and what it slept without waiting."""

    def __init__(self, clock: RemoteClock) -> None:
        self._clock = clock
        self._mode = clock.mode
        self._here = Clock("real")
        self._slept = 0.0

    @property
    def is_real(self) -> bool:
        """Whether the clock there is a real one, so that waiting takes its time."""
        return self._mode == "real"

    def now(self) -> float:
        """Seconds since 1970."""
        return self._here.time() + self._slept

    def sleep(self, seconds: float) -> None:
        """Let time pass there unless a test moves it itself, and return at once."""
        self._slept += seconds
        if self._mode == "auto":
            self._clock.shift(seconds=seconds)
