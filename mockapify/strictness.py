"""Strictness: what no test should leave behind unnoticed, looked for when it is over."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager

from msgspec import NODEFAULT, Struct, structs

from mockapify.assertions import lines_about
from mockapify.differences import Sighting, Ways, ranked, shown, written
from mockapify.spelling import did_you_mean
from mockapify.state.behaviours import Behaviour, Outcome, Rejected, Succeeded
from mockapify.state.patterns import RunPattern
from mockapify.world import World

PLAIN = Succeeded()
"""What an Actor does of which nothing was said but that it is there. That is no behaviour that a test waits for."""


class Switches(Struct, frozen=True):
    """How somebody lets a test leave something behind."""

    one: str
    """A sentence about one check, with its `{name}` to be filled in."""
    all_off: str
    """A sentence about all of them."""

    def of(self, name: str) -> str:
        """How to allow what this check finds."""
        return self.one.format(name=name)


OF_PYTEST = Switches(
    one=(
        "To allow it: @pytest.mark.mockapify(allow={name!r}), mockapify_allow = {name} in the ini file, "
        "or --mockapify-allow={name}."
    ),
    all_off=(
        "strict=False in the marker, mockapify_strict = no in the ini file or --mockapify-strict=no allows all of it."
    ),
)
OF_MOCK_APIFY = Switches(
    one="To allow it: mock_apify(allow={name!r}).", all_off="mock_apify(strict=False) allows all of it."
)


class Plan(Struct, frozen=True):
    """Something that was said to happen."""

    thing: object
    """The outcome, the condition or the fault."""
    told: str
    is_met: bool
    near: tuple[str, ...] = ()
    """Lines about what nearly met it."""


class Strictness:
    """The checks of one world.

    Waited for is what the test itself says. What was there when it began, as fixtures declare it for many tests, and
    what a file declares may go unused: that is the scene, not the play.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._exempt: dict[int, object] = {}  # With the objects, so that no id comes a second time.
        self.since = 0
        """Where in the order of all that happened begins what is looked at."""
        self.told = ""
        """What the latest check failed with."""

    def exempt_all(self) -> None:
        """Wait for nothing of what was said so far."""
        with self._world:
            self._exempt |= {id(plan.thing): plan.thing for plan in plans(self._world)}

    def forget(self) -> None:
        """Look only at what happens from now on, as what there was belongs to another test."""
        self.exempt_all()
        self.told = ""
        with self._world as world:
            self.since = world.journal.next_number()
            journal = world.journal
            for told in (world.actor_failures, world.expectations.failures, journal.bugs, journal.stopped_calls):
                told.clear()
            for actor in world.actors:
                actor.behaviour.unplanned = 0

    def exempt_met(self) -> None:
        """Wait for nothing that has happened, even if it is to be forgotten."""
        with self._world:
            self._exempt |= {id(plan.thing): plan.thing for plan in plans(self._world) if plan.is_met}

    @contextmanager
    def exempting(self) -> Iterator[None]:
        """Wait for nothing of what is said in this block."""
        with self._world:
            before = {id(plan.thing) for plan in plans(self._world)}
        yield
        with self._world:
            new = {id(plan.thing): plan.thing for plan in plans(self._world) if id(plan.thing) not in before}
        self._exempt |= new

    def unmet(self) -> list[Plan]:
        """What was said and has not happened."""
        with self._world:
            return [plan for plan in plans(self._world) if not plan.is_met and id(plan.thing) not in self._exempt]

    def check(self, allow: str | Iterable[str] = (), *, passed: bool = True, switches: Switches = OF_PYTEST) -> None:
        """Fail when something is left behind that is not allowed.

        Args:
            allow: What may be left behind, by the names of `NAMES`.
            passed: Whether the test has passed so far. Of one that has not only errors of mockapify itself count.
            switches: How to allow it, for the messages.

        Raises:
            AssertionError: There is; the message says what, and how to allow it.
            ExceptionGroup: There were errors of mockapify itself.
            ValueError: There is no such check.
        """
        __tracebackhide__ = True
        allowed = allowed_names(allow)
        told = []
        for name, find in CHECKS.items():
            found = find(self) if passed and name not in allowed else []
            if found:
                told.append("\n".join([*found, switches.of(name)]))
        self.told = "\n\n".join(told)
        if told:
            raise AssertionError(f"{self.told}\n\n{switches.all_off}")
        bugs = self._world.journal.bugs
        if bugs and BUGS not in allowed:
            raise ExceptionGroup(
                f"mockapify answered 500 because of bugs of its own; please report them. {switches.of(BUGS)}", [*bugs]
            )

    def _unexpected_runs(self) -> list[str]:
        """An Actor ran of which nothing says what its runs do."""
        with self._world:
            return unexpected_runs(self._world)

    def _unused(self) -> list[str]:
        """What the test itself declared never happened: an outcome, a condition, an expected request, a fault."""
        return [line for plan in self.unmet() for line in (plan.told, *(f"  {line}" for line in plan.near))]

    def _not_built(self) -> list[str]:
        """A call met an operation that mockapify does not simulate."""
        return [
            f"a call was answered 501, as mockapify does not simulate its operation yet: {entry.line}"
            for entry in self._world.journal
            if entry.number >= self.since
            and entry.status == 501
            and entry.operation
            and not entry.fault  # Without one it is the test's own answer.
        ]

    def _actor_errors(self) -> list[str]:
        """A function Actor, or the handler of an expected request, raised an exception."""
        of_runs = [(f"the function of run {run_id} failed", text) for run_id, text in self._world.actor_failures]
        return [f"{told}:\n{text.rstrip()}" for told, text in of_runs] + self._world.expectations.failures

    def _real_hosts(self) -> list[str]:
        """A call to a host of the real platform that no mock answers was stopped, even if its error was swallowed."""
        return [
            f"a call to the real platform was stopped, {_times(count)}: {call}"
            for call, count in Counter(self._world.journal.stopped_calls).items()
        ]


