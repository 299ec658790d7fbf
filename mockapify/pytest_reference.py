"""The reference of the pytest plugin, in Markdown: what docs/pytest.md has of it, read off the code."""

import inspect
from collections.abc import Iterable

import conftest_plugin
from conftest_plugin import OF_THE_MARKER, OPTIONS, URL, Option
from mockapify.matrix import MATRICES
from mockapify.strictness import BUGS, CHECKS

FIXTURES = (
    "mockapify",
    "apify_client",
    "apify_client_async",
    "make_mockapify",
    "class_mockapify",
    "module_mockapify",
    "session_mockapify",
    "mockapify_failure",
    "mockapify_server",
)
"""In the order in which somebody needs them."""


OF_BUGS = "mockapify answered 500 because of an error of its own."


def sections() -> dict[str, str]:
    """The tables, by what they are about."""
    return {
        "fixtures": _table(("fixture", "what it is"), ((f"`{name}`", _told(name)) for name in FIXTURES)),
        "options": _table(
            ("marker", "ini file", "command line", "what it says"),
            (
                (
                    f"`{option.name}`" if option is not URL else "",
                    f"`mockapify_{option.name}`",
                    f"`{option.flag}={_value(option)}`",
                    option.told,
                )
                for option in (*OPTIONS, URL)
            ),
        ),
        "marker": _table(
            ("marker only", "what it says"), ((f"`{name}`", told) for name, told in OF_THE_MARKER.items())
        ),
        "allow": _table(
            ("name", "what is left behind"),
            [*((f"`{name}`", inspect.getdoc(check) or "") for name, check in CHECKS.items()), (f"`{BUGS}`", OF_BUGS)],
        ),
        "matrix": _table(
            ("failure", "what happens"),
            ((f"`{failure.name}`", failure.told) for matrix in MATRICES.values() for failure in matrix),
        ),
    }


def _told(fixture: str) -> str:
    """The first sentence of its docstring."""
    text = inspect.getdoc(getattr(conftest_plugin, fixture)) or ""
    return text.partition("\n\n")[0].replace("\n", " ")


def _value(option: Option) -> str:
    return "yes|no" if option.kind is bool else option.metavar


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
