import json

import pytest
from cases import each_case
from personalize_samples import ITEMS, ITEMS_SCHEMA, ROOT, column, record

LONG = "x" * 257
USERS = f"{ROOT}:dataset/shop/USERS"
INTERACTIONS = f"{ROOT}:dataset/shop/INTERACTIONS"
ACTION_INTERACTIONS = f"{ROOT}:dataset/shop/ACTION_INTERACTIONS"
GROUP = f"{ROOT}:dataset-group/shop"
EVENT = {"eventType": "click", "sentAt": 1767323045}
FITTING = EVENT | {"properties": '{"device": "tv"}'}
ACTION = {"actionId": "a", "sessionId": "s", "timestamp": 1767323045.5, "eventType": "Taken"}
INACTIVE = ("CREATE PENDING", "CREATE IN_PROGRESS", "CREATE FAILED", "UPDATE PENDING", "UPDATE IN_PROGRESS")


def items(*properties):
    return [{"itemId": str(n), "properties": json.dumps(one)} for n, one in enumerate(properties)]


@pytest.fixture
def dataset(personalize):
    return personalize.add_dataset(ITEMS, schema=ITEMS_SCHEMA)


@pytest.fixture
def tracker(personalize):
    return personalize.add_event_tracker(GROUP, tracking_id="t")


@pytest.fixture
def users(personalize):
    return personalize.add_dataset(USERS)


@pytest.fixture
def interactions(personalize):
    columns = column("USER_ID"), column("ITEM_ID"), column("TIMESTAMP", "long"), column("DEVICE")
    return personalize.add_dataset(INTERACTIONS, schema=record(*columns, name="Interactions"))


@pytest.fixture
def action_interactions(personalize):
    schema = record(column("ACTION_ID"), column("LEVEL", ["int", "null"]))
    return personalize.add_dataset(ACTION_INTERACTIONS, schema=schema)


@each_case(
    ("members", "told"),
    [
        ({"datasetArn": None}, "Value null at 'datasetArn' failed"),
        ({"datasetArn": 1}, "NUMBER_VALUE can not be converted to a String"),
        ({"datasetArn": ""}, "Value '' at 'datasetArn' failed to satisfy constraint: Member must satisfy regular"),
        ({"datasetArn": "shop"}, "pattern: arn:([a-z\\d-]+):personalize:.*:.*:.+"),
        ({"datasetArn": "arn:aws:s3:::bucket"}, "Member must satisfy regular expression pattern"),
        ({"datasetArn": f"{ITEMS}{LONG}"}, "Member must have length less than or equal to 256"),
        ({"items": None}, "Value null at 'items' failed"),
        ({"items": {}}, "Start of structure or map found where not expected."),
        ({"items": []}, "Value '[]' at 'items' failed to satisfy constraint: Member must have length greater than"),
        ({"items": items({}) * 11}, "at 'items' failed to satisfy constraint: Member must have length less than or"),
        ({"items": ["1"]}, "Unexpected field type"),
        ({"items": [None]}, "Value null at 'items.1.member' failed"),
        ({"items": [{}]}, "Value null at 'items.1.member.itemId' failed"),
        ({"items": [{"itemId": ""}]}, "Value '' at 'items.1.member.itemId' failed"),
        ({"items": [{"itemId": 1}]}, "NUMBER_VALUE can not be converted to a String"),
        ({"items": [{"itemId": LONG}]}, "Member must have length less than or equal to 256"),
        ({"items": [{"itemId": "1", "properties": {}}]}, "Start of structure or map found where not expected."),
        ({"items": [{"itemId": "1", "properties": ""}]}, "Value at 'items.1.member.properties' failed"),
        ({"items": [{"itemId": "1", "properties": "x" * 32_001}]}, "length less than or equal to 32000"),
        ({"items": [{"itemId": "1", "properties": "{"}]}, "Error parsing properties json"),
        ({"items": [{"itemId": "1", "properties": "[" * 9999}]}, "Error parsing properties json"),
        ({"items": [{"itemId": "1", "properties": "[]"}]}, "Error parsing properties json"),
        ({"items": [{"itemId": "1", "properties": "null"}]}, "Error parsing properties json"),
        ({"items": items({"price": 1, "color": "red"})}, "'items.1.member.properties' do not match the schema of"),
        ({"items": items({"price": 1}, {"price": "much"})}, "'items.2.member.properties' do not match"),
        ({"items": items({"genres": None})}, "missing field price"),
        ({"items": [{"itemId": "1"}]}, "missing field price"),
        ({"items": items({"price": None})}, "field price must be of type float"),
        ({"items": items({"price": 1, "itemId": "2"})}, "unknown field itemId"),
        ({"datasetArn": USERS}, f"The resource {USERS} is not a dataset of type ITEMS."),
        ({"datasetArn": f"{ROOT}:dataset/nowhere/USERS"}, "is not a dataset of type ITEMS."),
        ({"datasetArn": f"{ROOT}:schema/items"}, "is not a dataset of type ITEMS."),
        ({"datasetArn": f"{ROOT}:dataset-group/ITEMS"}, "is not a dataset of type ITEMS."),
    ],
)
def test_put_items_refuses_the_whole_request(error, dataset, users, members, told):
    request = {"datasetArn": ITEMS, "items": items({"price": 1})} | members

    status, code, message = error("PutItems", **request)

    assert (status, code) == (400, "InvalidInputException")
    assert told in message
    assert dataset.records == []


