"""Request queues: so far only the object that every run has; its requests are not simulated yet."""

from typing import TYPE_CHECKING

from mockapify.state.storages import Storage, newborn
from mockapify.state.users import User

if TYPE_CHECKING:
    from mockapify.world import World


class RequestQueue(Storage, kw_only=True):
    """A request queue."""

    total_request_count: int = 0
    handled_request_count: int = 0
    pending_request_count: int = 0
    had_multiple_clients: bool = False


def make(world: "World", owner: User, name: str | None) -> RequestQueue:
    """A request queue that is in no collection yet."""
    return RequestQueue(**newborn(world, owner, name, "request-queues"))
