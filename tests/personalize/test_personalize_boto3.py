"""Unmodified boto3 clients against the package over a socket."""

import json
from datetime import UTC, datetime

import pytest
from cases import each_case
from personalize_samples import ITEMS, ITEMS_SCHEMA, ROOT, START, column, record

INTERACTIONS_SCHEMA = record(
    column("USER_ID"),
    column("ITEM_ID"),
    column("TIMESTAMP", "long"),
    column("DEVICE", ["string", "null"]),
    name="Interactions",
)
UNKNOWN = f"{ROOT}:dataset/nowhere/ITEMS"


def make_dataset(control, clock, kind="Items", schema=ITEMS_SCHEMA):
    schema_arn = control.create_schema(name=f"schema-{kind}", schema=json.dumps(schema))["schemaArn"]
    group_arn = control.create_dataset_group(name="shop")["datasetGroupArn"]
    clock.shift(1)
    created = control.create_dataset(name="goods", schemaArn=schema_arn, datasetGroupArn=group_arn, datasetType=kind)
    return created["datasetArn"]


def test_items_are_put_into_a_dataset_that_was_created_with_the_control_plane(control, events, clock, personalize):
    dataset_arn = make_dataset(control, clock)
    clock.shift(1)
    assert control.describe_dataset(datasetArn=dataset_arn)["dataset"]["status"] == "ACTIVE"

    answered = events.put_items(
        datasetArn=dataset_arn, items=[{"itemId": "1", "properties": '{"price": 2.5, "genres": "A|B"}'}]
    )

    assert answered["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert personalize.datasets[dataset_arn].records == [{"itemId": "1", "properties": {"price": 2.5, "genres": "A|B"}}]


def test_every_put_operation_is_reached(control, events, personalize):
    for kind in ("ITEMS", "USERS", "ACTIONS", "INTERACTIONS", "ACTION_INTERACTIONS"):
        personalize.add_dataset(f"{ROOT}:dataset/shop/{kind}")
    tracker = personalize.add_event_tracker(f"{ROOT}:dataset-group/shop")
    actions = control.describe_dataset(datasetArn=f"{ROOT}:dataset/shop/ACTION_INTERACTIONS")["dataset"]["trackingId"]
    moment = datetime(2026, 1, 1, tzinfo=UTC)

    events.put_items(datasetArn=ITEMS, items=[{"itemId": "i"}])
    events.put_users(datasetArn=f"{ROOT}:dataset/shop/USERS", users=[{"userId": "u"}])
    events.put_actions(datasetArn=f"{ROOT}:dataset/shop/ACTIONS", actions=[{"actionId": "a"}])
    events.put_events(
        trackingId=tracker.tracking_id,
        userId="u",
        sessionId="s",
        eventList=[{"eventType": "click", "sentAt": moment, "itemId": "i", "eventValue": 1.5}],
    )
    events.put_action_interactions(
        trackingId=actions,
        actionInteractions=[{"actionId": "a", "sessionId": "s", "timestamp": moment, "eventType": "Taken"}],
    )

    seconds = int(moment.timestamp())
    assert {dataset.kind: dataset.records for dataset in personalize.datasets.values()} == {
        "ITEMS": [{"itemId": "i"}],
        "USERS": [{"userId": "u"}],
        "ACTIONS": [{"actionId": "a"}],
        "INTERACTIONS": [
            {"userId": "u", "sessionId": "s", "eventType": "click", "sentAt": seconds, "itemId": "i", "eventValue": 1.5}
        ],
        "ACTION_INTERACTIONS": [{"actionId": "a", "sessionId": "s", "timestamp": seconds, "eventType": "Taken"}],
    }


@pytest.fixture
def shop_items(personalize):
    return personalize.add_dataset(ITEMS)


@each_case(
    ("arn", "items", "exception", "status"),
    [
        pytest.param(ITEMS, [], "InvalidInputException", 400, id="no items"),
        pytest.param(ITEMS, [{"itemId": "1"}] * 11, "InvalidInputException", 400, id="eleven items"),
        pytest.param(ITEMS, [{"itemId": "1", "properties": "{"}], "InvalidInputException", 400, id="no JSON"),
        pytest.param("shop", [{"itemId": "1"}], "InvalidInputException", 400, id="no ARN"),
        pytest.param(UNKNOWN, [{"itemId": "1"}], "ResourceNotFoundException", 404, id="unknown dataset"),
    ],
)
def test_put_items_raises_modelled_exceptions(events, shop_items, arn, items, exception, status):
    with pytest.raises(getattr(events.exceptions, exception)) as raised:
        events.put_items(datasetArn=arn, items=items)

    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert raised.value.response["Error"]["Message"]
    assert shop_items.records == []


def test_a_dataset_is_in_use_right_after_its_creation_and_right_after_its_deletion(control, events, clock):
    dataset_arn = make_dataset(control, clock)
    items = [{"itemId": "1", "properties": '{"price": 1}'}]

    with pytest.raises(events.exceptions.ResourceInUseException) as creating:
        events.put_items(datasetArn=dataset_arn, items=items)
    clock.shift(1)
    events.put_items(datasetArn=dataset_arn, items=items)
    control.delete_dataset(datasetArn=dataset_arn)
    with pytest.raises(events.exceptions.ResourceInUseException) as deleting:
        events.put_items(datasetArn=dataset_arn, items=items)
    clock.shift(1)
    with pytest.raises(events.exceptions.ResourceNotFoundException):
        events.put_items(datasetArn=dataset_arn, items=items)

    assert "CREATE PENDING" in creating.value.response["Error"]["Message"]
    assert deleting.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409


def test_events_need_the_tracking_id_of_a_tracker(control, events, clock, personalize):
    dataset_arn = make_dataset(control, clock, "Interactions", INTERACTIONS_SCHEMA)
    clock.shift(1)
    group_arn = control.describe_dataset(datasetArn=dataset_arn)["dataset"]["datasetGroupArn"]
    created = control.create_event_tracker(name="clicks", datasetGroupArn=group_arn)
    clock.shift(1)
    event = {"eventType": "click", "sentAt": START, "itemId": "1", "properties": '{"device": "phone"}'}

    events.put_events(trackingId=created["trackingId"], sessionId="s", eventList=[event])
    with pytest.raises(events.exceptions.InvalidInputException):
        events.put_events(trackingId="unknown", sessionId="s", eventList=[event])

    assert [one["properties"] for one in personalize.datasets[dataset_arn].records] == [{"device": "phone"}]


def test_the_control_plane_raises_modelled_exceptions(control, clock):
    dataset_arn = make_dataset(control, clock)
    clock.shift(1)
    dataset = control.describe_dataset(datasetArn=dataset_arn)["dataset"]
    raised = control.exceptions

    with pytest.raises(raised.ResourceInUseException):
        control.delete_schema(schemaArn=dataset["schemaArn"])
    with pytest.raises(raised.ResourceInUseException):
        control.delete_dataset_group(datasetGroupArn=dataset["datasetGroupArn"])
    with pytest.raises(raised.ResourceAlreadyExistsException, match="Another resource with Arn"):
        control.create_dataset_group(name="shop")
    with pytest.raises(raised.ResourceNotFoundException):
        control.describe_schema(schemaArn=f"{ROOT}:schema/unknown")
    with pytest.raises(raised.InvalidInputException):
        control.create_dataset_group(name="")
    with pytest.raises(raised.InvalidNextTokenException):
        control.list_schemas(nextToken="unknown")


def test_descriptions_have_times_as_datetimes(control):
    control.create_schema(name="items", schema=json.dumps(ITEMS_SCHEMA))

    schema = control.describe_schema(schemaArn=f"{ROOT}:schema/items")["schema"]

    assert schema["creationDateTime"] == START
    assert json.loads(schema["schema"]) == ITEMS_SCHEMA


def test_paginators_read_all_pages(control):
    for number in range(5):
        control.create_schema(name=f"s{number}", schema=json.dumps(ITEMS_SCHEMA))

    pages = list(control.get_paginator("list_schemas").paginate(PaginationConfig={"PageSize": 2}))

    assert [[schema["name"] for schema in page["schemas"]] for page in pages] == [["s0", "s1"], ["s2", "s3"], ["s4"]]


def test_the_region_of_the_signature_is_the_region_of_what_is_created(connect):
    abroad = connect("personalize", region="eu-west-1")

    created = abroad.create_dataset_group(name="shop")

    assert created["datasetGroupArn"] == "arn:aws:personalize:eu-west-1:123456789012:dataset-group/shop"
    assert len(abroad.list_dataset_groups()["datasetGroups"]) == 1
    assert connect("personalize").list_dataset_groups()["datasetGroups"] == []


def test_an_operation_that_is_not_built_says_so(control):
    with pytest.raises(control.exceptions.ClientError, match="operation CreateSolution") as raised:
        control.create_solution(name="s", datasetGroupArn=f"{ROOT}:dataset-group/shop")

    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
