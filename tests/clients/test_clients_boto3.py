"""Personalize with unmodified boto3, where an Apify token is the AWS access key id."""

import json

import boto3
import pytest
from botocore.config import Config
from cases import each_case

from mockapify import MockServer

ROOT = "arn:aws:personalize:us-east-1:123456789012"
ITEMS = f"{ROOT}:dataset/shop/ITEMS"
SCHEMA = {
    "type": "record",
    "name": "Items",
    "namespace": "com.amazonaws.personalize.schema",
    "fields": [{"name": "ITEM_ID", "type": "string"}, {"name": "PRICE", "type": "float"}],
    "version": "1.0",
}


@pytest.fixture
def aws(monkeypatch, tmp_path):
    """Makes clients of a mock: `aws(mock, "personalize")`. Nothing of this machine's own AWS settings is read."""
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    made = []

    def connect(mock, service, token=None):
        made.append(
            boto3.client(
                service,
                endpoint_url=mock.url,
                region_name="us-east-1",
                aws_access_key_id=token or mock.token,
                aws_secret_access_key="x",
                config=Config(retries={"max_attempts": 0}, parameter_validation=False),
            )
        )
        return made[-1]

    yield connect
    for client in made:
        client.close()


@pytest.fixture
def control(aws, mockapify):
    return aws(mockapify, "personalize")


@pytest.fixture
def events(aws, mockapify):
    return aws(mockapify, "personalize-events")


def put(events, arn=ITEMS, **item):
    return events.put_items(datasetArn=arn, items=[{"itemId": "1", **item}])


def create_group(control, mock):
    group = control.create_dataset_group(name="shop")["datasetGroupArn"]
    mock.clock.shift(minutes=1)
    return group


def create_dataset(control, mock, kind="Items"):
    group = create_group(control, mock)
    schema = control.create_schema(name="goods", schema=json.dumps(SCHEMA))["schemaArn"]
    return control.create_dataset(name="goods", schemaArn=schema, datasetGroupArn=group, datasetType=kind)["datasetArn"]


