"""What the plugin costs a run of pytest that does not use it, and its first use: `python -m benchmarks.plugin`.

Everything is the CPU of whole processes. The first use is what a test that asks for the fixture costs more than one
that does nothing; beside it stands one that starts an app of starlette with a single route. Both ask for one answer.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, Spent, medians, show, spent_by_child

ROUNDS = 15
ROOT = Path(__file__).parent.parent

EMPTY = "def test(): pass\n"

OURS = """
import http.client

def test(mockapify):
    host, _, port = mockapify.url.removeprefix("http://").partition(":")
    client = http.client.HTTPConnection(host, int(port))
    client.request("GET", "/v2/users/me", headers={"authorization": f"Bearer {mockapify.token}"})
    assert client.getresponse().status == 200
    client.close()
"""

BARE = """
import http.client
import socket
import threading
import time

def test():
    import uvicorn
    from starlette.applications import Starlette
    from starlette.responses import Response
    from starlette.routing import Route

    async def endpoint(request):
        return Response(b"{}", media_type="application/json")

    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(Starlette(routes=[Route("/", endpoint)]), log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.001)
    client = http.client.HTTPConnection(*listener.getsockname())
    client.request("GET", "/")
    assert client.getresponse().status == 200
    client.close()
    server.should_exit = True
    thread.join()
    listener.close()
"""

IMPORTED = """
import sys
import pytest
import _pytest.config
before = {*sys.modules}
import conftest_plugin
print(*sorted({*sys.modules} - before))
"""


def command(folder: Path, name: str, text: str, *, plugin: str = "conftest_plugin") -> list[str]:
    """A run of pytest with one test and one plugin."""
    (folder / name).write_text(text)
    options = ["-q", "-p", "no:cacheprovider", "-p", plugin]
    return [sys.executable, "-m", "pytest", *options, "--rootdir", str(folder), str(folder / name)]


def measured(folder: Path) -> list[Figure]:
    """All figures. Processes that are compared follow one another, and their differences are what medians are of."""
    # With a plugin that does nothing: pytest looks for each `-p` among all installed packages, no price of ours.
    (folder / "empty_plugin.py").touch()
    without = command(folder, "test_without.py", EMPTY, plugin="empty_plugin")
    with_it = command(folder, "test_with.py", EMPTY)
    ours = command(folder, "test_ours.py", OURS)
    bare = command(folder, "test_bare.py", BARE)

    def round_of_runs() -> list[Spent]:
        empty, idle, used, other = map(spent_by_child, (without, with_it, ours, bare))
        return [empty, idle - empty, used - idle, other - idle]

    empty, added, first_use, bare_use = medians(ROUNDS, round_of_runs)
    return [
        Figure("the plugin, unused", added, "a run with one test", empty, most=10, judged="cpu"),
        Figure("the plugin, first used", first_use, "starlette, uvicorn", bare_use, most_ratio=1.25, judged="cpu"),
    ]


def main() -> None:
    """Measure and print."""
    with TemporaryDirectory() as name:
        path = os.pathsep.join([str(ROOT), name])
        os.environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": path, "PYTEST_ADDOPTS": ""}
        show(measured(Path(name)))
    imported = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True)
    print(f"the plugin imports, beyond what pytest does: {imported.stdout.strip()}")


if __name__ == "__main__":
    main()
