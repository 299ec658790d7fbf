"""Hints: what would have done. The platform's messages cannot say it, so it goes into the journal."""

import difflib

from mockapify.errors import ApiError
from mockapify.world import World

SHOWN = 5


def hint(error: ApiError, world: World, *, token: str | None, path: str) -> str | None:
    """A sentence for somebody who met this error by mistake, or None where the message says enough."""
    if error.type == "user-or-token-not-found" and token is not None:
        # Only its beginning: somebody may have sent a real token by accident.
        known = ", ".join(f"{given} ({user.username})" for given, user in world.tokens.items() if not user.is_implied)
        return f"no user here has a token that begins with {token[:4]!r}; known are {known}"
    if error.type in ("record-not-found", "record-or-token-not-found") and error.message.startswith("Actor "):
        return _known_actors(world, path)
    return None


def _known_actors(world: World, path: str) -> str:
    asked = path.split("/")[3].replace("~", "/")
    names = [actor.full_name for actor in world.actors]
    if not names:
        return f"there is no Actor {asked!r}: none is declared here"
    close = difflib.get_close_matches(asked, names, 1)
    if close:
        return f"there is no Actor {asked!r}: did you mean {close[0]!r}?"
    others = ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")
    return f"there is no Actor {asked!r}; declared are {others}"