@each_case("end", ["dataset/nowhere/ITEMS", "dataset/ITEMS", "dataset/shop/SONGS"])
def test_an_unknown_dataset_is_not_found(error, dataset, end):
    arn = f"{ROOT}:{end}"

    assert error("PutItems", datasetArn=arn, items=items({"price": 1})) == (
        404,
        "ResourceNotFoundException",
        f"Resource Arn {arn} does not exist.",
    )


@each_case("status", [*INACTIVE, "DELETE PENDING", "DELETE IN_PROGRESS"])
def test_a_dataset_that_is_not_active_is_in_use(error, dataset, status):
    dataset.status = status

    assert error("PutItems", datasetArn=ITEMS, items=items({"price": 1}))[:2] == (409, "ResourceInUseException")
    assert dataset.records == []


def test_records_are_kept_in_order_with_their_properties_read(call, dataset):
    call("PutItems", datasetArn=ITEMS, items=items({"price": 1}, {"PRICE": "2.5"}))
    status, body = call("PutItems", datasetArn=ITEMS, items=items({"price": 3}))

    assert (status, body) == (200, None)
    assert dataset.records == [
        {"itemId": "0", "properties": {"price": 1}},
        {"itemId": "1", "properties": {"PRICE": "2.5"}},
        {"itemId": "0", "properties": {"price": 3}},
    ]


def test_ten_items_of_256_characters_are_accepted(call, dataset):
    entries = [{"itemId": "é" * 256, "properties": '{"price": 1}'}] * 10

    assert call("PutItems", datasetArn=ITEMS, items=entries)[0] == 200
    assert len(dataset.records) == 10


def test_without_a_schema_any_properties_are_accepted(call, personalize):
    dataset = personalize.add_dataset(ITEMS)

    assert call("PutItems", datasetArn=ITEMS, items=[*items({"x": [1]}), {"itemId": "1", "properties": None}])[0] == 200
    assert dataset.records == [{"itemId": "0", "properties": {"x": [1]}}, {"itemId": "1"}]


@each_case(
    ("operation", "kind", "members", "most"),
    [
        ("PutUsers", "USERS", ("users", "userId"), 24_000),
        ("PutActions", "ACTIONS", ("actions", "actionId"), 32_000),
    ],
)
def test_users_and_actions_are_put_like_items(call, error, personalize, operation, kind, members, most):
    entries, id_ = members
    arn = f"{ROOT}:dataset/shop/{kind}"
    dataset = personalize.add_dataset(arn, schema=record(column(f"{kind[:-1]}_ID"), column("AGE", "int"), name=kind))

    assert call(operation, datasetArn=arn, **{entries: [{id_: "1", "properties": '{"age": 7}'}]})[0] == 200
    assert error(operation, datasetArn=arn, **{entries: [{id_: "1"}]})[1] == "InvalidInputException"
    assert str(most) in error(operation, datasetArn=arn, **{entries: [{id_: "1", "properties": "x" * (most + 1)}]})[2]
    assert error(operation, datasetArn=ITEMS, **{entries: [{id_: "1"}]})[1] == "InvalidInputException"
    assert dataset.records == [{id_: "1", "properties": {"age": 7}}]


def test_events_are_kept_by_the_tracker_and_by_the_interactions_dataset(call, personalize, tracker):
    dataset = personalize.add_dataset(INTERACTIONS)
    events = [EVENT | {"itemId": "1", "impression": ["1", "2"], "properties": '{"device": "tv"}'}, EVENT]

    assert call("PutEvents", trackingId="t", sessionId="s", userId="u", eventList=events) == (200, None)

    session = {"userId": "u", "sessionId": "s"}
    assert dataset.records == [
        session | EVENT | {"itemId": "1", "impression": ["1", "2"], "properties": {"device": "tv"}},
        session | EVENT,
    ]
    assert tracker.records == dataset.records


def test_events_need_no_dataset(call, tracker):
    assert call("PutEvents", trackingId="t", sessionId="s", eventList=[EVENT])[0] == 200
    assert tracker.records == [{"sessionId": "s"} | EVENT]


