"""The ASGI app: the API at its edge, the control API beside it."""

from starlette.applications import Starlette
from starlette.routing import Mount

from mockapify.api.edge import Edge
from mockapify.api.router import Router
from mockapify.api.routes import OPERATIONS, PERSONALIZE
from mockapify.worlds import Worlds


def create_app(worlds: Worlds) -> Starlette:
    """The app that serves the worlds."""
    app = Starlette(routes=[Mount("/", app=Edge(worlds, Router([*OPERATIONS, *PERSONALIZE])))])
    app.router.redirect_slashes = False
    return app
