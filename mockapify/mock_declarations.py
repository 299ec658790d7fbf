"""What a test declares: Actors, tasks, storages, users and what is in a file."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mockapify import config
from mockapify.handles import (
    MockActor,
    MockDataset,
    MockKeyValueStore,
    MockRequestQueue,
    MockTask,
    MockUser,
)
from mockapify.handles.handle import Handle
from mockapify.item_files import Items, read_if_file
from mockapify.state import actors, datasets, limits, request_queues, storages, tasks, users
from mockapify.state.actors import PermissionLevel, RunDefaults
from mockapify.state.behaviours import Outcome, Rejected, Succeeded, scripted_or_command
from mockapify.state.datasets import Dataset
from mockapify.state.key_value_stores import KeyValueStore
from mockapify.state.plans import PlanId
from mockapify.state.request_queues import RequestQueue
from mockapify.state.steps import as_seconds
from mockapify.state.tasks import TaskOptions, TaskSettings
from mockapify.state.users import AccountAccess, User
from mockapify.strictness import Strictness
from mockapify.wire import UNSET
from mockapify.world import World
from mockapify.worlds import Worlds

if TYPE_CHECKING:
    from mockapify.config import Source


class MockDeclarations(Handle):
    """The verbs that put something into a world without a call."""

    _instead = "limits are set on mockapify.settings"
    strictness: Strictness

    def __init__(self, world: World, worlds: Worlds, user: User) -> None:
        self._world = world
        self._worlds = worlds
        self._user = user
        self.strictness = Strictness(world)
        """What is looked for at the end of a test."""

    def actor(
        self,
        name: str,
        *outcomes: Outcome | Rejected,
        items: Items = (),
        output: object = UNSET,
        duration: float | timedelta = 1.0,
        command: Sequence[str | PathLike[str]] | None = None,
        cwd: str | PathLike[str] | None = None,
        env: Mapping[str, str] | None = None,
        run_timeout: float | timedelta | None = None,
        title: str | None = None,
        public: bool = True,
        permission_level: PermissionLevel = "LIMITED_PERMISSIONS",
        dataset_schema: Mapping[str, Any] | None = None,
        key_value_store_schema: Mapping[str, Any] | None = None,
        input_schema: Mapping[str, Any] | None = None,
        definition: Mapping[str, Any] | None = None,
        pricing_infos: Sequence[Mapping[str, Any]] = (),
    ) -> MockActor:
        """Declare an Actor. Its owner is created when unknown; `me` is this mock's own user.

        Args:
            name: `username/name`.
            outcomes: What its runs do, one per run, the last one repeats. Without any they succeed.
            items: What they push when they succeed; or the path of the `.json`, `.jsonl` or `.csv` file with it.
            output: What they store as the record OUTPUT.
            duration: How long they take, in virtual seconds or as a timedelta.
            command: A local program that each run starts, in place of all that, such as `[sys.executable, "main.py"]`.
                It has the platform's environment variables and those of this process, its output is the run's log, and
                its exit code says how the run ends. It is killed when the run is aborted or timed out, or this Apify
                is closed. It is no sandbox: the program may do whatever this process may.
            cwd: The folder in which the program starts; that of this process when not given.
            env: Variables of the program in place of those that it has anyway.
            run_timeout: How long a run may take that is started without a timeout, in virtual seconds or as a
                timedelta, 0 for as long as it likes; 3600 when not given.
            title: Its title in lists.
            public: Whether other users see it.
            permission_level: What the tokens of its runs open: what is the run's own, or all that is its user's.
            dataset_schema: The dataset schema; `fields` in it is the JSON schema of one item.
            key_value_store_schema: The key-value store schema; `collections` in it say what records must be like.
            input_schema: The input schema. Inputs that do not fit it are refused, and its defaults fill their gaps.
            definition: What else its `.actor/actor.json` says, such as `minMemoryMbytes`; `readme` and `changelog` are
                the texts themselves.
            pricing_infos: What it costs, as the API shows it; without `startedAt` from now on.

        Raises:
            ValueError: The name is malformed, or the input schema, the definition, a pricing info or the file of items
                will not do; a time is negative; or the runs are to start a program and do something else.
            TypeError: The command is no list.
            ApiError: 400 `dataset-schema-invalid` or `store-schema-invalid`.
        """
        scripted = Succeeded(items=items, output=output, duration=duration)
        timeout = _timeout_secs(run_timeout)
        with self._world:
            actor = actors.declare(
                self._world,
                self._full(name),
                outcome=scripted_or_command(scripted, command, cwd=cwd, env=env, outcomes=outcomes),
                title=title,
                is_public=public,
                permission_level=permission_level,
                dataset_schema=dataset_schema,
                key_value_store_schema=key_value_store_schema,
                input_schema=input_schema,
                definition=definition,
                pricing_infos=pricing_infos,
                run_defaults=RunDefaults() if timeout is None else RunDefaults(timeout_secs=timeout),
            )
            if outcomes:
                actor.behaviour.set(*outcomes)
        return MockActor(self._world, actor)

    def task(
        self,
        name: str,
        actor: str | MockActor,
        *,
        input: Mapping[str, Any] | None = None,  # noqa: A002 # the platform's word for it
        title: str | None = None,
        description: str | None = None,
        build: str | None = None,
        run_timeout: float | timedelta | None = None,
        memory_mbytes: int | None = None,
        max_items: int | None = None,
        max_total_charge_usd: float | None = None,
        restart_on_error: bool | None = None,
    ) -> MockTask:
        """Declare an Actor task. Its owner is created when unknown; `me` is this mock's own user.

        Args:
            name: `username/name`.
            actor: The Actor that it runs, which has to be declared before.
            input: Its own input; what a run is started with is laid over it. Without one it is what the form of the
                Actor's input schema shows at first.
            title: Its title.
            description: What it is for.
            build: Tag or number of the build that its runs take. This and the options below are the Actor's if not
                given, and may be overridden by who starts a run.
            run_timeout: How long its runs may take, in virtual seconds or as a timedelta.
            memory_mbytes: Their memory, a power of 2 from 128 to 32768.
            max_items: How many items of a run may be charged.
            max_total_charge_usd: What a run may cost, in US dollars.
            restart_on_error: Whether a run that fails is restarted.

        Raises:
            ValueError: A name is malformed, or there is no such Actor.
            ApiError: 400 `invalid-input`: the input does not fit the Actor's input schema; 400 `invalid-value`: the
                memory will not do; 403: the Actor has no such build.
        """
        settings = TaskSettings(
            title=title if title is not None else UNSET,
            description=description,
            input=dict(input) if input is not None else None,
            options=TaskOptions(
                build=build,
                timeout_secs=_timeout_secs(run_timeout),
                memory_mbytes=memory_mbytes,
                max_items=max_items,
                max_total_charge_usd=max_total_charge_usd,
                restart_on_error=restart_on_error,
            ),
        )
        wanted = actor.name if isinstance(actor, MockActor) else self._full(actor)
        with self._world:
            return MockTask(self._world, tasks.declare(self._world, self._full(name), wanted, settings))

    def dataset(
        self,
        name: str | None = None,
        *,
        items: Items = (),
        schema: Mapping[str, Any] | None = None,
    ) -> MockDataset:
        """The dataset of that name, made when there is none, or a new unnamed one; `items` are appended, or those in
        the `.json`, `.jsonl` or `.csv` file that they are the path of.

        Raises:
            ValueError: The file will not do.
            ApiError: 400: a malformed name or schema, or items that do not fit it.
        """
        found = read_if_file(items)
        with self._world:
            dataset, _ = storages.get_or_create(self._world, Dataset, self._user, name)
            if schema is not None:
                dataset.set_schema(schema)
            datasets.push(dataset, found)
        return MockDataset(self._world, dataset)

    def key_value_store(self, name: str | None = None, *, schema: Mapping[str, Any] | None = None) -> MockKeyValueStore:
        """The key-value store of that name, made when there is none, or a new unnamed one.

        Raises:
            ApiError: 400: a malformed name or schema.
        """
        with self._world:
            store, _ = storages.get_or_create(self._world, KeyValueStore, self._user, name)
            if schema is not None:
                store.set_schema(schema)
        return MockKeyValueStore(self._world, store)

    def request_queue(
        self, name: str | None = None, *, requests: Iterable[str | Mapping[str, Any]] = ()
    ) -> MockRequestQueue:
        """The request queue of that name, made when there is none, or a new unnamed one; `requests` are added.

        Args:
            name: Its name.
            requests: URLs, or objects with a `url` and perhaps a `uniqueKey`.

        Raises:
            ApiError: 400: a malformed name, or requests that will not do.
        """
        with self._world:
            queue, _ = storages.get_or_create(self._world, RequestQueue, self._user, name)
            request_queues.fill(queue, requests, self._world.clock.now())
        return MockRequestQueue(self._world, queue)

    def user(self, name: str, token: str | None = None, *, general_access: AccountAccess | None = None) -> MockUser:
        """The user of that name, made when there is none: `mockapify.user("bob").client()`.

        Args:
            name: The username.
            token: Their token; made up when not given.
            general_access: The setting of the account: `RESTRICTED`, as it is at first, or `ANYONE_WITH_ID_CAN_READ`
                for storages and runs that everybody may read who knows their id. Each of them may say otherwise.

        Raises:
            ValueError: The name is malformed; the token is somebody else's; or the user is there already, with another
                token or another setting.
        """
        self._worlds.check_token(token, self._world)
        with self._world:
            known = users.named(self._world, name)
            is_same = (
                known is not None
                and not known.is_implied
                and token in (None, known.token)
                and general_access in (None, known.general_access)
            )
            if known is None or not is_same:
                known = users.create(self._world, name, token, general_access=general_access or "RESTRICTED")
        return MockUser(known, self._worlds.url)

    def account(
        self,
        *,
        plan: PlanId | None = None,
        memory_mbytes: int | None = None,
        concurrent_runs: int | None = None,
        monthly_usage_usd: float | None = None,
        user: str | None = None,
    ) -> None:
        """Put an account on a plan, or change single limits of it. Runs that are too much for it are refused with 402.

        Accounts are on ENTERPRISE at first, whose limits nobody meets by accident.

        Args:
            plan: FREE, STARTER, SCALE, BUSINESS or ENTERPRISE: sets all limits to those of the plan.
            memory_mbytes: The memory that its runs and builds may have together.
            concurrent_runs: How many runs may be under way at the same time.
            monthly_usage_usd: What its runs may cost in a month, in US dollars. Each costs 0.25 an hour and gigabyte.
            user: The name of the account; this mock's own user when not given.

        Raises:
            ValueError: There is no such user or plan, or a limit is negative.
        """
        with self._world:
            account = self._user if user is None else users.named(self._world, user)
            if account is None:
                raise ValueError(f"there is no user {user!r} here; make it first: mockapify.user({user!r})")
            limits.set_plan(
                account,
                plan,
                memory_mbytes=memory_mbytes,
                concurrent_runs=concurrent_runs,
                monthly_usage_usd=monthly_usage_usd,
            )

    def load(self, path: str | PathLike[str]) -> None:
        """Declare what a mockapify.toml declares. Its `clock` and `seed` are for new mocks, and not changed here.

        Raises:
            ConfigError: The file will not do; the message names file, line and key.
        """
        with self.strictness.exempting():
            self.declare(config.Source(Path(path)))

    def declare(self, source: "Source") -> None:
        """Declare what a source says, as the test's own word, which is waited for.

        Raises:
            ConfigError: It will not do; the message names file, line and key.
        """
        for position, user in enumerate(source.config.users):
            try:
                self._worlds.check_token(user.token, self._world)
            except ValueError as error:
                raise source.error(("users", position, "token"), str(error)) from None
        config.declare(self._world, source)

    def _full(self, name: str) -> str:
        """`username/name`, with the own user's name for `me`."""
        username, slash, rest = name.replace("~", "/").partition("/")
        return f"{self._user.username}/{rest}" if username == "me" else f"{username}{slash}{rest}"


def _timeout_secs(given: float | timedelta | None) -> int | None:
    """A timeout of runs, in the whole seconds that the platform counts in; a part of one is none yet."""
    return None if given is None else math.ceil(as_seconds(given, "run_timeout"))
