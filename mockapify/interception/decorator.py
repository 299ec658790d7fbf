"""mock_apify: an intercepting Apify for any Python, as a block or as a decorator."""

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any, TypedDict, TypeVar, Unpack, overload

from mockapify.clock import Mode
from mockapify.mock import MockApify
from mockapify.mock_server import MockServer
from mockapify.state.users import AccountAccess

C = TypeVar("C", bound=Callable[..., Any])
"""What is decorated: a function, a coroutine function or a TestCase class."""

ARGUMENT = "mockapify"
"""The parameter of a decorated function, and the attribute of a decorated TestCase, that is the mock."""


class Options(TypedDict, total=False):
    """What an Apify is made of, see `MockServer.open`, and what it takes over, see `MockApify.intercept`."""

    clock: Mode
    seed: int | str | None
    start: datetime | None
    user: str
    token: str | None
    general_access: AccountAccess
    intercept: bool
    fast_retries: bool


@overload
def mock_apify(wrapped: C, /) -> C: ...
@overload
def mock_apify(**options: Unpack[Options]) -> "Mocking": ...
def mock_apify(wrapped: Any = None, /, **options: Unpack[Options]) -> Any:
    """An Apify that code under test reaches without knowing: a block, or a decorator with or without options.

    `with mock_apify() as mockapify:`, `@mock_apify`, `@mock_apify(clock="manual")`. It decorates functions, whose
    parameter `mockapify`, if they have one, is the mock, and unittest's TestCase classes, whose tests find it as
    `self.mockapify`. Each block, call and test has its own.

    Raises:
        TypeError: It decorates a generator, or a class that is no TestCase.
    """
    mocking = Mocking(options)
    return mocking if wrapped is None else mocking(wrapped)


class Mocking:
    """What `mock_apify(...)` returns."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._entered: list[AbstractContextManager[MockApify]] = []

    def __enter__(self) -> MockApify:
        block = opened(**self._options)
        mock = block.__enter__()
        self._entered.append(block)
        return mock

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._entered.pop().__exit__(kind, error, trace)

    def __call__(self, wrapped: C) -> C:
        """Decorate it; raises what `mock_apify` raises."""
        given: Any = wrapped
        decorate: Callable[[Any, Options], Any] = _around_tests if isinstance(given, type) else _around_calls
        decorated: C = decorate(given, self._options)
        return decorated


@contextmanager
def opened(*, intercept: bool = True, fast_retries: bool = True, **options: Any) -> Iterator[MockApify]:
    """A mock on a server of its own. At the end what was mockapify's own fault is raised."""
    with MockServer() as server, server.open(**options) as mock, mock.intercept(intercept, fast_retries=fast_retries):
        yield mock
    if mock.calls.bugs:
        raise ExceptionGroup("mockapify answered 500 because of bugs of its own; please report them", mock.calls.bugs)


def _around_tests(case: type[Any], options: Options) -> type[Any]:
    import unittest  # Who decorates one has imported it.

    if not issubclass(case, unittest.TestCase):
        raise TypeError(
            f"mock_apify decorates functions and unittest.TestCase classes, not {case.__qualname__}; "
            f"for pytest use its fixture: @pytest.mark.usefixtures('mockapify')"
        )
    run: Callable[..., Any] = case.run

    @functools.wraps(run)
    def run_with_mock(self: Any, result: Any = None) -> Any:
        with opened(**options) as self.mockapify:
            return run(self, result)

    case.run = run_with_mock  # type: ignore[method-assign]  # setUp and asynchronous tests have their mock so, too
    return case


def _around_calls(function: Callable[..., Any], options: Options) -> Any:
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise TypeError(
            f"mock_apify cannot decorate the generator {function.__qualname__}; use `with mock_apify():` in it"
        )
    signature = inspect.signature(function)
    wanted = ARGUMENT in signature.parameters

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        with opened(**options) as mock:
            return function(*args, **kwargs, **({ARGUMENT: mock} if wanted else {}))

    @functools.wraps(function)
    async def call_async(*args: Any, **kwargs: Any) -> Any:
        with opened(**options) as mock:
            return await function(*args, **kwargs, **({ARGUMENT: mock} if wanted else {}))

    decorated: Any = call_async if inspect.iscoroutinefunction(function) else call
    # Without it pytest would look for a fixture of that name, and hand over another mock.
    others = [parameter for name, parameter in signature.parameters.items() if name != ARGUMENT]
    decorated.__signature__ = signature.replace(parameters=others)
    return decorated
