"""What interceptions do to the process, and that nothing of it is left."""

import http.client
import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import apify_client  # noqa: F401 - a library that has seams
import pytest
import requests
from all_seams import SEAMS, current
from cases import each_case

from mockapify import mock_apify
from mockapify.interception import SeamMissingWarning
from mockapify.interception.arrivals import Arrivals
from mockapify.interception.seam import Patches, Seam

URL = "https://api.apify.com/v2/users/me"


def username(mock):
    answer = requests.get(URL, headers={"Authorization": f"Bearer {mock.token}"})
    return answer.json().get("data", {}).get("username")


def test_everything_is_restored(mockapify_server):
    before = [current(seam) for seam in SEAMS]
    finders = list(sys.meta_path)
    with mockapify_server.open() as mock, mock.intercept():
        assert all(now is not then for now, then in zip(map(current, SEAMS), before, strict=True))
        assert sys.meta_path != finders

    assert [current(seam) for seam in SEAMS] == before
    assert sys.meta_path == finders


def test_the_innermost_mock_answers_and_the_outer_one_again_after_it(mockapify_server):
    with mockapify_server.open(user="outer") as outer, outer.intercept():
        with mock_apify(user="inner") as inner:
            assert inner.url != outer.url
            assert username(inner) == "inner"
            assert username(outer) is None
        assert username(outer) == "outer"


def test_they_may_be_left_in_any_order(monkeypatch, mockapify_server):
    monkeypatch.setenv("APIFY_TOKEN", "mine")
    before = dict(os.environ)
    with mockapify_server.open(user="first") as one, mockapify_server.open(user="second") as two:
        first, second = one.intercept(), two.intercept()
        first.__enter__()
        second.__enter__()
        first.__exit__(None, None, None)
        assert username(two) == "second"
        assert os.environ["APIFY_TOKEN"] == two.token
        second.__exit__(None, None, None)

    assert dict(os.environ) == before
    assert [current(seam) for seam in SEAMS if seam.module == "socket"] == [
        socket.getaddrinfo,
        socket.gethostbyname,
        socket.gethostbyname_ex,
        socket.socket.connect,
        socket.socket.connect_ex,
    ]
    assert not hasattr(http.client.HTTPSConnection.connect, "__wrapped__")


def test_one_interception_is_entered_once_at_a_time(mockapify_server):
    with mockapify_server.open() as mock:
        interception = mock.intercept()
        with interception, pytest.raises(RuntimeError, match="entered already; make another one"):
            interception.__enter__()
        with interception:
            assert username(mock) == "tester"


def test_threads_are_intercepted_too(mockapify_server):
    with mockapify_server.open() as mock, mock.intercept(), ThreadPoolExecutor(4) as pool:
        assert list(pool.map(username, [mock] * 8)) == ["tester"] * 8


def test_calls_can_be_left_alone(mockapify_server):
    before = dict(os.environ)
    with mockapify_server.open() as mock, mock.intercept(False):
        assert dict(os.environ) == before
        with pytest.raises(pytest.fail.Exception, match=r"api\.apify\.com was about to be looked up"):
            requests.get(URL)


def test_a_library_that_is_imported_later_is_patched_as_it_comes(tmp_path, monkeypatch):
    (tmp_path / "latecomer.py").write_text("def greet():\n    return 'real'\n")
    monkeypatch.syspath_prepend(tmp_path)
    patches = Patches([Seam("latecomer", "greet", lambda original: lambda: f"not {original()}")])
    arrivals = Arrivals(patches.modules, patches.arrived)
    patches.put()
    arrivals.begin()
    try:
        import latecomer

        assert latecomer.greet() == "not real"
        assert latecomer.__spec__.loader is latecomer.__loader__
        assert latecomer.__loader__.get_source("latecomer").startswith("def greet")
    finally:
        arrivals.end()
        patches.take_back()
        del sys.modules["latecomer"]

    assert latecomer.greet() == "real"


def test_real_libraries_that_are_imported_later_are_patched_and_none_is_imported_for_it():
    program = f"""
import sys
from mockapify import mock_apify
with mock_apify() as mock:
    assert not {{"urllib3", "httpcore", "httpcore2", "aiohttp", "impit", "apify_client", "botocore"}} & set(sys.modules)
    import impit, urllib3
    headers = {{"Authorization": "Bearer " + mock.token}}
    print(urllib3.request("GET", "{URL}", headers=headers).status, impit.get("{URL}", headers=headers).status_code)
"""

    assert subprocess.check_output([sys.executable, "-W", "error", "-c", program]) == b"200 200\n"


def test_a_library_that_has_changed_is_named_with_its_version_and_the_seam():
    patches = Patches([Seam("requests", "adapters.Gone.send", lambda original: original)])

    with pytest.warns(
        SeamMissingWarning, match=rf"requests {requests.__version__} has no requests\.adapters\.Gone\.send"
    ):
        patches.put()
    patches.take_back()


@each_case("seam", [pytest.param(seam, id=f"{seam.module}:{seam.path}") for seam in SEAMS])
def test_the_installed_library_has_the_seam(seam):
    assert current(seam) is not None
    assert seam.make(current(seam)) is not current(seam)
