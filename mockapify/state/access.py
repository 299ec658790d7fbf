"""Who may see and change what."""

from typing import TYPE_CHECKING

from mockapify import errors
from mockapify.state import run_tokens
from mockapify.state.runs import Run
from mockapify.state.storages import Storage
from mockapify.state.users import User

if TYPE_CHECKING:
    from mockapify.world import World

READABLE_BY_NAME = {"ANYONE_WITH_NAME_CAN_READ"}
READABLE_BY_ID = {"ANYONE_WITH_ID_CAN_READ", *READABLE_BY_NAME}


def require(
    world: "World",
    found: Storage | Run,
    *,
    user: User | None,
    scope: Run | None = None,
    writing: bool,
    by_name: bool = False,
) -> None:
    """Let the caller pass, or say why not.

    Args:
        world: Where all this is.
        found: What is asked for.
        user: Who calls; None without a token.
        scope: The run whose token of limited permissions the call came with, if it did.
        writing: Whether the call changes it; general access opens reading only.
        by_name: Whether it was addressed by its owner's and its own name.

    Raises:
        ApiError: 401 `token-not-provided` or 403 `insufficient-permissions`.
    """
    if owns(world, found, user, scope, writing=writing):
        return
    if not writing and is_public(world, found, by_name=by_name):
        return
    if user is None:
        raise errors.token_not_provided()
    raise errors.insufficient_permissions(found.kind.noun if isinstance(found, Storage) else "Actor run")


def owns(world: "World", found: Storage | Run, user: User | None, scope: Run | None, *, writing: bool) -> bool:
    """Whether it is the caller's own, and within reach of the token that the call came with."""
    if user is None or user.id != found.user_id:
        return False
    return scope is None or run_tokens.reaches(world, scope, found, writing=writing)


def is_public(world: "World", found: Storage | Run, *, by_name: bool = False) -> bool:
    """Whether anybody may read it. Whoever may see a run may see its default storages, too."""
    if _general_access(world, found) in (READABLE_BY_NAME if by_name else READABLE_BY_ID):
        return True
    run = world.runs.get(found.act_run_id or "") if isinstance(found, Storage) and not by_name else None
    return run is not None and found.id in run.default_storage_ids and is_public(world, run)


def _general_access(world: "World", found: Storage | Run) -> str:
    """The general access, that of the owner's account where it follows it."""
    if found.general_access == "FOLLOW_USER_SETTING":
        return world.users[found.user_id].general_access
    return found.general_access
