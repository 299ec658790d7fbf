"""The official clients, the SDK and boto3 reach the mock though nothing is said to them."""

import asyncio
import os
import subprocess
import sys

import apify_client
import boto3
import pytest
from apify_client import ApifyClient, ApifyClientAsync
from apify_client.errors import UnauthorizedError
from apify_client.http_clients import Httpx2HttpClient
from cases import each_case

from mockapify import mock_apify

ARN = "arn:aws:personalize:us-east-1:123456789012:dataset/shop/ITEMS"


def test_clients_without_any_argument_are_the_mocks_own_user(mockapify):
    async def ask():
        return await ApifyClientAsync().user().get()

    assert ApifyClient().user().get().username == "tester"
    assert asyncio.run(ask()).username == "tester"


def test_a_token_picks_another_open_mock(mockapify, mockapify_server):
    with mockapify_server.open(user="other") as other:
        assert ApifyClient(other.token).user().get().username == "other"
        assert ApifyClient(mockapify.token).user().get().username == "tester"


def test_an_unknown_token_is_refused_by_this_mock_also_while_others_are_open(mockapify, mockapify_server):
    with mockapify_server.open(user="other"), pytest.raises(UnauthorizedError):
        ApifyClient("wrong").user().get()

    assert [entry.error_type for entry in mockapify.calls] == ["user-or-token-not-found"]


def test_a_token_of_none_stays_none(mockapify):
    with pytest.raises(UnauthorizedError, match="token was not provided"):
        ApifyClient(None).user().get()


def test_a_token_written_into_the_code_is_accepted_once_it_was_told(mockapify):
    mockapify.accept_token("my-token")

    assert ApifyClient("my-token").user().get().username == "tester"


def test_an_accepted_token_cannot_be_anothers(mockapify, mockapify_server):
    bob = mockapify.user("bob").token
    with mockapify_server.open() as other:
        for token in (bob, "", other.token):
            with pytest.raises(ValueError, match=r"token .* (will not do|belongs to)"):
                mockapify.accept_token(token)


@each_case("name", ["APIFY_TOKEN", "APIFY_API_TOKEN"])
def test_a_token_that_was_read_from_the_environment_before_goes_on_working(monkeypatch, name):
    monkeypatch.setenv(name, "read-at-import-time")
    before = ApifyClient("read-at-import-time")
    with mock_apify(user="alice") as mock:
        assert os.environ[name] == mock.token
        assert before.user().get().username == "alice"


def test_public_urls_are_those_of_the_platform_and_open(mockapify):
    dataset = mockapify.dataset("prices", items=[{"price": 1}])
    url = ApifyClient().dataset(dataset.id).create_items_public_url()

    assert url.startswith(f"https://api.apify.com/v2/datasets/{dataset.id}/items?signature=")
    assert ApifyClient(None).http_client.call(method="GET", url=url).json() == [{"price": 1}]


def test_a_client_on_another_http_library_is_intercepted(mockapify):
    client = ApifyClient.with_custom_http_client(mockapify.token, http_client=Httpx2HttpClient())

    assert client.user().get().username == "tester"


def test_the_default_token_is_restored(mockapify_server):
    with mockapify_server.open() as mock, mock.intercept():
        assert ApifyClient().token == mock.token
        assert ApifyClientAsync().token == mock.token

    assert ApifyClient().token is None
    assert ApifyClientAsync().token is None


def test_the_sdk_reaches_the_mock(mockapify):
    sdk = pytest.importorskip("apify")
    mockapify.actor("me/scraper")

    async def call():
        return await sdk.Actor.new_client().actor("me/scraper").call(logger=None)

    assert asyncio.run(call()).status == "SUCCEEDED"


def test_boto3_reaches_the_mock_without_credentials_or_region(mockapify, monkeypatch):
    dataset = mockapify.personalize.add_dataset(ARN)

    boto3.client("personalize-events").put_items(datasetArn=ARN, items=[{"itemId": "1"}])

    assert [record["itemId"] for record in dataset.records] == ["1"]
    assert boto3.client("personalize").describe_dataset(datasetArn=ARN)["dataset"]["name"]

    assert [call.line for call in mockapify.calls] == ["POST /items (tester) -> 200", "POST / (tester) -> 200"]
    assert mockapify.calls.of("personalize.put_items") == mockapify.calls.filter(path="/items", user="tester")
    assert mockapify.calls.last.operation == "personalize.describe_dataset"


def test_boto3_clients_that_were_made_for_the_real_endpoint_reach_it_too(mockapify_server):
    secrets = {"aws_access_key_id": "AKIA", "aws_secret_access_key": "secret", "region_name": "eu-west-1"}
    client = boto3.client("personalize-events", **secrets)
    with mockapify_server.open(), mockapify_server.open() as mock, mock.intercept():
        dataset = mock.personalize.add_dataset(ARN)
        client.put_items(datasetArn=ARN, items=[{"itemId": "1"}])

    assert [record["itemId"] for record in dataset.records] == ["1"]
    assert mock.calls.last.line == "POST /items (tester) -> 200"


def test_a_child_process_finds_the_mock_in_its_environment(mockapify):
    program = """
import os, urllib.request
url = os.environ["APIFY_API_BASE_URL"] + "/v2/users/me"
headers = {"Authorization": "Bearer " + os.environ["APIFY_TOKEN"]}
print(urllib.request.urlopen(urllib.request.Request(url, headers=headers)).status)
"""

    assert subprocess.check_output([sys.executable, "-I", "-S", "-c", program]) == b"200\n"


def test_the_environment_is_restored(monkeypatch, mockapify_server):
    monkeypatch.setenv("APIFY_TOKEN", "mine")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
    monkeypatch.delenv("APIFY_API_BASE_URL", raising=False)
    environ = os.environ
    before = dict(environ)
    with mockapify_server.open() as mock, mock.intercept():
        assert environ["APIFY_TOKEN"] == mock.token
        assert environ["APIFY_API_BASE_URL"].startswith(mock.url)
        assert environ["AWS_ACCESS_KEY_ID"] == "AKIA"
        assert "AWS_SECRET_ACCESS_KEY" not in environ

    assert dict(environ) == before


def test_the_clients_version_is_one_whose_seams_are_known():
    assert apify_client.__version__.startswith("3.")
