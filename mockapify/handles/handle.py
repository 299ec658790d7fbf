"""What all handles have in common."""

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from mockapify.spelling import did_you_mean

OF_CALLS = ("call_args", "call_args_list", "mock_calls", "method_calls")
OF_ANSWERS = ("side_effect", "return_value")
"""Words of unittest.mock that nothing here has."""


class Handle:
    """Something of a mock as a test sees it. Its public attributes are those that its class declares or its constructor
    sets, and nobody else sets any: `scraper.return_value = ...`, as one does with a MagicMock, would do nothing.
    """

    _instead: ClassVar[str] = ""
    """What to do in place of setting an attribute, as a sentence."""
    _called: ClassVar[str] = ""
    """Where its calls are."""

    if not TYPE_CHECKING:  # A type checker refuses all of that by itself, unless it sees these.

        def __setattr__(self, name: str, value: Any) -> None:
            if not name.startswith("_") and not _is_for_constructor(self, name):
                raise AttributeError(_with(f"a {type(self).__name__} does not let {name!r} be set", self._instead))
            super().__setattr__(name, value)

        def __getattr__(self, name: str) -> NoReturn:
            missing = f"{type(self).__name__!r} object has no attribute {name!r}"
            raise AttributeError(_with(missing, _meant(self, name)), name=name, obj=self)


def _is_for_constructor(handle: Handle, name: str) -> bool:
    """Whether the class says that its objects have an attribute of that name, and this one has it not yet."""
    kind: Any = type(handle)  # hashable, though mypy doubts it for its __getattr__
    return _is_declared(kind, name) and name not in vars(handle)


@cache  # Each test makes a dozen handles.
def _is_declared(kind: Any, name: str) -> bool:
    declared = any(name in getattr(base, "__annotations__", ()) for base in kind.__mro__)
    return declared and not hasattr(kind, name)


def _meant(handle: Handle, name: str) -> str:
    if name in OF_CALLS and handle._called:
        return f"what was called is in {handle._called}"
    if name in OF_ANSWERS:
        return handle._instead
    known = [one for one in {*dir(type(handle)), *vars(handle)} if not one.startswith("_")]
    return "" if name.startswith("_") else did_you_mean(name, sorted(known))


def _with(told: str, hint: str) -> str:
    return f"{told}; {hint}" if hint else told
