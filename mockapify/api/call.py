"""What was asked, and what is answered."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NewType

from msgspec import Struct, field

from mockapify import errors
from mockapify.state.runs import Run
from mockapify.state.users import User
from mockapify.world import World

JSON = "application/json; charset=utf-8"

JSONText = NewType("JSONText", bytes)
"""Annotates a handler's `body` that must be sent as JSON, but that the handler parses itself."""

JSONObject = NewType("JSONObject", dict[str, Any])
"""Annotates a handler's `body` that is a JSON object with whatever keys the user likes."""

BytesAsSent = NewType("BytesAsSent", bytes)
"""Annotates a handler's `body` of any content type that it takes under its Content-Encoding, `call.encoding`."""

WRITING = {"POST", "PUT", "DELETE", "PATCH"}


class Call:
    """One request, seen by a finder or a handler."""

    __slots__ = (
        "base_url",
        "body",
        "client_ip",
        "encoding",
        "headers",
        "method",
        "notes",
        "path",
        "query_string",
        "raw_headers",
        "run",
        "sent_body",
        "signature",
        "url_path",
        "user",
        "world",
    )

    def __init__(
        self,
        *,
        world: World,
        user: User | None,
        run: Run | None,
        method: str,
        url_path: str,
        path: Mapping[str, str],
        query_string: str,
        headers: Mapping[str, str],
        raw_headers: Sequence[tuple[bytes, bytes]],
        body: bytes,
        sent_body: bytes,
        encoding: str,
        base_url: str,
        client_ip: str,
        signature: str | None = None,
    ) -> None:
        self.world = world
        self.user = user
        self.run = run
        """The run whose token came with it, if it was a run's; `user` is that run's user."""
        self.method = method
        self.url_path = url_path
        self.path = path
        self.query_string = query_string
        self.headers = headers
        self.raw_headers = raw_headers
        """All headers in their order, also those that came more than once."""
        self.body = body
        self.sent_body = sent_body
        self.encoding = encoding
        self.base_url = base_url
        self.client_ip = client_ip
        self.signature = signature
        self.notes: list[str] = []

    @property
    def caller(self) -> User:
        """Who calls.

        Raises:
            ApiError: 401 `token-not-provided`.
        """
        if self.user is None:
            raise errors.token_not_provided()
        return self.user

    @property
    def scope(self) -> Run | None:
        """The run whose token came with it, when that opens only what the run may touch."""
        return self.run if self.run is not None and self.run.is_limited else None

    @property
    def writing(self) -> bool:
        """Whether the method changes something."""
        return self.method in WRITING

    @property
    def content_type(self) -> str:
        """The body's content type as sent, "" when none was."""
        return self.headers.get("content-type", "")

    def link(self, path: str) -> str:
        """The address of a path below `/v2`, as this caller would reach it."""
        return f"{self.base_url}/v2/{path}"


class Reply(Struct):
    """An answer. Either `body`, or `chunks` for one that is made while it is sent.

    `size` tells how much work the chunks are, in bytes; little is done at once, much in a worker thread. `length` is
    how many bytes they make together, when that is known before they are made.
    """

    body: bytes = b""
    status: int = 200
    content_type: str | None = JSON
    headers: dict[str, str] = field(default_factory=dict)
    chunks: Iterator[bytes] | None = None
    size: int = 0
    length: int | None = None


class Data(Struct):
    """An answer in the platform's envelope, `{"data": value}`."""

    value: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Wait(Struct):
    """Not answered yet: when `until` holds, or after `seconds` of virtual time, `then` says how. Both are asked in
    turns."""

    until: Callable[[], bool]
    seconds: float
    then: Callable[[], "Answer"]


class Work(Struct):
    """Not answered yet: `do` may be long and then runs outside any turn; `then`, in a turn, makes the answer of its
    result."""

    do: Callable[[], Any]
    then: Callable[[Any], "Answer"]
    size: int
    """Bytes to work on; little work is done at once, in the turn, instead of in a worker thread."""


class Tail(Struct):
    """An answer that grows: `read(start)` gives the bytes from there on, or the first of them, and none when there
    are none yet; until `ended` holds. Asked in turns."""

    read: Callable[[int], bytes]
    ended: Callable[[], bool]
    content_type: str
    headers: dict[str, str] = field(default_factory=dict)


Answer = Reply | Data | Wait | Work | Tail

NO_CONTENT = Reply(status=204, content_type=None)


def created(call: Call, value: Any, location: str, *, new: bool = True) -> Data:
    """201 with the new object and where to find it; 200 when it was there before."""
    return Data(value, status=201 if new else 200, headers={"Location": call.link(location)})


def done(call: Call, location: str) -> Reply:
    """201 with the empty object that the platform answers to writes, and where to read what was written."""
    return Reply(b"{}", status=201, headers={"Location": call.link(location)})
