"""Users and their tokens."""

import re
from typing import TYPE_CHECKING, Literal

from mockapify.clock import Timestamp
from mockapify.state.plans import DEFAULT, PLANS
from mockapify.state.usage import Ledger
from mockapify.wire import Resource

if TYPE_CHECKING:
    from mockapify.world import World

USERNAME = re.compile(r"[a-z0-9_.-]{3,30}", re.IGNORECASE | re.ASCII)
RESERVED = {"me", "anonymous"}

AccountAccess = Literal["RESTRICTED", "ANYONE_WITH_ID_CAN_READ"]
"""What may be set for a whole account; its storages and runs follow it unless they say otherwise."""


class UserProfile(Resource, kw_only=True):
    """What a user tells about themselves."""

    bio: str | None = None
    name: str | None = None
    picture_url: str | None = None
    github_username: str | None = None
    website_url: str | None = None
    twitter_username: str | None = None


class User(Resource, kw_only=True):
    """An account. `token` opens everything it owns."""

    id: str
    username: str
    email: str
    created_at: Timestamp

    def __post_init__(self) -> None:
        self.profile = UserProfile(name=self.username)
        self.plan = PLANS[DEFAULT]
        self.limits = self.plan.limits()
        self.ledger = Ledger()
        self.token = ""
        self.is_verified = False
        """Whether the platform has checked who they are, which it says of what they encode and sign."""
        self.is_implied = False
        """Whether nobody declared this user, only something that it owns."""
        self.proxy_password = ""
        self.general_access: AccountAccess = "RESTRICTED"
        """What FOLLOW_USER_SETTING means for what this user owns."""


def create(
    world: "World", username: str, token: str | None = None, *, general_access: AccountAccess = "RESTRICTED"
) -> User:
    """A new user, or the implied owner of something, who is declared with this; without a `token` one is made up.

    Raises:
        ValueError: The name or the token is taken or malformed.
    """
    if not USERNAME.fullmatch(username) or username.lower() in RESERVED:
        raise ValueError(
            f"username {username!r} will not do: use 3 to 30 characters of a-z, 0-9, '_', '.', '-', and none of "
            f"{', '.join(sorted(RESERVED))}"
        )
    user = named(world, username)
    if user is not None and not user.is_implied:
        raise ValueError(f"username {username!r} is taken in this world; choose another")
    token = token or f"apify_api_{world.ids.new(36)}"
    if token in world.tokens:
        raise ValueError(f"token {token!r} belongs to {world.tokens[token].username!r}; give each user its own")
    if user is None:
        user = User(
            id=world.ids.new(), username=username, email=f"{username.lower()}@example.com", created_at=world.clock.now()
        )
        user.proxy_password = world.ids.new(24)
        world.users[user.id] = user
    world.tokens.pop(user.token, None)
    world.tokens[token] = user
    user.token = token
    user.is_implied = False
    user.general_access = general_access
    return user


def accept_token(world: "World", user: User, token: str) -> None:
    """Let another token open what the user's own one opens.

    Raises:
        ValueError: It is empty, or another user's.
    """
    if not token or world.tokens.get(token, user) is not user:
        raise ValueError(f"token {token!r} will not do: it is empty, or belongs to another user of this world")
    world.tokens[token] = user


def named(world: "World", username: str) -> User | None:
    """The user of that name in any case, or None."""
    wanted = username.lower()
    return next((user for user in world.users.values() if user.username.lower() == wanted), None)


def get_or_create(world: "World", username: str) -> User:
    """The user of that name, created when unknown."""
    user = named(world, username)
    if user is None:
        user = create(world, username)
        user.is_implied = True
    return user


def signing(world: "World", access_key_id: str | None) -> User | None:
    """Whose a call to AWS is, by the key that it says to be signed with; None when it says none.

    Every key is taken there, and a world has one AWS account: a key that is nobody's token is its first user's. Such is
    one that the code under test has, and one that boto3's default session keeps from an earlier test.
    """
    if not access_key_id:
        return None
    first = next((user for user in world.users.values() if not user.is_implied), None)
    return world.tokens.get(access_key_id, first)
