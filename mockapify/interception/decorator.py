"""mock_apify: an intercepting Apify for any Python, as a block or as a decorator."""

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from os import PathLike
from types import TracebackType
from typing import Any, NamedTuple, TypedDict, TypeVar, Unpack, overload

from mockapify.clock import Mode
from mockapify.mock import MockApify
from mockapify.mock_server import MockServer
from mockapify.state.users import AccountAccess
from mockapify.strictness import OF_MOCK_APIFY, allowed_names

C = TypeVar("C", bound=Callable[..., Any])
"""What is decorated: a function, a coroutine function or a TestCase class."""

ARGUMENT = "mockapify"
"""The parameter of a decorated function, and the attribute of a decorated TestCase, that is the mock."""

AROUND_TESTS = ("setUp", "asyncSetUp", "tearDown", "asyncTearDown")
"""What a TestCase does beside the test itself."""

NO_FAILURES = ("SkipTest", "Skipped", "XFailed")
"""What ends a test that is not meant to pass. By name: those of pytest are not there without it."""


class Options(TypedDict, total=False):
    """What an Apify is made of, see `MockServer.open`, what it takes over, see `MockApify.intercept`, and what may be
    left behind in it."""

    clock: Mode | None
    seed: int | str | None
    start: datetime | None
    user: str | None
    token: str | None
    general_access: AccountAccess | None
    load: str | PathLike[str] | Iterable[str | PathLike[str]]
    intercept: bool
    fast_retries: bool
    strict: bool
    allow: str | Iterable[str]


@overload
def mock_apify(wrapped: C, /) -> C: ...
@overload
def mock_apify(**options: Unpack[Options]) -> "Mocking": ...
def mock_apify(wrapped: Any = None, /, **options: Unpack[Options]) -> Any:
    """An Apify that code under test reaches without knowing: a block, or a decorator with or without options.

    `with mock_apify() as mockapify:`, `@mock_apify`, `@mock_apify(clock="manual")`. It decorates functions, whose
    parameter `mockapify`, if they have one, is the mock, and unittest's TestCase classes, whose tests find it as
    `self.mockapify`. Each block, call and test has its own.

    At its end, unless it raised by itself, AssertionError is raised when an Actor ran of which nothing says what its
    runs do, when what was declared was never used (in `setUp` it may), and so on: `allow=["unused"]` lets it, and
    `strict=False` turns all of that off. A test of a TestCase fails by itself. What fails in it has its report, see
    `MockApify.report`, as a note below the error.

    Raises:
        TypeError: It decorates a generator, or a class that is no TestCase.
        ValueError: There is nothing of a name in `allow`.
    """
    mocking = Mocking(options)
    return mocking if wrapped is None else mocking(wrapped)


class Mocking:
    """What `mock_apify(...)` returns."""

    def __init__(self, options: Options) -> None:
        strict, allow = options.pop("strict", True), options.pop("allow", ())
        self._terms = Terms(options, allowed_names(allow, strict=strict))
        self._entered: list[AbstractContextManager[MockApify]] = []

    def __enter__(self) -> MockApify:
        block = self._terms.checked()
        mock = block.__enter__()
        self._entered.append(block)
        return mock

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        __tracebackhide__ = True
        self._entered.pop().__exit__(kind, error, trace)

    def __call__(self, wrapped: C) -> C:
        """Decorate it; raises what `mock_apify` raises."""
        given: Any = wrapped
        decorate: Callable[[Any, Terms], Any] = _around_tests if isinstance(given, type) else _around_calls
        decorated: C = decorate(given, self._terms)
        return decorated


class Terms(NamedTuple):
    """How mocks are made, and what may be left behind in them."""

    options: Mapping[str, Any]
    allow: frozenset[str]

    @contextmanager
    def opened(self) -> Iterator[MockApify]:
        """A mock on a server of its own."""
        options = dict(self.options)
        takes = {name: options.pop(name, True) for name in ("intercept", "fast_retries")}
        with (
            MockServer() as server,
            server.open(**options) as mock,
            mock.intercept(takes["intercept"], fast_retries=takes["fast_retries"]),
        ):
            yield mock

    @contextmanager
    def checked(self) -> Iterator[MockApify]:
        """The same, and a look at its end for what was left behind."""
        __tracebackhide__ = True
        with self.opened() as mock, told_at_failure(mock):
            try:
                yield mock
            except BaseException:  # pytest's and unittest's ways to end a test, too
                self.check(mock, passed=False)
                raise
            self.check(mock, passed=True)

    def check(self, mock: MockApify, *, passed: bool) -> None:
        """Fail when something was left behind, see `Strictness.check`."""
        __tracebackhide__ = True
        mock.strictness.check(self.allow, passed=passed, switches=OF_MOCK_APIFY)


