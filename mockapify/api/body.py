"""Request bodies: read to their end, decompressed, held to the world's limit, and made what a handler takes."""

from io import BytesIO
from typing import Any

from msgspec import structs
from starlette.types import Receive

from mockapify import errors, wire
from mockapify.api.call import BytesAsSent, Call, JSONObject, JSONText
from mockapify.api.operation import Body
from mockapify.compression import ENCODINGS, CompressionError, inflate

COUNTED_BEYOND = 16 * 1024 * 1024
"""How far beyond the limit a body is still inflated to tell its length; what is longer than that is a bomb."""


class ClientGoneError(Exception):
    """The client went away in the middle of its request."""


async def read(receive: Receive, limit: int) -> tuple[bytes, int]:
    """The body and its length. A body over the limit is read to its end, or the client would never read the answer,
    but not kept.

    Raises:
        ClientGoneError: The client went away.
    """
    kept = BytesIO()  # Its getvalue() hands over what was gathered without copying it.
    length = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        chunk = message.get("body", b"")
        length += len(chunk)
        if length <= limit:
            kept.write(chunk)
        if not message.get("more_body", False):
            return kept.getvalue(), length


def encoding_of(header: str) -> str:
    """The Content-Encoding that a header names, `identity` without one.

    Raises:
        ApiError: 415 `unsupported-content-encoding`.
    """
    encoding = header.strip().lower() or "identity"
    if encoding not in ENCODINGS:
        raise errors.unsupported_content_encoding(encoding)
    return encoding


def decompress(body: bytes, encoding: str, limit: int) -> bytes:
    """The body behind its encoding.

    Raises:
        ApiError: 413 `request-too-large` when it is over `limit` bytes inflated; 400 when it is not compressed in the
            way it says, or cut short.
    """
    kept = BytesIO()
    length = 0
    try:
        for chunk in inflate(body, encoding):
            length += len(chunk)
            if length <= limit:
                kept.write(chunk)
            elif length > limit + COUNTED_BEYOND:
                break
    except CompressionError as error:
        raise errors.invalid_request(f"The request body is {error}") from None
    if length > limit:
        raise errors.request_too_large(limit, length)
    return kept.getvalue()


def typed(wanted: Body, call: Call) -> Any:
    """What the handler takes as its body.

    Raises:
        ApiError: 415: it does not say that it is JSON; 400: it is none, or not of the right shape.
    """
    if wanted.type is BytesAsSent:
        return call.sent_body
    if wanted.type is bytes:
        return call.body
    content_type = call.content_type.split(";")[0].strip().lower()
    if wanted.optional and not call.body.strip():
        return None
    if content_type not in ("", "application/json"):
        raise errors.unsupported_media_type(call.content_type, status=400 if wanted.optional else 415)
    if wanted.type is JSONText:
        return call.body
    if not call.body.lstrip().startswith(b"{"):
        raise errors.not_a_json_object()
    try:
        given: dict[str, Any] = wire.decode(call.body)
        if wanted.type is JSONObject:
            return given
        body = wire.decode_as(call.body, wanted.type)
    except wire.JSONError as error:
        raise errors.invalid_value(str(error)) from None
    known = {field.encode_name for field in structs.fields(wanted.type)}
    call.notes += [f"body field {name!r} is unknown here and had no effect" for name in given if name not in known]
    return body
