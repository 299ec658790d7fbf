"""Sending: from an answer to ASGI messages."""

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from functools import lru_cache, partial
from urllib.parse import quote

from starlette.types import Receive, Scope, Send

from mockapify.api.body import ClientGoneError
from mockapify.api.call import Reply, Tail
from mockapify.api.cors import Headers
from mockapify.api.waiting import wait
from mockapify.world import World

UNSAFE = re.compile(r"[^\x20-\x7e\xa0-\xff]")
"""What no header may hold; it is percent-encoded instead of breaking the response."""


async def send_reply(reply: Reply, common: Headers, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a whole body at once, or chunks while a worker thread makes them; of a HEAD request's answer the head.

    `common` are headers that any answer to this request carries.

    Raises:
        ClientGoneError: The client went away.
    """
    headers = _headers(reply.content_type, reply.headers)
    if reply.chunks is None:
        # By hand, because this is the path of nearly every request and a Response costs half as much again.
        if reply.status != 204:
            headers["content-length"] = str(len(reply.body))
        encoded = [_encoded(name, value) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": reply.status, "headers": encoded + common})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else reply.body})
        return
    if reply.length is not None:
        headers["content-length"] = str(reply.length)
    from starlette.concurrency import iterate_in_threadpool

    chunks: Iterable[bytes] = () if scope["method"] == "HEAD" else reply.chunks
    await _stream(iterate_in_threadpool(chunks), reply.status, headers, common, scope, receive, send)


async def send_tail(tail: Tail, common: Headers, world: World, scope: Scope, receive: Receive, send: Send) -> None:
    """Send what there is and then what comes, until it has ended.

    Raises:
        ClientGoneError: The client went away.
    """
    headers = _headers(tail.content_type, tail.headers)
    await _stream(_follow(tail, world), 200, headers, common, scope, receive, send)


async def _stream(
    chunks: AsyncIterator[bytes],
    status: int,
    headers: Mapping[str, str],
    common: Headers,
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    from starlette.requests import ClientDisconnect
    from starlette.responses import StreamingResponse

    response = StreamingResponse(chunks, status, headers)
    response.raw_headers += common
    try:
        await response(scope, receive, send)
    except ClientDisconnect:
        raise ClientGoneError from None


async def _follow(tail: Tail, world: World) -> AsyncIterator[bytes]:
    sent = 0
    while True:
        await wait(world, partial(_has_news, tail, sent))
        with world:
            world.only_look()
            chunk = tail.read(sent)
        if not chunk:  # It has ended, or the world has.
            return
        sent += len(chunk)
        yield chunk


def _has_news(tail: Tail, sent: int) -> bool:
    return tail.ended() or len(tail.read(sent)) > 0


def _headers(content_type: str | None, headers: Mapping[str, str]) -> dict[str, str]:
    safe = {name: _safe(value) for name, value in headers.items()}
    if content_type is not None:
        safe["content-type"] = _safe(content_type)
    return safe


@lru_cache  # Most answers carry the same few.
def _encoded(name: str, value: str) -> tuple[bytes, bytes]:
    return name.lower().encode("latin-1"), value.encode("latin-1")


@lru_cache
def _safe(value: str) -> str:
    return UNSAFE.sub(lambda match: quote(match[0]), value)
