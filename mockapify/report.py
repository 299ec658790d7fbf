"""The report of a test that failed: what happened in its Apify, in the order in which it happened."""

import traceback
from collections.abc import Iterator

from mockapify.clock import Timestamp
from mockapify.journal import Entry, Happening
from mockapify.state.dispatches import Dispatch
from mockapify.state.runs import Run
from mockapify.strictness import plans, unexpected_runs
from mockapify.world import World

MOST_LINES = 80
"""How many lines of the timeline are shown, the latest ones."""

WIDTH = 300
"""How many characters of a line are shown."""

LONG_SECONDS = 0.5
"""From how many virtual seconds on it is told how long a call waited."""

FLOWS = {
    "auto": "flows as real time does, and jumps while somebody waits",
    "manual": "stands still until the test moves it",
    "real": "is real time",
}


def report(world: World, since: int = 0, told: str = "") -> str:
    """What happened in a world, or "" when nothing did: calls, runs and jumps of time in their order, from the place
    `since` on.

    Then come, unless it was told already, runs of which nothing was said, conditions that no run met, and tracebacks of
    Actor code; webhooks that were not delivered, and errors of mockapify itself.
    """
    with world:
        found = [*unexpected_runs(world), *_near_misses(world)]
        parts = [*_timeline(world, since), *(part for part in found if part not in told)]
        failures = [(run_id, text) for run_id, text in world.actor_failures if text.rstrip() not in told]
        parts += [f"Actor code of run {run_id} failed:\n{text}" for run_id, text in failures]
        parts += [str(dispatch) for dispatch in world.dispatches.values() if dispatch.status != "SUCCEEDED"]
        parts += ["".join(traceback.format_exception(bug)) for bug in world.journal.bugs]
    return "\n".join(parts)


def _timeline(world: World, since: int) -> Iterator[str]:
    events: list[Entry | Happening] = sorted(
        (event for event in (*world.journal, *world.journal.happenings) if event.number >= since), key=_number
    )
    if not any(isinstance(event, Entry) or event.what for event in events):
        return
    yield _header(world)
    lines = [line for event in events for line in _lines(world, event)]
    if len(lines) > MOST_LINES:
        yield f"... {len(lines) - MOST_LINES} lines before these; mockapify.calls has all calls"
    for line in lines[-MOST_LINES:]:
        yield line if len(line) <= WIDTH else f"{line[: WIDTH - 4]} ..."


def _number(event: Entry | Happening) -> int:
    return event.number


def _header(world: World) -> str:
    clock = world.clock
    jumped = world.journal.jumped_seconds
    passed = clock.time() - clock.started
    return (
        f"clock {clock.mode}, which {FLOWS[clock.mode]}: {passed:.3f} s passed since "
        f"{Timestamp.at(clock.started).text()}, {jumped:.3f} s of them only virtually"
    )


def _lines(world: World, event: Entry | Happening) -> Iterator[str]:
    moment = f"{event.at - world.clock.started:+.3f}"
    if isinstance(event, Entry):
        waited = f" after {event.seconds:.3f} s" if event.seconds >= LONG_SECONDS else ""
        yield f"{moment} {event.line}{waited}"
        yield from (f"    {remark}" for remark in event.remarks)
    elif not event.what:
        yield f"{moment} time jumps by {event.jumped:.3f} s"
    else:
        yield f"{moment} {_what_happened(world, event)}"


def _what_happened(world: World, event: Happening) -> str:
    what, subject = event.what, event.subject
    if subject is None:
        return what
    if isinstance(subject, Dispatch):
        return f"webhook {subject.webhook.request_url}: {subject.event_type}, {what}"
    kind = "run" if isinstance(subject, Run) else "build"
    actor = world.actors.get(subject.act_id)
    name = actor.full_name if actor is not None else f"Actor {subject.act_id}, which is deleted"
    message = getattr(subject, "cut_short", "") or getattr(subject, "status_message", None)
    said = f", {message}" if message and what.endswith(subject.status) else ""
    return f"{kind} {subject.id} of {name}: {what}{said}"


def _near_misses(world: World) -> Iterator[str]:
    for plan in plans(world):
        if plan.near and not plan.is_met:
            yield "\n".join([plan.told, *(f"  {line}" for line in plan.near)])