@each_case(
    ("members", "told"),
    [
        ({"trackingId": "unknown"}, "The tracking id unknown does not exist."),
        ({"trackingId": ""}, "at 'trackingId'"),
        ({"sessionId": None}, "Value null at 'sessionId'"),
        ({"userId": LONG}, "Value at 'userId'"),
        ({"eventList": []}, "Value '[]' at 'eventList'"),
        ({"eventList": [FITTING] * 11}, "at 'eventList' failed to satisfy constraint: Member must have length less"),
        ({"eventList": [FITTING, {"eventType": "click"}]}, "Value null at 'eventList.2.member.sentAt'"),
        ({"eventList": [FITTING, EVENT | {"sentAt": "2026-01-01T00:00:00Z"}]}, "milliseconds since epoch"),
        ({"eventList": [FITTING, EVENT | {"eventValue": "5"}]}, "STRING_VALUE can not be converted to a Float"),
        ({"eventList": [FITTING, EVENT | {"impression": ["1"] * 26}]}, "at 'eventList.2.member.impression'"),
        ({"eventList": [FITTING, EVENT | {"impression": []}]}, "'[]' at 'eventList.2.member.impression'"),
        ({"eventList": [FITTING, EVENT | {"recommendationId": "x" * 41}]}, "length less than or equal to 40"),
        (
            {"eventList": [FITTING, EVENT | {"metricAttribution": {"eventAttributionSource": " "}}]},
            "eventAttributionSource",
        ),
        ({"eventList": [FITTING, EVENT | {"properties": "x" * 1025}]}, "length less than or equal to 1024"),
        ({"eventList": [FITTING, EVENT | {"properties": '{"TimeStamp": 1}'}]}, "reserved keyword TimeStamp"),
        ({"eventList": [FITTING, EVENT | {"properties": '{"color": "red"}'}]}, "missing field device"),
        ({"eventList": [FITTING, EVENT | {"properties": '{"device": 1}'}]}, "field device must be of type string"),
        ({"eventList": [FITTING, EVENT | {"properties": "[]"}]}, "Error parsing properties json"),
    ],
)
def test_put_events_refuses_the_whole_request(error, interactions, tracker, members, told):
    status, code, message = error(
        "PutEvents", **{"trackingId": "t", "sessionId": "s", "eventList": [FITTING]} | members
    )

    assert (status, code) == (400, "InvalidInputException")
    assert told in message
    assert (interactions.records, tracker.records) == ([], [])


def test_events_may_have_properties_that_are_no_columns(call, personalize, tracker):
    schema = record(column("ITEM_ID"), column("EVENT_VALUE", ["float", "null"]), name="Interactions")
    dataset = personalize.add_dataset(INTERACTIONS, schema=schema)
    event = EVENT | {"properties": '{"itemId": "1", "eventValue": 4, "color": "red"}'}

    assert call("PutEvents", trackingId="t", sessionId="s", eventList=[event])[0] == 200
    assert dataset.records[0]["properties"] == {"itemId": "1", "eventValue": 4, "color": "red"}


@pytest.mark.parametrize("status", INACTIVE)
def test_events_are_invalid_while_tracker_or_dataset_are_not_active(error, personalize, tracker, status):
    dataset = personalize.add_dataset(INTERACTIONS, status=status)
    request = {"trackingId": "t", "sessionId": "s", "eventList": [EVENT]}

    for_dataset = error("PutEvents", **request)
    dataset.status, tracker.status = "ACTIVE", status
    for_tracker = error("PutEvents", **request)

    assert for_dataset[:2] == for_tracker[:2] == (400, "InvalidInputException")
    assert status in for_dataset[2]


def test_action_interactions_go_to_the_dataset_with_the_tracking_id(call, personalize):
    dataset = personalize.add_dataset(ACTION_INTERACTIONS)

    status, _ = call("PutActionInteractions", trackingId=dataset.tracking_id, actionInteractions=[ACTION])

    assert status == 200
    assert dataset.records == [ACTION]


@each_case(
    ("members", "expected"),
    [
        ({"trackingId": "unknown"}, (404, "ResourceNotFoundException")),
        ({"trackingId": "t"}, (404, "ResourceNotFoundException")),
        ({"trackingId": LONG}, (400, "InvalidInputException")),
        ({"actionInteractions": []}, (400, "InvalidInputException")),
        ({"actionInteractions": [ACTION | {"actionId": None}]}, (400, "InvalidInputException")),
        ({"actionInteractions": [ACTION | {"timestamp": None}]}, (400, "InvalidInputException")),
        ({"actionInteractions": [ACTION, ACTION | {"properties": "{"}]}, (400, "InvalidInputException")),
        ({"actionInteractions": [ACTION | {"properties": '{"level": "x"}'}]}, (400, "InvalidInputException")),
        ({"actionInteractions": [ACTION | {"properties": '{"sessionid": "1"}'}]}, (400, "InvalidInputException")),
    ],
)
def test_put_action_interactions_refuses_the_whole_request(error, action_interactions, tracker, members, expected):
    request = {"trackingId": action_interactions.tracking_id, "actionInteractions": [ACTION]} | members

    assert error("PutActionInteractions", **request)[:2] == expected
    assert action_interactions.records == []


def test_action_interactions_are_refused_while_the_dataset_is_in_use(error, personalize):
    dataset = personalize.add_dataset(ACTION_INTERACTIONS, status="DELETE PENDING")
    request = {"trackingId": dataset.tracking_id, "actionInteractions": [ACTION]}

    assert error("PutActionInteractions", **request)[:2] == (409, "ResourceInUseException")
