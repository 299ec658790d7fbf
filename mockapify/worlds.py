"""Worlds: what one server hosts. The token picks the world."""

import asyncio
from collections.abc import Iterator
from itertools import count

from mockapify.journal import Journal
from mockapify.world import World


class Worlds:
    """The open worlds of a server."""

    def __init__(self) -> None:
        self._worlds: dict[str, World] = {}
        self._pacers: dict[str, Pacer] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._numbers = count(1)
        self.url = ""
        """Where they answer, such as `http://127.0.0.1:53211`; "" while nobody serves them."""
        self.front: World | None = None
        """The world that stands in for the real hosts in this process, for callers that nothing else tells apart."""
        self.strays = Journal()
        """Calls that belong to no world: an unknown token while several worlds, or none, are open."""

    def __iter__(self) -> Iterator[World]:
        return iter(tuple(self._worlds.values()))

    def __len__(self) -> int:
        return len(self._worlds)

    def names(self) -> list[str]:
        """The names of the open worlds."""
        return list(self._worlds)

    def new_name(self) -> str:
        """A name that no world has or had here."""
        return next(name for name in map(str, self._numbers) if name not in self._worlds)

    def run_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let time pass in the worlds, also in those that nobody calls, by this loop."""
        self._loop = loop
        for name, world in self._worlds.items():
            self._pacers[name] = Pacer(loop, world)

    def run_here(self) -> None:
        """The same, by the loop that is running in this thread."""
        self.run_on(asyncio.get_running_loop())

    def open(self, name: str, world: World) -> None:
        """Host the world; calls without a token reach it at `/t/<name>`, and anywhere while it is the only one.

        Raises:
            ValueError: The name, or a token in it, belongs to another open world.
        """
        if name in self._worlds:
            raise ValueError(f"this server already hosts a world named {name!r}; choose another name")
        for token in world.tokens:
            self.check_token(token, world)
        world.url = self.url
        self._worlds[name] = world
        if self._loop is not None:
            self._pacers[name] = Pacer(self._loop, world)

    def check_token(self, token: str | None, world: World) -> None:
        """Refuse a token that picks another world than this one.

        Raises:
            ValueError: It belongs to another open world.
        """
        if token is not None and self.of_token(token) not in (None, world):
            raise ValueError(f"token {token!r} belongs to another open world of this server; give each its own")

    def close(self, name: str) -> None:
        """Stop hosting the world, and end it. Closing twice does no harm."""
        world = self._worlds.pop(name, None)
        pacer = self._pacers.pop(name, None)
        if pacer is not None:
            pacer.stop()
        if world is not None:
            world.close()

    def named(self, name: str) -> World | None:
        """The world of that name, or None."""
        return self._worlds.get(name)

    def of_token(self, token: str) -> World | None:
        """The world one of whose users or runs has the token, or None."""
        for world in self:  # A loop: each call asks, and a generator would be half of what it takes.
            if token in world.tokens or token in world.run_tokens:
                return world
        return None

    def holding(self, path: str) -> World | None:
        """The world that knows an id in the path, or None. Public links have nothing else to tell it by."""
        ids = path.split("/")
        return next((world for world in self if any(map(world.knows, ids))), None)

    def only(self) -> World | None:
        """The world, when there is just one."""
        return next(iter(self)) if len(self._worlds) == 1 else None


class Pacer:
    """Enters a world when its next timer is due, so that time passes there without a call."""

    def __init__(self, loop: asyncio.AbstractEventLoop, world: World) -> None:
        self._loop = loop
        self._world = world
        self._beats_at: float | None = None
        """The real moment of the next beat: when it was armed, time had not jumped as it may have since."""
        self._handle: asyncio.TimerHandle | None = None
        self._stopped = False
        world.on_turn(self._look)

    def stop(self) -> None:
        """Leave the world alone from now on."""
        self._stopped = True
        self._world.off_turn(self._look)

    def _look(self) -> None:
        """At the end of a turn, with the lock held, in whatever thread took the turn."""
        clock = self._world.clock
        due = clock.next_due()
        moment = None if due is None else clock.real_moment(due)
        if due is None or moment is None or (self._beats_at is not None and self._beats_at <= moment):
            return
        self._beats_at = moment
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._arm, due)

    def _arm(self, due: float) -> None:
        if self._handle is not None:
            self._handle.cancel()
        seconds = self._world.clock.real_seconds_until(due)
        if seconds is not None and not self._stopped:
            self._handle = self._loop.call_later(seconds, self._beat)

    def _beat(self) -> None:
        self._handle = None
        if not self._stopped:
            with self._world:
                self._beats_at = None
