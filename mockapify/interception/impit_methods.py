"""impit, and with it ApifyClient: written in Rust, it opens sockets by itself, so each call's URL is rewritten.

Its `response.url` is therefore the mock's. A client that was given a proxy asks the proxy for that URL.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from mockapify.hosts import ASKED_HOST
from mockapify.interception.route import Route
from mockapify.interception.seam import Seam

METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
# What may be given by position, in this order, after the method where that is an argument.
PARAMETERS = ("url", "content", "data", "headers", "timeout", "force_http3")

Call = Callable[..., Any]


def seams(route: Route) -> list[Seam]:
    """Every method and function that takes a URL."""

    def calls(parameters: tuple[str, ...], of_class: bool, verb: str) -> Callable[[Call], Call]:
        def make(original: Call) -> Call:
            @wraps(original)
            def call(*args: Any, **kwargs: Any) -> Any:
                own, given = (args[:1], args[1:]) if of_class else ((), args)
                if len(given) > len(parameters):
                    return original(*args, **kwargs)
                arguments = {**dict(zip(parameters, given, strict=False)), **kwargs}
                url = arguments.get("url")
                parts = urlsplit(url) if isinstance(url, str) else None
                host = (parts.hostname or "") if parts is not None else ""
                address = route(host, f"{arguments.get('method', verb)} {url} (by impit)")
                if address is None or parts is None:
                    return original(*args, **kwargs)
                arguments["url"] = parts._replace(scheme="http", netloc="{}:{}".format(*address)).geturl()
                arguments["headers"] = {**dict(arguments.get("headers") or {}), ASKED_HOST: host}
                arguments.pop("force_http3", None)
                return original(*own, **arguments)

            return call

        return make

    names = [(verb, PARAMETERS, verb.upper()) for verb in METHODS]
    with_method = ("method", *PARAMETERS)
    members = [*names, ("request", with_method, ""), ("stream", with_method, "")]
    functions = [*names, ("stream", with_method, "")]
    return [
        *(
            Seam("impit", f"{owner}.{name}", calls(parameters, True, verb))
            for owner in ("Client", "AsyncClient")
            for name, parameters, verb in members
        ),
        *(Seam("impit", name, calls(parameters, False, verb)) for name, parameters, verb in functions),
    ]
