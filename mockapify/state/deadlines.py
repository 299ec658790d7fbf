"""Deadlines: what ends when."""

import heapq
import itertools

from mockapify.clock import Timestamp

SLACK = 64
"""How many entries of ids that are gone are kept at least, so that a few need not be tidied up."""


class Deadlines:
    """Ids that each have a moment, for thousands of them that are set and dropped all the time.

    An operation takes the logarithmic time of a heap. The entry of an id that is gone stays in the heap until its
    moment comes, or until such entries are the larger part.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        """By id, which entry in the heap is the one that counts."""
        self._heap: list[tuple[Timestamp, int, str]] = []
        self._next = itertools.count()

    def __len__(self) -> int:
        return len(self._numbers)

    def set(self, id_: str, moment: Timestamp) -> None:
        """Give the id a moment, in place of an earlier one."""
        self._numbers[id_] = number = next(self._next)
        heapq.heappush(self._heap, (moment, number, id_))
        self._tidy()

    def drop(self, id_: str) -> None:
        """Forget the id; one that has no moment does no harm."""
        if self._numbers.pop(id_, None) is not None:
            self._tidy()

    def take_due(self, now: Timestamp) -> list[str]:
        """Remove the ids whose moment has come, in the order of their moments; of equal ones the first set is first."""
        due: list[str] = []
        while self._heap and self._heap[0][0] <= now:
            _, number, id_ = heapq.heappop(self._heap)
            if self._numbers.get(id_) == number:
                del self._numbers[id_]
                due.append(id_)
        return due

    def _tidy(self) -> None:
        if len(self._heap) > 2 * len(self._numbers) + SLACK:
            self._heap = [entry for entry in self._heap if self._numbers.get(entry[2]) == entry[1]]
            heapq.heapify(self._heap)
