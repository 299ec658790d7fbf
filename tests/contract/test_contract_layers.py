"""What may import what, and other rules of the house."""

import ast
from functools import cache
from pathlib import Path

from cases import each_case

import mockapify

PACKAGE = Path(mockapify.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))


@cache
def imported(module: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{name.name}" for name in node.names]
    return names


def name_of(module: Path) -> str:
    return module.relative_to(PACKAGE.parent).as_posix()


def test_the_rules_know_no_http():
    forbidden = ("mockapify.api", "mockapify.serve", "mockapify.mock", "starlette", "werkzeug", "uvicorn")
    found = {
        f"{name_of(module)} imports {name}"
        for part in ("state", "exports", "schema")
        for module in (PACKAGE / part).rglob("*.py")
        for name in imported(module)
        if name.startswith(forbidden)
    }
    assert found == set()


@each_case(("source", "owner"), [("time", "clock.py"), ("random", "ids.py"), ("secrets", "ids.py"), ("uuid", "ids.py")])
def test_real_time_and_randomness_have_one_place_each(source, owner):
    users = {
        name_of(module)
        for module in MODULES
        for name in imported(module)
        if name == source or name.startswith(f"{source}.")
    }
    assert users <= {f"mockapify/{owner}"}


@each_case("call", ["datetime.now(", "datetime.utcnow(", "date.today("])
def test_only_the_clock_asks_what_time_it_is(call):
    assert {name_of(module) for module in MODULES if call in module.read_text()} <= {"mockapify/clock.py"}


def test_no_module_holds_two_nouns():
    assert {name_of(module) for module in MODULES if len(module.read_text().splitlines()) > 350} == set()


def test_the_public_names_are_listed_in_order_and_exist():
    assert list(mockapify.__all__) == sorted(mockapify.__all__)
    assert all(hasattr(mockapify, name) for name in mockapify.__all__)


def test_every_public_name_says_what_it_is():
    documented = [getattr(mockapify, name) for name in mockapify.__all__ if name != "Mode"]
    assert [name for name in documented if not name.__doc__] == []
