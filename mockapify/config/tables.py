"""The tables of mockapify.toml. A key that is not declared here is an error."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

from mockapify.clock import Mode
from mockapify.faults import Fault
from mockapify.schema import Paths
from mockapify.state.actors import PermissionLevel
from mockapify.state.events import ENDS_OF_RUNS
from mockapify.state.plans import DEFAULT, PlanId
from mockapify.state.storages import GeneralAccess
from mockapify.state.users import AccountAccess

Items = list[dict[str, Any]] | str


class Strict(Struct, forbid_unknown_fields=True, kw_only=True):
    """A table of the file. A key that is not declared is an error."""


class UserTable(Strict, kw_only=True):
    """`[[users]]`"""

    name: str
    token: str | None = None
    general_access: AccountAccess = "RESTRICTED"
    plan: PlanId = DEFAULT
    memory_mbytes: Annotated[int, Meta(ge=0)] | None = None
    concurrent_runs: Annotated[int, Meta(ge=0)] | None = None
    monthly_usage_usd: Annotated[float, Meta(ge=0)] | None = None


class StepTable(Strict, kw_only=True):
    """One of `steps`: a table with one of these keys."""

    push_items: Items | msgspec.UnsetType = msgspec.UNSET
    set_value: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
    log: str | list[str] | msgspec.UnsetType = msgspec.UNSET
    status_message: str | msgspec.UnsetType = msgspec.UNSET
    charge: dict[str, int] | msgspec.UnsetType = msgspec.UNSET
    sleep: float | msgspec.UnsetType = msgspec.UNSET


class OutcomeTable(Strict, kw_only=True):
    """What a run does: `[[actors.behaves]]`. What is not said here is taken from the Actor.

    `steps` stand for `items`, `log` and `duration`; `error` and `message` are for REJECTED and nothing else is.
    """

    status: Literal["SUCCEEDED", "FAILED", "TIMED-OUT", "ABORTED", "HANGS", "REJECTED"] = "SUCCEEDED"
    items: Items | msgspec.UnsetType = msgspec.UNSET
    output: Any = msgspec.UNSET
    log: str | list[str] | msgspec.UnsetType = msgspec.UNSET
    duration: float | msgspec.UnsetType = msgspec.UNSET
    status_message: str | None = None
    exit_code: int | None = None
    charges: dict[str, int] = field(default_factory=dict)
    steps: list[StepTable] = field(default_factory=list)
    error: str | None = None
    message: str | None = None


class WhenTable(OutcomeTable, kw_only=True):
    """`[[actors.when]]`: an outcome for the runs of which all holds that is said by the first four keys."""

    input: Any = msgspec.UNSET
    build: str | msgspec.UnsetType = msgspec.UNSET
    memory_mbytes: int | msgspec.UnsetType = msgspec.UNSET
    task: str | msgspec.UnsetType = msgspec.UNSET


class RunDefaultsTable(Strict, kw_only=True):
    """`[actors.run_defaults]`: options of runs that name none."""

    build: str = "latest"
    timeout: Annotated[int, Meta(ge=0)] = 3600
    memory: int = 1024
    restart_on_error: bool = False


class ActorTable(Strict, kw_only=True):
    """`[[actors]]`. `items`, `output`, `log` and `duration` are for all runs that do not say otherwise.

    `command` is a local program that each run starts in place of all that, in the folder of the file or in `cwd` there.
    """

    name: str
    title: str | None = None
    description: str = ""
    public: bool = True
    permission_level: PermissionLevel = "LIMITED_PERMISSIONS"
    categories: list[str] = field(default_factory=list)
    total_users: Annotated[int, Meta(ge=0)] = 1
    items: Items = field(default_factory=list)
    output: Any = msgspec.UNSET
    log: str | list[str] = ""
    duration: float = 1.0
    command: Annotated[list[str], Meta(min_length=1)] | None = None
    cwd: str | None = None
    env: dict[str, str] | None = None
    dataset_schema: dict[str, Any] | None = None
    key_value_store_schema: dict[str, Any] | None = None
    input_schema: dict[str, Any] | None = None
    definition: dict[str, Any] = field(default_factory=dict)
    pricing_infos: list[dict[str, Any]] = field(default_factory=list)
    run_defaults: RunDefaultsTable = field(default_factory=RunDefaultsTable)
    behaves: list[OutcomeTable] = field(default_factory=list)
    when: list[WhenTable] = field(default_factory=list)


class RunOptionsTable(Strict, kw_only=True):
    """`[tasks.run_options]`: options of runs that name none; the Actor's hold for those that are not said here."""

    build: str | None = None
    timeout: Annotated[int, Meta(ge=0)] | None = None
    memory: int | None = None
    max_items: Annotated[int, Meta(ge=0)] | None = None
    max_total_charge_usd: Annotated[float, Meta(ge=0)] | None = None
    restart_on_error: bool | None = None


