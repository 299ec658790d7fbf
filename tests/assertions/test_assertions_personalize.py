"""What was put into Personalize is asserted record by record."""

from unittest.mock import ANY

import pytest

from mockapify import containing

ARN = "arn:aws:personalize:us-east-1:123456789012:dataset/shop/ITEMS"


@pytest.fixture
def dataset(mockapify):
    dataset = mockapify.personalize.add_dataset(ARN)
    dataset.records += [{"itemId": "1", "properties": {"price": 9.5, "title": "A"}}, {"itemId": "2"}]
    return dataset


def test_items_were_put(mockapify, dataset):
    mockapify.personalize.assert_items_put({"itemId": "2"}, {"itemId": "1", "properties": {"price": ANY, "title": "A"}})
    mockapify.personalize.assert_items_put({"itemId": "1", "properties": containing({"price": 9.5})}, dataset_arn=ARN)
    dataset.assert_put(containing({"itemId": "1"}))


def test_the_closest_record_is_told(mockapify, dataset):
    with pytest.raises(AssertionError) as failed:
        mockapify.personalize.assert_items_put({"itemId": "1", "properties": {"price": 9.0, "title": "A"}})
    assert str(failed.value).splitlines()[1:3] == [
        f"  record 0 of {ARN}",
        "      record.properties.price: expected 9.0, got 9.5",
    ]


def test_a_dataset_that_is_not_there_is_no_failed_assertion(mockapify, dataset):
    with pytest.raises(ValueError, match="there is no dataset 'x'; there are arn:aws:personalize"):
        mockapify.personalize.assert_items_put({"itemId": "1"}, dataset_arn="x")
