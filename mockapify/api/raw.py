"""Raw answers: requests that a test answers itself, as werkzeug's Request and Response."""

import asyncio
import traceback
from collections.abc import Sequence

from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from mockapify.api.call import Reply
from mockapify.expectations import Expectation, Respond
from mockapify.world import World

OWN_HEADERS = ("content-type", "content-length")
"""What is told apart from the other headers of an answer."""


def request_of(
    method: str, url: str, path: str, query_string: str, headers: Sequence[tuple[bytes, bytes]], body: bytes
) -> Request:
    """The request as werkzeug shows it, its body as it was sent.

    Args:
        method: The method.
        url: Where the mock answers, which the path stands behind.
        path: The path, percent-encoded.
        query_string: The query, percent-encoded.
        headers: All headers in their order.
        body: The body.
    """
    builder = EnvironBuilder(
        path,
        url,
        query_string,
        method,
        headers=Headers([(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]),
        data=body,
    )
    try:
        return builder.get_request(Request)
    finally:
        builder.close()


async def answer(world: World, expectation: Expectation, request: Request) -> Reply:
    """What the test says. Its function runs in a thread of its own, and may itself call this world.

    Raising, or saying nothing, is status 500, and what strictness finds.
    """
    respond = expectation.respond
    if respond is None:
        return _failed(world, f"{expectation} has no answer; say one: .respond_with_json(...)")
    found = await asyncio.to_thread(_reply, respond, request)
    return _failed(world, f"what answers {expectation} failed:\n{found}") if isinstance(found, str) else found


def _reply(respond: Respond, request: Request) -> Reply | str:
    """The answer, or the traceback of what was raised."""
    try:
        with respond(request) as response:
            headers = {name: value for name, value in response.headers if name.lower() not in OWN_HEADERS}
            content_type = response.headers.get("Content-Type")
            return Reply(response.get_data(), status=response.status_code, content_type=content_type, headers=headers)
    except BaseException:  # pytest.fail(), too: whatever it is, it ends the request and not the server.
        return traceback.format_exc().rstrip()


def _failed(world: World, text: str) -> Reply:
    with world:
        world.expectations.failures.append(text)
    return Reply(text.encode(), status=500, content_type="text/plain; charset=utf-8")
