"""Datasets: what items, users, interactions and actions are put into."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import field

from mockapify.assertions import require
from mockapify.differences import Sighting
from mockapify.personalize import arn, avro, errors, pages, tags
from mockapify.personalize.calls import Call
from mockapify.personalize.resources import CREATE, UPDATE, Resource, describe, find, of_region, progress, retire
from mockapify.personalize.schemas import Schema

if TYPE_CHECKING:
    from mockapify.personalize.state import Personalize

SUMMARY = {
    "name": "name",
    "datasetArn": "arn",
    "datasetType": "kind",
    "status": "status",
    "creationDateTime": "created",
    "lastUpdatedDateTime": "updated",
}
DESCRIPTION = SUMMARY | {"datasetGroupArn": "dataset_group_arn", "schemaArn": "schema_arn", "trackingId": "tracking_id"}
UPDATE_SUMMARY = {
    "schemaArn": "schema_arn",
    "status": "status",
    "creationDateTime": "created",
    "lastUpdatedDateTime": "updated",
}

REPLACEABLE_KINDS = ("ITEMS", "USERS")
"""The kinds of datasets whose schema can be replaced."""


class Dataset(Resource, kw_only=True):
    """A dataset.

    `status` may be set: it stays as set, and Put operations answer ResourceInUseException unless it is ACTIVE.
    `schema` is the Avro record properties must fit, as a plain dict; None accepts any properties.
    `records` is what was put, in order of arrival: the members of the request's entry, ``properties`` read from its
    JSON. Interactions also hold the ``sessionId`` and ``userId`` of their request.
    """

    kind: str
    dataset_group_arn: str
    schema_arn: str | None = None
    schema: dict[str, Any] | None = None
    tracking_id: str | None = None
    latest_update: "DatasetUpdate | None" = None
    records: list[dict[str, Any]] = field(default_factory=list)

    def assert_put(self, *records: Mapping[str, Any]) -> None:
        """Fail unless each of these records was put, as `records` has them: `properties` is an object, not its JSON.

        They are compared whole; `mockapify.containing(...)` stands for objects with at least some keys, and
        `unittest.mock.ANY` for any value.

        Raises:
            AssertionError: One was not; the message tells the closest.
        """
        __tracebackhide__ = True
        assert_put(records, [self])

    @property
    def schema_arns(self) -> set[str]:
        """The schemas that cannot be deleted because of this dataset."""
        coming = self.latest_update.schema_arn if self.latest_update and self.passing else None
        return {one for one in (self.schema_arn, coming) if one}


def assert_put(records: Iterable[Mapping[str, Any]], datasets: Iterable[Dataset]) -> None:
    """Fail unless each of these records was put into one of the datasets.

    Raises:
        AssertionError: One was not.
    """
    __tracebackhide__ = True
    seen = [
        Sighting(f"record {position} of {dataset.arn}", {"record": record})
        for dataset in datasets
        for position, record in enumerate(dataset.records)
    ]
    for record in records:
        require({"record": record}, seen, "a record put into Personalize")


class DatasetUpdate(Resource, kw_only=True):
    """The latest replacement of a dataset's schema; it shows the dataset's own name and ARN nowhere."""

    schema_arn: str


def create(call: Call) -> dict[str, Any]:
    tags.check(call.request)
    kind = call.request["datasetType"].upper()
    if kind not in arn.DATASET_KINDS:
        raise errors.invalid_input(
            f"The dataset type {call.request['datasetType']} must be one of {', '.join(arn.DATASET_KINDS)}."
        )
    group = find(call.personalize.dataset_groups, call.request["datasetGroupArn"])
    schema = find(call.personalize.schemas, call.request["schemaArn"])
    dataset_arn = arn_in_group(group.arn, kind)
    if dataset_arn in call.personalize.datasets:
        raise errors.already_exists(dataset_arn)
    group.require_active()
    dataset = Dataset(
        **call.personalize.born(dataset_arn, call.request["name"]),
        kind=kind,
        dataset_group_arn=group.arn,
        schema_arn=schema.arn,
        schema=schema.record,
        tracking_id=new_tracking_id(call.personalize, kind),
    )
    call.personalize.datasets[dataset_arn] = dataset
    progress(call.personalize.clock, dataset, CREATE)
    return {"datasetArn": dataset_arn}


def arn_in_group(dataset_group_arn: str, kind: str) -> str:
    """A group has one dataset of each kind, so the group's name and the kind make the ARN."""
    group = arn.parse(dataset_group_arn)
    if group is None:
        raise ValueError(f"{dataset_group_arn!r} is not the ARN of a dataset group")
    return str(group.beside("dataset", f"{group.path}/{kind}"))


def new_tracking_id(personalize: "Personalize", kind: str) -> str | None:
    """The platform makes a tracker of its own for each Action_Interactions dataset, and for no other."""
    return personalize.new_uuid() if kind == "ACTION_INTERACTIONS" else None


def describe_one(call: Call) -> dict[str, Any]:
    dataset = find(call.personalize.datasets, call.request["datasetArn"])
    shown = describe(dataset, DESCRIPTION)
    if dataset.latest_update:
        shown["latestDatasetUpdate"] = describe(dataset.latest_update, UPDATE_SUMMARY)
    return {"dataset": shown}


def list_all(call: Call) -> dict[str, Any]:
    group_arn = call.request.get("datasetGroupArn")
    datasets = of_region(call.personalize.datasets.values(), call.region)
    chosen = [one for one in datasets if group_arn in (None, one.dataset_group_arn)]
    shown, token = pages.page(chosen, call.request, listing=f"datasets {group_arn}")
    return pages.answer("datasets", [describe(dataset, SUMMARY) for dataset in shown], token)


def update(call: Call) -> dict[str, Any]:
    """Replace the schema; it takes effect, and records can be put again, when the dataset is ACTIVE again."""
    dataset = find(call.personalize.datasets, call.request["datasetArn"])
    schema = find(call.personalize.schemas, call.request["schemaArn"])
    dataset.require_active()
    _check_replacement(dataset, schema)
    change = DatasetUpdate(**call.personalize.born(dataset.arn, dataset.name), schema_arn=schema.arn)
    dataset.latest_update = change

    def replace() -> None:
        dataset.schema_arn, dataset.schema = schema.arn, schema.record

    progress(call.personalize.clock, change, UPDATE)
    progress(call.personalize.clock, dataset, UPDATE, replace)
    return {"datasetArn": dataset.arn}


def _check_replacement(dataset: Dataset, schema: Schema) -> None:
    """A replacement keeps every column as it is, and new columns allow null."""
    if dataset.kind not in REPLACEABLE_KINDS:
        raise errors.schema_cannot_replace(f"its type is {dataset.kind}, not one of {', '.join(REPLACEABLE_KINDS)}")
    before = avro.columns(dataset.schema) if dataset.schema else {}
    after = avro.columns(schema.record)
    for name, column in before.items():
        if after.get(name) != column:
            raise errors.schema_cannot_replace(f"the new schema must keep the field {name} as it is")
    for name in after.keys() - before.keys():
        if before and not avro.fits(after[name]["type"], None):
            raise errors.schema_cannot_replace(f"the new field {name} must allow null")


def delete(call: Call) -> None:
    dataset = find(call.personalize.datasets, call.request["datasetArn"])
    dataset.require_settled()
    retire(call.personalize.clock, call.personalize.datasets, dataset)
