"""Who may see and change what."""

from mockapify import errors
from mockapify.state.users import User

READABLE_BY_ID = {"ANYONE_WITH_ID_CAN_READ", "ANYONE_WITH_NAME_CAN_READ"}


def require(
    user: User | None, owner_id: str, what: str, *, general_access: str, writing: bool, by_name: bool = False
) -> None:
    """Let the caller pass, or say why not.

    Args:
        user: Who calls; None without a token.
        owner_id: The id of the object's owner.
        what: What the platform calls such an object: `dataset`, `key-value store`, `Actor run`...
        general_access: The object's general access.
        writing: Whether the call changes the object; general access opens reading only.
        by_name: Whether the object was addressed by its owner's and its own name.

    Raises:
        ApiError: 401 `token-not-provided` or 403 `insufficient-permissions`.
    """
    if user is not None and user.id == owner_id:
        return
    opening = {"ANYONE_WITH_NAME_CAN_READ"} if by_name else READABLE_BY_ID
    if not writing and general_access in opening:
        return
    if user is None:
        raise errors.token_not_provided()
    raise errors.insufficient_permissions(what)
