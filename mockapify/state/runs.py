"""Runs: started, played on the clock, finished."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from msgspec import field

from mockapify import errors
from mockapify.clock import Timestamp
from mockapify.state import builds, datasets, key_value_stores, request_queues, storages
from mockapify.state.actors import Actor, check_memory
from mockapify.state.builds import FINISHED, Build, JobStatus
from mockapify.state.key_value_stores import Record
from mockapify.state.logs import Log
from mockapify.state.users import User
from mockapify.wire import UNSET, Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.world import World

Origin = Literal["DEVELOPMENT", "WEB", "API", "SCHEDULER", "TEST", "WEBHOOK", "ACTOR", "CLI", "CI", "STANDBY", "MCP"]
GeneralAccess = Literal["FOLLOW_USER_SETTING", "RESTRICTED", "ANYONE_WITH_ID_CAN_READ"]

USD_PER_COMPUTE_UNIT = 0.25
GRACE_SECONDS = 30
"""How long a graceful abort lets the Actor finish."""


class RunMeta(Resource, kw_only=True):
    """Where the run came from."""

    origin: Origin = "API"
    client_ip: str | UnsetType = UNSET
    user_agent: str | UnsetType = UNSET


class RunStats(Resource, kw_only=True):
    """What the run took. Figures that are measured are absent until it ends."""

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


class RunOptions(Resource, kw_only=True):
    """What the run was asked for, with the Actor's defaults filled in."""

    build: str
    timeout_secs: int
    memory_mbytes: int
    disk_mbytes: int
    max_items: int | UnsetType = UNSET
    max_total_charge_usd: float | UnsetType = UNSET
    restart_on_error: bool | UnsetType = UNSET


class Run(Resource, kw_only=True):
    """A run of an Actor."""

    id: str
    act_id: str
    user_id: str
    actor_task_id: str | UnsetType = UNSET
    started_at: Timestamp
    finished_at: Timestamp | None = None
    status: JobStatus = "READY"
    status_message: str | UnsetType = UNSET
    is_status_message_terminal: bool | UnsetType = UNSET
    meta: RunMeta
    stats: RunStats
    options: RunOptions
    build_id: str
    build_number: str
    exit_code: int | UnsetType = UNSET
    general_access: GeneralAccess = "FOLLOW_USER_SETTING"
    default_key_value_store_id: str = ""
    default_dataset_id: str = ""
    default_request_queue_id: str = ""
    storage_ids: dict[str, dict[str, str]] = field(default_factory=dict)
    container_url: str
    console_url: str
    platform_usage_billing_model: str = "USER"
    charged_event_counts: dict[str, int] | UnsetType = UNSET
    usage: dict[str, float] | UnsetType = UNSET
    usage_usd: dict[str, float] | UnsetType = UNSET
    usage_total_usd: float | UnsetType = 0.0

    def __post_init__(self) -> None:
        self.log = Log()
        self.input: object = None
        """The input as Actor code sees it: JSON as a value, text as str, anything else as bytes; None without one."""
        self.webhooks: list[dict[str, Any]] = []
        """Ad-hoc webhooks as given on start."""
        self.stop: Callable[[], None] = lambda: None
        """Ends what is under way for this run; set by whoever plays it."""

    @property
    def is_finished(self) -> bool:
        """Whether the run is in a status it never leaves by itself."""
        return self.status in FINISHED


def options(
    actor: Actor,
    *,
    build: str | None = None,
    timeout: float | None = None,
    memory: float | None = None,
    max_items: float | None = None,
    max_total_charge_usd: float | None = None,
    restart_on_error: bool | None = None,
) -> RunOptions:
    """The options of a run: those given, else the Actor's defaults. Seconds, megabytes, US dollars.

    Raises:
        ApiError: 400 `invalid-value`: memory is no power of two from 128 to 32768.
    """
    defaults = actor.default_run_options
    memory_mbytes = defaults.memory_mbytes if memory is None else check_memory(memory)
    restart = defaults.restart_on_error if restart_on_error is None else restart_on_error
    return RunOptions(
        build=build or defaults.build,
        timeout_secs=defaults.timeout_secs if timeout is None else int(timeout),
        memory_mbytes=memory_mbytes,
        disk_mbytes=2 * memory_mbytes,
        max_items=UNSET if max_items is None else int(max_items),
        max_total_charge_usd=UNSET if max_total_charge_usd is None else max_total_charge_usd,
        restart_on_error=restart or UNSET,
    )


def create(
    world: "World",
    actor: Actor,
    user: User,
    run_options: RunOptions,
    *,
    meta: RunMeta,
    input_record: Record | None = None,
    webhooks: Sequence[dict[str, Any]] = (),
) -> Run:
    """A READY run with its three default storages, its input stored as the record INPUT.

    Raises:
        ApiError: 403: the Actor has no such build.
    """
    build: Build = builds.find(world, actor, run_options.build)
    run = Run(
        id=world.ids.new(),
        act_id=actor.id,
        user_id=user.id,
        started_at=world.clock.now(),
        meta=meta,
        stats=RunStats(input_body_len=len(input_record.value) if input_record else None),
        options=run_options,
        build_id=build.id,
        build_number=build.build_number,
        container_url=f"https://{world.ids.digits(12, 'abcdefghijklmnopqrstuvwxyz0123456789')}.runs.apify.net",
        console_url="",
    )
    run.console_url = f"https://console.apify.com/view/runs/{run.id}"
    run.webhooks = [*webhooks]
    _give_storages(world, actor, run)
    if input_record is not None:
        store_of(world, run).put(input_record)
        run.input = input_record.as_python()
    world.runs[run.id] = run
    actor.stats.total_runs += 1
    actor.stats.last_run_started_at = run.started_at
    return run


