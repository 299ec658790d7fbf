"""Snapshots: what a world was like at a moment, and the way back there."""

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from functools import cache, partial
from types import FunctionType, MethodType
from typing import Any

from msgspec import Struct

from mockapify.deliveries import Deliveries
from mockapify.expectations import Expectations
from mockapify.ids import Ids
from mockapify.journal import Journal
from mockapify.state import users
from mockapify.state.behaviours import Behaviour
from mockapify.state.runs import Run
from mockapify.state.users import User
from mockapify.world import World

PATIENCE_SECONDS = 2.0
"""Real time that Actor code and requests of webhooks get to come to their end."""

SPARED: dict[type, frozenset[str]] = {
    World: frozenset(
        {"_turn", "_depth", "_quiet", "_fired", "_wakers", "working", "closed", "url", "journal", "actor_failures"}
    ),
    Behaviour: frozenset({"asked", "unplanned"}),
    Expectations: frozenset({"failures"}),
}
"""Attributes that stay as they are: locks, what counts threads, and what a failing test is told from."""

UNCHANGING = (datetime, Enum, BaseException, Journal)

SHARED = ("mockapify.schema.", "mockapify.personalize.avro")
"""Where the types of compiled schemas come from, which never change and may belong to several worlds."""


class Memory(Struct, frozen=True):
    """How things of one type are kept in mind. Nothing is replaced on the way back: it is the same object again, so
    whoever holds it sees it as it was."""

    copy: Callable[[Any], Any]
    put_back: Callable[[Any, Any], object] | None
    """None for what cannot change, but leads on to what can."""
    inside: Callable[[Any], Collection[Any]]
    """What there is behind it, seen from the copy."""


def _fill(target: Any, copied: Any) -> None:
    target[:] = copied


def _refill(target: Any, copied: Any) -> None:
    target.clear()
    target.update(copied)


def _refill_deque(target: deque[Any], copied: list[Any]) -> None:
    target.clear()
    target.extend(copied)


def _nothing(_: object) -> tuple[()]:
    return ()


def _itself(copied: Collection[Any]) -> Collection[Any]:
    return copied


def _captured(function: FunctionType) -> list[Any]:
    return [cell.cell_contents for cell in function.__closure__ or ()]


MAPPING = Memory(dict, _refill, dict.values)

MEMORIES: dict[type, Memory] = {
    dict: MAPPING,
    OrderedDict: MAPPING,
    defaultdict: MAPPING,
    list: Memory(list, _fill, _itself),
    set: Memory(set, _refill, _itself),
    deque: Memory(list, _refill_deque, _itself),
    bytearray: Memory(bytes, _fill, _nothing),
    Ids: Memory(Ids.position, Ids.go_back, _nothing),
    MethodType: Memory(lambda method: (method.__self__,), None, _itself),
    partial: Memory(lambda call: (call.func, *call.args, *call.keywords.values()), None, _itself),
    FunctionType: Memory(_captured, None, _itself),
}


def _attributes(type_: type) -> Memory:
    """That of objects of this project, with `__slots__`, msgspec's fields and a `__dict__`."""
    spared = SPARED.get(type_, frozenset())
    slots = (name for base in type_.__mro__ for name in getattr(base, "__slots__", ()) if not name.startswith("__"))
    fields = (*slots, *getattr(type_, "__struct_fields__", ()))

    def copy(one: Any) -> dict[str, Any]:
        own = {name: getattr(one, name) for name in fields if hasattr(one, name)} | getattr(one, "__dict__", {})
        return {name: value for name, value in own.items() if name not in spared}

    def put_back(one: Any, copied: dict[str, Any]) -> None:
        for name in getattr(one, "__dict__", {}).keys() - copied.keys() - spared:
            delattr(one, name)
        for name, value in copied.items():
            setattr(one, name, value)

    return Memory(copy, put_back, dict.values)


