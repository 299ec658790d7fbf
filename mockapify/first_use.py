"""First use: packages whose modules are imported when one of their names is asked for.

Most tests need neither schemas nor files nor Personalize, and a run of pytest waits for every import.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any


def on_first_use(package: str, **homes: str) -> Callable[[str], Any]:
    """The `__getattr__` of a package (PEP 562).

    Args:
        package: Its name.
        homes: The names that it offers, and the module below it that each comes from.
    """

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found = getattr(import_module(f"{package}.{homes[name]}"), name)
        setattr(sys.modules[package], name, found)  # From now on it is found without asking here.
        return found

    return get
