"""Content encodings: what clients compress bodies with, undone a piece at a time."""

import zlib
from collections.abc import Callable, Generator, Iterator

import brotli

STEP = 64 * 1024
"""How many bytes are inflated at a time."""

Inflate = Callable[[bytes], Iterator[bytes]]


class CompressionError(ValueError):
    """The bytes are not compressed in the way that is said of them, or cut short."""


def inflate(body: bytes, encoding: str) -> Iterator[bytes]:
    """The pieces of what was compressed. An empty body is empty, whatever is said of it.

    Raises:
        CompressionError: While it is read: it is not valid.
        KeyError: There is no such encoding among `ENCODINGS`.
    """
    pieces = ENCODINGS[encoding](body)
    try:
        if body:
            yield from pieces
    except (zlib.error, brotli.error) as error:
        raise CompressionError(f'not valid "{encoding}" data: {error}') from None


def _identity(body: bytes) -> Iterator[bytes]:
    return (body[start : start + STEP] for start in range(0, len(body), STEP))


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


ENCODINGS: dict[str, Inflate] = {
    "identity": _identity,
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
}
