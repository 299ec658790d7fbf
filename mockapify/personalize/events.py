"""Personalize Events, the data plane: records put into datasets.

A request is taken as a whole or not at all. The order of checks, each ending the request: the request's shape, the
kind of dataset the ARN says, its existence, its status, then each entry's properties.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from mockapify.personalize import arn, avro, datasets, errors
from mockapify.personalize.calls import Call
from mockapify.personalize.datasets import Dataset
from mockapify.personalize.resources import ACTIVE, find

EVENTS: Mapping[str, str] = {
    "/items": "PutItems",
    "/users": "PutUsers",
    "/events": "PutEvents",
    "/actions": "PutActions",
    "/action-interactions": "PutActionInteractions",
}
"""The operation behind each path; the method is POST."""

RESERVED = frozenset({"userid", "sessionid", "eventtype", "timestamp", "recommendationid", "impression"})
"""What properties of events and action interactions must not be called, in any case."""

INTERACTION_COLUMNS = frozenset(
    {
        "USER_ID",
        "ITEM_ID",
        "ACTION_ID",
        "EVENT_TYPE",
        "EVENT_VALUE",
        "TIMESTAMP",
        "SESSION_ID",
        "IMPRESSION",
        "RECOMMENDATION_ID",
    }
)
"""The columns that members of an event fill, not its properties."""


class Metadata(Struct, frozen=True):
    """One of the operations that put metadata: the request member `entries` goes to a dataset of `kind`."""

    entries: str
    kind: str
    id_column: str

    def put(self, call: Call) -> None:
        dataset = _dataset(call, self.kind)
        dataset.records += _Entries(self.entries, frozenset({self.id_column})).records(call, dataset)


def _dataset(call: Call, kind: str) -> Dataset:
    dataset_arn = call.request["datasetArn"]
    parsed = arn.parse(dataset_arn)
    if parsed is None or parsed.type != "dataset" or parsed.dataset_kind not in (kind, None):
        raise errors.another_kind_of_dataset(dataset_arn, kind)
    dataset = find(call.personalize.datasets, dataset_arn)
    dataset.require_active()
    return dataset


def put_events(call: Call) -> None:
    """PutEvents documents InvalidInputException only, so an unknown or inactive tracker is one."""
    tracking_id = call.request["trackingId"]
    tracker = next((one for one in call.personalize.event_trackers.values() if one.tracking_id == tracking_id), None)
    if tracker is None:
        raise errors.unknown_tracking_id(tracking_id)
    dataset = call.personalize.datasets.get(datasets.arn_in_group(tracker.dataset_group_arn, "INTERACTIONS"))
    for resource in (tracker, dataset):
        if resource and resource.status != ACTIVE:
            raise errors.not_active_for_events(resource.arn, resource.status)
    session = {name: call.request[name] for name in ("userId", "sessionId") if name in call.request}
    events = _Entries("eventList", INTERACTION_COLUMNS, reserved=RESERVED, extra=True)
    records = [session | record for record in events.records(call, dataset)]
    tracker.records += records
    if dataset:
        dataset.records += records


def put_action_interactions(call: Call) -> None:
    """The tracking id is the dataset's own; an event tracker's is unknown here."""
    tracking_id = call.request["trackingId"]
    dataset = next((one for one in call.personalize.datasets.values() if one.tracking_id == tracking_id), None)
    if dataset is None:
        raise errors.action_tracker_not_found(tracking_id)
    dataset.require_active()
    interactions = _Entries("actionInteractions", INTERACTION_COLUMNS, reserved=RESERVED, extra=True)
    dataset.records += interactions.records(call, dataset)


class _Entries(Struct, frozen=True):
    """The entries of a request member, and which properties they may have.

    Columns in `apart` come from members of the entry and not from its properties; properties in `reserved` (lower case)
    are never taken. With `extra`, properties that are no columns are: public reports show the service taking them in
    events, and older clients give ``itemId`` and ``eventValue`` there.
    """

    member: str
    apart: frozenset[str]
    reserved: frozenset[str] = frozenset()
    extra: bool = False

    def records(self, call: Call, dataset: Dataset | None) -> list[dict[str, Any]]:
        """The entries as they are kept: without nulls, their properties read. Raises InvalidInputException."""
        return [
            self._record(entry, dataset, f"{self.member}.{number}.member.properties")
            for number, entry in enumerate(call.request[self.member], 1)
        ]

    def _record(self, entry: Mapping[str, Any], dataset: Dataset | None, place: str) -> dict[str, Any]:
        record = {name: value for name, value in entry.items() if value is not None}
        properties = _read(record["properties"]) if "properties" in record else {}
        for name in properties:
            if name.lower() in self.reserved:
                raise errors.reserved_property(place, name)
        if dataset and dataset.schema is not None:
            reasons = avro.misfits(dataset.schema, properties, apart=self.apart, extra=self.extra)
            if reasons:
                raise errors.properties_do_not_fit(place, reasons)
        return record | {"properties": properties} if "properties" in record else record


def _read(text: str) -> dict[str, Any]:
    try:
        properties = msgspec.json.decode(text)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise errors.invalid_input(errors.ERROR_PARSING_PROPERTIES) from None
    if not isinstance(properties, dict):
        raise errors.invalid_input(errors.ERROR_PARSING_PROPERTIES)
    return properties


OPERATIONS: Mapping[str, Callable[[Call], None]] = {
    "PutItems": Metadata("items", "ITEMS", "ITEM_ID").put,
    "PutUsers": Metadata("users", "USERS", "USER_ID").put,
    "PutActions": Metadata("actions", "ACTIONS", "ACTION_ID").put,
    "PutEvents": put_events,
    "PutActionInteractions": put_action_interactions,
}
