"""Runnables: what can be run, an Actor or a task of one. Nobody who starts or lists runs needs to know which."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mockapify.state.actors import Actor
    from mockapify.state.key_value_stores import Record
    from mockapify.state.runs import Run


class Layered(Protocol):
    """What brings run options of its own."""

    @property
    def option_layers(self) -> tuple[object, ...]:
        """Where options come from that a start does not name, nearest first."""


class Runnable(Layered, Protocol):
    """An Actor, which is run as it is, or a task, which brings an input and options of its own."""

    @property
    def actor(self) -> "Actor":
        """Whose code runs."""

    @property
    def task_names(self) -> tuple[str | None, ...]:
        """Ways to name the task; None for an Actor."""

    def input_with(self, given: "Record | None") -> "Record | None":
        """The input of a run that is started with this one.

        Raises:
            ApiError: 403 `invalid-input`: it cannot be merged over the task's own.
        """

    def has_run(self, run: "Run") -> bool:
        """Whether the run is one of its own."""

    def count_run(self, run: "Run") -> None:
        """Note a run that begins."""
