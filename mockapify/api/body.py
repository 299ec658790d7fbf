"""Request bodies: read to their end, decompressed, and held to the world's limit."""

import zlib
from collections.abc import Callable, Generator, Iterator

import brotli
from starlette.types import Receive

from mockapify import errors

STEP = 64 * 1024
"""How many bytes are inflated at a time."""

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
            400 when it is not compressed in the way it says, or cut short.
    """
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return body
    inflate = INFLATERS.get(encoding)
    if inflate is None:
        raise errors.unsupported_content_encoding(encoding)
    chunks: list[bytes] = []
    length = 0
    try:
        for chunk in inflate(body):
            length += len(chunk)
            if length <= limit:
                chunks.append(chunk)
            elif length > limit + COUNTED_BEYOND:
                break
    except (zlib.error, brotli.error) as error:
        raise errors.invalid_request(f'The request body is not valid "{encoding}" data: {error}') from None
    if length > limit:
        raise errors.request_too_large(limit, length)
    return b"".join(chunks)


def _gzip(body: bytes) -> Iterator[bytes]:
    while body:  # A file may have several members (RFC 1952, 2.2); anything else behind the first is an error.
        body = yield from _member(body, zlib.MAX_WBITS | 16)


def _deflate(body: bytes) -> Iterator[bytes]:
    # The standard means zlib's wrapping, whose first two bytes add up by RFC 1950; some clients send the bare stream.
    wrapped = len(body) > 1 and body[0] & 15 == 8 and int.from_bytes(body[:2]) % 31 == 0
    rest = yield from _member(body, zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
    if rest:
        raise zlib.error("there is something behind its end")


def _member(body: bytes, window: int) -> Generator[bytes, None, bytes]:
    inflater = zlib.decompressobj(window)
    rest = body
    while not inflater.eof:
        chunk = inflater.decompress(rest, STEP)
        rest = inflater.unconsumed_tail
        if not chunk and not rest and not inflater.eof:
            raise zlib.error("it is cut short")
        yield chunk
    return inflater.unused_data


def _brotli(body: bytes) -> Iterator[bytes]:
    inflater = brotli.Decompressor()
    rest = body
    while not inflater.is_finished():
        chunk: bytes = inflater.process(rest, output_buffer_limit=STEP)
        rest = b""
        if not chunk and inflater.can_accept_more_data() and not inflater.is_finished():
            raise brotli.error("it is cut short")
        yield chunk


Inflate = Callable[[bytes], Iterator[bytes]]

INFLATERS: dict[str, Inflate] = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli}
