"""Golden bytes of what goes over the wire."""

import json

from cases import each_case
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from personalize_samples import ITEMS, CountingIds, ManualClock

from mockapify.personalize import EVENTS, Personalize, answer, operation_of, respond
from mockapify.personalize.requests import REQUESTS

SIGNED = {
    "authorization": "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/personalize/aws4_request, "
    "SignedHeaders=host, Signature=0"
}


def test_a_put_is_answered_with_an_empty_body(personalize):
    personalize.add_dataset(ITEMS)
    body = json.dumps({"datasetArn": ITEMS, "items": [{"itemId": "1"}]}).encode()

    answered = respond(personalize, "/items", SIGNED, "", body)

    assert (answered.status, answered.body) == (200, b"")
    assert answered.headers["Content-Type"] == "application/json"


def test_an_error_of_the_data_plane(personalize):
    answered = respond(personalize, "/items", SIGNED, "", b"[]")

    assert answered.status == 400
    assert answered.headers == {
        "Content-Type": "application/json",
        "x-amzn-RequestId": "00000001-0002-0003-0004-000000000005",
        "x-amzn-ErrorType": "InvalidInputException",
    }
    assert answered.body == (b'{"__type":"InvalidInputException","message":"The request body must be a JSON object."}')


def test_an_answer_of_the_control_plane(personalize):
    target = {"X-Amz-Target": "AmazonPersonalize.CreateDatasetGroup"}

    answered = respond(personalize, "/", SIGNED | target, "", b'{"name": "shop"}')

    assert answered.status == 200
    assert answered.headers["Content-Type"] == "application/x-amz-json-1.1"
    assert answered.body == b'{"datasetGroupArn":"arn:aws:personalize:us-east-1:123456789012:dataset-group/shop"}'


def test_times_are_numbers_of_seconds(personalize):
    answer(personalize, "CreateDatasetGroup", b'{"name": "shop"}', region="us-east-1")

    answered = answer(personalize, "ListDatasetGroups", b"{}", region="us-east-1")

    assert answered.body == (
        b'{"datasetGroups":[{"name":"shop",'
        b'"datasetGroupArn":"arn:aws:personalize:us-east-1:123456789012:dataset-group/shop","status":"CREATE PENDING",'
        b'"creationDateTime":1767323045.5,"lastUpdatedDateTime":1767323045.5}]}'
    )


def test_a_deletion_is_answered_with_an_empty_body(personalize):
    personalize.add_dataset(ITEMS)

    answered = answer(personalize, "DeleteDataset", json.dumps({"datasetArn": ITEMS}).encode(), region="us-east-1")

    assert (answered.status, answered.body) == (200, b"")


@each_case(
    ("headers", "status", "code"),
    [
        ({}, 403, "MissingAuthenticationTokenException"),
        ({"Authorization": "Bearer x"}, 403, "MissingAuthenticationTokenException"),
        ({"Authorization": "AWS4-HMAC-SHA256 x"}, 400, "IncompleteSignatureException"),
        (SIGNED, 400, "UnknownOperationException"),
        (SIGNED | {"X-Amz-Target": "AmazonPersonalize.Sing"}, 400, "UnknownOperationException"),
        (SIGNED | {"X-Amz-Target": "DynamoDB_20120810.ListTables"}, 400, "UnknownOperationException"),
        (SIGNED | {"X-Amz-Target": "AmazonPersonalize.PutItems"}, 400, "UnknownOperationException"),
        (SIGNED | {"X-Amz-Target": "AmazonPersonalize.CreateCampaign"}, 501, "NotImplemented"),
        (SIGNED | {"X-Amz-Target": "AmazonPersonalize.CreateSchema"}, 400, "InvalidInputException"),
    ],
)
def test_requests_that_reach_no_operation(personalize, headers, status, code):
    answered = respond(personalize, "/", headers, "", b"{}")

    assert (answered.status, json.loads(answered.body)["__type"]) == (status, code)
    assert answered.headers["x-amzn-ErrorType"] == code


def test_a_presigned_query_counts_as_signed(personalize):
    query = "X-Amz-Credential=AKID/20260101/eu-west-1/personalize/aws4_request"

    answered = respond(
        personalize, "/", {"x-amz-target": "AmazonPersonalize.CreateDatasetGroup"}, query, b'{"name":"s"}'
    )

    assert b":eu-west-1:" in answered.body


def test_the_control_plane_answers_400_where_the_data_plane_has_other_statuses(error):
    status, code, _ = error("DescribeDataset", datasetArn=ITEMS)

    assert (status, code) == (400, "ResourceNotFoundException")


def test_targets_name_operations_of_the_control_plane():
    assert operation_of("AmazonPersonalize.CreateSchema") == "CreateSchema"
    assert operation_of("AmazonPersonalize.CreateCampaign") == "CreateCampaign"
    assert operation_of("AmazonPersonalize.PutItems") == ""
    assert operation_of(None) == ""


ODD_BODIES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"x"',
    b"1",
    b"\x00",
    b'{"name": "\x00"}',
    b"\xff\xfe",
    b"[" * 5000,
    b"1" * 5000,
]


@each_case("operation", sorted(REQUESTS))
def test_odd_bodies_are_invalid_input(personalize, operation):
    answers = [answer(personalize, operation, body, region="us-east-1") for body in ODD_BODIES]

    assert {(one.status, json.loads(one.body)["__type"]) for one in answers} == {(400, "InvalidInputException")}


MEMBERS = sorted({name for shape in REQUESTS.values() for name in (*shape.required, *shape.optional)})
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.just(ITEMS),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from([*MEMBERS, "itemId"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(REQUESTS)), st.dictionaries(st.sampled_from(MEMBERS), VALUES))
def test_any_body_is_answered_with_a_documented_status(operation, members):
    personalize = Personalize(ManualClock(), CountingIds())
    personalize.add_dataset(ITEMS)
    documented = {200, 400, 404, 409} if operation in EVENTS.values() else {200, 400}

    assert answer(personalize, operation, json.dumps(members).encode(), region="us-east-1").status in documented
