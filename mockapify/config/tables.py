"""The tables of mockapify.toml. A key that is not declared here is an error."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

from mockapify.clock import Mode
from mockapify.schema import Paths
from mockapify.state.storages import GeneralAccess

Items = list[dict[str, Any]] | str


class Strict(Struct, forbid_unknown_fields=True, kw_only=True):
    """A table of the file. A key that is not declared is an error."""


class UserTable(Strict, kw_only=True):
    """`[[users]]`"""

    name: str
    token: str | None = None


class OutcomeTable(Strict, kw_only=True):
    """What a run does: `[[actors.behaves]]`. What is not said here is taken from the Actor."""

    status: Literal["SUCCEEDED", "FAILED", "TIMED-OUT", "ABORTED", "HANGS"] = "SUCCEEDED"
    items: Items | msgspec.UnsetType = msgspec.UNSET
    output: Any = msgspec.UNSET
    log: str | list[str] | msgspec.UnsetType = msgspec.UNSET
    duration: float | msgspec.UnsetType = msgspec.UNSET
    status_message: str | None = None
    exit_code: int | None = None
    charges: dict[str, int] = field(default_factory=dict)


class WhenTable(OutcomeTable, kw_only=True):
    """`[[actors.when]]`: an outcome for runs whose input matches."""

    input: Any


class RunDefaultsTable(Strict, kw_only=True):
    """`[actors.run_defaults]`: options of runs that name none."""

    build: str = "latest"
    timeout: Annotated[int, Meta(ge=0)] = 3600
    memory: int = 1024
    restart_on_error: bool = False


class ActorTable(Strict, kw_only=True):
    """`[[actors]]`. `items`, `output`, `log` and `duration` are for all runs that do not say otherwise."""

    name: str
    title: str | None = None
    description: str = ""
    public: bool = True
    items: Items = field(default_factory=list)
    output: Any = msgspec.UNSET
    log: str | list[str] = ""
    duration: float = 1.0
    dataset_schema: dict[str, Any] | None = None
    input_schema: dict[str, Any] | None = None
    run_defaults: RunDefaultsTable = field(default_factory=RunDefaultsTable)
    behaves: list[OutcomeTable] = field(default_factory=list)
    when: list[WhenTable] = field(default_factory=list)


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
    general_access: GeneralAccess = "FOLLOW_USER_SETTING"


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

    clock: Mode = "auto"
    seed: int | str | None = None
    max_payload_bytes: Annotated[int, Meta(ge=1)] | None = None
    schema_error_paths: Paths | None = None
    users: list[UserTable] = field(default_factory=list)
    actors: list[ActorTable] = field(default_factory=list)
    datasets: list[DatasetTable] = field(default_factory=list)
    key_value_stores: list[StoreTable] = field(default_factory=list)
    personalize: PersonalizeTable = field(default_factory=PersonalizeTable)
