"""MockApify: what a test holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mockapify import interception
from mockapify.handles import (
    ExpectsRequests,
    MockActor,
    MockClock,
    MockDataset,
    MockDispatch,
    MockFaults,
    MockKeyValueStore,
    MockRequestQueue,
    MockRun,
    MockSchedules,
    MockStorages,
    MockWebhooks,
)
from mockapify.journal import Journal
from mockapify.mock_declarations import MockDeclarations
from mockapify.report import report
from mockapify.snapshots import Snapshot, at_rest, renew
from mockapify.state import environment, users
from mockapify.state.users import User
from mockapify.wire import UNSET
from mockapify.world import Settings, World
from mockapify.worlds import Worlds

if TYPE_CHECKING:
    from mockapify.interception import Interception
    from mockapify.personalize import Personalize


class MockApify(MockDeclarations, ExpectsRequests):
    """One isolated Apify behind a real socket. Made by `MockServer.open`.

    Attributes:
        name: Its name among those of its server; at `/t/<name>` below the URL it answers calls without a token, too.
        url: Where it answers, such as `http://127.0.0.1:53211`; clients take it as `api_url` or `endpoint_url`.
        token: The token of its first user; also an AWS access key id that reaches its Personalize.
        clock: Its virtual clock.
        faults: What goes wrong on purpose.
        webhooks: Its webhooks, and what they were called for.
        schedules: Its schedules, and what they started.
        datasets: The own user's named datasets, by name. To look makes none.
        key_value_stores: The same of key-value stores.
        request_queues: The same of request queues.
    """

    name: str
    url: str
    token: str
    clock: MockClock
    faults: MockFaults
    webhooks: MockWebhooks
    schedules: MockSchedules
    datasets: MockStorages[MockDataset]
    key_value_stores: MockStorages[MockKeyValueStore]
    request_queues: MockStorages[MockRequestQueue]

    def __init__(self, world: World, worlds: Worlds, name: str, user: User) -> None:
        super().__init__(world, worlds, user)
        self.name = name
        self.url = worlds.url
        self.token = user.token
        self.clock = MockClock(world, self.rollback)
        self.faults = MockFaults(world, user)
        self.webhooks = MockWebhooks(world, user)
        self.schedules = MockSchedules(world, user)
        self.datasets = MockStorages(world, user, MockDataset)
        self.key_value_stores = MockStorages(world, user, MockKeyValueStore)
        self.request_queues = MockStorages(world, user, MockRequestQueue)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End this Apify. Calls that still come get 401."""
        self._worlds.close(self.name)

    def intercept(self, calls: bool = True, *, fast_retries: bool = True) -> "Interception":
        """A block in which this process reaches this mock when it asks for the real platform. pytest's fixture has one.

        Args:
            calls: Whether calls to `https://api.apify.com` and to AWS Personalize are intercepted, by whatever library,
                and environment variables lead here. Calls to other hosts of theirs raise RealHostError, and fail a
                strict test even when the code under test goes on.
            fast_retries: Whether the clients' pauses between attempts and polls take virtual instead of real time.
        """
        return interception.Interception(
            interception.Here(self._world, self._worlds, self._user),
            url=f"{self.url}/t/{self.name}",
            token=self.token,
            calls=calls,
            fast_retries=fast_retries,
        )

    def assert_webhook_delivered(
        self,
        event: str | None = None,
        *,
        url: object = UNSET,
        payload: object = UNSET,
        run: MockRun | str | None = None,
    ) -> MockDispatch:
        """Fail unless a webhook was called and its target took it, see `MockWebhooks.assert_delivered`.

        Raises:
            AssertionError: There was none such; the message tells the closest, and why it was not delivered.
        """
        __tracebackhide__ = True
        return self.webhooks.assert_delivered(event, url=url, payload=payload, run=run)

    def accept_token(self, token: str) -> None:
        """Let a token of the code under test, such as one written into it, stand for this mock's own user.

        Raises:
            ValueError: It is empty, or belongs to another user or another open mock of this server.
        """
        self._worlds.check_token(token, self._world)
        with self._world:
            users.accept_token(self._world, self._user, token)

    def snapshot(self) -> Snapshot:
        """What all is like now, for `restore`: objects and their contents, users, behaviours and faults with what is
        left of them, settings, the clock with what it is going to do, and where the ids go on.

        Runs that play an outcome may be in the middle of it. Of Actor code, programs and requests of webhooks there is
        no copy.

        Raises:
            RuntimeError: Such are at work; the message names them.
        """
        with at_rest(self._world):
            return Snapshot(self._world)

    def restore(self, snapshot: Snapshot) -> None:
        """Make all as it was, as often as wanted. Handles show their objects as they were; what has been made since is
        gone. The clock goes back, too. What was called stays in `calls` and in the report.

        Raises:
            ValueError: It is a snapshot of another Apify.
            RuntimeError: Actor code, programs or requests of webhooks are at work; the message names them.
        """
        if snapshot.world is not self._world:
            raise ValueError("this is a snapshot of another Apify; restore what this one's snapshot() returned")
        with at_rest(self._world):
            self.strictness.exempt_met()
            snapshot.go_back()

    @contextmanager
    def rollback(self) -> Iterator[None]:
        """A block at whose end all is as it was before, see `restore`.

        Raises:
            RuntimeError: As for `snapshot`, or for `restore` at its end.
        """
        before = self.snapshot()
        try:
            yield
        finally:
            self.restore(before)

    def reset(self) -> None:
        """Begin anew with an empty Apify: its own user with the same tokens, and nothing else; the clock, the ids and
        the settings as at first. Handles of what there was lead nowhere. What was called stays in `calls` and in the
        report.

        Raises:
            RuntimeError: As for `restore`.
        """
        with at_rest(self._world):
            renew(self._world, self._user)

    @property
    def calls(self) -> Journal:
        """What was asked and answered, oldest first."""
        return self._world.journal

    @property
    def settings(self) -> Settings:
        """Limits that can be changed."""
        return self._world.settings

    @property
    def personalize(self) -> "Personalize":
        """AWS Personalize: its datasets, and what was put into them."""
        return self._world.personalize

    @property
    def runs(self) -> list[MockRun]:
        """All runs, oldest first."""
        with self._world:
            return [MockRun(self._world, run) for run in self._world.runs.values()]

    @property
    def actors(self) -> list[MockActor]:
        """All Actors, those that were created through the API, too, in the order of their creation."""
        with self._world:
            return [MockActor(self._world, actor) for actor in self._world.actors]

    def env_for(self, run: MockRun | str) -> dict[str, str]:
        """The environment variables by which the platform tells an Actor's program of its run, the older names, too.

        For a program that the test runs itself, beside a run that goes on until it is aborted:

            mockapify.actor("me/scraper", Hangs())
            run = apify_client.actor("me/scraper").start(run_input={"query": "cats"})
            subprocess.run([sys.executable, "main.py"], env=os.environ | mockapify.env_for(run.id), check=True)

        What the program writes is in the storages of the run. While it is at work nobody should wait for the run:
        time would jump to its end.

        Raises:
            ValueError: There is no such run, or its Actor was deleted.
        """
        id_ = run.id if isinstance(run, MockRun) else run
        with self._world:
            found = self._world.runs.get(id_)
            if found is None:
                raise ValueError(f"there is no run {id_!r} here; start one first")
            return environment.variables(self._world, found)

    @property
    def report(self) -> str:
        """What happened, for a test that failed, or "" when nothing did: calls, runs and jumps of time in their order,
        conditions that no run met, tracebacks of Actor code and of mockapify itself, undelivered webhooks; without what
        `strictness.check` has failed with."""
        return report(self._world, self.strictness.since, self.strictness.told)
