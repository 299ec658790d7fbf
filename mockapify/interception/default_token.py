"""The default token: `ApifyClient()`, without any argument, has the mock's."""

from collections.abc import Callable
from typing import Any

from mockapify.interception.seam import Seam

Defaults = tuple[Any, ...] | None


def seams(token: Callable[[], str | None]) -> list[Seam]:
    """The defaults of both clients; a token of None that is given stays none."""

    def replaces(original: Defaults) -> Defaults:
        if original != (None,):
            raise AttributeError("the token is no longer the only default")
        return (token(),)

    return [
        Seam("apify_client", f"_apify_client.{client}.__init__.__defaults__", replaces, changing=True)
        for client in ("ApifyClient", "ApifyClientAsync")
    ]
