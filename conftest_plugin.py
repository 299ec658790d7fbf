"""The pytest plugin: fixtures that hand a test an Apify of its own."""

import gc
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

# At run time mockapify is imported by the first test that asks for it: this module is loaded by every run of pytest.
if TYPE_CHECKING:
    from apify_client import ApifyClient, ApifyClientAsync

    from mockapify import MockApify, MockServer
    from mockapify.held import Held


class Option(NamedTuple):
    """An argument of the marker that the command line and the ini file know as well."""

    name: str
    kind: type
    """bool: a switch, which is on unless told otherwise; list: what is said in all places adds up."""
    told: str
    metavar: str = ""

    @property
    def flag(self) -> str:
        """Its name on the command line."""
        return f"--mockapify-{self.name.replace('_', '-')}"


URL = Option("url", str, "Use the `mockapify serve` that answers there, in place of a server in this process.", "URL")
"""What holds for all tests of a run, and no marker says."""

OPTIONS = (
    Option("clock", str, "How time passes: auto, manual or real.", "MODE"),
    Option("seed", str, "Makes ids and secrets the same in each run.", "SEED"),
    Option(
        "load",
        list,
        "A mockapify.toml, or several, with what each mock begins with. Paths in the marker are relative to the file "
        "of the test, those in the ini file to that file, those of the command line to the current folder.",
        "FILE",
    ),
    Option("intercept", bool, "Whether calls to https://api.apify.com and AWS Personalize reach the mock of a test."),
    Option(
        "fast_retries",
        bool,
        "Whether pauses of the clients between attempts and polls take virtual instead of real time.",
    ),
    Option("strict", bool, "Whether a test fails that leaves behind what it should not, such as an unused behaviour."),
    Option("allow", list, "What tests may leave behind, such as unused; one name or several.", "NAME"),
)
"""Said by the marker, else the command line, else the ini file."""

OF_THE_MARKER = {
    "start": "The first moment, an aware datetime; now when not given.",
    "user": "The name of the mock's own user; the first that a loaded file declares, else tester.",
    "token": "That user's token; made up when not given.",
    "general_access": "The setting of that user's account: RESTRICTED or ANYONE_WITH_ID_CAN_READ.",
}
"""Arguments that only the marker knows."""

MOCK_MARKER = (
    "mockapify(clock='auto', seed=None, load=(), start=None, user='tester', token=None, general_access='RESTRICTED', "
    "intercept=True, fast_retries=True, strict=True, allow=()): how the mock of this test is made, what it takes over, "
    "and what the test may leave behind"
)
MATRIX_MARKER = (
    "mockapify_matrix(name, only=None, skip=()): run the test under each failure of the matrix, only some, or all but "
    "some; there is 'resilience'"
)
MATRIX_TAKES = "it takes the name of a matrix, such as 'resilience', and lists of failures as only= and skip="


OWN = pytest.StashKey["list[Held]"]()
"""The mocks of one test. Not looked up among its fixtures: those are listed only once all of them are set up."""

SHARED = pytest.StashKey["list[Held]"]()
"""The mocks that several tests have: a test that comes while they are open is answerable for what happens in them."""

PASSED = pytest.StashKey[bool]()
"""Whether the test itself passed; what one that did not has left behind says nothing."""

ROW = "mockapify_matrix"
"""The property of a test's report with the row of its matrix."""


KINDS: dict[type, tuple[dict[str, Any], Any, Any]] = {
    bool: ({"choices": ("yes", "no")}, "bool", True),
    list: ({"action": "append", "default": []}, "args", []),
    str: ({}, "string", ""),
}
"""How options are declared: for the command line, and their type and default in the ini file."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("mockapify")
    for option in (*OPTIONS, URL):
        typed, type_, default = KINDS[option.kind]
        named = {"metavar": option.metavar} if option.metavar else {}
        group.addoption(option.flag, help=option.told, **typed, **named)
        parser.addini(f"mockapify_{option.name}", option.told, type=type_, default=default)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers."""
    config.stash[SHARED] = []
    for marker in (MOCK_MARKER, MATRIX_MARKER):
        config.addinivalue_line("markers", marker)


