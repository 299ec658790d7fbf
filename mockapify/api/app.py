"""The ASGI app: the API at its edge, the control API behind it."""

from functools import cache

from starlette.types import ASGIApp, Receive, Scope, Send

from mockapify.api.edge import Edge
from mockapify.api.router import Router
from mockapify.api.routes import OPERATIONS, PERSONALIZE
from mockapify.worlds import Worlds


def create_app(worlds: Worlds) -> ASGIApp:
    """The app that serves the worlds."""

    @cache  # Most tests never ask for it, and it is a good part of the start of a server, its imports above all.
    def control() -> ASGIApp:
        from starlette.applications import Starlette

        from mockapify.api.control import control_routes

        app = Starlette(routes=control_routes(worlds))
        app.router.redirect_slashes = False
        return app

    async def controlled(scope: Scope, receive: Receive, send: Send) -> None:
        await control()(scope, receive, send)

    # In front of the other app, not a mount or a middleware in it: calls of the API would pay for what is only its.
    return Edge(controlled, worlds, _router())


@cache  # It has no state but what it remembers of paths, and costs as much as all else at the start of a server.
def _router() -> Router:
    return Router([*OPERATIONS, *PERSONALIZE])
