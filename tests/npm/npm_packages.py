"""Where the packages from npm are, and how they get there."""

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

PACKAGES = {"apify-client": "2", "apify-cli": "1"}
"""What is installed: the newest of these majors."""

PATIENCE = 600
"""Seconds that an installation may take."""


def require() -> None:
    """Skip the module that calls this, with the reason, where the packages are not to be had or not asked for.

    The module and not its tests: a line for each of them would be many in the summary of a run of all tests.
    """
    given = os.environ.get("MOCKAPIFY_NODE_MODULES")
    missing = [tool for tool in (["node"] if given else ["node", "npm"]) if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}", allow_module_level=True)
    if not given and not os.environ.get("MOCKAPIFY_NPM"):
        reason = "runs only when asked for, by MOCKAPIFY_NPM=1, which installs apify-client and apify-cli from npm"
        pytest.skip(reason, allow_module_level=True)


def find(config: pytest.Config) -> Path:
    """The `node_modules` folder with the packages, which are installed if need be."""
    given = os.environ.get("MOCKAPIFY_NODE_MODULES")
    return _checked(Path(given).resolve()) if given else _installed(config.cache.mkdir("npm"))


def manifest(node_modules: Path, package: str) -> dict[str, Any]:
    """The `package.json` of an installed package."""
    return json.loads((node_modules / package / "package.json").read_text(encoding="utf-8"))


def _checked(node_modules: Path) -> Path:
    """The folder, if it has what is needed."""
    missing = [package for package in PACKAGES if not (node_modules / package / "package.json").exists()]
    if missing:
        pytest.fail(f"MOCKAPIFY_NODE_MODULES={node_modules} has no {' and no '.join(missing)}", pytrace=False)
    return node_modules


def _installed(folder: Path) -> Path:
    """The folder in the cache. Who comes first installs, the other workers of pytest-xdist wait for it."""
    wanted = json.dumps({"private": True, "dependencies": PACKAGES})
    # A database, as the one lock of the standard library that every system has, and that goes with its process.
    with closing(sqlite3.connect(folder / "lock", timeout=PATIENCE, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        done = folder / "installed.json"
        if not done.exists() or done.read_text(encoding="utf-8") != wanted:
            (folder / "package.json").write_text(wanted, encoding="utf-8")
            _install(folder)
            done.write_text(wanted, encoding="utf-8")
    return folder / "node_modules"


def _install(folder: Path) -> None:
    command = [shutil.which("npm") or "npm", "install", "--no-audit", "--no-fund"]
    try:
        ended = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        pytest.fail(f"npm install is not done after {PATIENCE} seconds", pytrace=False)
    if ended.returncode != 0:
        pytest.fail(f"npm install failed:\n{ended.stderr}", pytrace=False)
