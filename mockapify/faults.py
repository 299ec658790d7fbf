"""Faults: what goes wrong on purpose, with which calls, and when. How it goes wrong is for `api/mishaps` to know."""

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from functools import cache, cached_property, partial
from typing import Any, Literal, get_args

from msgspec import UNSET, Struct, field, structs

from mockapify.errors.catalogue import ErrorType
from mockapify.ids import Ids

Broken = Literal["reset", "empty", "silent", "truncated", "garbage"]
"""How a connection breaks: `reset` in place of an answer; `empty`: closed in place of an answer; `silent`: no answer
until the client gives up; `truncated`: closed in the middle of the body; `garbage`: closed after what is no chunk."""

INFINITY = float("inf")

UNANSWERED: tuple[Broken, ...] = ("reset", "empty", "silent")
"""Those after which the client has nothing to read."""


class Fault(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What goes wrong, with which calls, and when. Without a word about calls it is all of them.

    Raises:
        ValueError: The fields contradict one another, or a value will not do.
    """

    error: str | None = None
    """The answer is this error of the platform, an `ErrorType`."""
    message: str | None = None
    """The sentence of that error, in place of its usual one."""
    status: int | None = None
    """The answer has this status. Without `error` and `body` it is a page of HTML, as proxies answer."""
    body: Any = UNSET
    """The body of the answer: a text as it is, anything else as JSON."""
    headers: dict[str, str] = field(default_factory=dict)
    """Headers of the answer."""
    broken: str | None = None
    """How the connection breaks, a `Broken`."""
    latency: float = 0.0
    """Seconds of virtual time before the operation is carried out."""
    jitter: float = 0.0
    """How much the latency varies, in both directions."""
    slow_body: float = 0.0
    """Seconds of virtual time that the body takes on its way."""
    carried_out: bool = False
    """Whether the operation is carried out although its caller gets the error or no answer: only the answer is lost."""

    operation: str | None = None
    """Calls of this operation, such as `datasets.push_items` or `datasets.*`."""
    actor: str | None = None
    """Calls about this Actor, `username/name`: itself, its tasks, its builds, its runs and their storages."""
    method: str | None = None
    """Calls with this method."""
    path: str | None = None
    """Calls of this path. `*` stands for anything but a slash, `**` for anything, `/v2/acts` for `/v2/actors`."""
    after_items: int | None = None
    """Calls about a dataset that has at least so many items, or about a run with such a dataset."""

    nth: int | None = None
    """Begins with the nth of these calls, counted from 1, and unless `times` says more is over then."""
    times: int | None = None
    """How many of the calls it hits at most."""
    probability: float = 1.0
    """How likely each of the calls is hit."""

    def __post_init__(self) -> None:
        _check_types(self)
        for is_wrong, told in _mistakes(self):
            if is_wrong:
                raise ValueError(told)

    @property
    def answers(self) -> bool:
        """Whether it brings an answer of its own."""
        return self.error is not None or self.status is not None

    @property
    def unanswered(self) -> bool:
        """Whether the client has nothing to read."""
        return self.broken in UNANSWERED

    @property
    def is_delay(self) -> bool:
        """Whether the call goes on to other faults and then to its operation: it is only slow."""
        return not self.answers and self.broken is None

    @property
    def limit(self) -> int | None:
        """How many calls it hits at most."""
        return 1 if self.times is None and self.nth is not None else self.times

    @property
    def what(self) -> str:
        """What goes wrong, in a few words."""
        status = self.status or (ErrorType(self.error).status if self.error is not None else "")
        parts = [
            f"{status}",
            self.error or "",
            f"connection {self.broken}" if self.unanswered else f"body {self.broken}" if self.broken else "",
            f"latency {self.latency:g} s" if self.latency else "",
            f"slow body {self.slow_body:g} s" if self.slow_body else "",
            "but carried out" if self.carried_out else "",
        ]
        return " ".join(part for part in parts if part)

    @property
    def where(self) -> str:
        """With which calls, in a few words."""
        given = [f"{name}={getattr(self, name)!r}" for name in MATCHERS if getattr(self, name) is not None]
        return ", ".join(given) or "all calls"


NUMBERS = ("status", "latency", "jitter", "slow_body", "after_items", "nth", "times", "probability")


def _check_types(fault: Fault) -> None:
    """Refuse what is of another type than it should be: Python code gives what it likes."""
    if str(fault.error).isdigit():
        named = ErrorType.of_status(fault.error)
        instead = f", or ErrorType.{named.name}" if named is not None else ""
        raise ValueError(f"error={fault.error!r} is a status; give status={fault.error}{instead}")
    if fault.error is not None:
        ErrorType(fault.error)
    for name in NUMBERS:
        given = getattr(fault, name)
        if not isinstance(given, int | float | None):
            example = f", such as {name}={given}" if str(given).isdigit() else ""
            raise ValueError(f"{name}={given!r} will not do; give a number{example}")


def _mistakes(fault: Fault) -> list[tuple[bool, str]]:
    """What can be wrong with a fault, and what to say then."""
    seconds = {name: getattr(fault, name) for name in ("latency", "jitter", "slow_body")}
    counts = {name: getattr(fault, name) for name in ("after_items", "nth", "times")}
    broken = f"broken={fault.broken!r}"
    return [
        (
            fault.broken not in (None, *get_args(Broken)),
            f"{broken} is unknown; choose one of {', '.join(get_args(Broken))}",
        ),
        *(
            (not 0 <= given < INFINITY, f"{name}={given} will not do; give 0 or more")
            for name, given in seconds.items()
        ),
        *(
            (given is not None and given < 1, f"{name}={given} will not do; give 1 or more")
            for name, given in counts.items()
        ),
        (
            fault.is_delay and not fault.latency and not fault.slow_body,
            "nothing goes wrong; give error=, status=, broken=, latency= or slow_body=",
        ),
        (
            fault.jitter > fault.latency,
            f"jitter={fault.jitter:g} is more than latency={fault.latency:g}, which it varies; give at most that",
        ),
        (
            not 0 < fault.probability <= 1,
            f"probability={fault.probability} will not do; give more than 0 and at most 1",
        ),
        (
            fault.status is not None and not 200 <= fault.status <= 599,
            f"status={fault.status} is no status of an answer; give 200 to 599",
        ),
        (fault.unanswered and fault.answers, f"{broken} leaves no answer; leave error= and status= out, or broken="),
        (fault.unanswered and fault.slow_body > 0, f"{broken} leaves no body to be slow; leave slow_body= out"),
        (fault.message is not None and fault.error is None, "message= is that of an error; give error=, too"),
        (fault.body is not UNSET and fault.error is not None, "error= has a body of its own; give status= with body="),
        (fault.body is not UNSET and fault.status is None, "body= is that of an answer; give status=, too"),
        (bool(fault.headers) and not fault.answers, "headers= are those of an answer; give error= or status=, too"),
        (
            fault.carried_out and not fault.answers and not fault.unanswered,
            "carried_out= is for an answer that is replaced or lost; without one the operation is carried out anyway",
        ),
        (
            fault.path is not None and not fault.path.startswith("/"),
            f"path={fault.path!r} will not do; write all of it, such as '/v2/datasets/*/items'",
        ),
        (
            fault.actor is not None and not re.fullmatch(r"[^/~]+[/~][^/~]+", fault.actor),
            f"actor={fault.actor!r} will not do; write 'username/name'",
        ),
    ]


class Subject(Struct, frozen=True):
    """What a call is about, as far as faults ask for it."""

    actor: str = ""
    """The Actor's `username/name`, "" when it is about none."""
    items: int = 0
    """How many items its dataset has."""


class Asked:
    """A call, as faults look at it. Its subject is only found out when a fault asks for it."""

    def __init__(self, *, operation: str, method: str, path: str, find_subject: Callable[[], Subject]) -> None:
        self.operation = operation
        self.method = method
        self.path = _canonical(path)
        self._find_subject = find_subject

    @cached_property
    def subject(self) -> Subject:
        """What it is about."""
        return self._find_subject()


def _canonical(path: str) -> str:
    """One of the spellings that a path has."""
    spelled = path.replace("%7E", "~").replace("%7e", "~").replace("%2F", "~").replace("%2f", "~")
    return f"/v2/actors{spelled.removeprefix('/v2/acts')}" if f"{spelled}/".startswith("/v2/acts/") else spelled


WILDCARDS = {"**": ".*", "*": "[^/]*"}


@cache
def _pattern(path: str) -> re.Pattern[str]:
    """`{datasetId}` as the API's reference writes it is as good as a star."""
    parts = re.split(r"(\*\*?)", re.sub(r"\{\w+\}", "*", _canonical(path)))
    return re.compile("".join(WILDCARDS.get(part) or re.escape(part) for part in parts))


MATCHERS: dict[str, Callable[[Any, Asked], bool]] = {
    "operation": lambda wanted, asked: fnmatchcase(asked.operation, wanted),
    "method": lambda wanted, asked: asked.method == wanted.upper(),
    "path": lambda wanted, asked: _pattern(wanted).fullmatch(asked.path) is not None,
    "actor": lambda wanted, asked: asked.subject.actor == wanted.replace("~", "/"),
    "after_items": lambda wanted, asked: asked.subject.items >= wanted,
}
"""What a fault can say about the calls that it is for. The cheap questions come first."""


class Rule:
    """A fault at work in a world, and what came of it so far."""

    def __init__(self, number: int, fault: Fault) -> None:
        self.number = number
        self.fault = fault
        self.seen = 0
        """How many calls it was for that no earlier fault answered."""
        self.fired = 0
        """How many of them it hit."""
        self._matchers = [
            partial(matches, wanted)
            for name, matches in MATCHERS.items()
            if (wanted := getattr(fault, name)) is not None
        ]

    def hits(self, asked: Asked, ids: Ids) -> bool:
        """Whether it hits this call, which is counted."""
        fault = self.fault
        if not all(matches(asked) for matches in self._matchers):
            return False
        self.seen += 1
        is_over = fault.limit is not None and self.fired >= fault.limit
        if is_over or self.seen < (fault.nth or 1) or not ids.chance(fault.probability):
            return False
        self.fired += 1
        return True

    def __str__(self) -> str:
        limit = self.fault.limit
        count = f"{self.fired} of {limit}" if limit is not None else f"no. {self.fired}"
        return f"{self.fault.what} ({count})"


class Mishap(Struct, frozen=True):
    """What goes wrong with one call: the faults that hit it, added up."""

    fault: Fault | None
    """The one that brings or breaks the answer; None when it is only slow."""
    latency: float
    slow_body: float
    told: str
    """For the journal."""


class Faults:
    """The faults of one world, in the order in which they are asked. To be used inside a turn."""

    def __init__(self, seed: int | str | None = None) -> None:
        self._seed = seed
        self._added = 0
        self.rules: list[Rule] = []
        self.ended: list[Rule] = []
        """Those whose block is over."""

    def __iter__(self) -> Iterator[Rule]:
        return iter(tuple(self.rules))

    @cached_property
    def _ids(self) -> Ids:
        """Dice of its own, so that no fault changes the ids that the seed makes; few worlds need them."""
        return Ids(self._seed)

    def add(self, fault: Fault) -> Rule:
        """From now on this goes wrong."""
        self._added += 1
        rule = Rule(self._added, fault)
        self.rules.append(rule)
        return rule

    def clear(self) -> None:
        """Remove them all."""
        self.rules = []

    def remove(self, rule: Rule) -> None:
        """Let it be; removing twice does no harm."""
        self.rules = [other for other in self.rules if other is not rule]

    def end(self, rule: Rule) -> None:
        """Let it be, as its block is over."""
        if rule in self.rules:
            self.ended.append(rule)
        self.remove(rule)

    def meet(self, asked: Asked) -> Mishap | None:
        """What goes wrong with a call. Delays add up; the first fault that brings or breaks an answer is the last one
        to be asked, so that faults of the same calls come one after the other."""
        hits: list[Rule] = []
        for rule in self.rules:
            if rule.hits(asked, self._ids):
                hits.append(rule)
                if not rule.fault.is_delay:
                    break
        if not hits:
            return None
        faults = [rule.fault for rule in hits]
        return Mishap(
            fault=None if faults[-1].is_delay else faults[-1],
            latency=sum(self._ids.around(fault.latency, fault.jitter) for fault in faults),
            slow_body=sum(fault.slow_body for fault in faults),
            told="; ".join(map(str, hits)),
        )


def as_plain(fault: Fault) -> dict[str, Any]:
    """The fields that say something, by name."""
    nothing = {entry.name: entry.default for entry in structs.fields(Fault)}
    given = structs.asdict(fault)
    return {name: value for name, value in given.items() if value != nothing[name] and value != {}}
