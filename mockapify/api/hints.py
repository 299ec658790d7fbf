"""Hints: what would have done. The platform's messages cannot say it, so it goes into the journal."""

from collections.abc import Mapping

from mockapify.errors import ApiError
from mockapify.spelling import did_you_mean
from mockapify.world import World

SHOWN = 5
IN_PATHS = {"Actor": ("acts", "actors"), "task": ("actor-tasks",)}

ABSENT = (
    "record-not-found",
    "record-or-token-not-found",
    "schedule-actor-not-found",
    "schedule-actor-task-not-found",
)


def hint(error: ApiError, world: World, *, token: str | None, path: str, intercepted: bool) -> str | None:
    """A sentence for somebody who met this error by mistake, or None where the message says enough.

    `intercepted` are calls of code that asks for the real platform, and was told nothing of this one.
    """
    if error.type == "token-not-provided" and intercepted:
        return (
            "a client that was made before the test began, as a module is imported, has no token: make it inside the "
            "function that uses it, or set APIFY_TOKEN before the import"
        )
    if error.type == "user-or-token-not-found" and token is not None:
        # Only its beginning: somebody may have sent a real token by accident.
        known = ", ".join(f"{user.token} ({user.username})" for user in world.users.values() if not user.is_implied)
        return (
            f"no user here has a token that begins with {token[:4]!r}; known are {known}, and "
            "mockapify.accept_token(...) makes another one known"
        )
    if error.type in ABSENT and error.message.startswith(("Actor was", "Actor with")):
        return _known("Actor", error.id, path, {actor.full_name: actor.id for actor in world.actors})
    if error.type in ABSENT and error.message.startswith("Actor task "):
        return _known("task", error.id, path, {f"{task.username}/{task.name}": task.id for task in world.tasks})
    return None


def _known(kind: str, id_: str, path: str, known: Mapping[str, str]) -> str:
    """What there is, by name with its id, instead of what the body names by an id, or else the path."""
    parts = path.split("/")
    asked = id_ or (parts[3] if len(parts) > 3 and parts[2] in IN_PATHS[kind] else "")
    asked, names = asked.replace("~", "/"), [*known]
    if id_ and asked in known:
        return f"an id is wanted here, not a name: that of the {kind} {asked!r} is {known[asked]!r}"
    for name in names:
        if asked in (name, known[name]):
            return f"there is the {kind} {name!r}, but it is another user's, and not for who asks"
    missing = f"there is no {kind} {asked!r}" if asked else f"there is no such {kind}"
    if not names:
        return f"{missing}: none is declared here"
    close = did_you_mean(asked, names)
    if close:
        return f"{missing}: {close}"
    others = ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")
    return f"{missing}; declared are {others}"
