"""The pytest plugin: fixtures that hand a test an Apify of its own."""

from collections.abc import Generator, Iterator
from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

# At run time mockapify is imported by the first test that asks for it: this module is loaded by every run of pytest.
if TYPE_CHECKING:
    from apify_client import ApifyClient, ApifyClientAsync

    from mockapify import MockApify, MockServer

MOCK = pytest.StashKey["MockApify"]()
"""The mock of a test item. Not looked up among its fixtures: those are listed only once all of them are set up."""

MARKER = (
    "mockapify(clock='auto', seed=None, start=None, user='tester', token=None, general_access='RESTRICTED'): "
    "how the mock of this test is made"
)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line("markers", MARKER)


@pytest.fixture(scope="session")
def mockapify_server() -> "Iterator[MockServer]":
    """The server of this test run, or of this pytest-xdist worker. It hosts the mocks of all tests."""
    from mockapify import MockServer

    with MockServer() as server:
        yield server


@pytest.fixture
def mockapify(mockapify_server: "MockServer", request: pytest.FixtureRequest) -> "Iterator[MockApify]":
    """A fresh Apify for this test.

    `@pytest.mark.mockapify(clock="manual", seed=7)` sets what it is made of; see `MockServer.open`.
    """
    with mockapify_server.open(**_options(request.node)) as mock:
        request.node.stash[MOCK] = mock
        yield mock
        bugs = list(mock.calls.bugs)
    if bugs:
        raise ExceptionGroup("mockapify answered 500 because of bugs of its own; please report them", bugs)


@pytest.fixture
def apify_client(mockapify: "MockApify") -> "ApifyClient":
    """The official client, pointed at this test's Apify."""
    _require_client()
    from apify_client import ApifyClient

    return ApifyClient(mockapify.token, **_client_options(mockapify))


@pytest.fixture
def apify_client_async(mockapify: "MockApify") -> "ApifyClientAsync":
    """The official asynchronous client, pointed at this test's Apify."""
    _require_client()
    from apify_client import ApifyClientAsync

    return ApifyClientAsync(mockapify.token, **_client_options(mockapify))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to the report of a test that failed what happened in its Apify."""
    report = yield
    mock = item.stash.get(MOCK, None)
    if report.failed and mock is not None and mock.report:
        report.sections.append(("mockapify", mock.report))
    return report


def _client_options(mock: "MockApify") -> dict[str, Any]:
    # Retries stay as many, but nobody has to wait for them.
    return {"api_url": mock.url, "api_public_url": mock.url, "min_delay_between_retries": timedelta(0)}


def _require_client() -> None:
    if find_spec("apify_client") is None:
        pytest.fail("this fixture needs the official client: pip install apify-client", pytrace=False)


def _options(node: pytest.Item) -> dict[str, Any]:
    """The arguments of the nearest marker; nearer ones win."""
    options: dict[str, Any] = {}
    for marker in reversed(list(node.iter_markers("mockapify"))):
        if marker.args or not marker.kwargs.keys() <= OPTIONS:
            given = ", ".join([*map(repr, marker.args), *marker.kwargs])
            raise pytest.UsageError(
                f"{node.nodeid}: the marker mockapify takes {', '.join(sorted(OPTIONS))} by keyword, not {given}"
            )
        options |= marker.kwargs
    return options


OPTIONS = {"clock", "seed", "start", "user", "token", "general_access"}
