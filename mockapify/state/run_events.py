"""Events of runs: what the platform tells a running Actor over its websocket."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

from mockapify import wire
from mockapify.clock import Timer

if TYPE_CHECKING:
    from mockapify.state.runs import Run
    from mockapify.world import World

EventName = Literal["systemInfo", "cpuInfo", "persistState", "migrating", "aborting"]

Listener = Callable[[bytes | None], None]
"""Takes a message, or None when there will be no more. It is called in turns, and must return at once."""

PERIODS: dict[EventName, float] = {"systemInfo": 1.0, "cpuInfo": 1.0, "persistState": 60.0}
"""How often what comes by itself comes, in virtual seconds."""

MAX_LISTENERS = 10
"""How many connections a run may have. The platform's own limit is not public."""


class Feed:
    """The events of one run, and who listens to them."""

    def __init__(self) -> None:
        self.listeners: list[Listener] = []
        self.timers: dict[EventName, Timer] = {}

    def close(self) -> None:
        """Tell everybody that there will be no more."""
        listeners, self.listeners = self.listeners, []
        for listener in listeners:
            listener(None)
        self.rest()

    def rest(self) -> None:
        """Let nothing come by itself."""
        for timer in self.timers.values():
            timer.cancel()
        self.timers.clear()


def listen(world: "World", run: "Run", listener: Listener) -> bool:
    """Tell the listener of all events from now on, first how the system is; False when there are too many already."""
    feed = run.events
    if len(feed.listeners) >= MAX_LISTENERS:
        return False
    feed.listeners.append(listener)
    listener(message(world, run, "systemInfo"))
    for name in PERIODS.keys() - feed.timers.keys():
        _repeat(world, run, name)
    return True


def ignore(run: "Run", listener: Listener) -> None:
    """Tell the listener nothing more."""
    feed = run.events
    if listener in feed.listeners:
        feed.listeners.remove(listener)
    if not feed.listeners:
        feed.rest()


def emit(world: "World", run: "Run", name: EventName, data: Mapping[str, Any] | None = None) -> int:
    """Tell all who listen; how many that are. The `data` are laid over those that an event of this name usually has.

    Raises:
        ValueError: There is no such event.
    """
    if name not in get_args(EventName):
        raise ValueError(f"there is no event {name!r}; choose one of {', '.join(get_args(EventName))}")
    text = message(world, run, name, data)
    for listener in run.events.listeners:
        listener(text)
    return len(run.events.listeners)


def message(world: "World", run: "Run", name: EventName, data: Mapping[str, Any] | None = None) -> bytes:
    """The event as it is sent."""
    now = world.clock.now()
    usual = USUAL_DATA[name](run)
    if name == "systemInfo":
        usual["createdAt"] = now
    found = usual | dict(data or {})
    return wire.encode({"name": name, "createdAt": now} | ({"data": found} if found else {}))


def _system_info(run: "Run") -> dict[str, Any]:
    """Figures of a plausible size: half the memory, a third of a core."""
    memory_bytes = run.options.memory_mbytes * 1024 * 1024
    return {
        "memAvgBytes": memory_bytes / 2,
        "memCurrentBytes": memory_bytes // 2,
        "memMaxBytes": memory_bytes,
        "cpuAvgUsage": 33.0,
        "cpuMaxUsage": 90.0,
        "cpuCurrentUsage": 33.0,
        "isCpuOverloaded": False,
    }


USUAL_DATA: dict[EventName, Callable[["Run"], dict[str, Any]]] = {
    "systemInfo": _system_info,
    "cpuInfo": lambda _: {"isCpuOverloaded": False},
    "persistState": lambda _: {"isMigrating": False},
    "migrating": lambda _: {},
    "aborting": lambda _: {},
}


def _repeat(world: "World", run: "Run", name: EventName) -> None:
    def tell() -> None:
        if run.is_finished:
            run.events.rest()
        else:
            emit(world, run, name)
            _repeat(world, run, name)

    run.events.timers[name] = world.clock.call_later(PERIODS[name], tell, background=True)
