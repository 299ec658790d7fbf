import json

import pytest
from cases import each_case
from personalize_samples import ITEMS, ITEMS_SCHEMA, ROOT, column, record


@pytest.fixture
def status_of(call):
    def run(dataset_arn=ITEMS):
        status, body = call("DescribeDataset", datasetArn=dataset_arn)
        return body["dataset"]["status"] if status == 200 else body["__type"]

    return run


@pytest.fixture
def add_schema(call):
    """Creates a schema; gives its ARN."""

    def run(name, *columns):
        return call("CreateSchema", name=name, schema=json.dumps(record(*columns)))[1]["schemaArn"]

    return run


@pytest.fixture
def steps(clock, status_of):
    """The statuses of the dataset now and after each of three steps of the clock."""

    def run():
        seen = [status_of()]
        for _ in range(3):
            clock.shift(0.5)
            seen.append(status_of())
        return seen

    return run


def test_a_dataset_becomes_active_step_by_step(create_dataset, steps):
    create_dataset()

    assert steps() == ["CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE", "ACTIVE"]


def test_a_dataset_disappears_step_by_step(call, create_dataset, clock, steps):
    create_dataset()
    clock.shift(1)
    call("DeleteDataset", datasetArn=ITEMS)

    assert steps() == ["DELETE PENDING", "DELETE IN_PROGRESS", "ResourceNotFoundException", "ResourceNotFoundException"]


def test_a_status_set_by_a_test_stays(personalize, create_dataset, clock, status_of):
    create_dataset()
    personalize.datasets[ITEMS].status = "CREATE FAILED"
    clock.shift(60)

    assert status_of() == "CREATE FAILED"


def test_a_description(call, create_dataset, clock):
    create_dataset("iTeMs")
    clock.shift(1)

    assert call("DescribeDataset", datasetArn=ITEMS)[1] == {
        "dataset": {
            "name": "d",
            "datasetArn": ITEMS,
            "datasetType": "ITEMS",
            "status": "ACTIVE",
            "creationDateTime": 1767323046.5,
            "lastUpdatedDateTime": 1767323047.5,
            "datasetGroupArn": f"{ROOT}:dataset-group/shop",
            "schemaArn": f"{ROOT}:schema/items",
        }
    }


@each_case("kind", ["Interactions", "Items", "Users", "Actions", "Action_Interactions"])
def test_only_action_interactions_have_a_tracking_id(call, create_dataset, kind):
    arn = create_dataset(kind)

    assert arn == f"{ROOT}:dataset/shop/{kind.upper()}"
    shown = call("DescribeDataset", datasetArn=arn)[1]["dataset"]
    assert ("trackingId" in shown) == (kind == "Action_Interactions")


@pytest.fixture
def existing(create_dataset):
    return create_dataset()


@each_case(
    ("members", "code"),
    [
        ({"datasetType": "Songs"}, "InvalidInputException"),
        ({"datasetType": "Event-Interactions"}, "InvalidInputException"),
        ({"name": "-"}, "InvalidInputException"),
        ({"name": "x" * 64}, "InvalidInputException"),
        ({"schemaArn": f"{ROOT}:schema/unknown"}, "ResourceNotFoundException"),
        ({"datasetGroupArn": f"{ROOT}:dataset-group/unknown"}, "ResourceNotFoundException"),
        ({"datasetType": "items"}, "ResourceAlreadyExistsException"),
        ({"tags": [{"tagKey": "k", "tagValue": "v"}] * 51}, "TooManyTagsException"),
        ({"tags": [{"tagKey": "k!", "tagValue": "v"}]}, "InvalidInputException"),
    ],
)
def test_creation_errors(error, existing, shop, personalize, members, code):
    request = {"name": "d", "datasetGroupArn": shop[0], "schemaArn": shop[1], "datasetType": "Users"}

    assert error("CreateDataset", **request | members)[:2] == (400, code)
    assert list(personalize.datasets) == [existing] == [ITEMS]


def test_the_group_of_a_new_dataset_must_be_active(error, personalize, shop):
    group, schema = shop
    personalize.dataset_groups[group].status = "CREATE IN_PROGRESS"

    status, code, message = error(
        "CreateDataset", name="d", datasetGroupArn=group, schemaArn=schema, datasetType="Items"
    )

    assert (status, code) == (400, "ResourceInUseException")
    assert "CREATE IN_PROGRESS" in message


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("ACTIVE", None),
        ("CREATE FAILED", None),
        ("CREATE PENDING", "ResourceInUseException"),
        ("UPDATE IN_PROGRESS", "ResourceInUseException"),
        ("DELETE PENDING", "ResourceInUseException"),
    ],
)
def test_what_changes_by_itself_cannot_be_deleted(call, personalize, status, code):
    personalize.add_dataset(ITEMS, status=status)

    _, body = call("DeleteDataset", datasetArn=ITEMS)

    assert (body and body["__type"]) == code