@contextmanager
def told_at_failure(mock: MockApify) -> Iterator[None]:
    """An exception that leaves this block has the report as a note, which whatever runs tests prints below it."""
    __tracebackhide__ = True
    try:
        yield
    except BaseException as error:  # pytest's and unittest's ways to fail a test, too
        report = mock.report
        if report and type(error).__name__ not in NO_FAILURES:
            error.add_note(f"\n{report}")
        raise


def _around_tests(case: type[Any], terms: Terms) -> type[Any]:
    import unittest  # Who decorates one has imported it.

    if not issubclass(case, unittest.TestCase):
        raise TypeError(
            f"mock_apify decorates functions and unittest.TestCase classes, not {case.__qualname__}; "
            f"for pytest use its fixture: @pytest.mark.usefixtures('mockapify')"
        )
    run: Callable[..., Any] = case.run

    @functools.wraps(run)
    def run_with_mock(self: Any, result: Any = None) -> Any:
        with terms.opened() as self.mockapify, _looked_at(self, terms):
            return run(self, result)

    case.run = run_with_mock  # type: ignore[method-assign]  # setUp and asynchronous tests have their mock so, too
    return case


@contextmanager
def _looked_at(test: Any, terms: Terms) -> Iterator[None]:
    """While it is entered, the run of a unittest test ends with a look for what was left behind."""
    mock, name, own = test.mockapify, test._testMethodName, dict(vars(test))
    passed = over = False

    @contextmanager
    def part() -> Iterator[dict[str, Any]]:
        with told_at_failure(mock):
            yield {}

    @contextmanager
    def sub_test(*args: Any, **kwargs: Any) -> Iterator[None]:
        with type(test).subTest(test, *args, **kwargs), told_at_failure(mock):
            yield

    @contextmanager
    def method() -> Iterator[dict[str, Any]]:
        nonlocal passed
        mock.strictness.exempt_all()  # What setUp declared may go unused.
        with told_at_failure(mock):
            yield {}
        # Parts of a test, `subTest`, fail without raising.
        passed = getattr(test._outcome, "success", True)

    def check() -> None:
        if not over:
            with told_at_failure(mock):
                terms.check(mock, passed=passed)

    test.addCleanup(check)  # The first one added is the last one called: after tearDown, and as a part of the test.
    around = {at: _inside(getattr(test, at), part) for at in AROUND_TESTS if hasattr(test, at)}
    vars(test).update(around, **{name: _inside(getattr(test, name), method), "subTest": sub_test})
    try:
        yield
    finally:
        over = True  # unittest does not clean up after a test that it skips.
        for replaced in (*around, name, "subTest"):
            vars(test).pop(replaced)
        if name in own:  # pytest puts it there, too.
            setattr(test, name, own[name])


def _around_calls(function: Callable[..., Any], terms: Terms) -> Any:
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise TypeError(
            f"mock_apify cannot decorate the generator {function.__qualname__}; use `with mock_apify():` in it"
        )
    signature = inspect.signature(function)
    wanted = ARGUMENT in signature.parameters

    @contextmanager
    def call() -> Iterator[dict[str, Any]]:
        with terms.checked() as mock:
            yield {ARGUMENT: mock} if wanted else {}

    decorated = _inside(function, call)
    # Without it pytest would look for a fixture of that name, and hand over another mock.
    others = [parameter for name, parameter in signature.parameters.items() if name != ARGUMENT]
    decorated.__signature__ = signature.replace(parameters=others)
    return decorated


def _inside(function: Callable[..., Any], block: Callable[[], AbstractContextManager[dict[str, Any]]]) -> Any:
    """The function or coroutine function, called inside a block of its own, with the keywords that this hands over."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with block() as more:
            return function(*args, **kwargs, **more)

    @functools.wraps(function)
    async def call_async(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with block() as more:
            return await function(*args, **kwargs, **more)

    return call_async if inspect.iscoroutinefunction(function) else call
