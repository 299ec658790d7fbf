"""pytest runs of their own, with the plugin named by `-p` wherever this run found it."""

import os
from pathlib import Path

import preloaded  # noqa: F401 - see there
import pytest

import conftest_plugin

ROOT = str(Path(conftest_plugin.__file__).parent)
# Most of these plugins would import much in each inner run, and none is meant by these tests.
OTHERS = ("asyncio", "cacheprovider", "hypothesispytest", "pytest_httpserver", "randomly", "respx", "schemathesis")
WITHOUT = tuple(word for name in OTHERS for word in ("-p", f"no:{name}"))
FLAGS = ("-p", "conftest_plugin", "--strict-markers", *WITHOUT)


@pytest.fixture
def run(pytester):
    """Runs a test file in this process, with the plugin: `run(source)`. Quick, for most stories."""

    def call(source, *arguments):
        pytester.makepyfile(source)
        return pytester.runpytest_inprocess(*FLAGS, *arguments)

    return call


@pytest.fixture
def run_apart(pytester, monkeypatch):
    """The same in a process of its own, where nothing is imported yet."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [ROOT, os.environ.get("PYTHONPATH")])))

    def call(source, *arguments):
        pytester.makepyfile(source)
        # anyio's plugin would import asynchronous backends in each process, and hooks nothing these tests need.
        return pytester.runpytest_subprocess(*FLAGS, "-p", "no:anyio", "--assert=plain", *arguments, timeout=30)

    return call
