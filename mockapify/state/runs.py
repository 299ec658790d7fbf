"""Runs: started, played on the clock, finished."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from msgspec import field

from mockapify import errors
from mockapify.clock import Timer, Timestamp
from mockapify.state import (
    builds,
    datasets,
    inputs,
    key_value_stores,
    limits,
    pricing,
    request_queues,
    storages,
)
from mockapify.state.actors import PermissionLevel, check_memory
from mockapify.state.behaviours import Outcome, Succeeded
from mockapify.state.builds import Build
from mockapify.state.jobs import FINISHED, JobMeta, JobStatus
from mockapify.state.key_value_stores import Record
from mockapify.state.logs import Log
from mockapify.state.patterns import RunTraits
from mockapify.state.pricing import PayPerEvent, PricePerDatasetItem, PricingInfo
from mockapify.state.run_events import Feed
from mockapify.state.run_stats import RunStats
from mockapify.state.runnables import Layered, Runnable
from mockapify.state.storages import S
from mockapify.state.users import User
from mockapify.state.webhooks import NewWebhook, attach, fire
from mockapify.wire import UNSET, Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.state.executions import Execution
    from mockapify.world import World

GeneralAccess = Literal["FOLLOW_USER_SETTING", "RESTRICTED", "ANYONE_WITH_ID_CAN_READ"]

RunMeta = JobMeta
"""Where a run came from."""


class RunOptions(Resource, kw_only=True):
    """What the run was asked for, with the Actor's defaults filled in."""

    build: str
    timeout_secs: int
    memory_mbytes: int
    disk_mbytes: int
    max_items: int | UnsetType = UNSET
    max_total_charge_usd: float | UnsetType = UNSET
    restart_on_error: bool | UnsetType = UNSET


class Metamorph(Resource, kw_only=True):
    """That the run became another Actor, with the input in this record."""

    created_at: Timestamp
    actor_id: str
    build_id: str
    input_key: str


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
    platform_usage_billing_model: Literal["USER", "DEVELOPER"] = "USER"
    pricing_info: PricingInfo | UnsetType = UNSET
    charged_event_counts: dict[str, int] | UnsetType = UNSET
    accounted_charged_event_counts: dict[str, int] | UnsetType = UNSET
    usage: dict[str, float] | UnsetType = UNSET
    usage_usd: dict[str, float] | UnsetType = UNSET
    usage_total_usd: float | UnsetType = 0.0
    metamorphs: list[Metamorph] | UnsetType = UNSET

    def __post_init__(self) -> None:
        self.log = Log()
        self.events = Feed()
        """What its program is told of it over a websocket."""
        self.input: object = None
        """The input as Actor code sees it: JSON as a value, text as str, anything else as bytes; None without one."""
        self.token = ""
        """What its code calls the API with, see `run_tokens`; "" until somebody asks for it."""
        self.permission_level: PermissionLevel = "LIMITED_PERMISSIONS"
        self.started_by: str | None = None
        """The id of the run whose token started this one."""
        self.task_names: tuple[str | None, ...] = (None,)
        """Ways to name the task that it was started as; None when it is none."""
        self.first_outcome: Outcome = Succeeded()
        """What it does when it begins."""
        self.execution: Execution | None = None
        """Who plays it."""
        self.kill: Timer | None = None
        """Ends it when it is being aborted."""
        self.abort_reason = ""
        """Its message once it is being aborted."""
        self.cut_short = ""
        """What its timeout kept it from, for reports; "" when nothing."""
        self.bill: dict[str, tuple[float, float]] = {}
        """What its user pays for: by service how much, and what that costs in US dollars."""
        self.charge_keys: set[str] = set()
        """Idempotency keys of the charges so far."""

    @property
    def current(self) -> Metamorph:
        """Which Actor it is by now, in which build and with which input: the first one until it metamorphs."""
        if self.metamorphs:
            return self.metamorphs[-1]
        return Metamorph(created_at=self.started_at, actor_id=self.act_id, build_id=self.build_id, input_key=inputs.KEY)

    def stop(self) -> None:
        """Let no code of it go on."""
        if self.execution is not None:
            self.execution.stop()

    def take_build(self, build: Build) -> None:
        """Run in another build of the same Actor from now on."""
        if self.metamorphs:
            self.metamorphs[-1].build_id = build.id
        else:
            self.build_id, self.build_number = build.id, build.build_number

    @property
    def option_layers(self) -> tuple[object, ...]:
        """Where options come from that its resurrection does not name."""
        return (self.options,)

    @property
    def default_storage_ids(self) -> tuple[str, str, str]:
        """The ids of its default dataset, key-value store and request queue."""
        return self.default_dataset_id, self.default_key_value_store_id, self.default_request_queue_id

    @property
    def is_limited(self) -> bool:
        """Whether its token opens its own things only."""
        return self.permission_level == "LIMITED_PERMISSIONS"

    @property
    def is_finished(self) -> bool:
        """Whether the run is in a status it never leaves by itself."""
        return self.status in FINISHED