def abort(world: "World", run: Run, *, gracefully: bool = False) -> None:
    """Begin to abort the run; a finished one stays as it is. A graceful abort ends it after 30 s."""
    if run.is_finished or run.status == "ABORTING":
        return
    run.status = "ABORTING"
    world.clock.call_later(
        GRACE_SECONDS if gracefully else 0, lambda: finish(world, run, "ABORTED", message="Actor was aborted")
    )


def finish(world: "World", run: Run, status: JobStatus, *, message: str, exit_code: int | None = None) -> None:
    """End the run; one that is finished already stays as it is."""
    if run.is_finished:
        return
    run.stop()
    now = world.clock.now()
    run.status = status
    run.finished_at = now
    run.status_message = message
    run.is_status_message_terminal = True
    if exit_code is not None:
        run.exit_code = exit_code
    _measure(run, (now - run.started_at).total_seconds())


def delete(world: "World", run: Run) -> None:
    """Forget a finished run; its storages stay.

    Raises:
        ApiError: 400 `cannot-remove-running-run`.
    """
    if not run.is_finished:
        raise errors.cannot_remove_running_run()
    del world.runs[run.id]


def last(
    world: "World", user: User, *, actor: Actor, status: str | None = None, origin: str | None = None
) -> Run | None:
    """The user's latest run of the Actor, of that status and origin when they are given."""
    for run in reversed(world.runs.values()):
        if run.act_id == actor.id and run.user_id == user.id:
            if status is not None and run.status != status:
                continue
            if origin is not None and run.meta.origin != origin:
                continue
            return run
    return None


def listed(
    world: "World",
    user: User,
    *,
    actor: Actor | None = None,
    statuses: Sequence[str] = (),
    started_after: datetime | None = None,
    started_before: datetime | None = None,
) -> list[Run]:
    """The user's runs, oldest first. Both moments are inclusive."""
    return [
        run
        for run in world.runs.values()
        if run.user_id == user.id
        and (actor is None or run.act_id == actor.id)
        and (not statuses or run.status in statuses)
        and (started_after is None or run.started_at >= started_after)
        and (started_before is None or run.started_at <= started_before)
    ]


def dataset_of(world: "World", run: Run) -> datasets.Dataset:
    """The run's default dataset.

    Raises:
        ApiError: 404: somebody deleted it.
    """
    dataset = world.datasets.get(run.default_dataset_id)
    if dataset is None:
        raise errors.record_not_found("Dataset")
    return dataset


def store_of(world: "World", run: Run) -> key_value_stores.KeyValueStore:
    """The run's default key-value store.

    Raises:
        ApiError: 404: somebody deleted it.
    """
    store = world.key_value_stores.get(run.default_key_value_store_id)
    if store is None:
        raise errors.record_not_found("Store")
    return store


def _give_storages(world: "World", actor: Actor, run: Run) -> None:
    dataset = storages.for_run(world, world.datasets, run, datasets.make)
    dataset.set_schema(actor.dataset_schema)
    store = storages.for_run(world, world.key_value_stores, run, key_value_stores.make)
    queue = storages.for_run(world, world.request_queues, run, request_queues.make)
    run.default_dataset_id = dataset.id
    run.default_key_value_store_id = store.id
    run.default_request_queue_id = queue.id
    run.storage_ids = {
        "datasets": {"default": dataset.id},
        "keyValueStores": {"default": store.id},
        "requestQueues": {"default": queue.id},
    }


def _measure(run: Run, seconds: float) -> None:
    """Fill in figures of a plausible size: half the memory and a third of a core, billed by compute units."""
    memory_bytes = run.options.memory_mbytes * 1024 * 1024
    compute_units = run.options.memory_mbytes / 1024 * seconds / 3600
    stats = run.stats
    stats.duration_millis = round(seconds * 1000)
    stats.run_time_secs = seconds
    stats.compute_units = compute_units
    stats.mem_avg_bytes = memory_bytes / 2
    stats.mem_max_bytes = memory_bytes * 3 // 4
    stats.mem_current_bytes = 0
    stats.cpu_avg_usage = 33.0
    stats.cpu_max_usage = 90.0
    stats.cpu_current_usage = 0.0
    stats.net_rx_bytes = round(seconds * 10_000)
    stats.net_tx_bytes = round(seconds * 1_000)
    run.usage = {"ACTOR_COMPUTE_UNITS": compute_units}
    run.usage_usd = {"ACTOR_COMPUTE_UNITS": compute_units * USD_PER_COMPUTE_UNIT}
    run.usage_total_usd = compute_units * USD_PER_COMPUTE_UNIT
