"""RemoteApify: what a test holds of a mock in another process."""

from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self

from msgspec import UNSET, Struct, convert

from mockapify import wire
from mockapify.calls import Calls
from mockapify.config import read
from mockapify.handles.handle import Handle
from mockapify.handles.pushed_items import PushedItems
from mockapify.interception import Interception
from mockapify.item_files import Items, read_if_file
from mockapify.journal import Entry
from mockapify.remote.clock import RemoteClock
from mockapify.remote.control import Control
from mockapify.remote.faults import RemoteFaults
from mockapify.remote.reach import There
from mockapify.remote.tables import tables
from mockapify.state.behaviours import Outcome, Rejected, Succeeded


class RemoteApify:
    """One Apify in another process, with the most usual of what `MockApify` has; the rest needs a mock in this process.

    Attributes:
        name: The name of its world there.
        url: Where it answers.
        token: The token of its own user.
        clock: Its virtual clock.
        faults: What goes wrong on purpose.
        strictness: What is looked for at the end of a test.
    """

    def __init__(self, control: Control, token: str) -> None:
        assert control.world is not None
        self._control = control
        self.name = control.world
        self.url = control.url
        self.token = token
        self.clock = RemoteClock(control)
        self.faults = RemoteFaults(control)
        self.strictness = RemoteStrictness(control)
        self._last_report: str | None = None
        """The report of one that is closed."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(
            f"a mock in another process (--mockapify-url) has no {name!r}: it has actor, dataset, load, runs, calls, "
            "clock, faults and report. Declare more in a mockapify.toml (load=...), or run this test without it"
        )

    def close(self) -> None:
        """End this Apify; the process goes on."""
        self._last_report = self.report
        self._control.delete(f"worlds/{self.name}")

    def intercept(self, calls: bool = True, *, fast_retries: bool = True) -> Interception:
        """A block in which this process reaches this mock when it asks for the real platform: `MockApify.intercept`."""
        there = There(self._control, self.clock)
        url = f"{self.url}/t/{self.name}"
        return Interception(there, url=url, token=self.token, calls=calls, fast_retries=fast_retries)

    def actor(
        self,
        name: str,
        *outcomes: Outcome | Rejected,
        items: Items = (),
        output: object = UNSET,
        duration: float = 1.0,
        run_timeout: float | None = None,
    ) -> "RemoteActor":
        """Declare an Actor, and what its runs do; see `MockApify.actor`. What else it may be a mockapify.toml says.

        Raises:
            TypeError: An outcome is nothing that can be said in a file, such as a function.
            ValueError: The process refuses it; the message says why.
        """
        said = tables(outcomes or [Succeeded(items=items, output=output, duration=duration)])
        asked = {"name": name, "behaves": said, "runTimeoutSeconds": run_timeout}
        return RemoteActor(self._control, self._control.post("actors", asked)["name"])

    def dataset(
        self, name: str | None = None, *, items: Items = (), schema: Mapping[str, Any] | None = None
    ) -> "RemoteDataset":
        """The dataset of that name, made when there is none, or a new unnamed one; `items` are appended.

        Raises:
            ValueError: The process refuses it; the message says why.
        """
        asked = {"name": name, "items": [*read_if_file(items)], "schema": schema}
        return RemoteDataset(self._control, self._control.post("datasets", asked)["id"])

    def load(self, path: str | PathLike[str]) -> None:
        """Declare what a mockapify.toml declares. Files that it names are read by the process.

        Raises:
            ValueError: The file will not do; the message names file, line and key.
        """
        whole = Path(path).absolute()
        self._control.post("declarations", read(whole), path=str(whole), scene="yes")

    @property
    def runs(self) -> list["RemoteRun"]:
        """All runs, oldest first, as they are now."""
        return convert(self._control.get("runs")["runs"], list[RemoteRun])

    @property
    def calls(self) -> Calls:
        """What was asked and answered until now, oldest first."""
        return Calls(map(_entry, self._control.get("calls")["calls"]))

    @property
    def report(self) -> str:
        """What happened, for a test that failed, or "" when nothing did."""
        if self._last_report is not None:
            return self._last_report
        told: str = self._control.get("report")["report"]
        return told


class RemoteStrictness:
    """What a test should not leave behind; see `mockapify.strictness`."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def exempt_all(self) -> None:
        """Wait for nothing of what was said so far."""
        self._control.post("tests", {})

    def forget(self) -> None:
        """Look only at what happens from now on."""
        self._control.post("tests", {"forget": True})

    def check(self, allow: Iterable[str] = (), *, passed: bool = True) -> None:
        """Fail when something is left behind that is not allowed.

        Raises:
            AssertionError: There is; the message says what, and how to allow it.
        """
        __tracebackhide__ = True
        told = self._control.get("left-behind", allow=[*allow], passed="yes" if passed else "no")["told"]
        if told:
            raise AssertionError(told)


class RemoteActor(Handle):
    """An Actor, and what its runs do."""

    name: str
    _instead = "say what its runs do: .behaves(...)"

    def __init__(self, control: Control, name: str) -> None:
        self._control = control
        self.name = name

    def behaves(self, *outcomes: Outcome | Rejected) -> None:
        """Say what its runs do from now on; raises what `RemoteApify.actor` raises."""
        self._control.post("behaviours", {"actor": self.name, "behaves": tables(outcomes)})

    def when(self, **conditions: Any) -> "RemoteCondition":
        """The runs of which all is so: `input`, `build`, `memory_mbytes`, `task`, as JSON."""
        return RemoteCondition(self._control, self.name, conditions)

    @property
    def runs(self) -> list["RemoteRun"]:
        """Its runs, oldest first, as they are now."""
        runs = convert(self._control.get("runs")["runs"], list[RemoteRun])
        return [run for run in runs if run.actor == self.name]


class RemoteCondition:
    """Some of an Actor's runs."""

    def __init__(self, control: Control, actor: str, conditions: Mapping[str, Any]) -> None:
        self._control = control
        self._actor = actor
        self._conditions = dict(conditions)

    def behaves(self, *outcomes: Outcome | Rejected) -> None:
        """Say what they do; raises what `RemoteApify.actor` raises."""
        asked = {"actor": self._actor, "behaves": tables(outcomes), "when": self._conditions}
        self._control.post("behaviours", asked)


class RemoteRun(Struct, frozen=True, rename="camel", kw_only=True):
    """A run as it was when it was asked for."""

    id: str
    actor: str
    status: str
    status_message: str | None
    input: Any
    items: list[dict[str, Any]]
    log: str


class RemoteDataset(Handle):
    """A dataset."""

    id: str

    def __init__(self, control: Control, id_: str) -> None:
        self._control = control
        self.id = id_

    @property
    def items(self) -> PushedItems:
        """The items, in the order they were pushed."""
        return PushedItems(self._control.get(f"datasets/{self.id}")["items"])


def _entry(plain: dict[str, Any]) -> Entry:
    """A call as its process lists it. The body comes back as JSON, in whatever spacing it was sent."""
    body = plain["body"]
    encoded = body if body is None else body.encode() if isinstance(body, str) else wire.encode(body)
    return convert(plain | {"body": encoded}, Entry, builtin_types=(bytes,))
