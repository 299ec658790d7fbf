"""The mocks that tests of pytest hold: what they are made of, and what is asked of them at a test's end."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from os import PathLike
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec import Struct

from mockapify.mock import MockApify
from mockapify.mock_server import MockServer
from mockapify.strictness import allowed_names

LISTS = ("allow", "load")
"""Options of which all counts that is said anywhere."""


class Held(Struct, frozen=True):
    """A mock, under the name by which reports of tests call it."""

    label: str
    mock: MockApify
    allow: frozenset[str]

    def left_behind(self, spared: Collection[str], *, passed: bool) -> str:
        """What was left behind that should not be, or "". After a failure that says nothing: only mockapify's own
        errors count then.

        Raises:
            ExceptionGroup: Such errors.
        """
        try:
            self.mock.strictness.check({*self.allow, *spared}, passed=passed)
        except AssertionError as error:
            return str(error)
        return ""


@contextmanager
def served(url: str | None) -> Iterator[MockServer]:
    """What hosts the mocks of a test run: a server in this process, or the one that answers at a URL."""
    if url is None:
        with MockServer() as server:
            yield server
    else:
        from mockapify.remote import RemoteServer

        with RemoteServer(url) as remote:
            yield cast("MockServer", remote)  # which has the most usual of what a MockServer has


@contextmanager
def opened(
    server: MockServer,
    node: pytest.Item | pytest.Collector,
    label: str,
    said: Mapping[str, Any],
    given: Mapping[str, Any],
) -> Iterator[Held]:
    """A mock of what is said: in the call that makes it, by the markers of a test, module..., or for all tests.

    What is wrong with that fails the test with a sentence, not with the way through this project.

    Args:
        server: What hosts it.
        node: The test, class, module or session that it is for.
        label: What reports call it.
        said: All options, with what the command line and the ini file say of them; None is nothing.
        given: Those of the call.
    """
    wrong = ""
    with ExitStack() as stack:
        try:
            options = _options(node, said, given)
            allow = allowed_names(options.pop("allow"), strict=options.pop("strict"))
            intercept, fast_retries = options.pop("intercept"), options.pop("fast_retries")
            mock = stack.enter_context(server.open(**options))
            stack.enter_context(mock.intercept(intercept, fast_retries=fast_retries))
            held = Held(label, mock, allow)
        except (TypeError, ValueError, ConnectionError) as error:
            wrong = str(error)
        if wrong:
            pytest.fail(wrong, pytrace=False)
        yield held


def _options(node: pytest.Item | pytest.Collector, said: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The nearest word on each option, and of lists all words."""
    words = [("make_mockapify()", (), given, node)]
    words += [("the marker mockapify", mark.args, mark.kwargs, at) for at, mark in _markers(node)]
    options = dict(said)
    for where, positional, named, at in reversed(words):
        wrong = [*map(repr, positional), *(name for name in named if name not in said)]
        if wrong:
            known = ", ".join(sorted(said))
            raise TypeError(f"{node.nodeid}: {where} takes {known} by keyword, not {', '.join(wrong)}")
        for name, value in named.items():
            options[name] = [*options[name], *_listed(name, value, at)] if name in LISTS else value
    return {name: value for name, value in options.items() if value is not None}


def _markers(node: pytest.Item | pytest.Collector) -> Iterator[tuple[Any, pytest.Mark]]:
    """The nearest first."""
    return node.iter_markers_with_node("mockapify")


def _listed(name: str, value: Any, at: pytest.Item | pytest.Collector) -> Iterable[Any]:
    listed = [value] if isinstance(value, str | PathLike) else value
    if name != "load":
        return listed
    folder = at.path if at.path.is_dir() else at.path.parent
    return [folder / Path(path) for path in listed]


def said(config: pytest.Config, option: str, kind: type) -> Any:
    """What the command line says of an option, else the ini file; of a list both. None when neither says anything.

    Args:
        config: pytest's.
        option: Its name in the marker.
        kind: bool for a switch, list, or str.
    """
    name = f"mockapify_{option}"
    typed, kept = config.getoption(name), config.getini(name)
    if kind is bool:
        return bool(kept) if typed is None else typed == "yes"
    if option == "load":
        beside_ini = config.inipath.parent if config.inipath is not None else config.rootpath
        return [*(beside_ini / path for path in kept), *(config.invocation_params.dir / path for path in typed)]
    if kind is list:
        return [*kept, *typed]
    return typed or kept or None


def row(
    mocks: Iterable[Held],
    nodeid: str,
    failure: str,
    report: pytest.TestReport,
    raised: pytest.ExceptionInfo[BaseException] | None,
) -> dict[str, Any]:
    """What the code under test did under a failure, see `mockapify.matrix.table`."""
    test, _, parameters = nodeid.partition("[")
    others = re.sub(rf"(^|-){re.escape(failure)}(?=-|$)", "", parameters.removesuffix("]"), count=1).strip("-")
    held = [one.mock for one in mocks]
    return {
        "test": f"{test}[{others}]" if others else test,
        "failure": failure,
        "outcome": report.outcome,
        "error": raised.exconly(tryshort=True).splitlines()[0] if raised is not None else "",
        "calls": sum(len(mock.calls) for mock in held),
        "runs": sum(len(mock.runs) for mock in held),
        "seconds": sum(mock.clock.jumped for mock in held),
    }
