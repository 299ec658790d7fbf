"""pytest runs of their own, with the plugin named by `-p` wherever this run found it."""

import os
from pathlib import Path

import pytest
from inner_runs import PLUGINS, without

import conftest_plugin

ROOT = str(Path(conftest_plugin.__file__).parent)
FLAGS = ("-p", "conftest_plugin", "--strict-markers")


@pytest.fixture
def run(pytester):
    """Runs a test file in this process, with the plugin: `run(source)`. Quick, for most stories."""

    def call(source, *arguments):
        pytester.makepyfile(source)
        return pytester.runpytest_inprocess(*FLAGS, *without(*PLUGINS), *arguments)

    return call


@pytest.fixture
def run_apart(pytester, monkeypatch):
    """The same in a process of its own, where nothing is imported yet."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [ROOT, os.environ.get("PYTHONPATH")])))

    def call(source, *arguments):
        pytester.makepyfile(source)
        # anyio's plugin would import asynchronous backends in each process, and hooks nothing these tests need.
        others = without("anyio", *(name for name in PLUGINS if "xdist" not in name))
        return pytester.runpytest_subprocess(*FLAGS, *others, "--assert=plain", *arguments, timeout=30)

    return call
