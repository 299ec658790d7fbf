"""What was asked and answered: a bounded list of slim entries, rendered when somebody asks."""

from collections import deque
from collections.abc import Callable, Iterator

from msgspec import Struct


class Entry(Struct, frozen=True, gc=False, rename="camel"):
    """One call and its answer. `operation` is the handler's name, such as `datasets.push_items`, or "" of no route."""

    at: float
    """Seconds since 1970 in virtual time, when the call came."""
    method: str
    path: str
    """The path as sent, still percent-encoded."""
    query: str
    operation: str
    username: str
    """Who called; "" without a token."""
    status: int
    request_length: int
    """Bytes of the body as sent."""
    error_type: str = ""
    notes: tuple[str, ...] = ()
    """What was accepted but had no effect, such as unknown query parameters."""

    def __str__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        who = self.username or "no token"
        error = f" {self.error_type}" if self.error_type else ""
        notes = "".join(f"\n    {note}" for note in self.notes)
        return f"{self.method} {self.path}{query} ({who}) -> {self.status}{error}{notes}"


class Journal:
    """The latest calls of one world, oldest first."""

    def __init__(self, size: int = 10_000) -> None:
        self._entries: deque[Entry] = deque(maxlen=size)
        self.on_call: Callable[[Entry], None] = lambda _: None
        """Called with each call once it was answered."""
        self.bugs: list[Exception] = []
        """Exceptions that were mockapify's own fault and were answered with 500."""

    def add(self, entry: Entry) -> None:
        """Note one call."""
        self._entries.append(entry)
        self.on_call(entry)

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def of(self, operation: str) -> list[Entry]:
        """The calls of one operation, such as `datasets.push_items`."""
        return [entry for entry in self if entry.operation == operation]

    def __str__(self) -> str:
        return "\n".join(str(entry) for entry in self)
