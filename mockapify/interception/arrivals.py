"""Arrivals: modules that are imported while a mock is active are patched as they come. Nothing is imported for it."""

import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


class Arrivals(MetaPathFinder):
    """Calls `arrived` with the name of each of `modules` once it was imported, between `begin` and `end`."""

    def __init__(self, modules: set[str], arrived: Callable[[str], None]) -> None:
        self._modules = modules
        self._arrived = arrived

    def begin(self) -> None:
        """Watch imports from now on."""
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)

    def end(self) -> None:
        """Watch no more."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """What the other finders find, with a loader that tells when it is done."""
        if fullname not in self._modules:
            return None
        for finder in sys.meta_path:
            if finder is not self:
                spec = finder.find_spec(fullname, path, target)
                if spec is not None:
                    if spec.loader is not None:
                        spec.loader = Telling(spec.loader, self._arrived)
                    return spec
        return None


class Telling(Loader):
    """A loader that tells, and then leaves the module to the original one."""

    def __init__(self, original: Loader, arrived: Callable[[str], None]) -> None:
        self._original = original
        self._arrived = arrived

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As the original does."""
        return self._original.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code, and tell."""
        module.__loader__ = self._original
        if module.__spec__ is not None:
            module.__spec__.loader = self._original
        self._original.exec_module(module)
        self._arrived(module.__name__)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._original, name)
