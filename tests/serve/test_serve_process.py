import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress

import pytest

from mockapify.serve import PortTaken, run_until_signal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a parent cannot send these signals on Windows")

PROGRAM = """
import asyncio, sys, threading, time
from mockapify.serve import run_until_signal

async def app(scope, receive, send):
    if scope["path"] == "/bug":
        raise LookupError("nowhere")
    if scope["path"] == "/block":
        print("blocked", flush=True)
        while True:
            time.sleep(60)
    if scope["path"] == "/hang":
        print("hanging", flush=True)
        await asyncio.Event().wait()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})

def ready(url):
    print(url, flush=True)

code = run_until_signal(app, host="127.0.0.1", port=0, on_ready=ready)
print("stopped", flush=True)
"""


@contextmanager
def running(after=""):
    """The program above, and its URL once it accepts connections."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [
        sys.executable,
        "-W",
        "error::ResourceWarning",
        "-c",
        PROGRAM + after + "sys.exit(code)",
    ]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment, **pipes) as process:
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def hello_from(url):
    with urllib.request.urlopen(url, timeout=10) as response:
        return response.read()


def end_of(process):
    out, errors = process.communicate(timeout=10)
    return process.returncode, out, errors


def test_sigterm_ends_the_process_cleanly_whatever_became_of_its_requests():
    with running() as (process, url), socket.create_connection(address_of(url), timeout=10) as hanging:
        assert hello_from(url) == b"hello"
        with pytest.raises(urllib.error.HTTPError, match="500") as caught:
            urllib.request.urlopen(url + "/bug", timeout=10)
        caught.value.close()
        hanging.sendall(b"GET /hang HTTP/1.1\r\nhost: x\r\n\r\n")
        assert process.stdout.readline() == "hanging\n"

        process.send_signal(signal.SIGTERM)

        code, out, errors = end_of(process)
        assert (code, out) == (0, "stopped\n")
        assert hanging.recv(1) == b""
        assert errors.startswith("Traceback (most recent call last):\n")
        assert errors.endswith("LookupError: nowhere\n")
        assert errors.count("Traceback") == 1


def test_so_does_ctrl_c_and_a_second_one_leaves_no_traceback():
    with running(after="sys.stdin.readline()\n") as (process, url):
        assert hello_from(url) == b"hello"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "stopped\n"
        process.send_signal(signal.SIGINT)
        assert end_of(process) == (0, "", "")


def test_the_third_signal_ends_a_process_whose_loop_is_blocked():
    with running() as (process, url), socket.create_connection(address_of(url), timeout=10) as client:
        client.sendall(b"GET /block HTTP/1.1\r\nhost: x\r\n\r\n")
        assert process.stdout.readline() == "blocked\n"
        sent = 0
        while process.poll() is None:  # two signals that arrive together count as one, so there may be more than three
            process.send_signal(signal.SIGINT)
            sent += 1
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.02)
        assert sent >= 3
        assert end_of(process) == (1, "", "")


def address_of(url):
    host, _, port = url.removeprefix("http://").partition(":")
    return host, int(port)


def test_a_taken_port_is_refused_before_anything_is_touched():
    before = signal.getsignal(signal.SIGINT)
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(PortTaken, match="is taken"):
        run_until_signal(None, host="127.0.0.1", port=other.getsockname()[1], on_ready=print)
    assert signal.getsignal(signal.SIGINT) is before


def test_an_exception_of_on_ready_ends_the_server_and_is_raised():
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)

    def refuse(url):
        raise LookupError(url)

    with pytest.raises(LookupError, match=r"^http://127\.0\.0\.1:\d+$") as caught:
        run_until_signal(print, host="127.0.0.1", port=0, on_ready=refuse)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address_of(str(caught.value)), timeout=10)
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
