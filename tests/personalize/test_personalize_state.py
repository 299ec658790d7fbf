import json

import pytest
from cases import each_case
from personalize_samples import ITEMS, ITEMS_SCHEMA, ROOT


def test_an_added_dataset_brings_its_group_and_its_schema(call, personalize):
    dataset = personalize.add_dataset(ITEMS, schema=ITEMS_SCHEMA)

    assert personalize.datasets[ITEMS] is dataset
    assert (dataset.status, dataset.schema, dataset.records) == ("ACTIVE", ITEMS_SCHEMA, [])
    assert (
        call("DescribeDatasetGroup", datasetGroupArn=f"{ROOT}:dataset-group/shop")[1]["datasetGroup"]["name"] == "shop"
    )
    text = call("DescribeSchema", schemaArn=dataset.schema_arn)[1]["schema"]["schema"]
    assert json.loads(text) == ITEMS_SCHEMA


def test_datasets_of_a_group_share_it(personalize):
    personalize.add_dataset(ITEMS)
    personalize.add_dataset(f"{ROOT}:dataset/shop/USERS")

    assert list(personalize.dataset_groups) == [f"{ROOT}:dataset-group/shop"]


def test_an_added_schema_takes_no_name_of_a_client(call, personalize):
    _, created = call("CreateSchema", name="shop-items", schema=json.dumps(ITEMS_SCHEMA))

    dataset = personalize.add_dataset(ITEMS, schema=ITEMS_SCHEMA)

    assert (created["schemaArn"], dataset.schema_arn) == (f"{ROOT}:schema/shop-items", f"{ROOT}:schema/shop-items-2")


def test_an_added_status_stays(personalize, clock):
    dataset = personalize.add_dataset(ITEMS, status="CREATE PENDING")
    clock.shift(60)

    assert dataset.status == "CREATE PENDING"


@pytest.mark.parametrize(
    ("arn", "more", "told"),
    [
        ("shop", {}, "'shop' is not the ARN of a dataset; it must look like arn:aws:personalize:us-east-1:"),
        (f"{ROOT}:dataset/shop/SONGS", {}, "ending in one of INTERACTIONS, ITEMS, USERS, ACTIONS, ACTION_INTERACTIONS"),
        (ITEMS, {}, "exists already"),
        (f"{ROOT}:dataset/shop/USERS", {"status": "READY"}, "'READY' is not a status of a dataset; it must be one of"),
        (
            f"{ROOT}:dataset/shop/USERS",
            {"schema": {"type": "int"}},
            "is not a schema: it must be an object of type record",
        ),
    ],
)
def test_misuse_is_told(personalize, arn, more, told):
    personalize.add_dataset(ITEMS)

    with pytest.raises(ValueError, match=told):
        personalize.add_dataset(arn, **more)

    assert list(personalize.datasets) == [ITEMS]


def test_an_added_tracker_has_the_tracking_id_it_is_given(personalize):
    tracker = personalize.add_event_tracker(f"{ROOT}:dataset-group/shop", tracking_id="mine")

    assert (tracker.tracking_id, tracker.status) == ("mine", "ACTIVE")


@each_case("arn", ["shop", ITEMS, f"{ROOT}:dataset-group/"])
def test_a_tracker_is_added_to_a_dataset_group(personalize, arn):
    with pytest.raises(ValueError, match="is not the ARN of a dataset group"):
        personalize.add_event_tracker(arn)