def test_a_dataset_added_again_outlives_the_deletion_of_the_first(call, personalize, clock, status_of):
    personalize.add_dataset(ITEMS)
    call("DeleteDataset", datasetArn=ITEMS)
    del personalize.datasets[ITEMS]
    personalize.add_dataset(ITEMS)
    clock.shift(5)

    assert status_of() == "ACTIVE"


def test_datasets_are_listed_by_group(call, personalize):
    for arn in (ITEMS, f"{ROOT}:dataset/shop/USERS", f"{ROOT}:dataset/other/ITEMS", ITEMS.replace("us-east-1", "x")):
        personalize.add_dataset(arn)

    everything = call("ListDatasets")[1]["datasets"]
    of_shop = call("ListDatasets", datasetGroupArn=f"{ROOT}:dataset-group/shop")[1]["datasets"]

    assert [one["datasetArn"] for one in everything] == list(personalize.datasets)[:3]
    assert [one["datasetType"] for one in of_shop] == ["ITEMS", "USERS"]
    assert set(of_shop[0]) == {
        "name", "datasetArn", "datasetType", "status", "creationDateTime", "lastUpdatedDateTime",
    }  # fmt: skip


def test_an_update_replaces_the_schema_when_the_dataset_is_active_again(call, personalize, add_schema, steps):
    dataset = personalize.add_dataset(ITEMS, schema=ITEMS_SCHEMA)
    wider = add_schema("wider", *ITEMS_SCHEMA["fields"], column("COLOR", ["string", "null"]))

    assert call("UpdateDataset", datasetArn=ITEMS, schemaArn=wider) == (200, {"datasetArn": ITEMS})
    assert dataset.schema == ITEMS_SCHEMA
    assert steps() == ["UPDATE PENDING", "UPDATE IN_PROGRESS", "ACTIVE", "ACTIVE"]
    assert "COLOR" in str(dataset.schema)
    shown = call("DescribeDataset", datasetArn=ITEMS)[1]["dataset"]
    assert shown["schemaArn"] == wider
    assert shown["latestDatasetUpdate"] == {
        "schemaArn": wider,
        "status": "ACTIVE",
        "creationDateTime": 1767323045.5,
        "lastUpdatedDateTime": 1767323046.5,
    }


def test_both_schemas_are_in_use_during_an_update(call, error, personalize, add_schema, clock):
    before = personalize.add_dataset(ITEMS, schema=ITEMS_SCHEMA).schema_arn
    after = add_schema("after", *ITEMS_SCHEMA["fields"])
    call("UpdateDataset", datasetArn=ITEMS, schemaArn=after)

    assert error("DeleteSchema", schemaArn=before)[1] == "ResourceInUseException"
    assert error("DeleteSchema", schemaArn=after)[1] == "ResourceInUseException"
    clock.shift(1)
    assert call("DeleteSchema", schemaArn=before) == (200, None)
    assert error("DeleteSchema", schemaArn=after)[1] == "ResourceInUseException"


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ([column("ITEM_ID")], "must keep the field"),
        (
            [*ITEMS_SCHEMA["fields"][:-1], column("CREATION_TIMESTAMP", "long")],
            "must keep the field CREATION_TIMESTAMP",
        ),
        ([*ITEMS_SCHEMA["fields"], column("COLOR")], "the new field COLOR must allow null"),
    ],
    ids=["a field is missing", "a type changes", "a field without null"],
)
def test_a_replacement_only_adds_columns_with_null(error, personalize, add_schema, columns, told):
    dataset = personalize.add_dataset(ITEMS, schema=ITEMS_SCHEMA)

    status, code, message = error("UpdateDataset", datasetArn=ITEMS, schemaArn=add_schema("other", *columns))

    assert (status, code) == (400, "InvalidInputException")
    assert told in message
    assert (dataset.status, dataset.latest_update) == ("ACTIVE", None)


def test_only_items_and_users_can_be_updated(error, create_dataset, clock, shop):
    arn = create_dataset("Actions")
    clock.shift(1)

    assert error("UpdateDataset", datasetArn=arn, schemaArn=shop[1])[1] == "InvalidInputException"


def test_a_dataset_must_be_active_to_be_updated(error, create_dataset, shop):
    create_dataset()

    assert error("UpdateDataset", datasetArn=ITEMS, schemaArn=shop[1])[1] == "ResourceInUseException"
