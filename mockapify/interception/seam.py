"""Seams: the places of other libraries where their calls are taken over."""

import sys
import warnings
from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct


class SeamMissingWarning(UserWarning):
    """A library no longer has a place that mockapify patches; the message names its version and the place."""


class Seam(Struct, frozen=True):
    """An attribute of a module, and what takes its place: `make(original)`.

    `path` is dotted, `HTTPSConnection.connect`, and may begin with submodules that the module imports. `make` raises
    AttributeError when the original is not what it should be. An optional seam is one that some installations lack.
    """

    module: str
    path: str
    make: Callable[[Any], Any]
    optional: bool = False
    changing: bool = False
    """Whether `make` has to be asked each time; else what it made of an original is used again."""


class Patches:
    """A table of seams, put into the modules that are imported, and into the others as they arrive."""

    def __init__(self, seams: Iterable[Seam]) -> None:
        self._places: dict[str, list[Place]] = {}
        for seam in seams:
            self._places.setdefault(seam.module, []).append(Place(seam))
        self._undo: list[tuple[Any, str, bool, Any]] = []
        self.active = False

    @property
    def modules(self) -> set[str]:
        """Their names."""
        return set(self._places)

    def put(self) -> None:
        """Patch what is there. Does nothing the second time."""
        if self.active:
            return
        self.active = True
        for name in self._places:
            self.arrived(name)

    def arrived(self, name: str) -> None:
        """Patch one module, if it is imported, while the patches are active."""
        module = sys.modules.get(name)
        if module is not None and self.active:
            for place in self._places.get(name, ()):
                self._put(module, place)

    def take_back(self) -> None:
        """Restore everything, the last first."""
        self.active = False
        while self._undo:
            owner, name, was_own, original = self._undo.pop()
            if was_own:
                setattr(owner, name, original)
            else:
                delattr(owner, name)

    def _put(self, module: Any, place: "Place") -> None:
        name, owner = place.name, module
        try:
            for step in place.way:
                owner = getattr(owner, step)
            original = getattr(owner, name)
            replacement = place.replacement(original)
        except AttributeError:
            if not place.seam.optional:
                warn(place.seam)
            return
        # Slots such as a function's __defaults__ are set and never deleted.
        was_own = name in getattr(owner, "__dict__", ()) or name.startswith("__")
        self._undo.append((owner, name, was_own, original))
        setattr(owner, name, replacement)


class Place:
    """A seam, with what was made of what was found there last: both are the same for most tests of a run."""

    __slots__ = ("_made", "_original", "name", "seam", "way")

    def __init__(self, seam: Seam) -> None:
        self.seam = seam
        *self.way, self.name = seam.path.split(".")
        self._original: Any = self
        self._made: Any = None

    def replacement(self, original: Any) -> Any:
        """What takes the place of the original."""
        if self._original is not original or self.seam.changing:
            self._made = self.seam.make(original)
            self._original = original
        return self._made


def warn(seam: Seam) -> None:
    """Tell that a library has changed."""
    from importlib import metadata  # Only a library that has changed costs its import.

    library = seam.module.partition(".")[0]
    try:
        version = metadata.version(library)
    except metadata.PackageNotFoundError:
        version = "of an unknown version"
    warnings.warn(
        f"{library} {version} has no {seam.module}.{seam.path}, which mockapify patches: calls through it are not "
        f"taken over, or wait in real time. Please report it",
        SeamMissingWarning,
        stacklevel=2,
    )