@pytest.fixture(scope="session")
def mockapify_server(pytestconfig: pytest.Config) -> "Iterator[MockServer]":
    """The server of this test run, or of this pytest-xdist worker. It hosts the mocks of all tests."""
    _import()
    from mockapify.held import said, served

    with served(said(pytestconfig, URL.name, URL.kind)) as server:
        yield server


@pytest.fixture
def mockapify(request: pytest.FixtureRequest) -> "Iterator[MockApify]":
    """A fresh Apify for this test.

    `@pytest.mark.mockapify(clock="manual", seed=7)` sets what it is made of; see `MockServer.open`. The code under
    test reaches it without knowing, and its retries take no time, unless `intercept=False` and `fast_retries=False` are
    set there, in the ini file or on the command line; see `MockApify.intercept`.

    A test that passes fails at its end when an Actor ran of which nothing says what its runs do, when what the test
    itself declared was never used, when a call met an operation that is not simulated, or when a function Actor raised:
    `allow=["unused"]` lets it, and `strict=False` turns all of that off.
    """
    with _of_test(request) as make:
        yield make("mockapify")


@pytest.fixture
def make_mockapify(request: pytest.FixtureRequest) -> "Iterator[Callable[..., MockApify]]":
    """Makes further mocks of this test: `staging = make_mockapify(user="bob", load="staging.toml")`.

    Each is like the fixture `mockapify`, with the options of the test's marker where it is not given others. While
    several intercept calls, the one made last answers those that no token tells apart.
    """
    with _of_test(request) as make:
        yield lambda **options: make("mockapify made by the test", **options)


def _shared(scope: Any) -> Any:
    def shared(request: pytest.FixtureRequest) -> "Iterator[MockApify]":
        everyones = request.config.stash[SHARED]
        with _opened(request, f"{scope}_mockapify") as held:
            everyones.append(held)
            yield held.mock
            everyones.remove(held)

    shared.__doc__ = f"""One Apify for all tests of a {scope}, which find what those before them left.

    Else it is like `mockapify`; options are those of the markers of the {scope}. Each test is answerable for what
    happens in it while the test runs. A test that has a `mockapify` of its own besides reaches that one by intercepted
    calls.
    """
    return pytest.fixture(scope=scope, name=f"{scope}_mockapify")(shared)


class_mockapify = _shared("class")
module_mockapify = _shared("module")
session_mockapify = _shared("session")


@pytest.fixture
def apify_client(mockapify: "MockApify") -> "ApifyClient":
    """The official client, pointed at this test's Apify."""
    client: ApifyClient = _client("ApifyClient", mockapify)
    return client


@pytest.fixture
def apify_client_async(mockapify: "MockApify") -> "ApifyClientAsync":
    """The official asynchronous client, pointed at this test's Apify."""
    client: ApifyClientAsync = _client("ApifyClientAsync", mockapify)
    return client


