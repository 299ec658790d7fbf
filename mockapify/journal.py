"""What was asked and answered, and what happened beside it: bounded lists of slim entries, rendered when asked for."""

from collections import deque
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import msgspec
from msgspec import Struct, structs

from mockapify.calls import Calls

if TYPE_CHECKING:
    from mockapify.state.builds import Build
    from mockapify.state.dispatches import Dispatch
    from mockapify.state.runs import Run

MOST_BODY_BYTES = 4 * 1024 * 1024
"""The longest body that is kept."""

AT_ONCE_SECONDS = 0.5
"""Within how much virtual time what happens to one thing, and nothing else does, is told as one."""

MOST_BYTES = 16 * 1024 * 1024
"""How many bytes of bodies are kept; the oldest go first."""


class NotKept(Struct, frozen=True):
    """In place of a body that was too long to be kept, or is too long ago."""

    length: int

    def __repr__(self) -> str:
        return f"<{self.length} bytes that were not kept>"


class Entry(Struct, frozen=True, gc=False, rename="camel"):
    """One call and its answer. `operation` is its name, such as `datasets.push_items`, or "" of no route."""

    at: float
    """Seconds since 1970 in virtual time, when the call came."""
    method: str
    path: str
    """The path as sent, still percent-encoded, inside the world: `/t/<name>` in front of it is left out."""
    query: str
    operation: str
    username: str
    """Who called; "" without a token, or with one that nobody has."""
    status: int
    """0 when a fault left the call without an answer."""
    request_length: int
    """Bytes of the body as sent."""
    error_type: str = ""
    notes: tuple[str, ...] = ()
    """What was accepted but had no effect, such as unknown query parameters."""
    fault: str = ""
    """What went wrong on purpose, such as `429 rate-limit-exceeded (1 of 2)`."""
    number: int = 0
    """Its place in the order of all that happened."""
    seconds: float = 0.0
    """How long it waited for its answer, in virtual time."""
    about: str = ""
    """The id of what it was about: of the Actor, run, dataset..."""
    actor: str = ""
    """The Actor that it was about, `username/name`: itself, its tasks, builds, runs, and the storages of its runs."""
    client: str = ""
    """Who called, as the header User-Agent has it."""
    has_token: bool = False
    """Whether it came with a token of the Apify API, known or not."""
    body: bytes | None = b""
    """The body, decompressed; None once it is not kept any more."""

    @property
    def json(self) -> Any:
        """The body as JSON, as a text when it is none, None without one; a NotKept when it is not kept any more."""
        if self.body is None:
            return NotKept(self.request_length)
        if not self.body:
            return None
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return self.body.decode(errors="replace")

    @property
    def params(self) -> dict[str, str]:
        """The parameters of the query, of several with one name the last."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def line(self) -> str:
        """What was asked and answered, in one line."""
        query = f"?{self.query}" if self.query else ""
        who = self.username or ("unknown token" if self.has_token else "no token")
        error = f" {self.error_type}" if self.error_type else ""
        return f"{self.method} {self.path}{query} ({who}) -> {self.status or 'no answer'}{error}"

    @property
    def remarks(self) -> list[str]:
        """What there is to say of it besides."""
        return [*([f"fault: {self.fault}"] if self.fault else []), *self.notes]

    def __str__(self) -> str:
        return "".join([self.line, *(f"\n    {remark}" for remark in self.remarks)])

    def as_plain(self) -> dict[str, Any]:
        """All of it as JSON, the body as what it is: JSON, or a text; null when it is not kept."""
        plain: dict[str, Any] = msgspec.to_builtins(self, builtin_types=(bytes,))
        return plain | {"body": None if self.body is None else self.json}


class Happening(Struct, frozen=True):
    """Something that is no call which was answered: it happened to a run, a build, a webhook's dispatch, or to time."""

    number: int
    """Its place in the order of all that happened."""
    at: float
    """Seconds since 1970 in virtual time."""
    what: str = ""
    """What happened, such as the status that the run has now; "" when time jumped."""
    subject: "Run | Build | Dispatch | None" = None
    """What it happened to."""
    jumped: float = 0.0
    """How many seconds time jumped."""


class Journal(Calls):
    """The latest calls of one world, oldest first."""

    def __init__(self, size: int = 10_000) -> None:
        super().__init__()
        self._entries: deque[Entry] = deque(maxlen=size)
        self._numbers = count(1)
        self._with_body: deque[Entry] = deque()
        self._body_bytes = 0
        self.happenings: deque[Happening] = deque(maxlen=size)
        """What happened between the calls."""
        self.on_call: Callable[[Entry], None] = lambda _: None
        """Called with each call once it was answered."""
        self.bugs: list[Exception] = []
        """Exceptions that were mockapify's own fault and were answered with 500."""
        self.stopped_calls: list[str] = []
        """Calls of this process to the real platform that were stopped."""

    def next_number(self) -> int:
        """The place of what happens now in the order of all that happens."""
        return next(self._numbers)

    def add(self, entry: Entry) -> None:
        """Note one call."""
        if entry.body:
            self._keep(entry, len(entry.body))
        self._entries.append(entry)
        self.on_call(entry)

    def happened(self, at: float, what: str, subject: "Run | Build | Dispatch | None" = None) -> None:
        """Note what happened, and to what. A run that is CREATED and RUNNING at once is told as one."""
        happening = Happening(self.next_number(), at, what, subject)
        latest = self._just_before(happening)
        if latest is not None and latest.subject is subject is not None and at - latest.at < AT_ONCE_SECONDS:
            self.happenings.pop()
            happening = Happening(happening.number, latest.at, f"{latest.what}, {what}", subject)
        self.happenings.append(happening)

    def stopped(self, at: float, call: str) -> None:
        """Note that a call was stopped before it left this machine."""
        self.stopped_calls.append(call)
        self.happened(at, f"stopped before it left this machine: {call}")

    def jumped(self, start: float, end: float) -> None:
        """Note that time jumped."""
        jump = Happening(self.next_number(), start, jumped=end - start)
        latest = self._just_before(jump)
        if latest is not None and not latest.what:
            self.happenings.pop()  # What goes from timer to timer is shown as one jump.
            jump = Happening(jump.number, latest.at, jumped=latest.jumped + jump.jumped)
        self.happenings.append(jump)

    def _just_before(self, happening: Happening) -> Happening | None:
        latest = self.happenings[-1] if self.happenings else None
        return latest if latest is not None and latest.number == happening.number - 1 else None

    @property
    def jumped_seconds(self) -> float:
        """How many seconds time jumped, in all."""
        return sum(happening.jumped for happening in self.happenings)

    def _keep(self, entry: Entry, length: int) -> None:
        if length > MOST_BODY_BYTES:
            structs.force_setattr(entry, "body", None)
            return
        self._with_body.append(entry)
        self._body_bytes += length
        while self._body_bytes > MOST_BYTES:
            oldest = self._with_body.popleft()
            self._body_bytes -= len(oldest.body or b"")
            structs.force_setattr(oldest, "body", None)
