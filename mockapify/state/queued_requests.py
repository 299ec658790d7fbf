"""Requests as queues keep them, and who locks them."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from mockapify import errors
from mockapify.clock import Timestamp
from mockapify.exports.javascript import stringify

Method = Literal["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]

ID_LENGTH = 15
UNUSED_IN_IDS = str.maketrans("", "", "+/=")
MAX_CLIENT_KEY = 32

OWN_FIELDS = ("id", "lockExpiresAt", "lockByClient")
"""What the platform adds to a request when it shows one: clients send it back with their updates."""


class Fields(Struct, rename="camel", kw_only=True):
    """The fields of a request that the platform knows. A request may have any others."""

    unique_key: str
    url: str
    method: Method = "GET"
    retry_count: Annotated[int, Meta(ge=0, le=2**53)] = 0
    loaded_url: str = ""
    payload: str | dict[str, Any] = ""
    headers: dict[str, Any] = {}
    user_data: dict[str, Any] = {}
    no_retry: bool = False
    error_messages: list[str] = []
    handled_at: Annotated[datetime, Meta(tz=True)] | None = None


class Request(Struct, frozen=True, gc=False, kw_only=True):
    """A request: what the head shows of it, and all of it as the JSON that the platform answers.

    Not tracked by the garbage collector, which would stop a server with large queues for long.
    """

    id: str
    unique_key: str
    url: str
    method: str
    retry_count: int
    is_handled: bool
    content: bytes


class Client(Struct, frozen=True, gc=False):
    """Who works on a queue: the key that it gives itself, and the run whose code it is."""

    key: str | None = None
    run_id: str | None = None

    def is_colleague(self, other: "Client") -> bool:
        """Whether the other has the same key, or belongs to the same run. Clients without a key count as one."""
        return self.key == other.key or (self.run_id is not None and self.run_id == other.run_id)


class Lock(Struct, frozen=True, gc=False):
    """A request is handed out to a client, and to nobody else until a moment."""

    client: Client
    until: Timestamp
    forefront: bool = False
    """Where the request goes when the lock expires."""


def id_of(unique_key: str) -> str:
    """The id that a request of this key has in every queue (Apify SDK for Python, `unique_key_to_request_id`)."""
    digest = hashlib.sha256(unique_key.encode()).digest()
    return base64.b64encode(digest).decode().translate(UNUSED_IN_IDS)[:ID_LENGTH]


def check_client_key(key: str | None) -> str | None:
    """The key itself, when a client may call itself so.

    Raises:
        ApiError: 400 `invalid-client-key`.
    """
    if key is not None and not 1 <= len(key) <= MAX_CLIENT_KEY:
        raise errors.invalid_client_key(MAX_CLIENT_KEY)
    return key


def new_request(given: object, place: str = "") -> Request:
    """A request to be added. Fields that are null are dropped, unknown ones kept.

    Args:
        given: Its fields by their names in JSON.
        place: Where in a batch it stands, such as ` - at $[3]`; for the message when it will not do.

    Raises:
        ApiError: 400: it has an id, lacks `uniqueKey` or `url`, or a field is not of its type.
    """
    if isinstance(given, Mapping) and given.get("id") is not None:
        raise errors.invalid_value(f"id is not allowed by the schema{place}")
    return changed_request(given, place)


def changed_request(given: object, place: str = "") -> Request:
    """A request that takes the place of one with the same `uniqueKey`; what the platform itself adds is left out.

    Raises:
        ApiError: 400: it lacks `uniqueKey` or `url`, or a field is not of its type.
    """
    if not isinstance(given, Mapping):
        raise errors.not_a_json_object() if not place else errors.invalid_value(f"a request must be an object{place}")
    present = {name: value for name, value in given.items() if value is not None and name not in OWN_FIELDS}
    try:
        fields = msgspec.convert(present, Fields)
        if fields.handled_at is not None:
            present["handledAt"] = _text(fields.handled_at)
        id_ = id_of(fields.unique_key)
        content = stringify({"id": id_, "method": fields.method, "retryCount": fields.retry_count} | present)
    except msgspec.ValidationError as error:
        raise errors.invalid_value(f"{error}{place}") from None
    except OverflowError:
        raise errors.invalid_value(f'handledAt "{present["handledAt"]}" is out of range{place}') from None
    except RecursionError:
        raise errors.invalid_value(f"it is nested too deeply{place}") from None
    return Request(
        id=id_,
        unique_key=fields.unique_key,
        url=fields.url,
        method=fields.method,
        retry_count=fields.retry_count,
        is_handled=fields.handled_at is not None,
        content=content,
    )


def _text(moment: datetime) -> str:
    try:
        return Timestamp.at(moment.timestamp()).text()
    except ValueError as error:  # Some zones carry the first and the last days out of the calendar.
        raise OverflowError from error
