"""Every story is told once, to both flavours of the official client."""

import asyncio
import inspect
from contextlib import contextmanager

import pytest
from apify_client import ApifyClient, ApifyClientAsync


class Blocking:
    """The asynchronous client, called like the synchronous one: each call is run to its end, iterators are listed."""

    def __init__(self, target, loop):
        self._target = target
        self._loop = loop

    def __getattr__(self, name):
        method = getattr(self._target, name)

        def call(*args, **kwargs):
            return self._finished(method(*args, **kwargs))

        return call

    def _finished(self, result):
        if inspect.isawaitable(result):
            return self._finished(self._loop.run_until_complete(_awaited(result)))
        if hasattr(result, "__aiter__"):
            return iter(self._loop.run_until_complete(_listed(result)))
        if hasattr(result, "__aenter__"):
            return self._entered(result)
        if type(result).__name__.endswith("ClientAsync"):
            return Blocking(result, self._loop)
        return result

    @contextmanager
    def _entered(self, manager):
        yield self._loop.run_until_complete(manager.__aenter__())
        self._loop.run_until_complete(manager.__aexit__(None, None, None))


async def _awaited(result):
    return await result


async def _listed(iterator):
    return [one async for one in iterator]


@pytest.fixture(params=["sync", "async"])
def flavour(request):
    return request.param


@pytest.fixture
def connect(mockapify, flavour):
    """Makes clients of this test's Apify: `connect(token)`; without a token `connect(None)`."""
    if flavour == "sync":
        yield lambda token: ApifyClient(token, api_url=mockapify.url, api_public_url=mockapify.url, max_retries=0)
        return
    with asyncio.Runner() as runner:
        loop = (
            runner.get_loop()
        )  # Its own run() sets and resets the handler of a signal each time, which is half its cost.
        yield lambda token: Blocking(
            ApifyClientAsync(token, api_url=mockapify.url, api_public_url=mockapify.url, max_retries=0), loop
        )


@pytest.fixture
def client(connect, mockapify):
    """A client of this test's own user."""
    return connect(mockapify.token)


@pytest.fixture
def stranger(connect, mockapify):
    """A client of another user of the same Apify."""
    return connect(mockapify.user("stranger").token)


@pytest.fixture
def anonymous(connect):
    """A client without a token."""
    return connect(None)


@pytest.fixture
def anyio_backend():
    return "asyncio"
