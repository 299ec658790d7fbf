"""Opening: a new Apify, as somebody asks a server for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from mockapify import config
from mockapify.clock import Mode
from mockapify.mock import MockApify
from mockapify.state import users
from mockapify.state.users import AccountAccess, User
from mockapify.world import World
from mockapify.worlds import Worlds

if TYPE_CHECKING:
    from mockapify.config import Source

USER = "tester"
"""The name of the own user where nobody says another."""


def opened(
    worlds: Worlds,
    *,
    sources: "Sequence[Source]",
    clock: Mode | None = None,
    seed: int | str | None = None,
    start: datetime | None = None,
    user: str | None = None,
    token: str | None = None,
    general_access: AccountAccess | None = None,
) -> MockApify:
    """A new Apify among the worlds of a server, with what the sources declare; see `MockServer.open`.

    Raises:
        ConfigError: What a source declares will not do; the message names file, line and key.
        ValueError: There is no such mode of the clock, the user is declared otherwise, or a token belongs to another
            open mock.
    """
    files = [source.config for source in sources]
    modes: list[Mode] = [file.clock for file in files if file.clock is not None]
    seeds = [file.seed for file in files if file.seed is not None]
    names = [one.name for file in files for one in file.users]
    world = World(
        mode=clock if clock is not None else (*modes, "auto")[0],
        seed=seed if seed is not None else (*seeds, None)[0],
        start=start,
    )
    world.url = worlds.url
    for source in sources:
        config.declare(world, source)
    with world:
        own = _own_user(world, user or (*names, USER)[0], token, general_access)
    mock = MockApify(world, worlds, worlds.new_name(), own)
    worlds.open(mock.name, world)
    if sources:
        mock.strictness.exempt_all()
    return mock


def _own_user(world: World, name: str, token: str | None, general_access: AccountAccess | None) -> User:
    """The user of that name in a turn: as a source declares it, or a new one."""
    known = users.named(world, name)
    if known is not None and not known.is_implied and token is None and general_access is None:
        return known
    return users.create(world, name, token, general_access=general_access or "RESTRICTED")
