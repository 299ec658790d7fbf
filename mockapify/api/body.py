"""Request bodies: read to their end, decompressed, and held to the world's limit."""

from io import BytesIO

from starlette.types import Receive

from mockapify import errors
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
