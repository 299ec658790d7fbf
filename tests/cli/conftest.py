"""The command line in this process where that shows the same, and in processes of its own, as a user starts it."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

import mockapify
from mockapify.cli import main
from mockapify.serve import ServerThread

REPOSITORY = Path(mockapify.__file__).parent.parent
COMMAND = [sys.executable, "-m", "mockapify"]
PATIENCE = 20


@pytest.fixture(scope="session")
def environment():
    """The environment of the processes: they find this package wherever they are started, and warnings are errors."""
    return os.environ | {"PYTHONPATH": str(REPOSITORY), "PYTHONWARNINGS": "error", "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def run(environment, tmp_path):
    """Runs a command to its end: `run("routes")`; gives its exit code, output and errors."""

    def call(*arguments, cwd=tmp_path):
        return subprocess.run(
            [*COMMAND, *arguments], capture_output=True, text=True, timeout=PATIENCE, env=environment, cwd=cwd
        )

    return call


@pytest.fixture
def ask(capfd, tmp_path, monkeypatch):
    """Runs a command in this process; gives exit code, output and errors. Port 0 is replaced by a port that is taken,
    so that a mistake that is overlooked does not serve for ever."""
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:

        def call(*arguments):
            port = str(taken.getsockname()[1])
            try:
                code = main([port if argument == "0" else argument for argument in arguments])
            except SystemExit as end:
                code = end.code
            return code, *capfd.readouterr()

        yield call


class Served:
    """A served mock, by what it said when it was ready."""

    def __init__(self, lines):
        self.greeting = []
        for line in lines:
            self.greeting.append(line.rstrip("\n"))
            if "Ctrl-C" in line:
                break

    @property
    def url(self):
        return self.greeting[0].removeprefix("mockapify answers at ")

    @property
    def tokens(self):
        said = [line.removeprefix("token of ").split(": ") for line in self.greeting if line.startswith("token of ")]
        return dict(said)

    @property
    def token(self):
        return next(iter(self.tokens.values()))

    @property
    def curl(self):
        (line,) = [line.strip() for line in self.greeting if line.strip().startswith("curl ")]
        return line

    def ask(self, method, path, body=None, token=""):
        """Status and JSON of an answer; with this mock's first token unless another, or None, is given."""
        headers = {"Content-Type": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token or self.token}"
        sent = None if body is None else json.dumps(body).encode()
        request = Request(self.url + path, sent, headers, method=method)
        try:
            with urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, json.loads(answer.read() or "null")
        except HTTPError as error:
            return error.code, json.loads(error.read())


class Process(Served):
    """A served mock in a process of its own."""

    def __init__(self, process):
        self.process = process
        super().__init__(process.stdout)

    def end(self, signal_number):
        """Send a signal; gives the exit code, and what was said after the greeting."""
        self.process.send_signal(signal_number)
        output, errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, output, errors


@pytest.fixture
def serve_apart(environment, tmp_path):
    """Serves a mock on a free port in a process of its own until the test is over, for what needs one: signals."""
    processes = []

    def start(*arguments):
        process = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=tmp_path,
        )
        processes.append(process)
        # A process that says nothing is ended, so that reading its greeting ends, too.
        guard = threading.Timer(PATIENCE, process.kill)
        guard.start()
        served = Process(process)
        guard.cancel()
        return served

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def serve(capsys, tmp_path, monkeypatch):
    """Serves a mock on a free port until the test is over: `serve("mock.toml", "--clock", "manual")`.

    All of the command, in this process, but for what ends it.
    """
    monkeypatch.chdir(tmp_path)
    with ExitStack() as servers:

        def run_on(app, *, host, port, on_ready, on_end):
            servers.callback(on_end)
            server = servers.enter_context(ServerThread(app, host=host, port=port))

            async def tell():
                on_ready(server.url)

            asyncio.run_coroutine_threadsafe(tell(), server.loop).result(PATIENCE)
            return 0

        monkeypatch.setattr("mockapify.cli.run_until_signal", run_on)

        def start(*arguments):
            assert main(["serve", "--port", "0", *map(str, arguments)]) == 0
            return Served(capsys.readouterr().out.splitlines())

        yield start


@pytest.fixture
def write(tmp_path):
    """Writes a file into the folder the processes run in; gives its path."""

    def put(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return put
