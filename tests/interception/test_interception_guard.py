"""What no mock answers fails, and never leaves the machine."""

import asyncio
import socket

import pytest
import requests
from cases import each_case
from http_libraries import LIBRARIES

from mockapify import RealHostError
from mockapify.hosts import is_refused, is_served

# What is asked here is no accident.
pytestmark = pytest.mark.mockapify(allow="real_hosts")

each_library = each_case(("library", "ask"), LIBRARIES.items())


@each_library
def test_another_host_of_the_platform_is_refused_by_name(mockapify, library, ask):
    with pytest.raises(
        RealHostError, match=r"console\.apify\.com.* would leave this machine: mockapify answers for api"
    ):
        ask("https://console.apify.com/v2/users/me", {})

    assert len(mockapify.calls) == 0


def test_what_the_mock_does_not_know_is_its_own_404(mockapify):
    answer = requests.get("https://api.apify.com/v3/brand-new")

    assert (answer.status_code, len(mockapify.calls)) == (404, 1)


@each_case(
    "reach",
    [
        pytest.param(lambda: socket.create_connection(("api.apify.com", 443)), id="create_connection"),
        pytest.param(lambda: socket.socket().connect(("api.apify.com", 443)), id="connect"),
        pytest.param(lambda: socket.gethostbyname("api.apify.com"), id="gethostbyname"),
        pytest.param(lambda: asyncio.run(asyncio.open_connection("api.apify.com", 443)), id="asyncio"),
    ],
)
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
def test_a_library_that_nobody_knows_does_not_find_the_real_host(mockapify, reach):
    with pytest.raises(RealHostError, match=r"'api\.apify\.com' \(by a library that mockapify does not know\)"):
        reach()


def test_plain_http_through_a_proxy_cannot_be_answered(mockapify):
    with pytest.raises(
        RealHostError, match=r"GET http://api\.apify\.com/v2/users/me \(by urllib3.* through the proxy 127\.0\.0\.1"
    ):
        requests.get("http://api.apify.com/v2/users/me", proxies={"http": mockapify.url})


def test_another_server_under_a_similar_name_is_not_meant():
    hosts = ["api.apify.com.example.com", "myapify.com", "example.com", "127.0.0.1", "personalize.example.com", ""]

    assert [host for host in hosts if is_served(host) or is_refused(host)] == []


@each_case(
    "host", ["console.apify.com", "apify.com", "proxy.apify.com:8000", "personalize-runtime.eu-west-1.amazonaws.com"]
)
def test_no_mock_answers_for(host):
    assert is_refused(host)
    assert not is_served(host)


@each_case(
    "host",
    [
        "api.apify.com",
        "API.Apify.com.",
        "api.apify.com:443",
        "personalize-events.eu-central-1.amazonaws.com",
        "personalize.cn-north-1.amazonaws.com.cn",
        "personalize-events-fips.us-east-1.amazonaws.com",
        "personalize-events.us-east-1.api.aws",
    ],
)
def test_a_mock_answers_for(host):
    assert is_served(host)
    assert not is_refused(host)
