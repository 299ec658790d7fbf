import json

import pytest
from cases import each_case
from personalize_samples import ITEMS_SCHEMA, ROOT

TEXT = json.dumps(ITEMS_SCHEMA, indent=1)
ARN = f"{ROOT}:schema/items"


@pytest.fixture
def created(call):
    return call("CreateSchema", name="items", schema=TEXT, domain="ECOMMERCE")


def test_a_schema_is_described_as_it_was_given(call, created):
    assert created == (200, {"schemaArn": ARN})
    assert call("DescribeSchema", schemaArn=ARN)[1] == {
        "schema": {
            "name": "items",
            "schemaArn": ARN,
            "creationDateTime": 1767323045.5,
            "lastUpdatedDateTime": 1767323045.5,
            "domain": "ECOMMERCE",
            "schema": TEXT,
        }
    }


@each_case(
    ("members", "code"),
    [
        ({"name": "items"}, "ResourceAlreadyExistsException"),
        ({"name": "no spaces"}, "InvalidInputException"),
        ({"schema": "{}"}, "InvalidInputException"),
        ({"schema": None}, "InvalidInputException"),
        ({"schema": ITEMS_SCHEMA}, "InvalidInputException"),
        ({"schema": TEXT + " " * 20_000}, "InvalidInputException"),
        ({"domain": "MUSIC"}, "InvalidInputException"),
    ],
)
def test_creation_errors(error, personalize, created, members, code):
    assert error("CreateSchema", **{"name": "other", "schema": TEXT} | members)[:2] == (400, code)
    assert list(personalize.schemas) == [ARN]


def test_the_number_of_schemas_of_a_region_is_limited(call, error):
    for number in range(500):
        call("CreateSchema", name=f"s{number}", schema=TEXT)

    assert error("CreateSchema", name="s500", schema=TEXT)[:2] == (400, "LimitExceededException")
    assert call("CreateSchema", region="eu-west-1", name="s500", schema=TEXT)[0] == 200


def test_a_schema_is_deleted_at_once(call, error, created):
    assert call("DeleteSchema", schemaArn=ARN) == (200, None)
    assert error("DescribeSchema", schemaArn=ARN) == (
        400,
        "ResourceNotFoundException",
        f"Resource Arn {ARN} does not exist.",
    )


def test_a_schema_in_use_is_kept_until_the_dataset_is_gone(call, error, create_dataset, clock):
    dataset_arn = create_dataset()
    clock.shift(1)
    call("DeleteDataset", datasetArn=dataset_arn)

    assert error("DeleteSchema", schemaArn=ARN)[1] == "ResourceInUseException"
    clock.shift(1)
    assert call("DeleteSchema", schemaArn=ARN)[0] == 200
