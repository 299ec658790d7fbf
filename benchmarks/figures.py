"""Figures: what is measured beside others in one run, held against a goal, and printed as a table."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from statistics import median
from typing import NoReturn

BENCH_EXTRA = "pip install '.[bench]'"


@dataclass(frozen=True)
class Spent:
    """Milliseconds: of the clock on the wall, and of the processor in all threads of the process."""

    wall: float
    cpu: float

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(self.wall - other.wall, self.cpu - other.cpu)


@dataclass(frozen=True)
class Figure:
    """What something costs here and elsewhere. A goal is the most that `judged` may be, of it or of its ratio."""

    what: str
    ours: Spent
    rival: str
    theirs: Spent
    most: float | None = None
    most_ratio: float | None = None
    judged: str = "wall"

    @property
    def ratio(self) -> float:
        """Ours as a multiple of theirs."""
        cost = attrgetter(self.judged)
        return float(cost(self.ours) / max(cost(self.theirs), 1e-6))

    @property
    def goal(self) -> str:
        """The goal in words."""
        parts = [
            f"{self.most:g} ms" if self.most is not None else "",
            f"{self.most_ratio:g}x" if self.most_ratio is not None else "",
        ]
        return f"{self.judged} <= {' and '.join(filter(None, parts))}" if any(parts) else ""

    @property
    def verdict(self) -> str:
        """Whether the goal is met."""
        if not self.goal:
            return ""
        is_met = (self.most is None or getattr(self.ours, self.judged) <= self.most) and (
            self.most_ratio is None or self.ratio <= self.most_ratio
        )
        return "holds" if is_met else "misses"


HEAD = f"{'medians in ms':38}{'wall':>9}{'CPU':>9}   {'beside':22}{'wall':>9}{'CPU':>9}{'ratio':>8}   {'goal':18}"


def show(figures: Sequence[Figure]) -> None:
    """Print them as a table."""
    print(HEAD.rstrip())
    for one in figures:
        ours = f"{one.ours.wall:9.3f}{one.ours.cpu:9.3f}"
        theirs = f"{one.theirs.wall:9.3f}{one.theirs.cpu:9.3f}"
        line = f"{one.what:38}{ours}   {one.rival:22}{theirs}{one.ratio:8.2f}   {one.goal:18}{one.verdict}"
        print(line.rstrip())


def spent(action: Callable[[], object]) -> Spent:
    """What one call takes."""
    began, used = time.perf_counter(), time.process_time()
    action()
    used, ended = time.process_time() - used, time.perf_counter()
    return Spent(1e3 * (ended - began), 1e3 * used)


def in_turns(rounds: int, *actions: Callable[[], object]) -> list[Spent]:
    """The medians of actions that take turns."""
    return medians(rounds, lambda: list(map(spent, actions)))


def medians(rounds: int, measure: Callable[[], list[Spent]]) -> list[Spent]:
    """The medians of each of what is measured in a round; a first round does not count."""
    told = [measure() for _ in range(rounds + 1)][1:]
    walls, cpus = attrgetter("wall"), attrgetter("cpu")
    return [Spent(median(map(walls, one)), median(map(cpus, one))) for one in zip(*told, strict=True)]


def spent_by_child(command: Sequence[str]) -> Spent:
    """What a process takes from its start to its end.

    Raises:
        SystemExit: It failed.
    """
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(command, capture_output=True, text=True)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{ended.stdout}{ended.stderr}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(1e3 * seconds, 1e3 * used)


def refuse(missing: ImportError) -> NoReturn:
    """End with what to install."""
    sys.exit(f"{missing}: this benchmark stands beside other libraries; {BENCH_EXTRA}")
