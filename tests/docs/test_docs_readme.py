"""What the README shows works as it is shown."""

import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pages import ROOT, Page

README = Page(ROOT / "README.md")


@pytest.fixture
def standalone():
    """What `mockapify serve` says; it serves until the test is over."""
    command = [sys.executable, "-m", "mockapify", "serve", "--port", "0"]
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


def test_the_shown_file_is_a_world(tmp_path: Path, mockapify_server):
    (declared,) = README.of("toml")
    (tmp_path / "mock.toml").write_text(declared)
    with mockapify_server.open(load=tmp_path / "mock.toml") as mock:
        assert mock.token == "alice-token"


def test_the_shown_greeting_is_the_real_one_and_every_shown_call_works(standalone):
    (shown,) = [block for block in README.of("console") if "answers at" in block]
    url = re.search(r"http://\S+", standalone)[0]
    shown = shown.removeprefix("$ mockapify serve\n").strip()
    assert standalone.strip() == shown.replace("http://127.0.0.1:8642", url)

    calls = [line[2:] for block in README.of("console") for line in block.splitlines() if line.startswith("$ curl ")]
    calls += re.findall(r"^  (curl .*)$", README.text, re.MULTILINE)
    assert len(calls) >= 6
    for call in calls:
        arguments = shlex.split(call.replace("http://127.0.0.1:8642", url))
        answer = subprocess.run([*arguments, "--silent", "--fail-with-body"], capture_output=True, timeout=20)
        assert answer.returncode == 0, (call, answer.stdout)
