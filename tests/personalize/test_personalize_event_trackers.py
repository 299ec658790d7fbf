import pytest
from personalize_samples import ROOT

GROUP = f"{ROOT}:dataset-group/shop"


@pytest.fixture
def created(call, shop):
    return call("CreateEventTracker", name="clicks", datasetGroupArn=GROUP)[1]


def test_a_tracker_has_a_tracking_id_and_becomes_active(call, created, clock):
    clock.shift(1)

    shown = call("DescribeEventTracker", eventTrackerArn=created["eventTrackerArn"])[1]["eventTracker"]

    assert created["eventTrackerArn"].startswith(f"{ROOT}:event-tracker/")
    assert len(created["trackingId"]) == 36
    assert shown == {
        "name": "clicks",
        "eventTrackerArn": created["eventTrackerArn"],
        "status": "ACTIVE",
        "creationDateTime": 1767323046.5,
        "lastUpdatedDateTime": 1767323047.5,
        "accountId": "123456789012",
        "trackingId": created["trackingId"],
        "datasetGroupArn": GROUP,
    }


def test_a_group_has_one_tracker(error, created):
    assert error("CreateEventTracker", name="other", datasetGroupArn=GROUP)[1] == "ResourceAlreadyExistsException"


def test_a_tracker_needs_an_active_group(call, error):
    assert error("CreateEventTracker", name="t", datasetGroupArn=GROUP)[1] == "ResourceNotFoundException"
    call("CreateDatasetGroup", name="shop")
    assert error("CreateEventTracker", name="t", datasetGroupArn=GROUP)[1] == "ResourceInUseException"


def test_a_deleted_tracker_makes_room_for_another(call, error, created, clock):
    request = {"eventTrackerArn": created["eventTrackerArn"]}

    assert error("DeleteEventTracker", **request)[1] == "ResourceInUseException"
    clock.shift(1)
    assert call("DeleteEventTracker", **request) == (200, None)
    assert call("DescribeEventTracker", **request)[1]["eventTracker"]["status"] == "DELETE PENDING"
    clock.shift(1)
    assert error("DescribeEventTracker", **request)[1] == "ResourceNotFoundException"
    assert call("CreateEventTracker", name="clicks", datasetGroupArn=GROUP)[0] == 200


def test_trackers_are_listed_by_group(call, personalize, created):
    other = personalize.add_event_tracker(f"{ROOT}:dataset-group/other")

    listed = call("ListEventTrackers")[1]["eventTrackers"]

    assert [one["eventTrackerArn"] for one in listed] == [created["eventTrackerArn"], other.arn]
    assert set(listed[0]) == {"name", "eventTrackerArn", "status", "creationDateTime", "lastUpdatedDateTime"}
    of_other = call("ListEventTrackers", datasetGroupArn=other.dataset_group_arn)[1]["eventTrackers"]
    assert [one["eventTrackerArn"] for one in of_other] == [other.arn]
