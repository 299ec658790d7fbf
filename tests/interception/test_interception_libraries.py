"""Each library reaches the mock though it is told the real address."""

import asyncio
import json

import aiohttp
import httpx
import impit
import pytest
import requests
from cases import each_case
from http_libraries import LIBRARIES

URL = "https://api.apify.com/v2"
DEAD_PROXY = "http://127.0.0.1:9"

each_library = each_case(("library", "ask"), LIBRARIES.items())


@pytest.fixture
def headers(mockapify):
    return {"Authorization": f"Bearer {mockapify.token}"}


@each_library
def test_a_call_to_the_real_host_reaches_the_mock(mockapify, headers, library, ask):
    before = len(mockapify.calls)
    status, body = ask(f"{URL}/users/me", headers)

    assert (status, json.loads(body)["data"]["username"]) == (200, "tester")
    assert [entry.path for entry in [*mockapify.calls][before:]] == ["/v2/users/me"]


@each_library
def test_links_in_answers_lead_where_the_call_went(mockapify, headers, library, ask):
    store = mockapify.key_value_store("prices")
    store["cat"] = {"price": 1}
    _, body = ask(f"{URL}/key-value-stores/{store.id}/keys", headers)

    (record,) = json.loads(body)["data"]["items"]
    assert record["recordPublicUrl"].startswith(f"{URL}/key-value-stores/{store.id}/records/cat")
    status, content = ask(record["recordPublicUrl"], {})
    assert (status, json.loads(content)) == (200, {"price": 1})


@each_library
def test_calls_to_other_hosts_are_left_alone(mockapify, headers, library, ask):
    status, _ = ask(f"{mockapify.url}/v2/users/me", headers)

    assert status == 200


def test_bodies_and_plain_http_arrive(mockapify, headers):
    dataset = mockapify.dataset("prices")
    url = f"http://api.apify.com/v2/datasets/{dataset.id}/items"
    for library in (requests, httpx):
        assert library.post(url, json=[{"by": library.__name__}], headers=headers).status_code == 201
    body = json.dumps([{"by": "impit"}]).encode()
    assert impit.post(url, body, headers={**headers, "Content-Type": "application/json"}).status_code == 201

    assert [item["by"] for item in dataset.items] == ["requests", "httpx", "impit"]


def test_libraries_see_the_address_that_they_asked_for(mockapify, headers):
    url = f"{URL}/users/me"

    assert requests.get(url, headers=headers).url == url
    assert str(httpx.get(url, headers=headers).url) == url


def test_proxies_are_left_out(mockapify, headers):
    async def ask_aiohttp():
        proxied = {"headers": headers, "proxy": DEAD_PROXY}
        async with aiohttp.ClientSession() as session, session.get(f"{URL}/users/me", **proxied) as answer:
            return answer.status

    assert requests.get(f"{URL}/users/me", headers=headers, proxies={"https": DEAD_PROXY}).status_code == 200
    assert httpx.get(f"{URL}/users/me", headers=headers, proxy=DEAD_PROXY, verify=False).status_code == 200
    assert (
        httpx.get("http://api.apify.com/v2/users/me", headers=headers, proxy=DEAD_PROXY, verify=False).status_code
        == 200
    )
    assert asyncio.run(ask_aiohttp()) == 200


@each_case("library", ["urllib", "requests", "httpx", "impit", "impit.AsyncClient"])
def test_a_proxy_in_the_environment_is_left_out(monkeypatch, mockapify_server, library):
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, DEAD_PROXY)
    with mockapify_server.open() as mock, mock.intercept():
        status, _ = LIBRARIES[library](f"{URL}/users/me", {"Authorization": f"Bearer {mock.token}"})

    assert status == 200


def test_a_connection_does_not_outlive_the_mock_that_it_led_to(mockapify_server):
    with requests.Session() as session, httpx.Client(verify=False) as client:
        for name in ("first", "second"):
            with mockapify_server.open(user=name) as mock, mock.intercept():
                for ask in (session.get, client.get):
                    answer = ask(f"{URL}/users/me", headers={"Authorization": f"Bearer {mock.token}"})
                    assert answer.json()["data"]["username"] == name
        with pytest.raises(pytest.fail.Exception, match=r"api\.apify\.com was about to be looked up"):
            session.get(f"{URL}/users/me")
