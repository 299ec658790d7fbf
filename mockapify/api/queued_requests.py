"""Requests of a queue as bodies bring them and as answers show them."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct

from mockapify import errors, wire
from mockapify.api.call import JSONText
from mockapify.state.queued_requests import Request
from mockapify.state.request_queues import Registration, RequestQueue, check_batch

T = TypeVar("T")


class Cursor(Struct, rename="camel"):
    """Where a list goes on."""

    request_id: str


class Named(Struct, rename="camel", omit_defaults=True):
    """A request that is to be deleted, by either of its names."""

    id: str | None = None
    unique_key: str | None = None


def read_json(body: JSONText) -> Any:
    """The JSON of a body.

    Raises:
        ApiError: 400 `invalid-request`.
    """
    try:
        return wire.decode(body)
    except wire.JSONError as error:
        raise errors.invalid_request(f"The request body is not valid JSON: {error}") from None


def read_batch(body: JSONText, read: Callable[[object, str], T]) -> list[T]:
    """The requests of a batch; `read` takes one of them, and where it stands for its error.

    Raises:
        ApiError: 400: it is no array, is too long, or one of them will not do.
    """
    given = read_json(body)
    if not isinstance(given, list):
        raise errors.invalid_request("POST data must be a JSON array")
    check_batch(given)
    return [read(one, f" - request {position} of the batch") for position, one in enumerate(given)]


def read_name(given: object, place: str) -> Named:
    """Which request is to be deleted.

    Raises:
        ApiError: 400 `invalid-value`: neither name is given.
    """
    try:
        name = msgspec.convert(given, Named)
    except msgspec.ValidationError as error:
        raise errors.invalid_value(f"{error}{place}") from None
    if name.id is None and name.unique_key is None:
        raise errors.invalid_value(f"id or uniqueKey is required{place}")
    return name


def in_head(request: Request) -> dict[str, Any]:
    """What the head of a queue shows of a request."""
    return {
        "id": request.id,
        "uniqueKey": request.unique_key,
        "url": request.url,
        "method": request.method,
        "retryCount": request.retry_count,
    }


def in_batch(request: Request, registration: Registration) -> dict[str, Any]:
    """What became of a request of a batch."""
    return {
        "requestId": request.id,
        "uniqueKey": request.unique_key,
        "wasAlreadyPresent": registration.was_already_present,
        "wasAlreadyHandled": registration.was_already_handled,
    }


def shown_request(queue: RequestQueue, request: Request) -> Raw:
    """The request as it is kept, and its lock."""
    lock = queue.locks.get(request.id)
    if lock is None:
        return Raw(request.content)
    fields: dict[str, Any] = {"lockExpiresAt": lock.until}
    if lock.client.key is not None:
        fields["lockByClient"] = lock.client.key
    return Raw(request.content[:-1] + b"," + wire.encode(fields)[1:])


def cursor_after(id_: str) -> str:
    """Opaque for clients. The platform's, too, is the id of the last request of the page."""
    return base64.urlsafe_b64encode(wire.encode({"requestId": id_})).decode().rstrip("=")


def read_cursor(cursor: str) -> str:
    """The id in a cursor.

    Raises:
        ApiError: 400 `invalid-value`.
    """
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return wire.decode_as(text, Cursor).request_id
    except (binascii.Error, ValueError):
        raise errors.invalid_value(f'cursor "{cursor}" is none that a list of requests gave') from None
