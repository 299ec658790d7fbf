"""Tables of cases that one test goes through."""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import pytest

Test = Callable[..., None]

Named = type(pytest.param(id="a case"))

FAILURES = (Exception, pytest.fail.Exception)


def each_case(names: str | tuple[str, ...], cases: Iterable[Any]) -> Callable[[Test], Test]:
    """Like `pytest.mark.parametrize`, but one test to pytest, which goes through all cases and tells which ones fail.

    For cases that need nothing of their own: they share the test's fixtures. A test costs pytest 5 ms before it does
    anything; a case costs what it does.
    """
    parameters = (names,) if isinstance(names, str) else names
    table = [_told(parameters, case) for case in cases]

    def decorate(test: Test) -> Test:
        @wraps(test)
        def go_through(**fixtures: Any) -> None:
            failures: list[BaseException] = []
            for number, (told, case) in enumerate(table, 1):
                try:
                    test(**case, **fixtures)
                except FAILURES as failure:
                    failure.add_note(f"case {number} of {len(table)}: {told}")
                    failures.append(failure)
            assert table, "there are no cases"
            if len(failures) == 1:
                raise failures[0]
            if failures:
                raise BaseExceptionGroup(f"{len(failures)} of {len(table)} cases fail", failures)

        signature = inspect.signature(test)
        fixtures = [parameter for name, parameter in signature.parameters.items() if name not in parameters]
        go_through.__signature__ = signature.replace(parameters=fixtures)  # type: ignore[attr-defined] # pytest reads it
        return go_through

    return decorate


def _told(names: tuple[str, ...], case: Any) -> tuple[str, dict[str, Any]]:
    """A case as its failure names it, and its values by name."""
    told = str(case.id) if isinstance(case, Named) and case.id else ""
    values = case.values if isinstance(case, Named) else (case,) if len(names) == 1 else case
    named = dict(zip(names, values, strict=True))
    return told or ", ".join(f"{name}={value!r:.200}" for name, value in named.items()), named
