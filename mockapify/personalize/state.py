"""One world's Amazon Personalize."""

from collections.abc import Mapping
from itertools import chain, count
from typing import Any

import msgspec

from mockapify.personalize import arn, avro, datasets
from mockapify.personalize.dataset_groups import DatasetGroup
from mockapify.personalize.datasets import Dataset
from mockapify.personalize.event_trackers import EventTracker
from mockapify.personalize.resources import ACTIVE, STATUSES, Clock, Ids
from mockapify.personalize.schemas import Schema

UUID_GROUPS = (8, 4, 4, 4, 12)


class Personalize:
    """The resources of one world, each mapping by ARN.

    Operations of AWS clients change them through `answers.answer`; tests and configuration add to them with
    `add_dataset` and `add_event_tracker`, and read `Dataset.records`.
    """

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self.clock = clock
        self.ids = ids
        self.schemas: dict[str, Schema] = {}
        self.dataset_groups: dict[str, DatasetGroup] = {}
        self.datasets: dict[str, Dataset] = {}
        self.event_trackers: dict[str, EventTracker] = {}
        self._numbers = count(1)

    def born(self, resource_arn: str, name: str) -> dict[str, Any]:
        """The fields every new resource has."""
        now = self.clock.now()
        return {"arn": resource_arn, "name": name, "number": next(self._numbers), "created": now, "updated": now}

    def new_uuid(self) -> str:
        """The form of tracking ids and request ids."""
        return "-".join(self.ids.digits(length) for length in UUID_GROUPS)

    def add_dataset(
        self, dataset_arn: str, *, status: str = ACTIVE, schema: Mapping[str, Any] | None = None
    ) -> Dataset:
        """Add the dataset of an ARN ``arn:aws:personalize:<region>:<account>:dataset/<group>/<kind>``.

        Its dataset group is created when it is new, and with a `schema` (an Avro record) a schema resource. The status
        stays as given. Without a schema any properties are accepted.

        Raises ValueError for an ARN of anything else or one that exists, an unknown status, or a wrong schema.
        """
        parsed = arn.parse(dataset_arn)
        if parsed is None or parsed.dataset_kind is None:
            example = arn.make(arn.DEFAULT_REGION, "dataset", "shop/ITEMS")
            kinds = ", ".join(arn.DATASET_KINDS)
            raise ValueError(
                f"{dataset_arn!r} is not the ARN of a dataset; it must look like {example}, ending in one of {kinds}"
            )
        if dataset_arn in self.datasets:
            raise ValueError(f"the dataset {dataset_arn} exists already")
        if status not in STATUSES:
            raise ValueError(f"{status!r} is not a status of a dataset; it must be one of {', '.join(STATUSES)}")
        kind, name = parsed.dataset_kind, parsed.path.replace("/", "-").lower()
        dataset = Dataset(
            **self.born(dataset_arn, name),
            status=status,
            kind=kind,
            dataset_group_arn=self._group(str(parsed.beside("dataset-group", parsed.path.rpartition("/")[0]))).arn,
            tracking_id=datasets.new_tracking_id(self, kind),
        )
        if schema is not None:
            added = self._add_schema(parsed.beside("schema", name), schema)
            dataset.schema, dataset.schema_arn = added.record, added.arn
        self.datasets[dataset_arn] = dataset
        return dataset

    def assert_items_put(self, *items: Mapping[str, Any], dataset_arn: str | None = None) -> None:
        """Fail unless each of these items was put: `{"itemId": "1", "properties": {"price": 9.5}}`; see
        `Dataset.assert_put`.

        Args:
            items: The items.
            dataset_arn: Into which dataset; any of kind ITEMS if not given.

        Raises:
            AssertionError: One was not; the message tells the closest.
            ValueError: There is no such dataset.
        """
        __tracebackhide__ = True
        if dataset_arn is not None and dataset_arn not in self.datasets:
            raise ValueError(f"there is no dataset {dataset_arn!r}; there are {', '.join(self.datasets) or 'none'}")
        into = [one for one in self.datasets.values() if one.kind == "ITEMS" and dataset_arn in (None, one.arn)]
        datasets.assert_put(items, into)

    def add_event_tracker(self, dataset_group_arn: str, *, tracking_id: str | None = None) -> EventTracker:
        """Add an ACTIVE event tracker, so that PutEvents with its tracking id (a new one unless given) is accepted.

        The dataset group is created when it is new. Raises ValueError for an ARN of anything but a dataset group.
        """
        parsed = arn.parse(dataset_group_arn)
        if parsed is None or parsed.type != "dataset-group" or not parsed.path:
            example = arn.make(arn.DEFAULT_REGION, "dataset-group", "shop")
            raise ValueError(f"{dataset_group_arn!r} is not the ARN of a dataset group; it must look like {example}")
        tracker = EventTracker(
            **self.born(str(parsed.beside("event-tracker", self.ids.digits(8))), parsed.path),
            tracking_id=tracking_id or self.new_uuid(),
            dataset_group_arn=self._group(dataset_group_arn).arn,
        )
        self.event_trackers[tracker.arn] = tracker
        return tracker

    def _group(self, group_arn: str) -> DatasetGroup:
        if group_arn not in self.dataset_groups:
            self.dataset_groups[group_arn] = DatasetGroup(**self.born(group_arn, group_arn.rpartition("/")[2]))
        return self.dataset_groups[group_arn]

    def _add_schema(self, wanted: arn.Arn, record: Mapping[str, Any]) -> Schema:
        try:
            avro.check(record)
        except ValueError as reason:
            raise ValueError(f"{record!r} is not a schema: {reason}") from None
        text = msgspec.json.encode(record).decode()
        # A client may have made a schema of that name; it must not change under its feet.
        names = chain([wanted.path], (f"{wanted.path}-{number}" for number in count(2)))
        free = next(one for one in (wanted.beside("schema", name) for name in names) if str(one) not in self.schemas)
        schema = Schema(**self.born(str(free), free.path), text=text, record=dict(record))
        self.schemas[schema.arn] = schema
        return schema
