"""World: one isolated Apify. Entering it is a turn."""

import threading
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from mockapify import clock as clock_
from mockapify import errors, personalize
from mockapify.deliveries import Deliveries
from mockapify.expectations import Expectations
from mockapify.faults import Faults
from mockapify.ids import Ids
from mockapify.journal import Journal
from mockapify.schema import Paths
from mockapify.state.actors import Actor
from mockapify.state.behaviours import Outcome, as_it_is
from mockapify.state.builds import Build
from mockapify.state.collection import Collection
from mockapify.state.datasets import Dataset
from mockapify.state.dispatches import Deliver, Dispatch
from mockapify.state.key_value_stores import KeyValueStore
from mockapify.state.rate_limits import RateLimits
from mockapify.state.request_queues import RequestQueue
from mockapify.state.runs import Run
from mockapify.state.schedules import Schedule
from mockapify.state.storages import S
from mockapify.state.tasks import Task
from mockapify.state.users import User
from mockapify.state.webhooks import Webhook

if TYPE_CHECKING:
    from mockapify.personalize import Personalize


class Settings:
    """What a world lets its owner change."""

    def __init__(self) -> None:
        self.max_payload_bytes = 9_437_184
        """Longest request body after decompression; longer ones get 413."""
        self.rate_limits = False
        """Whether callers that ask too often get 429, at the platform's limits and by the world's clock."""
        self.schema_error_paths: Paths = "item"
        """How errors of items that do not fit a dataset schema say where: `item` begins at the item (`/age`), as the
        platform does; `array` at the pushed array (`/1/age`), as an example in its API reference does."""
        self.sync_run_seconds = 300
        """Virtual seconds after which a synchronous run call gives up with 408."""
        self.webhook_hosts: tuple[str, ...] = ()
        """Hosts besides this machine that webhooks may really post to, such as `hooks.example.com` or `*.test`."""


class World:
    """Everything of one isolated Apify: users, Actors, runs, storages, the clock, ids and the journal.

    `with world:` is a turn: it takes the lock, lets time pass and calls the timers that are due. All state is read
    and changed inside turns only; between them nobody holds the lock. Turns nest.
    """

    def __init__(
        self, *, mode: clock_.Mode = "auto", seed: int | str | None = None, start: datetime | None = None
    ) -> None:
        self.seed = seed
        self.start = start
        self.ids = Ids(seed)
        self.clock = clock_.Clock(mode, start)
        self.journal = Journal()
        self.clock.on_jump = self.journal.jumped
        self.faults = Faults(seed)
        self.expectations = Expectations()
        self.settings = Settings()
        self.users: dict[str, User] = {}
        self.tokens: dict[str, User] = {}
        self.run_tokens: dict[str, Run] = {}
        self.actors: Collection[Actor] = Collection(taken=errors.actor_name_not_unique)
        self.builds: dict[str, Build] = {}
        self.tasks: Collection[Task] = Collection(taken=errors.task_name_not_unique, any_case=True)
        self.runs: dict[str, Run] = {}
        self.under_way: dict[str, Run | Build] = {}
        """The runs and builds that are not finished: an account's limits count them whenever one more is to start."""
        self.datasets: Collection[Dataset] = Collection()
        self.key_value_stores: Collection[KeyValueStore] = Collection()
        self.request_queues: Collection[RequestQueue] = Collection()
        self.rate_limits = RateLimits(self.clock)
        self.schedules: Collection[Schedule] = Collection(taken=errors.schedule_name_not_unique)
        self.webhooks: dict[str, Webhook] = {}
        self.dispatches: dict[str, Dispatch] = {}
        self.deliveries = Deliveries(self)
        self.deliver: Deliver = self.deliveries
        """Makes the requests of webhooks."""
        self.url = ""
        """Where it answers, such as `http://127.0.0.1:53211`; "" while nobody serves it."""
        self.working = 0
        """How many pieces of Actor code and requests of webhooks are really under way; while any is, time does not
        jump."""
        self.twist: Callable[[Outcome], Outcome] = as_it_is
        """What becomes of the outcome of each run before it is played: a failure that a test goes through."""
        self.actor_failures: list[tuple[str, str]] = []
        """Run id and traceback of each function Actor that raised."""
        self.closed = False
        self._turn = threading.Condition(threading.RLock())
        self._depth = 0
        self._quiet = False
        self._fired = 0
        self._wakers: set[Callable[[], None]] = set()

    @cached_property
    def personalize(self) -> "Personalize":
        """AWS Personalize."""
        return personalize.Personalize(self.clock, self.ids)

    def __enter__(self) -> Self:
        self._turn.acquire()
        self._depth += 1
        if self._depth == 1:
            self._quiet = False
            self._fired = self.clock.fired
            try:
                self.clock.settle()
            except BaseException:
                self._leave()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        self._depth -= 1
        if self._depth == 0 and not (self._quiet and self._fired == self.clock.fired):
            self._turn.notify_all()
            for wake in self._wakers:
                wake()
        self._turn.release()

    def only_look(self) -> None:
        """Promise that this turn changes nothing but what timers do, so that nobody is woken for it.

        Without it two blocked requests would wake each other for ever.
        """
        self._quiet = True

    def on_turn(self, wake: Callable[[], None]) -> None:
        """Call `wake` at the end of each turn that may have changed something, until `off_turn`.

        It is called with the lock held, so it must return at once and not enter the world.
        """
        with self._turn:
            self._wakers.add(wake)

    def off_turn(self, wake: Callable[[], None]) -> None:
        """Stop calling `wake`."""
        with self._turn:
            self._wakers.discard(wake)

    def wait(self, until: Callable[[], bool], seconds: float | None = None) -> bool:
        """Block this thread, outside a turn, until `until` holds at the end of a turn; `seconds` are real ones."""
        with self._turn:
            if self._depth:
                raise RuntimeError("a turn cannot wait for another turn")
            return self._turn.wait_for(until, seconds)

    def storages(self, kind: type[S]) -> Collection[S]:
        """All datasets, key-value stores or request queues."""
        collections: dict[type, Collection[Any]] = {
            Dataset: self.datasets,
            KeyValueStore: self.key_value_stores,
            RequestQueue: self.request_queues,
        }
        return collections[kind]

    def knows(self, id_: str) -> bool:
        """Whether an object of this world has the id. Needs no turn."""
        return any(
            id_ in found
            for found in (
                self.datasets,
                self.key_value_stores,
                self.request_queues,
                self.actors,
                self.tasks,
                self.runs,
                self.builds,
            )
        )

    def may_jump(self) -> bool:
        """Whether a blocked request may make time jump: nothing is really running that would be overtaken."""
        return self.clock.mode == "auto" and self.working == 0

    def close(self) -> None:
        """End the world: functions that sleep in it wake up and stop, programs are killed, listeners are told so."""
        with self:
            self.closed = True
            for run in self.runs.values():
                run.stop()
                run.events.close()
