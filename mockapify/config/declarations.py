"""From the tables of a file to the objects of a world."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from mockapify.api import mishaps
from mockapify.config import outcomes
from mockapify.config.blame import blaming
from mockapify.config.source import Place, Source
from mockapify.config.tables import (
    ActorTable,
    DatasetTable,
    Items,
    RecordTable,
    ScheduleTable,
    StoreTable,
    TaskTable,
    WebhookTable,
)
from mockapify.state import (
    actors,
    datasets,
    key_value_stores,
    limits,
    schedule_actions,
    schedules,
    storages,
    tasks,
    users,
    webhooks,
)
from mockapify.state.behaviours import Outcome, Rejected, Succeeded, scripted_or_command
from mockapify.state.collection import Collection
from mockapify.state.events import Condition
from mockapify.state.patterns import RunPattern
from mockapify.state.schedules import ScheduleSettings
from mockapify.state.store import present
from mockapify.state.tasks import TaskOptions, TaskSettings
from mockapify.state.webhooks import NewWebhook
from mockapify.wire import UNSET
from mockapify.world import World


def declare(world: World, source: Source) -> None:
    """Make what the file declares, in one turn.

    The clock's mode and the seed are for whoever makes the world; they are not changed here.

    Raises:
        ConfigError: Something in it will not do; the message names file, line and key.
    """
    with world:
        Declaration(world, source).make()


def sequence(source: Source, place: Place, table: ActorTable) -> list[Outcome | Rejected]:
    """What the table of an Actor says that its runs do one after the other.

    Raises:
        ConfigError: Something in it will not do.
    """
    common = outcomes.common(source, place, table)
    return [
        outcomes.outcome(source, (*place, "behaves", nth), one, table, common) for nth, one in enumerate(table.behaves)
    ]


class Declaration:
    """A file on its way into a world."""

    def __init__(self, world: World, source: Source) -> None:
        self.world = world
        self.source = source
        self._actor_names: set[str] = set()
        self._task_names: set[str] = set()

    def make(self) -> None:
        """Make everything the file declares."""
        config = self.source.config
        for setting in vars(self.world.settings):
            given = getattr(config, setting, None)
            if given is not None:
                setattr(self.world.settings, setting, given)
        for position, user in enumerate(config.users):
            with self._blaming("users", position):
                limits.set_plan(
                    users.create(self.world, user.name, user.token, general_access=user.general_access),
                    user.plan,
                    memory_mbytes=user.memory_mbytes,
                    concurrent_runs=user.concurrent_runs,
                    monthly_usage_usd=user.monthly_usage_usd,
                )
        for position, actor in enumerate(config.actors):
            self._actor(("actors", position), actor)
        for position, task in enumerate(config.tasks):
            self._task(("tasks", position), task)
        for position, dataset in enumerate(config.datasets):
            self._dataset(("datasets", position), dataset)
        for position, store in enumerate(config.key_value_stores):
            self._store(("key_value_stores", position), store)
        for position, webhook in enumerate(config.webhooks):
            self._webhook(("webhooks", position), webhook)
        for position, schedule in enumerate(config.schedules):
            self._schedule(("schedules", position), schedule)
        for position, fault in enumerate(config.faults):
            with self._blaming("faults", position):
                mishaps.declare(self.world, fault)
        for position, table in enumerate(config.personalize.datasets):
            with self._blaming("personalize", "datasets", position):
                self.world.personalize.add_dataset(table.arn, status=table.status, schema=table.schema)

    def _actor(self, place: Place, table: ActorTable) -> None:
        common = outcomes.common(self.source, place, table)
        defaults = table.run_defaults
        with self._blaming(*place):
            if table.name in self._actor_names:
                raise ValueError(f"the Actor {table.name!r} is declared twice; say what its runs do in one place")
            self._actor_names.add(table.name)
            cwd = self.source.beside(table.cwd or "") if table.command is not None else table.cwd
            first = scripted_or_command(
                Succeeded(**common), table.command, cwd=cwd, env=table.env, outcomes=table.behaves
            )
            actor = actors.declare(
                self.world,
                table.name,
                outcome=first,
                title=table.title,
                description=table.description,
                is_public=table.public,
                permission_level=table.permission_level,
                dataset_schema=table.dataset_schema,
                key_value_store_schema=table.key_value_store_schema,
                input_schema=table.input_schema,
                definition=table.definition,
                pricing_infos=table.pricing_infos,
                run_defaults=actors.RunDefaults(
                    build=defaults.build,
                    timeout_secs=defaults.timeout,
                    memory_mbytes=defaults.memory,
                    restart_on_error=defaults.restart_on_error,
                ),
            )
            present(actor, categories=table.categories, total_users=table.total_users)
        if table.behaves:
            actor.behaviour.set(*sequence(self.source, place, table))
        for nth, when in enumerate(table.when):
            outcome = outcomes.outcome(self.source, (*place, "when", nth), when, table, common)
            with self._blaming(*place, "when", nth):
                pattern = RunPattern(
                    input=when.input, build=when.build, memory_mbytes=when.memory_mbytes, task=when.task
                )
            actor.behaviour.when(pattern).set(outcome)

    def _task(self, place: Place, table: TaskTable) -> None:
        options = table.run_options
        settings = TaskSettings(
            title=table.title,
            description=table.description,
            input=table.input,
            options=TaskOptions(
                build=options.build,
                timeout_secs=options.timeout,
                memory_mbytes=options.memory,
                max_items=options.max_items,
                max_total_charge_usd=options.max_total_charge_usd,
                restart_on_error=options.restart_on_error,
            ),
        )
        with self._blaming(*place):
            if table.name in self._task_names:
                raise ValueError(f"the task {table.name!r} is declared twice")
            self._task_names.add(table.name)
            tasks.declare(self.world, table.name, table.actor, settings)

    def _dataset(self, place: Place, table: DatasetTable) -> None:
        items = self._items(place, table.items)
        with self._blaming(*place):
            owner = users.get_or_create(self.world, table.user)
            dataset = storages.create(self.world, datasets.Dataset, owner, table.name)
            dataset.general_access = table.general_access
            dataset.set_schema(table.schema)
        with self._blaming(*place, "items"):
            datasets.push(dataset, items)

    def _store(self, place: Place, table: StoreTable) -> None:
        with self._blaming(*place):
            owner = users.get_or_create(self.world, table.user)
            store = storages.create(self.world, key_value_stores.KeyValueStore, owner, table.name)
            store.general_access = table.general_access
            store.set_schema(table.schema)
        for nth, record in enumerate(table.records):
            with self._blaming(*place, "records", nth):
                key_value_stores.set_value(store, record.key, self._value(record), record.content_type)

    def _webhook(self, place: Place, table: WebhookTable) -> None:
        with self._blaming(*place):
            actor_id, task_id = self._target("webhook", table)
            new = NewWebhook(
                event_types=table.events,
                request_url=table.url,
                condition=Condition(actor_id=actor_id, actor_task_id=task_id),
                payload_template=table.payload_template,
                headers_template=table.headers_template,
                should_interpolate_strings=table.interpolate_strings,
                ignore_ssl_errors=table.ignore_ssl_errors,
                do_not_retry=not table.retry,
            )
            webhooks.create(self.world, users.get_or_create(self.world, table.user), new)

    def _schedule(self, place: Place, table: ScheduleTable) -> None:
        with self._blaming(*place):
            actor_id, task_id = self._target("schedule", table)
            settings = ScheduleSettings(
                name=table.name,
                cron_expression=table.cron,
                timezone=table.timezone,
                is_enabled=table.enabled,
                is_exclusive=table.exclusive,
                actions=[schedule_actions.running(actor_id=actor_id, actor_task_id=task_id, given=table.input)],
            )
            schedules.create(self.world, users.get_or_create(self.world, table.user), settings)

    def _target(self, what: str, table: WebhookTable | ScheduleTable) -> tuple[str | None, str | None]:
        """The id of the Actor, or of the task, that the table names."""
        if (table.actor is None) == (table.task is None):
            raise ValueError(f"a {what} needs either 'actor' or 'task'")
        actor_id = self._id_of("Actor", self.world.actors, table.actor)
        return actor_id, self._id_of("task", self.world.tasks, table.task)

    def _id_of(self, what: str, collection: Collection[Any], full_name: str | None) -> str | None:
        if full_name is None:
            return None
        username, _, name = full_name.replace("~", "/").partition("/")
        owner = users.named(self.world, username)
        found = collection.named(owner.id, name) if owner is not None else None
        if found is None:
            raise ValueError(f"there is no {what} {full_name!r}; declare it, as 'username/name'")
        id_: str = found.id
        return id_

    def _value(self, table: RecordTable) -> object:
        if (table.value is UNSET) == (table.file is None):
            raise ValueError("a record needs either 'value' or 'file'")
        if table.file is None:
            return table.value
        path = self.source.beside(table.file)
        try:
            return path.read_bytes()
        except OSError as error:
            raise ValueError(f"{path}: cannot be read: {error.strerror}") from None

    def _items(self, place: Place, given: Items) -> Sequence[Mapping[str, Any]]:
        return outcomes.items(self.source, place, given)

    def _blaming(self, *place: str | int) -> AbstractContextManager[None]:
        return blaming(self.source, *place)