@cache
def _memory_of(type_: type) -> Memory | None:
    """None for what never changes, and for what is not this project's: apps, functions and objects of a test."""
    known = MEMORIES.get(type_)
    if known is not None:
        return known
    if issubclass(type_, tuple):
        return Memory(_itself, None, _itself)
    struct = getattr(type_, "__struct_config__", None)
    is_own = type_.__module__.startswith("mockapify.") and not type_.__module__.startswith(SHARED)
    if not is_own or issubclass(type_, UNCHANGING) or (struct is not None and struct.frozen):
        return None
    return _attributes(type_)


class Snapshot:
    """What a world was like at a moment. To be made, and gone back to, inside a turn `at_rest`.

    It takes as long as there are objects: lists and mappings are copied, but not the items and records in them. What
    runs on the clock alone is kept in the middle of it.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._kept: list[tuple[Memory, Any, Any]] = []
        seen: set[int] = set()
        pending: list[Any] = [world]
        while pending:
            one = pending.pop()
            if id(one) in seen or (isinstance(one, FunctionType) and not one.__module__.startswith("mockapify.")):
                continue
            seen.add(id(one))
            memory = _memory_of(one.__class__)
            assert memory is not None
            copied = memory.copy(one)
            self._kept.append((memory, one, copied))  # Also what cannot change: as long as it is there, so is its id.
            inside = memory.inside(copied)
            leading = {type_ for type_ in map(type, inside) if _memory_of(type_) is not None}
            if leading:  # A million items are bytes, and nothing to look at one by one.
                pending += [child for child in inside if type(child) in leading]

    def go_back(self) -> None:
        """Make everything as it was. Time flows on from the moment that it was then."""
        for memory, one, copied in self._kept:
            if memory.put_back is not None:
                memory.put_back(one, copied)
        self.world.clock.flow_from_here()


def at_work(world: World) -> Iterator[str]:
    """What is really under way in threads, programs and connections of which no copy can be made, in a turn."""
    for run in world.under_way.values():
        if isinstance(run, Run):
            if run.execution is not None and run.execution.has_code:
                yield f"the code of run {run.id}"
            if run.events.listeners:
                yield f"a connection that listens to the events of run {run.id}"
    for dispatch in world.dispatches.values():
        if dispatch.calls and dispatch.calls[-1].finished_at is None:
            yield f"a webhook's request to {dispatch.webhook.request_url}"


@contextmanager
def at_rest(world: World) -> Iterator[None]:
    """A turn in which nothing is at work, waited for for a moment of real time.

    Raises:
        RuntimeError: Something goes on; the message says what.
    """
    world.wait(lambda: world.working == 0, PATIENCE_SECONDS)
    with world:
        found = [*at_work(world)]
        if found or world.working:
            told = ", ".join(found) or "code of a run that is over, or a call that waits"
            raise RuntimeError(
                f"still at work: {told}. There is no copy of that: let it end first, by "
                "mockapify.clock.run_until_idle() or by aborting the run"
            )
        yield


def renew(world: World, user: User) -> None:
    """Let the world be like a new one with this user, whose tokens stay. To be called in a turn `at_rest`."""
    fresh, first = _opened(world, user)
    _become(user, first)
    fresh.users = {user.id: user}
    fresh.tokens = {token: user for token, owner in world.tokens.items() if owner is user}
    _become(world, fresh)
    world.deliver = world.deliveries = Deliveries(world)
    world.clock.on_jump = world.journal.jumped


def _opened(world: World, user: User) -> tuple[World, User]:
    """A new world as this one was when it was opened: the same seed makes up the same token, if that was made up."""
    for token in (None, user.token):
        fresh = World(mode=world.clock.mode, seed=world.seed, start=world.start)
        first = users.create(fresh, user.username, token, general_access=user.general_access)
        if first.token == user.token:
            break
    return fresh, first


def _become(one: object, other: object) -> None:
    """Take over all attributes that a snapshot would keep."""
    memory = _attributes(type(one))
    assert memory.put_back is not None
    memory.put_back(one, memory.copy(other))