@pytest.mark.mockapify(clock="manual")
def test_everything_is_set_up_with_boto3_alone(control, events, mockapify):
    arn = create_dataset(control, mockapify)
    mockapify.clock.shift(minutes=1)

    answered = put(events, arn, properties='{"price": 2.5}')

    assert answered["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert mockapify.personalize.datasets[arn].records == [{"itemId": "1", "properties": {"price": 2.5}}]


@pytest.mark.mockapify(clock="manual")
def test_statuses_advance_on_the_clock(control, mockapify):
    arn = create_dataset(control, mockapify)

    def status():
        return control.describe_dataset(datasetArn=arn)["dataset"]["status"]

    assert status() == "CREATE PENDING"
    mockapify.clock.shift(minutes=1)
    assert status() == "ACTIVE"


@pytest.mark.mockapify(clock="manual")
def test_a_dataset_that_is_not_active_yet_is_in_use(control, events, mockapify):
    arn = create_dataset(control, mockapify)

    with pytest.raises(events.exceptions.ResourceInUseException) as refused:
        put(events, arn)

    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409
    assert mockapify.personalize.datasets[arn].records == []


def test_a_dataset_is_declared_in_one_line(events, control, mockapify):
    dataset = mockapify.personalize.add_dataset(ITEMS)

    put(events, properties='{"any": "thing"}')

    assert dataset.records == [{"itemId": "1", "properties": {"any": "thing"}}]
    assert control.describe_dataset(datasetArn=ITEMS)["dataset"]["status"] == "ACTIVE"
    assert [one["datasetArn"] for one in control.list_datasets()["datasets"]] == [ITEMS]


def test_a_declared_dataset_may_be_in_use(events, mockapify):
    dataset = mockapify.personalize.add_dataset(ITEMS, status="CREATE IN_PROGRESS")

    with pytest.raises(events.exceptions.ResourceInUseException):
        put(events)
    dataset.status = "ACTIVE"
    put(events)

    assert len(dataset.records) == 1


@each_case(
    ("arn", "items", "exception", "status"),
    [
        pytest.param(ITEMS, [], "InvalidInputException", 400, id="no items"),
        pytest.param(ITEMS, [{"itemId": "1"}] * 11, "InvalidInputException", 400, id="eleven items"),
        pytest.param(ITEMS, [{"itemId": ""}], "InvalidInputException", 400, id="an empty id"),
        pytest.param(ITEMS, [{"itemId": "1" * 257}], "InvalidInputException", 400, id="a long id"),
        pytest.param(ITEMS, [{"itemId": "1", "properties": "{"}], "InvalidInputException", 400, id="no JSON"),
        pytest.param("shop", [{"itemId": "1"}], "InvalidInputException", 400, id="no ARN"),
        pytest.param(f"{ROOT}:dataset/shop/USERS", [{"itemId": "1"}], "InvalidInputException", 400, id="users"),
        pytest.param(
            f"{ROOT}:dataset/none/ITEMS", [{"itemId": "1"}], "ResourceNotFoundException", 404, id="unknown dataset"
        ),
    ],
)
def test_put_items_refuses_in_the_services_own_words(events, mockapify, again, arn, items, exception, status):
    again()
    dataset = mockapify.personalize.add_dataset(ITEMS)
    mockapify.personalize.add_dataset(f"{ROOT}:dataset/shop/USERS")

    with pytest.raises(getattr(events.exceptions, exception)) as refused:
        events.put_items(datasetArn=arn, items=items)

    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert refused.value.response["Error"]["Message"]
    assert dataset.records == []


def test_properties_must_fit_the_declared_schema(events, mockapify):
    dataset = mockapify.personalize.add_dataset(ITEMS, schema=SCHEMA)

    with pytest.raises(events.exceptions.InvalidInputException):
        put(events, properties='{"price": "much"}')
    put(events, properties='{"price": 1}')

    assert [record["properties"] for record in dataset.records] == [{"price": 1}]


def test_events_need_the_tracking_id_of_a_tracker(events, mockapify):
    tracker = mockapify.personalize.add_event_tracker(f"{ROOT}:dataset-group/shop")
    event = {"eventType": "click", "sentAt": 1_700_000_000, "itemId": "1"}

    events.put_events(trackingId=tracker.tracking_id, userId="u", sessionId="s", eventList=[event])
    with pytest.raises(events.exceptions.InvalidInputException):
        events.put_events(trackingId="unknown", userId="u", sessionId="s", eventList=[event])

    assert [record["itemId"] for record in tracker.records] == ["1"]


def test_the_access_key_id_picks_the_world(aws, mockapify, mockapify_server):
    with mockapify_server.open() as other:
        for mock in (mockapify, other):
            mock.personalize.add_dataset(ITEMS)

        put(aws(mockapify, "personalize-events"), properties='{"of": "this"}')
        put(aws(other, "personalize-events"), properties='{"of": "other"}')

        for mock, whose in ((mockapify, "this"), (other, "other")):
            assert [one["properties"]["of"] for one in mock.personalize.datasets[ITEMS].records] == [whose]


def test_while_only_one_world_is_open_any_access_key_id_reaches_it(aws):
    with MockServer() as server, server.open() as mock:
        mock.personalize.add_dataset(ITEMS)

        put(aws(mock, "personalize-events", token="anything"))

        assert len(mock.personalize.datasets[ITEMS].records) == 1


def test_an_access_key_id_of_no_world_is_refused(aws, mockapify, mockapify_server):
    with mockapify_server.open():
        events = aws(mockapify, "personalize-events", token="anything")

        with pytest.raises(events.exceptions.ClientError) as refused:
            put(events)

    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] in (401, 403)


def test_calls_of_personalize_are_in_the_journal(events, mockapify):
    mockapify.personalize.add_dataset(ITEMS)

    put(events)

    [call] = mockapify.calls
    assert (call.method, call.path, call.status) == ("POST", "/items", 200)


@pytest.mark.mockapify(allow="not_built")
def test_what_personalize_does_not_simulate_says_so(control):
    with pytest.raises(control.exceptions.ClientError) as refused:
        control.list_recipes()

    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
