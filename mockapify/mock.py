"""MockApify: what a test holds. MockServer: what hosts it."""

import traceback
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from mockapify.api.app import create_app
from mockapify.clock import Mode
from mockapify.config import Source, declare
from mockapify.handles import MockActor, MockClock, MockDataset, MockKeyValueStore, MockRun
from mockapify.journal import Journal
from mockapify.personalize import Personalize
from mockapify.serve import ServerThread
from mockapify.state import actors, datasets, key_value_stores, storages, users
from mockapify.state.behaviours import NOTHING, Outcome, Succeeded
from mockapify.state.users import User
from mockapify.world import Settings, World
from mockapify.worlds import Worlds


class MockApify:
    """One isolated Apify behind a real socket. Made by `MockServer.open`.

    Attributes:
        url: Where it answers, such as `http://127.0.0.1:53211`; clients take it as `api_url` or `endpoint_url`.
        token: The token of its first user; also an AWS access key id that reaches its Personalize.
        clock: Its virtual clock.
    """

    def __init__(self, world: World, server: "MockServer", name: str, user: User) -> None:
        self._world = world
        self._server = server
        self._name = name
        self._user = user
        self.url = server.url
        self.token = user.token
        self.clock = MockClock(world)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End this Apify. Calls that still come get 401."""
        self._server.worlds.close(self._name)

    @property
    def calls(self) -> Journal:
        """What was asked and answered, oldest first."""
        return self._world.journal

    @property
    def settings(self) -> Settings:
        """Limits that can be changed."""
        return self._world.settings

    @property
    def personalize(self) -> Personalize:
        """AWS Personalize: its datasets, and what was put into them."""
        return self._world.personalize

    @property
    def runs(self) -> list[MockRun]:
        """All runs, oldest first."""
        with self._world:
            return [MockRun(self._world, run) for run in self._world.runs.values()]

    def actor(
        self,
        name: str,
        *outcomes: Outcome,
        items: Iterable[Mapping[str, Any]] = (),
        output: object = NOTHING,
        duration: float | timedelta = 1.0,
        title: str | None = None,
        public: bool = True,
        dataset_schema: Mapping[str, Any] | None = None,
        input_schema: Mapping[str, Any] | None = None,
    ) -> MockActor:
        """Declare an Actor. Its owner is created when unknown; `me` is this mock's own user.

        Args:
            name: `username/name`.
            outcomes: What its runs do, one per run, the last one repeats. Without any they succeed.
            items: What they push when they succeed.
            output: What they store as the record OUTPUT.
            duration: How long they take, in virtual seconds or as a timedelta.
            title: Its title in lists.
            public: Whether other users see it.
            dataset_schema: The dataset schema; `fields` in it is the JSON schema of one item.
            input_schema: The input schema, shown in its build.

        Raises:
            ValueError: The name is malformed.
            ApiError: 400 `dataset-schema-invalid`.
        """
        username, slash, rest = name.replace("~", "/").partition("/")
        full_name = f"{self._user.username}/{rest}" if username == "me" else f"{username}{slash}{rest}"
        with self._world:
            actor = actors.declare(
                self._world,
                full_name,
                outcome=Succeeded(items=list(items), output=output, duration=duration),
                title=title,
                is_public=public,
                dataset_schema=dataset_schema,
                input_schema=input_schema,
            )
            if outcomes:
                actor.behaviour.set(*outcomes)
        return MockActor(self._world, actor)

    def dataset(
        self,
        name: str | None = None,
        *,
        items: Iterable[Mapping[str, Any]] = (),
        schema: Mapping[str, Any] | None = None,
    ) -> MockDataset:
        """The dataset of that name, made when there is none, or a new unnamed one; `items` are appended.

        Raises:
            ApiError: 400: a malformed name or schema, or items that do not fit it.
        """
        with self._world:
            dataset, _ = storages.get_or_create(self._world, self._world.datasets, self._user, name, datasets.make)
            if schema is not None:
                dataset.set_schema(schema)
            datasets.push(dataset, items)
        return MockDataset(self._world, dataset)

    def key_value_store(self, name: str | None = None) -> MockKeyValueStore:
        """The key-value store of that name, made when there is none, or a new unnamed one."""
        with self._world:
            store, _ = storages.get_or_create(
                self._world, self._world.key_value_stores, self._user, name, key_value_stores.make
            )
        return MockKeyValueStore(self._world, store)

    def user(self, name: str, token: str | None = None) -> str:
        """Make another user, and return their token.

        Raises:
            ValueError: The name or the token is taken or malformed.
        """
        self._server.worlds.check_token(token, self._world)
        with self._world:
            return users.create(self._world, name, token).token

    def load(self, path: str | Path) -> None:
        """Declare what a mockapify.toml declares. Its `clock` and `seed` are for new worlds, and not changed here.

        Raises:
            ConfigError: The file will not do; the message names file, line and key.
        """
        source = Source(Path(path))
        for position, user in enumerate(source.config.users):
            try:
                self._server.worlds.check_token(user.token, self._world)
            except ValueError as error:
                raise source.error(("users", position, "token"), str(error)) from None
        declare(self._world, source)

    @property
    def report(self) -> str:
        """What happened, for a test that failed: the calls, and tracebacks of Actor code and of mockapify itself."""
        return report(self._world)


class MockServer:
    """A server in a thread of this process, for any number of mocks."""

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.worlds = Worlds()
        self._thread = ServerThread(create_app(self.worlds), host=host, port=port)
        self._opened = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where it answers."""
        return self._thread.url

    def start(self) -> None:
        """Return once it accepts connections.

        Raises:
            PortTaken: Another process listens there.
        """
        self._thread.start()
        self.worlds.run_on(self._thread.loop)

    def stop(self) -> None:
        """Close the socket and all connections."""
        for name in self.worlds.names():
            self.worlds.close(name)
        self._thread.stop()

    def open(
        self,
        *,
        clock: Mode = "auto",
        seed: int | str | None = None,
        start: datetime | None = None,
        user: str = "tester",
        token: str | None = None,
    ) -> MockApify:
        """A new Apify, with one user.

        Args:
            clock: How time passes: `auto`, `manual` or `real`.
            seed: Makes ids and secrets the same in each run.
            start: The first moment; now when not given.
            user: The name of its first user.
            token: That user's token; made up when not given.

        Raises:
            ValueError: The token belongs to another open mock.
        """
        world = World(mode=clock, seed=seed, start=start)
        with world:
            first = users.create(world, user, token)
        self._opened += 1
        name = str(self._opened)
        self.worlds.open(name, world)
        return MockApify(world, self, name, first)


def report(world: World) -> str:
    """What happened in a world: its calls, and tracebacks of Actor code and of mockapify itself."""
    parts = [str(world.journal)]
    parts += [f"Actor code of run {run_id} raised:\n{text}" for run_id, text in world.actor_failures]
    parts += ["".join(traceback.format_exception(bug)) for bug in world.journal.bugs]
    return "\n".join(part for part in parts if part)