class TaskTable(Strict, kw_only=True):
    """`[[tasks]]`"""

    name: str
    actor: str
    title: str | msgspec.UnsetType = msgspec.UNSET
    description: str | None = None
    input: dict[str, Any] | None = None
    run_options: RunOptionsTable = field(default_factory=RunOptionsTable)


class DatasetTable(Strict, kw_only=True):
    """`[[datasets]]`"""

    user: str
    name: str
    items: Items = field(default_factory=list)
    schema: dict[str, Any] | None = None
    general_access: GeneralAccess = "FOLLOW_USER_SETTING"


class RecordTable(Strict, kw_only=True):
    """`[[key_value_stores.records]]`: a value, or a file beside this one."""

    key: str
    value: Any = msgspec.UNSET
    file: str | None = None
    content_type: str | None = None


class StoreTable(Strict, kw_only=True):
    """`[[key_value_stores]]`"""

    user: str
    name: str
    records: list[RecordTable] = field(default_factory=list)
    schema: dict[str, Any] | None = None
    general_access: GeneralAccess = "FOLLOW_USER_SETTING"


class WebhookTable(Strict, kw_only=True):
    """`[[webhooks]]`: of an Actor's or a task's runs. Without `events` it is called when a run ends."""

    user: str
    url: str
    actor: str | None = None
    task: str | None = None
    events: list[str] = field(default_factory=lambda: [*ENDS_OF_RUNS])
    payload_template: str | None = None
    headers_template: str | None = None
    interpolate_strings: bool = False
    ignore_ssl_errors: bool = False
    retry: bool = True


class ScheduleTable(Strict, kw_only=True):
    """`[[schedules]]`: of an Actor or a task, `input` being what its runs are given."""

    user: str
    cron: str
    actor: str | None = None
    task: str | None = None
    name: str | None = None
    timezone: str = "UTC"
    input: dict[str, Any] | None = None
    exclusive: bool = False
    enabled: bool = True


class PersonalizeDatasetTable(Strict, kw_only=True):
    """`[[personalize.datasets]]`"""

    arn: str
    status: str = "ACTIVE"
    schema: dict[str, Any] | None = None


class PersonalizeTable(Strict, kw_only=True):
    """`[personalize]`"""

    datasets: list[PersonalizeDatasetTable] = field(default_factory=list)


class Config(Strict, kw_only=True):
    """The whole file."""

    clock: Mode | None = None
    seed: int | str | None = None
    max_payload_bytes: Annotated[int, Meta(ge=1)] | None = None
    schema_error_paths: Paths | None = None
    rate_limits: bool | None = None
    webhook_hosts: tuple[str, ...] | None = None
    users: list[UserTable] = field(default_factory=list)
    actors: list[ActorTable] = field(default_factory=list)
    tasks: list[TaskTable] = field(default_factory=list)
    datasets: list[DatasetTable] = field(default_factory=list)
    key_value_stores: list[StoreTable] = field(default_factory=list)
    webhooks: list[WebhookTable] = field(default_factory=list)
    schedules: list[ScheduleTable] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    personalize: PersonalizeTable = field(default_factory=PersonalizeTable)
