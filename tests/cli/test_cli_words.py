"""What the command line tells of itself."""

import subprocess
import sys
from pathlib import Path

from mockapify import __version__

ROUTES = Path(__file__).parents[2] / "fixtures" / "routes.txt"


def test_the_map_of_the_api_is_the_one_in_the_fixtures(ask):
    code, output, errors = ask("routes")

    assert (code, errors) == (0, "")
    assert output == ROUTES.read_text(encoding="utf-8")


def test_the_map_may_be_cut_off_by_its_reader(environment):
    mapping = subprocess.Popen(
        [sys.executable, "-m", "mockapify", "routes"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )

    mapping.stdout.readline()
    mapping.stdout.close()

    assert mapping.stderr.read() == b""
    mapping.stderr.close()
    assert mapping.wait(timeout=20) == 0


def test_the_version_is_told(ask):
    code, output, _ = ask("--version")

    assert (code, output) == (0, f"mockapify {__version__}\n")


def test_the_help_names_the_commands(ask):
    code, output, _ = ask("--help")

    assert code == 0
    for words in ("usage: mockapify", "Apify API v2", "AWS Personalize Events", "serve", "routes", "--version"):
        assert words in output


def test_the_help_of_serve_names_its_options_and_defaults(ask):
    code, output, _ = ask("serve", "--help")

    assert code == 0
    for words in ("CONFIG", "--host", "127.0.0.1", "--port", "8642", "--user NAME:TOKEN", "--clock", "--seed"):
        assert words in output