CHECKS: Mapping[str, Callable[[Strictness], list[str]]] = {
    "unexpected_runs": Strictness._unexpected_runs,
    "unused": Strictness._unused,
    "not_built": Strictness._not_built,
    "actor_errors": Strictness._actor_errors,
    "real_hosts": Strictness._real_hosts,
}
"""What is looked for, by the name under which it can be allowed."""

BUGS = "bugs"
"""The name under which errors of mockapify itself, which it answers with 500, can be allowed."""

NAMES = (*CHECKS, BUGS)


def allowed_names(allow: str | Iterable[str], *, strict: bool = True) -> frozenset[str]:
    """What may be left behind, by one name or several; all of it when nobody is strict.

    Raises:
        ValueError: There is no such check.
    """
    named = frozenset([allow] if isinstance(allow, str) else allow)
    check_names(named)
    return named if strict else frozenset(NAMES)


def check_names(allow: Collection[str]) -> None:
    """Refuse names that no check has.

    Raises:
        ValueError: One is unknown.
    """
    for name in allow:
        if name not in NAMES:
            hint = did_you_mean(name, NAMES, f"choose of {', '.join(NAMES)}")
            raise ValueError(f"there is no check {name!r} to allow; {hint}")


def unexpected_runs(world: World) -> list[str]:
    """Lines about the Actors that ran although nothing said what their runs do, in a turn."""
    return [
        f"{actor.full_name} ran, {_times(actor.behaviour.unplanned)}, but nothing says what its runs do: declare it by "
        f"mockapify.actor({actor.full_name!r}, ...), or of the one that is there: mockapify.actors[-1].behaves(...)"
        for actor in world.actors
        if actor.behaviour.unplanned
    ]


def plans(world: World) -> Iterator[Plan]:
    """All that was said to happen, in a turn."""
    for actor in world.actors:
        if actor.behaviour.outcomes != (PLAIN,):
            yield from _of_behaviour(f"{actor.full_name} does", actor.behaviour)
        for pattern, behaviour in actor.behaviour.conditions:
            yield from _of_condition(actor.full_name, pattern, behaviour, actor.behaviour)
        yield from _of_behaviour(f"a build of {actor.full_name} does", actor.build_behaviour)
    for expectation in world.expectations:
        yield Plan(expectation, f"no call met {expectation}", expectation.met > 0)
    for rule in (*world.faults.ended, *world.faults):
        if rule.fault.probability == 1:  # Of others nobody knows whether they hit anything.
            told = f"no call met the fault {rule.fault.what}, {rule.fault.where}"
            yield Plan(rule, told, rule.fired > 0)


def _of_behaviour(what: str, behaviour: Behaviour, near: tuple[str, ...] = ()) -> Iterator[Plan]:
    count = len(behaviour.outcomes)
    used = count - len(behaviour.unused)
    for number, outcome in enumerate(behaviour.outcomes, 1):
        place = f", no. {number} of {count}," if count > 1 else ""
        told = f"what {what}{place} was never used: {outline(outcome)}"
        yield Plan(outcome, told, number <= used, near)


def _of_condition(name: str, pattern: RunPattern, behaviour: Behaviour, asked: Behaviour) -> Iterator[Plan]:
    when = ", ".join(f"{trait}={written(wanted)}" for trait, wanted in pattern.said().items())
    if not behaviour.outcomes:
        yield Plan(pattern, f"{name} has no outcome when({when}); say one: .behaves(...)", is_met=False)
        return
    near = () if len(behaviour.unused) < len(behaviour.outcomes) else tuple(_near_misses(pattern, asked))
    yield from _of_behaviour(f"{name} does when({when})", behaviour, near)


def _near_misses(pattern: RunPattern, asked: Behaviour) -> Iterable[str]:
    """The runs that were most like those that are meant, with what was different."""
    seen = [
        Sighting(f"run no. {number}", {name: Ways(ways) for name, ways in traits._asdict().items()})
        for number, traits in enumerate(asked.asked, 1)
    ]
    return lines_about(ranked(pattern.said(), seen, exact=False))


def outline(outcome: Outcome | Rejected) -> str:
    """The outcome as somebody writes it, without what says nothing."""
    said = []
    for field in structs.fields(outcome):
        value = getattr(outcome, field.name)
        usual = field.default_factory() if field.default_factory is not NODEFAULT else field.default
        if value != usual and not (value in ([], ()) and usual in ([], ())):
            said.append(f"{field.name}={getattr(value, '__qualname__', None) or shown(value)}")
    return f"{type(outcome).__name__}({', '.join(said)})"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
