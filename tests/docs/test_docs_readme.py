"""What the README shows works as it is shown."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from mockapify.cli import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("example", blocks("python"), ids=lambda block: re.search(r"def (test_\w+)", block)[1])
def test_every_python_example_passes(pytester: pytest.Pytester, example: str):
    pytester.makepyfile(example)
    # The plugins of hypothesis and schemathesis would import all of them in each inner run.
    flags = ("-p", "no:hypothesispytest", "-p", "no:schemathesis")
    result = pytester.runpytest_inprocess("-p", "conftest_plugin", *flags, "-W", "error")
    result.assert_outcomes(passed=len(re.findall(r"^def test_", example, re.MULTILINE)))


def test_the_shown_file_is_a_world(tmp_path: Path, served):
    (declared,) = blocks("toml")
    (tmp_path / "mock.toml").write_text(declared)
    with served(str(tmp_path / "mock.toml")) as greeting:
        assert "token of alice: alice-token" in greeting


def test_every_shown_call_of_the_standalone_mock_works(standalone):
    calls = [line[2:] for block in blocks("console") for line in block.splitlines() if line.startswith("$ curl ")]
    calls += re.findall(r"^  (curl .*)$", README, re.MULTILINE)
    url = re.search(r"http://\S+", standalone)[0]
    assert len(calls) >= 6
    for call in calls:
        arguments = shlex.split(call.replace("http://127.0.0.1:8642", url))
        answer = subprocess.run([*arguments, "--silent", "--fail-with-body"], capture_output=True, timeout=20)
        assert answer.returncode == 0, (call, answer.stdout)


def test_the_shown_greeting_is_the_real_one(standalone):
    (shown,) = [block for block in blocks("console") if "answers at" in block]
    url = re.search(r"http://\S+", standalone)[0]
    shown = shown.removeprefix("$ mockapify serve\n").strip()
    assert standalone.strip() == shown.replace("http://127.0.0.1:8642", url)


def test_every_shown_option_exists(capsys):
    shown = {word for block in blocks("console") for word in re.findall(r"^\$ mockapify serve .*", block, re.MULTILINE)}
    options = set(re.findall(r"--\w+", " ".join(shown)))
    with pytest.raises(SystemExit):
        main(["serve", "--help"])
    usage = capsys.readouterr().out
    assert options
    assert all(option in usage for option in options)