def options(
    of: Layered,
    *,
    build: str | None = None,
    timeout: float | None = None,
    memory: float | None = None,
    max_items: float | None = None,
    max_total_charge_usd: float | None = None,
    restart_on_error: bool | None = None,
) -> RunOptions:
    """The options of a run: those given, else those of what is run, layer by layer. Seconds, megabytes, US dollars.

    Raises:
        ApiError: 400 `invalid-value`: memory is no power of two from 128 to 32768.
    """

    def option(given: Any, name: str) -> Any:
        values = (given, *(getattr(layer, name, None) for layer in of.option_layers))
        return next((value for value in values if value is not None and value is not UNSET), None)

    memory_mbytes = option(None if memory is None else check_memory(memory), "memory_mbytes")
    most_items = option(max_items, "max_items")
    most_usd = option(max_total_charge_usd, "max_total_charge_usd")
    return RunOptions(
        build=option(build or None, "build"),
        timeout_secs=int(option(timeout, "timeout_secs")),
        memory_mbytes=memory_mbytes,
        disk_mbytes=2 * memory_mbytes,
        max_items=UNSET if most_items is None else int(most_items),
        max_total_charge_usd=UNSET if most_usd is None else most_usd,
        restart_on_error=option(restart_on_error, "restart_on_error") or UNSET,
    )


def create(
    world: "World",
    of: Runnable,
    user: User,
    run_options: RunOptions,
    *,
    meta: RunMeta,
    input_record: Record | None = None,
    webhooks: Sequence[NewWebhook] = (),
    permission_level: PermissionLevel | None = None,
    started_by: Run | None = None,
) -> Run:
    """A READY run with its three default storages, its input checked, completed and stored as the record INPUT.

    When everything is as it should be, the Actor's behaviour may still say that there is to be no run.

    Raises:
        ApiError: 404: the task's Actor was deleted; 403: it has no such build, or has more permissions than the run
            that starts it; 400 or 403 `invalid-input`; 402: the account's limits are reached; 400: limits that do not
            fit its pricing; and whatever the behaviour says.
    """
    actor = of.actor
    if actor.id not in world.actors:
        raise errors.record_not_found("Actor")
    forced = permission_level or actor.default_run_options.force_permission_level
    permission_level = forced or actor.actor_permission_level
    if started_by is not None and started_by.is_limited and permission_level == "FULL_PERMISSIONS":
        raise errors.insufficient_permissions("Actor")
    build: Build = builds.find(world, actor, run_options.build)
    input_record = inputs.completed(build, of.input_with(input_record))
    price = pricing.current(actor.pricing_infos, world.clock.now())
    pricing.check_limits(price, run_options.max_items, run_options.max_total_charge_usd)
    limits.check_start(world, user, run_options.memory_mbytes, is_paid=pricing.is_paid(price))
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
        platform_usage_billing_model="DEVELOPER" if isinstance(price, PayPerEvent | PricePerDatasetItem) else "USER",
        pricing_info=price or UNSET,
    )
    if isinstance(price, PayPerEvent):
        run.charged_event_counts = dict.fromkeys(price.events, 0)
        run.accounted_charged_event_counts = dict.fromkeys(price.events, 0)
    run.console_url = f"https://console.apify.com/view/runs/{run.id}"
    run.permission_level = permission_level
    run.started_by = started_by.id if started_by is not None else None
    run.task_names = of.task_names
    run.input = input_record.as_python() if input_record is not None else None
    run.first_outcome = world.twist(actor.behaviour.start(traits(world, run)))
    _give_storages(world, build, run)
    if input_record is not None:
        store_of(world, run).put(input_record)
    world.runs[run.id] = world.under_way[run.id] = run
    of.count_run(run)
    attach(world, run, webhooks)
    fire(world, "ACTOR.RUN.CREATED", run)
    return run


def traits(world: "World", run: Run) -> RunTraits:
    """What conditions of a behaviour know of the run. A build is asked for by a tag and has a number."""
    build = world.builds.get(run.current.build_id)
    number = build.build_number if build is not None else run.build_number
    return RunTraits(
        input=(run.input,),
        build=(number,) if run.metamorphs else (number, run.options.build),
        memory_mbytes=(run.options.memory_mbytes,),
        task=run.task_names,
    )


def delete(world: "World", run: Run) -> None:
    """Forget a finished run; its storages stay.

    Raises:
        ApiError: 400 `cannot-remove-running-run`.
    """
    if not run.is_finished:
        raise errors.cannot_remove_running_run()
    del world.runs[run.id]
    world.run_tokens.pop(run.token, None)
    run.events.close()


def dataset_of(world: "World", run: Run) -> datasets.Dataset:
    """The run's default dataset.

    Raises:
        ApiError: 404: somebody deleted it.
    """
    return _default(world, datasets.Dataset, run.default_dataset_id)


def store_of(world: "World", run: Run) -> key_value_stores.KeyValueStore:
    """The run's default key-value store.

    Raises:
        ApiError: 404: somebody deleted it.
    """
    return _default(world, key_value_stores.KeyValueStore, run.default_key_value_store_id)


def queue_of(world: "World", run: Run) -> request_queues.RequestQueue:
    """The run's default request queue.

    Raises:
        ApiError: 404: somebody deleted it.
    """
    return _default(world, request_queues.RequestQueue, run.default_request_queue_id)


def _default(world: "World", kind: type[S], id_: str) -> S:
    storage = world.storages(kind).get(id_)
    if storage is None:
        raise errors.record_not_found(kind.kind.label)
    return storage


def _give_storages(world: "World", build: Build, run: Run) -> None:
    dataset = storages.for_run(world, datasets.Dataset, run)
    dataset.adopt_schema(build.dataset_schema, build.item_schema)
    store = storages.for_run(world, key_value_stores.KeyValueStore, run)
    store.set_schema(build.key_value_store_schema)
    queue = storages.for_run(world, request_queues.RequestQueue, run)
    run.default_dataset_id = dataset.id
    run.default_key_value_store_id = store.id
    run.default_request_queue_id = queue.id
    run.storage_ids = {
        "datasets": {"default": dataset.id},
        "keyValueStores": {"default": store.id},
        "requestQueues": {"default": queue.id},
    }
