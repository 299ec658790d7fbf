"""What adding, reading the head and locking cost in small and in large queues. Run by hand:
`python benchmarks/request_queues.py`.

Measured on a busy virtual machine of two cores, in microseconds an operation, in a queue of so many requests:

                                 1,000   100,000
    add                            4.2       5.3
    add to the front               4.0       5.4
    parse and add                 22.1      23.2
    head of 1                      2.6       2.8
    head of 100                   22.2      17.4
    lock 1, give it back          13.6      15.1
    lock 1, keep it                8.5       9.5
"""

import time
from collections.abc import Callable

from mockapify.state import storages, users
from mockapify.state.queued_requests import Client, Request, new_request
from mockapify.state.request_queues import RequestQueue, fill
from mockapify.world import World

SIZES = (1_000, 100_000)
ROUNDS = 5
OPERATIONS = 200
ME = Client("benchmark")
Operation = Callable[[RequestQueue, int], object]


def request(number: int) -> Request:
    """One that is in no queue yet."""
    return new_request({"uniqueKey": f"new-{number}", "url": f"http://example.com/new/{number}"})


def filled(world: World, size: int) -> RequestQueue:
    """A queue of so many pending requests."""
    queue = storages.create(world, RequestQueue, next(iter(world.users.values())))
    fill(queue, (f"http://example.com/{number}" for number in range(size)), world.clock.now())
    return queue


def microseconds(queue: RequestQueue, operation: Operation) -> float:
    """The best of several rounds, per operation."""
    best = float("inf")
    for turn in range(ROUNDS):
        numbers = range(turn * OPERATIONS, (turn + 1) * OPERATIONS)
        began = time.perf_counter()
        for number in numbers:
            operation(queue, number)
        best = min(best, (time.perf_counter() - began) / OPERATIONS)
    return best * 1e6


def main() -> None:
    """Measure and print a table."""
    world = World(mode="manual")
    with world:
        users.create(world, "alice")
        now = world.clock.now()
        requests = [request(number) for number in range(ROUNDS * OPERATIONS)]

        def lock_and_give_back(queue: RequestQueue, _: int) -> None:
            (locked,) = queue.lock_head(ME, now, seconds=60, limit=1)
            queue.update(locked, ME, now)

        operations: dict[str, Operation] = {
            "add": lambda queue, number: queue.add(requests[number], ME, now),
            "add to the front": lambda queue, number: queue.add(requests[number], ME, now, forefront=True),
            "parse and add": lambda queue, number: queue.add(request(number), ME, now),
            "head of 1": lambda queue, _: queue.head(ME, now, limit=1),
            "head of 100": lambda queue, _: queue.head(ME, now, limit=100),
            "lock 1, give it back": lock_and_give_back,
            "lock 1, keep it": lambda queue, _: queue.lock_head(ME, now, seconds=60, limit=1),
        }
        print(f"{'':24}" + "".join(f"{size:>10,}" for size in SIZES))
        for name, operation in operations.items():
            costs = [microseconds(filled(world, size), operation) for size in SIZES]
            print(f"{name:24}" + "".join(f"{cost:10.1f}" for cost in costs))


main()
