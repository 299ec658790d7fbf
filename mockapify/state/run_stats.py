"""Figures of runs: what they took, made up at a plausible size."""

from typing import TYPE_CHECKING

from mockapify.clock import Timestamp
from mockapify.wire import UNSET, Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.state.runs import Run

COMPUTE_UNITS = "ACTOR_COMPUTE_UNITS"
USD_PER_COMPUTE_UNIT = 0.25

MBYTES_PER_CORE = 4096

WARM_UP_SECONDS = 10.0
"""After how long a run has half of the memory that it will need."""

RECEIVED, SENT = 10_000, 1_000
"""Bytes a second."""


class RunStats(Resource, kw_only=True):
    """What the run took. Figures that are measured are absent until it begins, and grow until it ends."""

    input_body_len: int | None = None
    migration_count: int = 0
    reboot_count: int = 0
    restart_count: int = 0
    resurrect_count: int = 0
    metamorph: int = 0
    compute_units: float = 0.0
    duration_millis: int | UnsetType = UNSET
    run_time_secs: float | UnsetType = UNSET
    mem_avg_bytes: float | UnsetType = UNSET
    mem_max_bytes: int | UnsetType = UNSET
    mem_current_bytes: int | UnsetType = UNSET
    cpu_avg_usage: float | UnsetType = UNSET
    cpu_max_usage: float | UnsetType = UNSET
    cpu_current_usage: float | UnsetType = UNSET
    net_rx_bytes: int | UnsetType = UNSET
    net_tx_bytes: int | UnsetType = UNSET

    def __post_init__(self) -> None:
        self.since: Timestamp | None = None
        """Since when its container runs; None while there is none."""
        self.earlier_seconds = 0.0
        self.earlier_compute_units = 0.0


def begin(run: "Run", now: Timestamp) -> None:
    """Let its container run from now on."""
    run.stats.since = now


def end(run: "Run", now: Timestamp) -> None:
    """Take its container away; what it took is final until the run is resurrected."""
    stats = run.stats
    stats.since = stats.since or now
    measure(run, now)
    stats.since = None
    stats.earlier_seconds = stats.run_time_secs or 0.0
    stats.earlier_compute_units = stats.compute_units
    stats.mem_current_bytes = 0
    stats.cpu_current_usage = 0.0


def measure(run: "Run", now: Timestamp) -> None:
    """Bring the figures up to this moment, at a plausible size. They are computed when somebody looks.

    Memory approaches three quarters of what the run has, a third of its share of a core is used, and both are billed by
    compute units; to the Actor's developer, where users pay for events or results.
    """
    stats = run.stats
    if stats.since is None:
        return
    here = (now - stats.since).total_seconds()
    seconds = stats.earlier_seconds + here
    memory_mbytes = run.options.memory_mbytes
    used_bytes = int(memory_mbytes * 1024 * 1024 * 3 / 4 * here / (here + WARM_UP_SECONDS))
    core_percent = 100 * memory_mbytes / MBYTES_PER_CORE
    stats.duration_millis = round(seconds * 1000)
    stats.run_time_secs = seconds
    stats.compute_units = stats.earlier_compute_units + memory_mbytes / 1024 * here / 3600
    stats.mem_current_bytes = used_bytes
    stats.mem_avg_bytes = used_bytes * 2 / 3
    stats.mem_max_bytes = max(stats.mem_max_bytes or 0, used_bytes)
    stats.cpu_current_usage = stats.cpu_avg_usage = core_percent / 3
    stats.cpu_max_usage = max(stats.cpu_max_usage or 0.0, core_percent * 0.9)
    stats.net_rx_bytes = round(seconds * RECEIVED)
    stats.net_tx_bytes = round(seconds * SENT)
    if run.platform_usage_billing_model == "USER":
        run.usage_total_usd = stats.compute_units * USD_PER_COMPUTE_UNIT
        run.usage = {COMPUTE_UNITS: stats.compute_units}
        run.usage_usd = {COMPUTE_UNITS: run.usage_total_usd}
        run.bill = {COMPUTE_UNITS: (stats.compute_units, run.usage_total_usd)}
