"""A standalone mock in a process of its own."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import httpx  # noqa: F401 - see inner_runs, and so for the others
import pytest
import pytest_httpserver  # noqa: F401
import responses  # noqa: F401
import respx  # noqa: F401
import vcr  # noqa: F401
import yaml  # noqa: F401


@pytest.fixture(scope="module")
def served() -> Callable[..., AbstractContextManager[str]]:
    """`with served("mock.toml") as greeting:` runs `mockapify serve` on a free port."""

    @contextmanager
    def serve(*arguments: str) -> Iterator[str]:
        command = [sys.executable, "-m", "mockapify", "serve", *arguments, "--port", "0"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            lines = []
            while not (lines and lines[-1].startswith("Stop it")):
                line = process.stdout.readline()
                assert line, "it ended before it was ready"
                lines.append(line)
            yield "".join(lines)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)

    return serve


@pytest.fixture(scope="module")
def standalone(served: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    """What `mockapify serve` says; it serves until the module is over."""
    with served() as greeting:
        yield greeting
