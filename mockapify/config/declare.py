"""From the tables of a file to the objects of a world."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from mockapify.config.items import read_items
from mockapify.config.source import Place, Source
from mockapify.config.tables import ActorTable, DatasetTable, Items, OutcomeTable, RecordTable, StoreTable
from mockapify.errors import ApiError
from mockapify.personalize import ServiceError
from mockapify.state import actors, datasets, key_value_stores, users
from mockapify.state.actors import Actor
from mockapify.state.behaviours import NOTHING, Aborted, Failed, Hangs, Outcome, Succeeded, TimedOut
from mockapify.state.key_value_stores import Record
from mockapify.wire import UNSET
from mockapify.world import World

OUTCOMES: dict[str, type[Outcome]] = {
    "SUCCEEDED": Succeeded,
    "FAILED": Failed,
    "TIMED-OUT": TimedOut,
    "ABORTED": Aborted,
    "HANGS": Hangs,
}


def declare(world: World, source: Source) -> None:
    """Make what the file declares, in one turn.

    The clock's mode and the seed are for whoever makes the world; they are not changed here.

    Raises:
        ConfigError: Something in it will not do; the message names file, line and key.
    """
    with world:
        Declaration(world, source).make()


class Declaration:
    """A file on its way into a world."""

    def __init__(self, world: World, source: Source) -> None:
        self.world = world
        self.source = source
        self._actor_names: set[str] = set()

    def make(self) -> None:
        """Make everything the file declares."""
        config = self.source.config
        if config.max_payload_bytes is not None:
            self.world.settings.max_payload_bytes = config.max_payload_bytes
        if config.schema_error_paths is not None:
            self.world.settings.schema_error_paths = config.schema_error_paths
        for position, user in enumerate(config.users):
            with self._blaming("users", position):
                users.create(self.world, user.name, user.token)
        for position, actor in enumerate(config.actors):
            self._actor(("actors", position), actor)
        for position, dataset in enumerate(config.datasets):
            self._dataset(("datasets", position), dataset)
        for position, store in enumerate(config.key_value_stores):
            self._store(("key_value_stores", position), store)
        for position, table in enumerate(config.personalize.datasets):
            with self._blaming("personalize", "datasets", position):
                self.world.personalize.add_dataset(table.arn, status=table.status, schema=table.schema)

    def _actor(self, place: Place, table: ActorTable) -> None:
        common: dict[str, Any] = {
            "items": self._items(place, table.items),
            "output": NOTHING if table.output is UNSET else table.output,
            "log": table.log,
            "duration": table.duration,
        }
        defaults = table.run_defaults
        with self._blaming(*place):
            if table.name in self._actor_names:
                raise ValueError(f"the Actor {table.name!r} is declared twice; say what its runs do in one place")
            self._actor_names.add(table.name)
            first = Succeeded(**common)
            actor = actors.declare(
                self.world,
                table.name,
                outcome=first,
                title=table.title,
                description=table.description,
                is_public=table.public,
                dataset_schema=table.dataset_schema,
                input_schema=table.input_schema,
                run_defaults=actors.RunDefaults(
                    build=defaults.build,
                    timeout_secs=defaults.timeout,
                    memory_mbytes=defaults.memory,
                    restart_on_error=defaults.restart_on_error,
                ),
            )
        outcomes = [
            self._outcome((*place, "behaves", nth), actor, one, common) for nth, one in enumerate(table.behaves)
        ]
        if outcomes:
            actor.behaviour.set(*outcomes)
        for nth, when in enumerate(table.when):
            outcome = self._outcome((*place, "when", nth), actor, when, common)
            actor.behaviour.when(when.input).set(outcome)

    def _outcome(self, place: Place, actor: Actor, table: OutcomeTable, common: Mapping[str, Any]) -> Outcome:
        given = {key: getattr(table, key) for key in common if getattr(table, key) is not UNSET}
        if "items" in given:
            given["items"] = self._items(place, given["items"])
        with self._blaming(*place):
            outcome = OUTCOMES[table.status](
                **{**common, **given},
                status_message=table.status_message,
                exit_code=table.exit_code,
                charges=table.charges,
            )
            actors.check_items(actor.dataset_schema, outcome)
            return outcome

    def _dataset(self, place: Place, table: DatasetTable) -> None:
        items = self._items(place, table.items)
        with self._blaming(*place):
            owner = users.get_or_create(self.world, table.user)
            dataset = self.world.datasets.add(datasets.make(self.world, owner, table.name))
            dataset.general_access = table.general_access
            dataset.set_schema(table.schema)
        with self._blaming(*place, "items"):
            datasets.push(dataset, items)

    def _store(self, place: Place, table: StoreTable) -> None:
        with self._blaming(*place):
            owner = users.get_or_create(self.world, table.user)
            store = self.world.key_value_stores.add(key_value_stores.make(self.world, owner, table.name))
            store.general_access = table.general_access
        for nth, record in enumerate(table.records):
            with self._blaming(*place, "records", nth):
                store.put(self._record(record))

    def _record(self, table: RecordTable) -> Record:
        if (table.value is UNSET) == (table.file is None):
            raise ValueError("a record needs either 'value' or 'file'")
        value = table.value
        if table.file is not None:
            path = self.source.beside(table.file)
            try:
                value = path.read_bytes()
            except OSError as error:
                raise ValueError(f"{path}: cannot be read: {error.strerror}") from None
        record = key_value_stores.record_of(table.key, value)
        return record if table.content_type is None else Record(record.key, record.value, table.content_type)

    def _items(self, place: Place, items: Items) -> Sequence[dict[str, Any]]:
        if not isinstance(items, str):
            return items
        with self._blaming(*place, "items"):
            return read_items(self.source.beside(items))

    @contextmanager
    def _blaming(self, *place: str | int) -> Iterator[None]:
        """Turn errors of the rules into errors of the file."""
        try:
            yield
        except ApiError as error:
            raise self.source.error(place, _told(error)) from None
        except ServiceError as error:
            raise self.source.error(place, error.message) from None
        except (ValueError, TypeError) as error:
            raise self.source.error(place, str(error)) from None


def _told(error: ApiError) -> str:
    """The error's message, with the first of the items that do not fit."""
    for item in (error.data or {}).get("invalidItems", ()):
        problem = item["validationErrors"][0]
        return f"{error.message}: item {item['itemPosition']}{problem['instancePath']} {problem['message']}"
    return error.message
