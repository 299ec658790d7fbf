"""What the README shows works as it is shown."""

import re
import shlex
import subprocess
from pathlib import Path

from pages import ROOT, Page

README = Page(ROOT / "README.md")


def test_the_shown_file_is_a_world(tmp_path: Path, served):
    (declared,) = README.of("toml")
    (tmp_path / "mock.toml").write_text(declared)
    with served(str(tmp_path / "mock.toml")) as greeting:
        assert "token of alice: alice-token" in greeting


def test_every_shown_call_of_the_standalone_mock_works(standalone):
    calls = [line[2:] for block in README.of("console") for line in block.splitlines() if line.startswith("$ curl ")]
    calls += re.findall(r"^  (curl .*)$", README.text, re.MULTILINE)
    url = re.search(r"http://\S+", standalone)[0]
    assert len(calls) >= 6
    for call in calls:
        arguments = shlex.split(call.replace("http://127.0.0.1:8642", url))
        answer = subprocess.run([*arguments, "--silent", "--fail-with-body"], capture_output=True, timeout=20)
        assert answer.returncode == 0, (call, answer.stdout)


def test_the_shown_greeting_is_the_real_one(standalone):
    (shown,) = [block for block in README.of("console") if "answers at" in block]
    url = re.search(r"http://\S+", standalone)[0]
    shown = shown.removeprefix("$ mockapify serve\n").strip()
    assert standalone.strip() == shown.replace("http://127.0.0.1:8642", url)
