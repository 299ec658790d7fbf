"""Request bodies: read to their end, decompressed, and held to the world's limit."""

import zlib
from collections.abc import Callable

import brotli
from starlette.types import Receive

from mockapify import errors

DECOMPRESSED_AT_ONCE = 64 * 1024


class ClientGoneError(Exception):
    """The client went away in the middle of its request."""


async def read(receive: Receive, limit: int) -> tuple[bytes, int]:
    """The body and its length. A body over the limit is read to its end, or the client would never read the answer,
    but not kept.

    Raises:
        ClientGoneError: The client went away.
    """
    chunks: list[bytes] = []
    length = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        chunk = message.get("body", b"")
        length += len(chunk)
        if length <= limit:
            chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks), length


def decompress(body: bytes, encoding: str, limit: int) -> bytes:
    """The body behind its Content-Encoding.

    Raises:
        ApiError: 415 `unsupported-content-encoding`; 413 `request-too-large` when it is over `limit` bytes inflated;
            400 when it is not compressed in the way it says.
    """
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return body
    inflater = INFLATERS.get(encoding)
    if inflater is None:
        raise errors.unsupported_content_encoding(encoding)
    try:
        return _inflate(inflater(body), body, limit)
    except (zlib.error, brotli.error) as error:
        raise errors.invalid_request(f'The request body is not valid "{encoding}" data: {error}') from None


Inflate = Callable[[bytes], bytes]


def _gzip(_: bytes) -> Inflate:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress


def _deflate(body: bytes) -> Inflate:
    # The standard means zlib's wrapping; some clients send the bare stream, which cannot begin with zlib's 0x78.
    bare = body[:1] != b"\x78"
    return zlib.decompressobj(wbits=-zlib.MAX_WBITS if bare else zlib.MAX_WBITS).decompress


def _brotli(_: bytes) -> Inflate:
    process: Inflate = brotli.Decompressor().process
    return process


INFLATERS: dict[str, Callable[[bytes], Inflate]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
}


def _inflate(inflate: Inflate, body: bytes, limit: int) -> bytes:
    chunks: list[bytes] = []
    length = 0
    for start in range(0, len(body), DECOMPRESSED_AT_ONCE):
        chunk = inflate(body[start : start + DECOMPRESSED_AT_ONCE])
        length += len(chunk)
        if length <= limit:
            chunks.append(chunk)
    if length > limit:
        raise errors.request_too_large(limit, length)
    return b"".join(chunks)
