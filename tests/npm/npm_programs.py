"""The programs under Node: one that evaluates JavaScript with the client at hand, and the command line."""

import itertools
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from npm_packages import manifest

EVALUATOR = Path(__file__).with_name("javascript.mjs")
PATIENCE = 120
"""Seconds after which a program is ended."""


def node() -> str:
    """The program that runs JavaScript."""
    return shutil.which("node") or "node"


class JavaScriptError(Exception):
    """What the JavaScript threw: its fields, such as `statusCode` and `type` of an ApifyApiError."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        super().__init__(fields.get("stack") or fields.get("message"))
        self.fields = fields


class JavaScript:
    """A process of Node that evaluates JavaScript, one piece after the other."""

    def __init__(self, node_modules: Path) -> None:
        self._process = subprocess.Popen(
            [node(), str(EVALUATOR), str(node_modules)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self._numbers = itertools.count()

    def evaluate(self, code: str, *, reach: str | None = None, **task: Any) -> Any:
        """The value of a piece of JavaScript, as JSON has it; see javascript.mjs for what it sees.

        Raises:
            JavaScriptError: It threw.
        """
        number = next(self._numbers)
        line = json.dumps({"id": number, "code": code, "reach": reach, **task})
        # A piece that does not end is ended with its process, and reading its answer ends, too.
        guard = threading.Timer(PATIENCE, self._process.kill)
        guard.start()
        print(line, file=self._process.stdin, flush=True)
        answered = self._process.stdout.readline()
        guard.cancel()
        assert answered, f"Node ended, or took more than {PATIENCE} seconds"
        answer = json.loads(answered)
        assert answer["id"] == number
        if "error" in answer:
            raise JavaScriptError(answer["error"])
        return answer.get("value")

    def close(self) -> None:
        """End the process."""
        self._process.stdin.close()
        self._process.wait(PATIENCE)
        self._process.stdout.close()


class Cli:
    """The command line, with a home folder of its own, logged in as nobody until `login` is run."""

    def __init__(self, node_modules: Path, *, url: str, home: Path) -> None:
        program = manifest(node_modules, "apify-cli")["bin"]["apify"]
        self._command = [node(), str(node_modules / "apify-cli" / program)]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("APIFY_", "ACTOR_"))}
        self._environment = kept | {
            "HOME": str(home),
            "USERPROFILE": str(home),
            "APIFY_CLIENT_BASE_URL": url,
            "APIFY_CLI_DISABLE_TELEMETRY": "1",
            "APIFY_CLI_SKIP_UPDATE_CHECK": "1",
            "APIFY_DISABLE_KEYRING": "1",
            "NO_COLOR": "1",
        }
        self.home = home

    def run(self, *arguments: str, cwd: Path | None = None, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command to its end, whatever that is."""
        return subprocess.run(
            [*self._command, *arguments],
            input=given,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            env=self._environment,
            cwd=cwd or self.home,
        )

    def __call__(self, *arguments: str, cwd: Path | None = None, given: str = "") -> str:
        """Run a command that succeeds. Gives its output."""
        ended = self.run(*arguments, cwd=cwd, given=given)
        assert ended.returncode == 0, f"apify {' '.join(arguments)}\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout

    def json(self, *arguments: str, cwd: Path | None = None) -> Any:
        """Run a command that succeeds with `--json`. Gives what it says."""
        return json.loads(self(*arguments, "--json", cwd=cwd))
