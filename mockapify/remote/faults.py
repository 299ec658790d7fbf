"""Faults of a mock in another process."""

from types import TracebackType
from typing import Any, Self

from msgspec import to_builtins

from mockapify.errors import ErrorType
from mockapify.faults import Fault, as_plain
from mockapify.remote.control import Control
from mockapify.wire import camel


class RemoteFaults:
    """What goes wrong on purpose there; see `MockFaults`."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def add(self, error: ErrorType | str | None = None, **fields: Any) -> "RemoteFault":
        """Let something go wrong; it takes what `MockFaults.add` takes, times in seconds.

        Raises:
            TypeError: There is no such argument.
            ValueError: There is no such error or operation, a value will not do, or two contradict each other.
        """
        fault = Fault(error=error, **fields)
        plain = {camel(name): value for name, value in as_plain(fault).items()}
        return RemoteFault(self._control, self._control.post("faults", to_builtins(plain))["id"])

    def begin(self, failure: str, *, matrix: str = "resilience") -> None:
        """Let one of the failures of a matrix go wrong from now on.

        Raises:
            ValueError: There is no such matrix, or no such failure in it; the message names those there are.
        """
        self._control.post("failures", {"failure": failure, "matrix": matrix})

    def clear(self) -> None:
        """Remove them all."""
        self._control.delete("faults")


class RemoteFault:
    """A fault that was added. As a context manager it is removed at the end of the block."""

    def __init__(self, control: Control, number: int) -> None:
        self._control = control
        self._number = number

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    @property
    def fired(self) -> int:
        """How many calls it has hit; 0 once it is removed."""
        listed = self._control.get("faults")["faults"]
        return next((fault["fired"] for fault in listed if fault["id"] == self._number), 0)

    def remove(self) -> None:
        """Let nothing more go wrong by it."""
        self._control.delete(f"faults/{self._number}")
