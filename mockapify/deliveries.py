"""Deliveries: the requests that webhooks make. The only code that calls anybody else."""

import asyncio
import base64
import inspect
import ssl
import threading
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from fnmatch import fnmatchcase
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, unquote, urlsplit

from mockapify.captures import Capture
from mockapify.state.dispatches import LIMIT_SECONDS, Answer, Answered, Delivery

if TYPE_CHECKING:
    from mockapify.world import World

MAX_BODY = 64 * 1024
"""How much of an answer is kept, in bytes."""

PORTS = {"http": 80, "https": 443}

Post = Callable[[Delivery], Answer]


class Deliveries:
    """Makes the requests of one world's webhooks, each in a thread of its own: a target may call this world itself.

    A request goes to the app that was named for its address, if there is one; else to the loopback, or to a host that
    `webhook_hosts` of the world's settings allow. Nothing else is called: tests must not post to the internet by
    accident.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self._apps: dict[tuple[str, str, int], Post] = {}

    def name(self, address: str, app: Callable[..., Any]) -> None:
        """Let the WSGI or ASGI app answer what goes to an address such as `https://my-app.test`.

        Raises:
            ValueError: The address has a path, or is none; or the app is neither WSGI nor ASGI.
        """
        parts = urlsplit(str(address))
        if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError(f"{address!r} will not do: give scheme and host, such as 'https://my-app.test'")
        self._apps[_origin(parts)] = call_app(app)

    def capture(self, url: str, capture: Capture) -> None:
        """Let the capture answer what goes to scheme and host of the URL.

        Raises:
            ValueError: It is no URL.
        """
        parts = urlsplit(str(url))
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError(f"{url!r} will not do: give a URL such as 'https://my-app.test/hook'")
        self._apps[_origin(parts)] = capture

    def __call__(self, delivery: Delivery, answered: Answered) -> None:
        """Make the request outside any turn, and tell in a turn what came of it."""
        world = self._world
        post = self._post_for(delivery)

        def work() -> None:
            answer = post(delivery)
            with world:
                if not world.closed:
                    answered(answer)

        if post is _refuse or isinstance(post, Capture):
            answered(post(delivery))
        else:
            threading.Thread(target=work, name=f"mockapify webhook to {delivery.url}", daemon=True).start()

    def _post_for(self, delivery: Delivery) -> Post:
        parts = urlsplit(delivery.url)
        app = self._apps.get(_origin(parts))
        if app is not None:
            return app
        host = parts.hostname or ""
        own = (urlsplit(self._world.url).hostname, *self._world.settings.webhook_hosts)
        allowed = is_loopback(host) or any(fnmatchcase(host, pattern.lower()) for pattern in own if pattern)
        return post if allowed else _refuse


def is_loopback(host: str) -> bool:
    """Whether the host, by its name or address alone, is this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def is_asgi(app: Callable[..., Any]) -> bool:
    """Whether the app is ASGI and not WSGI: it is called with scope, receive and send, not environ and start_response.

    Raises:
        ValueError: It is called with something else.
    """
    if inspect.iscoroutinefunction(app) or (callable(app) and inspect.iscoroutinefunction(type(app).__call__)):
        return True
    for arguments, verdict in (("12", False), ("123", True)):
        with suppress(TypeError):
            # Decorators make apps of functions that are called with something else: it is the outer one that counts.
            inspect.signature(app, follow_wrapped=False).bind(*arguments)
            return verdict
    raise ValueError(
        f"{app!r} is neither a WSGI app, called with environ and start_response, nor an ASGI app, called with scope, "
        "receive and send"
    )


def call_app(app: Callable[..., Any]) -> Post:
    """What makes a request to the app, in a thread where no event loop runs.

    Raises:
        ValueError: It is neither WSGI nor ASGI.
    """
    return partial(_call_asgi if is_asgi(app) else _call_wsgi, app)


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme]


def _refuse(delivery: Delivery) -> Answer:
    host = urlsplit(delivery.url).hostname
    return Answer(
        error=f"mockapify did not send this: {host} is not this machine. Allow it by the setting webhook_hosts, or let "
        "an app answer in its place",
        final=True,
    )


def post(delivery: Delivery) -> Answer:
    """Make the request over HTTP. Redirects are not followed: on the platform they are failures, too."""
    parts = urlsplit(delivery.url)
    connection = _connection(parts, delivery)
    try:
        connection.request("POST", _target(parts), delivery.body, _credentials(parts) | delivery.headers)
        response = connection.getresponse()
        return Answer(status=response.status, body=_text(response.read(MAX_BODY)))
    # ValueError: a header that HTTP does not allow; RuntimeError: this process stops calls to the real platform.
    except (OSError, HTTPException, ValueError, RuntimeError) as error:
        return Answer(error=f"Cannot send request: {str(error) or type(error).__name__}")
    finally:
        connection.close()


def _connection(parts: SplitResult, delivery: Delivery) -> HTTPConnection:
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "http":
        return HTTPConnection(host, port, timeout=LIMIT_SECONDS)
    context = ssl.create_default_context()
    if delivery.ignore_ssl_errors:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return HTTPSConnection(host, port, timeout=LIMIT_SECONDS, context=context)


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _credentials(parts: SplitResult) -> dict[str, str]:
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _text(body: bytes) -> str:
    return body[:MAX_BODY].decode("utf-8", "replace")


def _call_wsgi(app: Callable[..., Any], delivery: Delivery) -> Answer:
    from werkzeug.test import Client

    parts = urlsplit(delivery.url)
    try:
        with Client(app, use_cookies=False).post(
            parts.path or "/",
            base_url=f"{parts.scheme}://{parts.netloc}/",
            query_string=parts.query,
            headers=_credentials(parts) | delivery.headers,
            data=delivery.body,
        ) as response:
            return Answer(status=response.status_code, body=_text(response.get_data()))
    except BaseException as error:  # pytest.fail(), too: whatever it is, it ends the request and not this thread.
        return _crashed(error)


def _call_asgi(app: Callable[..., Awaitable[None]], delivery: Delivery) -> Answer:
    try:
        return asyncio.run(_exchange(app, delivery))
    except BaseException as error:  # pytest.fail(), too: whatever it is, it ends the request and not this thread.
        return _crashed(error)


def _crashed(error: BaseException) -> Answer:
    """What a server makes of an app that raises."""
    text = "".join(traceback.format_exception(error))
    return Answer(status=500, body=text, error=f"The app raised {type(error).__name__}: {error}")


async def _exchange(app: Callable[..., Awaitable[None]], delivery: Delivery) -> Answer:
    parts = urlsplit(delivery.url)
    headers = {"host": parts.netloc.rpartition("@")[2], "content-length": str(len(delivery.body))}
    headers |= {name.lower(): value for name, value in (_credentials(parts) | delivery.headers).items()}
    sent = [{"type": "http.request", "body": delivery.body, "more_body": False}]
    done = asyncio.Event()
    status: list[int] = []
    chunks: list[bytes] = []

    async def receive() -> dict[str, Any]:
        if sent:
            return sent.pop()
        await done.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            status.append(message["status"])
        else:
            chunks.append(message.get("body", b""))
            if not message.get("more_body", False):
                done.set()

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": parts.scheme,
        "path": unquote(parts.path) or "/",
        "raw_path": (parts.path or "/").encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        "client": ("127.0.0.1", 0),
        "server": (parts.hostname, _origin(parts)[2]),
    }
    await app(scope, receive, send)
    if not done.is_set():
        raise RuntimeError("it returned without a whole response")
    return Answer(status=status[0], body=_text(b"".join(chunks)))
