"""The coverage page: of each operation what is simulated, and what is simplified.

What is simulated is the first paragraph of the handler's docstring; what is simplified is a paragraph of it that
begins with `Simplified:`. One in the docstring of a handler's module is about its whole family, one in the docstring
of a module of `EVERYWHERE` about all operations. So who changes a handler has in view what the page says of it.
"""

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any

from mockapify.api import edge, find, query
from mockapify.api.operation import NotBuilt, Operation

EVERYWHERE = (edge, find, query)

HEAD = """\
# Coverage

What mockapify simulates of each operation of the Apify API v2, and what it simplifies. An operation that it does not
simulate answers 501 and says so. An empty last column means that no difference from the platform's published
behaviour is known. `/v2/acts` is the same as `/v2/actors` throughout.

Made from the handlers' docstrings: `mockapify coverage > docs/coverage.md`."""

MARK = "Simplified: "
NOT_SIMULATED = "**not simulated: 501**"


def coverage_page(operations: Sequence[Operation]) -> str:
    """The page, in Markdown."""
    shown = [operation for operation in operations if operation.path == operation.canonical]
    built = sum(operation.is_built for operation in shown)
    families: dict[str, dict[str, list[Operation]]] = {}
    for operation in shown:
        family = operation.name.partition(".")[0]
        families.setdefault(family, {}).setdefault(operation.name, []).append(operation)
    sections = [HEAD, f"{built} of {len(shown)} operations are simulated."]
    sections += _notes(*EVERYWHERE, title="Everywhere")
    for family, handlers in families.items():
        sections.append(f"## {family.replace('key_value', 'key-value').replace('_', ' ').capitalize()}")
        sections += _notes(*_modules(handlers))
        rows = [_row(addresses) for addresses in handlers.values()]
        sections.append(
            "\n".join(["| operation | what is simulated | what is simplified |", "| --- | --- | --- |", *rows])
        )
    return "\n\n".join(sections)


def _row(operations: Sequence[Operation]) -> str:
    addresses = "<br>".join(f"`{operation.method} {operation.path}`" for operation in operations)
    handler = operations[0].handler
    if isinstance(handler, NotBuilt):
        return f"| {addresses} | {NOT_SIMULATED} | |"
    what, simplified = read(handler)
    unbuilt = [f"`{operation.path}`" for operation in operations if not operation.is_built]
    if unbuilt:
        simplified = f"{simplified} Below {', '.join(unbuilt)} it answers 501.".strip()
    return f"| {addresses} | {_cell(what)} | {_cell(simplified)} |".replace("|  |", "| |")


def read(documented: Callable[..., Any] | ModuleType) -> tuple[str, str]:
    """The first paragraph of a docstring, and the one that begins with `Simplified:`, each in one line, or ""."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", inspect.getdoc(documented) or "")]
    simplified = " ".join(part.removeprefix(MARK) for part in paragraphs if part.startswith(MARK))
    return paragraphs[0], simplified[:1].upper() + simplified[1:]


def _modules(handlers: dict[str, list[Operation]]) -> Iterator[ModuleType]:
    found = [operation.handler for operations in handlers.values() for operation in operations]
    names = {handler.__module__ for handler in found if not isinstance(handler, NotBuilt)}
    yield from (sys.modules[name] for name in sorted(names))


def _notes(*modules: ModuleType, title: str = "") -> list[str]:
    notes = [note for _, note in map(read, modules) if note]
    return ([f"## {title}"] if title and notes else []) + notes


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
