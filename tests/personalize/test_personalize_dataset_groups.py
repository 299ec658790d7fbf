from cases import each_case
from personalize_samples import ROOT

ARN = f"{ROOT}:dataset-group/shop"
ROLE = "arn:aws:iam::123456789012:role/r"
KEY = "arn:aws:kms:us-east-1:123456789012:key/k"


def test_a_group_becomes_active_and_shows_what_it_was_given(call, clock):
    status, created = call("CreateDatasetGroup", name="shop", domain="ECOMMERCE", roleArn=ROLE, kmsKeyArn=KEY)
    clock.shift(1)

    assert (status, created) == (200, {"datasetGroupArn": ARN, "domain": "ECOMMERCE"})
    assert call("DescribeDatasetGroup", datasetGroupArn=ARN)[1] == {
        "datasetGroup": {
            "name": "shop",
            "datasetGroupArn": ARN,
            "status": "ACTIVE",
            "creationDateTime": 1767323045.5,
            "lastUpdatedDateTime": 1767323046.5,
            "domain": "ECOMMERCE",
            "roleArn": ROLE,
            "kmsKeyArn": KEY,
        }
    }


@each_case(
    ("members", "code"),
    [
        ({"name": "shop"}, "ResourceAlreadyExistsException"),
        ({"name": "x" * 64}, "InvalidInputException"),
        ({"name": "_x"}, "InvalidInputException"),
        ({"roleArn": ROLE}, "InvalidInputException"),
        ({"kmsKeyArn": KEY}, "InvalidInputException"),
        ({"roleArn": "me", "kmsKeyArn": KEY}, "InvalidInputException"),
        ({"domain": "MUSIC"}, "InvalidInputException"),
        ({"tags": [{"tagKey": "k"}]}, "InvalidInputException"),
    ],
)
def test_creation_errors(call, error, members, code):
    call("CreateDatasetGroup", name="shop")

    assert error("CreateDatasetGroup", **{"name": "other"} | members)[:2] == (400, code)


def test_the_number_of_groups_of_a_region_is_limited(call, error):
    for number in range(500):
        call("CreateDatasetGroup", name=f"g{number}")

    assert error("CreateDatasetGroup", name="g500")[1] == "LimitExceededException"


def test_a_group_is_deleted_when_nothing_is_in_it(call, error, personalize, clock):
    dataset = personalize.add_dataset(f"{ROOT}:dataset/shop/ITEMS")
    tracker = personalize.add_event_tracker(ARN)

    code, message = error("DeleteDatasetGroup", datasetGroupArn=ARN)[1:]
    assert code == "ResourceInUseException"
    assert dataset.arn in message
    assert tracker.arn in message
    call("DeleteDataset", datasetArn=dataset.arn)
    clock.shift(1)
    assert error("DeleteDatasetGroup", datasetGroupArn=ARN)[1] == "ResourceInUseException"
    call("DeleteEventTracker", eventTrackerArn=tracker.arn)
    clock.shift(1)
    assert call("DeleteDatasetGroup", datasetGroupArn=ARN) == (200, None)
    assert call("DescribeDatasetGroup", datasetGroupArn=ARN)[1]["datasetGroup"]["status"] == "DELETE PENDING"
    clock.shift(1)
    assert error("DescribeDatasetGroup", datasetGroupArn=ARN)[1] == "ResourceNotFoundException"


def test_a_group_being_created_cannot_be_deleted(call, error):
    call("CreateDatasetGroup", name="shop")

    assert error("DeleteDatasetGroup", datasetGroupArn=ARN)[1] == "ResourceInUseException"
