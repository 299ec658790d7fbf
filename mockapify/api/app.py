"""The ASGI app: the API at its edge, the control API behind it."""

from starlette.applications import Starlette
from starlette.middleware import Middleware

from mockapify.api.control import control_routes
from mockapify.api.edge import Edge
from mockapify.api.router import Router
from mockapify.api.routes import OPERATIONS, PERSONALIZE
from mockapify.worlds import Worlds


def create_app(worlds: Worlds) -> Starlette:
    """The app that serves the worlds."""
    edge = Middleware(Edge, worlds=worlds, router=Router([*OPERATIONS, *PERSONALIZE]))
    # In front of the routes, not a mount among them: a mount loses the route's template, and matching it costs.
    app = Starlette(routes=control_routes(worlds), middleware=[edge])
    app.router.redirect_slashes = False
    return app
