"""Event trackers: their tracking id says which dataset group events belong to."""

from typing import Any

from msgspec import field

from mockapify.personalize import arn, errors, pages, tags
from mockapify.personalize.calls import Call
from mockapify.personalize.resources import CREATE, Resource, describe, find, of_region, progress, retire

SUMMARY = {
    "name": "name",
    "eventTrackerArn": "arn",
    "status": "status",
    "creationDateTime": "created",
    "lastUpdatedDateTime": "updated",
}
DESCRIPTION = SUMMARY | {"accountId": "account_id", "trackingId": "tracking_id", "datasetGroupArn": "dataset_group_arn"}


class EventTracker(Resource, kw_only=True):
    """An event tracker.

    `records` is every event put with its tracking id, also when the group has no Interactions dataset.
    """

    tracking_id: str
    dataset_group_arn: str
    records: list[dict[str, Any]] = field(default_factory=list)

    @property
    def account_id(self) -> str:
        return self.arn.split(":")[4]


def create(call: Call) -> dict[str, Any]:
    """Raises ResourceAlreadyExistsException when the group has a tracker: there is one for each group."""
    tags.check(call.request)
    group = find(call.personalize.dataset_groups, call.request["datasetGroupArn"])
    for tracker in call.personalize.event_trackers.values():
        if tracker.dataset_group_arn == group.arn:
            raise errors.already_exists(tracker.arn)
    group.require_active()
    tracker_arn = arn.make(call.region, "event-tracker", call.personalize.ids.digits(8))
    tracker = EventTracker(
        **call.personalize.born(tracker_arn, call.request["name"]),
        tracking_id=call.personalize.new_uuid(),
        dataset_group_arn=group.arn,
    )
    call.personalize.event_trackers[tracker_arn] = tracker
    progress(call.personalize.clock, tracker, CREATE)
    return {"eventTrackerArn": tracker_arn, "trackingId": tracker.tracking_id}


def describe_one(call: Call) -> dict[str, Any]:
    return {
        "eventTracker": describe(find(call.personalize.event_trackers, call.request["eventTrackerArn"]), DESCRIPTION)
    }


def list_all(call: Call) -> dict[str, Any]:
    group_arn = call.request.get("datasetGroupArn")
    trackers = of_region(call.personalize.event_trackers.values(), call.region)
    chosen = [one for one in trackers if group_arn in (None, one.dataset_group_arn)]
    shown, token = pages.page(chosen, call.request, listing=f"event trackers {group_arn}")
    return pages.answer("eventTrackers", [describe(tracker, SUMMARY) for tracker in shown], token)


def delete(call: Call) -> None:
    tracker = find(call.personalize.event_trackers, call.request["eventTrackerArn"])
    tracker.require_settled()
    retire(call.personalize.clock, call.personalize.event_trackers, tracker)
