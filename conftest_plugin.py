"""The pytest plugin: fixtures that hand a test an Apify of its own."""

import sys
from collections.abc import Generator, Iterable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

# At run time mockapify is imported by the first test that asks for it: this module is loaded by every run of pytest.
if TYPE_CHECKING:
    from apify_client import ApifyClient, ApifyClientAsync

    from mockapify import MockApify, MockServer

MOCK = pytest.StashKey["MockApify"]()
"""The mock of a test item. Not looked up among its fixtures: those are listed only once all of them are set up."""

PASSED = pytest.StashKey[bool]()
"""Whether the test itself passed; what one that did not has left behind says nothing."""

MARKER = (
    "mockapify(clock='auto', seed=None, start=None, user='tester', token=None, general_access='RESTRICTED', "
    "intercept=True, fast_retries=True, strict=True, allow=()): how the mock of this test is made, what it takes over, "
    "and what the test may leave behind"
)

SWITCHES = {
    "intercept": "Whether calls to https://api.apify.com and AWS Personalize reach the mock of a test.",
    "fast_retries": "Whether pauses of the clients between attempts and polls take virtual instead of real time.",
    "strict": "Whether a test fails that leaves behind what it should not, such as a behaviour that was never used.",
}
"""On unless told otherwise: by the marker, else the command line, else the ini file."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the switches."""
    group = parser.getgroup("mockapify")
    for name, help_ in SWITCHES.items():
        flag = "--mockapify-" + name.replace("_", "-")
        group.addoption(flag, choices=("yes", "no"), help=f"{help_} Overrides the ini option mockapify_{name}.")
        parser.addini(f"mockapify_{name}", help_, type="bool", default=True)
    help_ = "What tests may leave behind: unexpected_runs, unused, not_built, actor_errors or bugs."
    group.addoption("--mockapify-allow", action="append", default=[], metavar="NAME", help=help_)
    parser.addini("mockapify_allow", help_, type="args", default=[])


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

    `@pytest.mark.mockapify(clock="manual", seed=7)` sets what it is made of; see `MockServer.open`. The code under
    test reaches it without knowing, and its retries take no time, unless `intercept=False` and `fast_retries=False` are
    set there, in the ini file or on the command line; see `MockApify.intercept`.

    A test that passes fails at its end when an Actor ran of which nothing says what its runs do, when what the test
    itself declared was never used, when a call met an operation that is not simulated, or when a function Actor raised:
    `allow=["unused"]` lets it, and `strict=False` turns all of that off.
    """
    options = _options(request.node)
    allow = _allowed(request.config, options.pop("allow", ()))
    intercept, fast_retries, strict = (options.pop(name, _switch(request.config, name)) for name in SWITCHES)
    with (
        mockapify_server.open(**options) as mock,
        mock.intercept(intercept, fast_retries=fast_retries),
    ):
        request.node.stash[MOCK] = mock
        yield mock
        if strict:
            _check(mock, allow, passed=request.node.stash.get(PASSED, False))


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


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """What fixtures declared may go unused."""
    mock = item.stash.get(MOCK, None)
    if mock is not None:
        mock.strictness.exempt_all()


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Tell item by item how the items of a dataset differ."""
    module = sys.modules.get("mockapify.handles.pushed_items")
    if module is None or op != "==" or not isinstance(left, list) or not isinstance(right, list):
        return None
    told: list[str] | None = module.compared(left, right)
    return told


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to the report of a test that failed what happened in its Apify."""
    report = yield
    if report.when == "call":
        item.stash[PASSED] = report.passed
    mock = item.stash.get(MOCK, None)
    if report.failed and mock is not None and mock.report:
        report.sections.append(("mockapify", mock.report))
    return report


def _check(mock: "MockApify", allow: set[str], *, passed: bool) -> None:
    """Fail when the test left something behind; of one that failed already only errors of mockapify itself count."""
    from mockapify.strictness import CHECKS

    told = ""
    try:
        mock.strictness.check(allow if passed else allow | {*CHECKS})
    except AssertionError as error:
        told = str(error)
    if told:
        pytest.fail(told, pytrace=False)


def _allowed(config: pytest.Config, marked: str | Iterable[str]) -> set[str]:
    """What tests may leave behind: by the marker, the command line and the ini file together."""
    from mockapify.strictness import check_names

    named = [marked] if isinstance(marked, str) else [*marked]
    allow = {*named, *config.getoption("mockapify_allow"), *config.getini("mockapify_allow")}
    try:
        check_names(allow)
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None
    return allow


def _client_options(mock: "MockApify") -> dict[str, Any]:
    return {"api_url": mock.url, "api_public_url": mock.url}


def _require_client() -> None:
    if find_spec("apify_client") is None:
        pytest.fail("this fixture needs the official client: pip install apify-client", pytrace=False)


def _switch(config: pytest.Config, name: str) -> bool:
    """What the command line says, else the ini file."""
    given = config.getoption(f"mockapify_{name}")
    return bool(config.getini(f"mockapify_{name}")) if given is None else given == "yes"


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


OPTIONS = {"clock", "seed", "start", "user", "token", "general_access", "allow", *SWITCHES}
