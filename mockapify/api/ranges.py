"""Range requests: a part of an answer instead of all of it (RFC 9110, section 14)."""

from collections.abc import Iterator

from msgspec import structs

from mockapify import errors
from mockapify.api.call import Call, Reply


def part(call: Call, reply: Reply) -> Reply:
    """The part of the answer that the call's Range asks for, else the answer. It must be one whose length is known.

    Positions count the bytes that are sent: under a Content-Encoding those of the encoded form.

    Raises:
        ApiError: 416: there are no such bytes.
    """
    length = len(reply.body) if reply.chunks is None else reply.length
    assert length is not None
    headers = {**reply.headers, "Accept-Ranges": "bytes"}
    wanted = _wanted(call, length)
    if wanted is None:
        return structs.replace(reply, headers=headers)
    first, stop = wanted
    headers["Content-Range"] = f"bytes {first}-{stop - 1}/{length}"
    if reply.chunks is None:
        return structs.replace(reply, status=206, headers=headers, body=reply.body[first:stop])
    chunks = _cut(reply.chunks, first, stop)
    return structs.replace(reply, status=206, headers=headers, chunks=chunks, length=stop - first)


def _wanted(call: Call, length: int) -> tuple[int, int] | None:
    """The first byte and the one behind the last, or None for the whole.

    A Range is ignored where the RFC allows that: when it is malformed, counts something else than bytes or names
    several parts; and with If-Range, because records have no validator that could match.
    """
    if call.method != "GET" or "range" not in call.headers or "if-range" in call.headers:
        return None
    from werkzeug.http import parse_range_header

    given = parse_range_header(call.headers["range"])
    if given is None or given.units != "bytes" or len(given.ranges) != 1:
        return None
    ((first, stop),) = given.ranges
    if first < 0:  # The last so many bytes, or all when there are not as many.
        first = max(first + length, 0)
    stop = length if stop is None else min(stop, length)
    if first >= stop:
        raise errors.range_not_satisfiable(length)
    return first, stop


def _cut(chunks: Iterator[bytes], first: int, stop: int) -> Iterator[bytes]:
    at = 0
    for chunk in chunks:
        if at >= stop:
            return
        if at + len(chunk) > first:
            yield chunk[max(first - at, 0) : stop - at]
        at += len(chunk)
