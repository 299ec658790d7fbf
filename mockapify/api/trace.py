"""Traces: what the journal tells of a call besides how it was asked and answered."""

from typing import Any

from mockapify.journal import Journal
from mockapify.state import actors
from mockapify.world import World


class Trace:
    """What is known of one call, while it is answered."""

    def __init__(self) -> None:
        self.found: list[Any] = []
        """What it is about: what the finders of its route found."""
        self.body = b""
        """The body, decompressed."""
        self._number = 0
        self._came_at = 0.0

    def come(self, world: World) -> None:
        """Note that the call has come, in its first turn."""
        if not self._number:
            self._number = world.journal.next_number()
            self._came_at = world.clock.time()

    def told(self, world: World | None, journal: Journal) -> dict[str, Any]:
        """The fields of the journal's entry that come of this."""
        now = world.clock.time() if world is not None else 0.0
        came_at = self._came_at if self._number else now  # Who was refused at the door had no turn.
        return {
            "number": self._number or journal.next_number(),
            "at": came_at,
            "seconds": now - came_at,
            "about": getattr(self.found[-1], "id", "") if self.found else "",
            "actor": self._actor_name(world) if world is not None else "",
            "body": self.body,
        }

    def _actor_name(self, world: World) -> str:
        for thing in reversed(self.found):
            actor = actors.behind(world, thing)
            if actor is not None:
                return actor.full_name
        return ""
