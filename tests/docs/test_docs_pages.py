"""What README.md and docs/ show works as it is shown."""

import re

import pytest
from inner_runs import PLUGINS, without
from pages import PAGES, ROOT, Page

from mockapify.cli import main
from mockapify.pytest_reference import sections

NEEDED = ("pytest_httpserver", "respx")
FLAGS = ("-p", "conftest_plugin", "-W", "error", *without(*(name for name in PLUGINS if name not in NEEDED)))

WITH_EXAMPLES = [page for page in map(Page, PAGES) if page.of("python")]


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.name)
def test_every_python_example_does_what_the_page_says(pytester: pytest.Pytester, page: Page):
    page.write_to(pytester.path)
    result = pytester.runpytest_inprocess(*FLAGS)
    outcomes = result.parseoutcomes()
    failing = sum(block.tests for block in page.blocks if block.fails)
    assert (outcomes.pop("failed", 0), outcomes.pop("errors", 0)) == (failing, 0)
    assert outcomes.keys() <= {"passed"}
    # Parametrized tests are more than are written.
    assert outcomes.get("passed", 0) + failing >= sum(block.tests for block in page.blocks) > 0
    printed = result.stdout.str()
    assert [line for line in page.failures() if line not in printed] == []


@pytest.mark.parametrize("page", [Page(path) for path in PAGES], ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Page):
    for target in re.findall(r"\]\(([^)#]+)(?:#[\w-]+)?\)", page.text):
        if not target.startswith("https://"):
            assert (page.path.parent / target).exists(), target


def test_every_shown_option_of_the_commands_exists(capsys, pytestconfig: pytest.Config):
    commands = [line for path in PAGES for block in Page(path).of("console") for line in block.splitlines()]
    served = {option for line in commands if "mockapify serve" in line for option in re.findall(r"--\w[\w-]*", line)}
    asked = {option for line in commands if "pytest" in line for option in re.findall(r"--mockapify[\w-]*", line)}
    with pytest.raises(SystemExit):
        main(["serve", "--help"])
    usage = capsys.readouterr().out
    assert served
    assert [option for option in served if option not in usage] == []
    for option in asked:
        pytestconfig.getoption(option)


def test_the_reference_of_the_plugin_is_what_the_code_says(capsys):
    page = Page(ROOT / "docs" / "pytest.md").text
    assert main(["pytest-reference"]) == 0
    printed = capsys.readouterr().out
    for about, table in sections().items():
        assert table in page, f"mockapify pytest-reference prints another table of {about}"
        assert table in printed