@pytest.fixture
def mockapify_failure(request: pytest.FixtureRequest) -> str | None:
    """The name of the failure that the marker `mockapify_matrix` lets this test go through now, or None."""
    return getattr(request, "param", None)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Multiply the tests that go through a matrix."""
    marker = metafunc.definition.get_closest_marker("mockapify_matrix")
    if marker is None:
        return
    from mockapify.matrix import failures

    try:
        names = [failure.name for failure in failures(*marker.args, **marker.kwargs)]
    except (TypeError, ValueError) as error:
        told = MATRIX_TAKES if isinstance(error, TypeError) else str(error)
        raise pytest.Collector.CollectError(f"{metafunc.definition.nodeid}: mockapify_matrix: {told}") from None
    if mockapify_failure.__name__ not in metafunc.fixturenames:
        metafunc.fixturenames.append("mockapify_failure")
    metafunc.parametrize("mockapify_failure", names, indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """What fixtures declared may go unused, and what goes wrong on purpose begins after them."""
    for held in item.config.stash[SHARED]:
        held.mock.strictness.forget()  # What tests before this one left behind, they have been told.
    for held in item.stash.get(OWN, []):
        held.mock.strictness.exempt_all()
    failure = _failure(item)
    if failure is not None:
        for held in _held(item):
            held.mock.faults.begin(failure)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Look at the mocks that other tests have, too, before any of them is closed."""
    bugs: ExceptionGroup | None = None
    told = ""
    try:
        told = _left_behind(item, item.config.stash[SHARED])
    except ExceptionGroup as error:
        bugs = error
    result = yield
    if bugs is not None:
        raise bugs
    _fail(told)
    return result


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Tell item by item how the items of a dataset differ."""
    module = sys.modules.get("mockapify.handles.pushed_items")
    if module is None or op != "==" or not isinstance(left, list) or not isinstance(right, list):
        return None
    told: list[str] | None = module.compared(left, right)
    return told


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to the report of a test that failed what happened in its Apify."""
    report = yield
    if report.when == "call":
        item.stash[PASSED] = report.passed
        failure = _failure(item)
        if failure is not None:
            from mockapify.held import row

            report.user_properties.append((ROW, row(_held(item), item.nodeid, failure, report, call.excinfo)))
    if report.failed:
        told = ((held.label, held.mock.report) for held in _held(item))
        report.sections.extend((label, text) for label, text in told if text)
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what the code under test did under each failure of a matrix."""
    reports = (report for group in terminalreporter.stats.values() for report in group)
    rows = [value for report in reports for name, value in getattr(report, "user_properties", ()) if name == ROW]
    if rows:
        from mockapify.matrix import summarize

        summarize(rows, terminalreporter)


def _import() -> None:
    """Import what each mock needs. That stays: to look for garbage in it would be a sixth of the time it takes."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        import mockapify.held
        import mockapify.interception.interception  # noqa: F401 - each mock intercepts calls
    finally:
        if not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()  # All that is there is now taken for old.
        if was_enabled:
            gc.enable()


@contextmanager
def _of_test(request: pytest.FixtureRequest) -> "Iterator[Callable[..., MockApify]]":
    """Opens mocks of one test, and looks at its end for what it left behind in them."""
    own: list[Held] = request.node.stash.setdefault(OWN, [])
    opened = []
    with ExitStack() as stack:

        def make(label: str, **options: Any) -> "MockApify":
            held = stack.enter_context(_opened(request, label, **options))
            own.append(held)
            opened.append(held)
            return held.mock

        yield make
        _fail(_left_behind(request.node, opened))


def _opened(request: pytest.FixtureRequest, label: str, **given: Any) -> "AbstractContextManager[Held]":
    """A mock of the options that hold for a test, module, ..., and the ones given."""
    from mockapify.held import opened, said

    options = {option.name: said(request.config, option.name, option.kind) for option in OPTIONS}
    everything = options | dict.fromkeys(OF_THE_MARKER)
    return opened(request.getfixturevalue("mockapify_server"), request.node, label, everything, given)


def _held(item: pytest.Item) -> "list[Held]":
    """All mocks that a test is answerable for."""
    return [*item.config.stash[SHARED], *item.stash.get(OWN, [])]


def _failure(item: pytest.Item) -> str | None:
    """The failure of a matrix that a test goes through."""
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("mockapify_failure") if callspec is not None else None


def _left_behind(item: pytest.Item, mocks: "list[Held]") -> str:
    """What a test left behind; of one that failed already only errors of mockapify itself count.

    Raises:
        ExceptionGroup: Such errors.
    """
    passed = item.stash.get(PASSED, False)
    # A start that is refused never comes to what was said about the run.
    spared = {"unused"} if _failure(item) is not None else set()
    return "\n\n".join(filter(None, (held.left_behind(spared, passed=passed) for held in mocks)))


def _fail(told: str) -> None:
    if told:
        pytest.fail(told, pytrace=False)


def _client(kind: str, mock: "MockApify") -> Any:
    if find_spec("apify_client") is None:
        pytest.fail("this fixture needs the official client: pip install apify-client", pytrace=False)
    import apify_client

    return getattr(apify_client, kind)(mock.token, api_url=mock.url, api_public_url=mock.url)
