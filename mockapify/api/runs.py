"""Runs: started, watched, aborted; and the calls that wait for one.

Simplified: a run plays what its Actor's declared behaviour says, there is no container: `containerUrl` leads nowhere,
no run migrates, and stats, usage and cost are made up from duration and memory. `maxTotalChargeUsd` limits what
pay-per-event Actors charge, not what the platform takes for its resources; nobody pays rent for an Actor. Secret fields
of an input are not decrypted.
"""

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, get_args

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from mockapify import errors, wire
from mockapify.api.call import NO_CONTENT, Answer, Call, Data, Reply, Wait, created
from mockapify.api.datasets import ItemsQuery, check_items_query, items_answer
from mockapify.api.find import visible_actor
from mockapify.api.jobs import meta, when_finished
from mockapify.api.key_value_stores import record_reply
from mockapify.api.query import NonNegative, Page, Query
from mockapify.state import (
    charges,
    executions,
    inputs,
    metamorphs,
    run_endings,
    run_life,
    run_lists,
    run_stats,
    runs,
    webhooks,
)
from mockapify.state.actors import PermissionLevel
from mockapify.state.builds import number_int
from mockapify.state.jobs import FINISHED, JobStatus
from mockapify.state.key_value_stores import BINARY_TYPE, Record
from mockapify.state.runnables import Runnable
from mockapify.state.runs import GeneralAccess, Run
from mockapify.state.webhooks import NewWebhook
from mockapify.world import World

STATUSES: tuple[str, ...] = get_args(JobStatus)

MAX_COUNT = 1_000_000_000
"""How many events one call may charge. The platform's own limit is not public."""


class OptionsQuery(Query, kw_only=True):
    """Options of a run."""

    timeout: NonNegative | None = None
    memory: NonNegative | None = None
    max_items: NonNegative | None = None
    max_total_charge_usd: NonNegative | None = None
    restart_on_error: bool | None = None
    build: str | None = None

    @property
    def options(self) -> dict[str, Any]:
        """The options by their names, None for those that are not said."""
        return {name: getattr(self, name) for name in OptionsQuery.__struct_fields__}


class StartQuery(OptionsQuery, kw_only=True):
    """Parameters of everything that starts a run."""

    webhooks: str | None = None


class StartRun(StartQuery, kw_only=True):
    """Parameters of an asynchronous start."""

    wait_for_finish: NonNegative = 0
    force_permission_level: PermissionLevel | None = None


class RunSync(StartQuery, kw_only=True):
    """Parameters of a synchronous run that answers with a record."""

    output_record_key: str = "OUTPUT"


class ListRuns(Page, kw_only=True):
    """Parameters of a list of runs."""

    status: tuple[str, ...] = ()
    started_after: datetime | None = None
    started_before: datetime | None = None


class GetRun(Query, kw_only=True):
    """Parameters of one run."""

    wait_for_finish: NonNegative = 0


class MetamorphRun(Query, kw_only=True):
    """What the run becomes."""

    target_actor_id: str | None = None
    build: str | None = None


class Charge(Struct, rename="camel", kw_only=True):
    """What a run charges for."""

    event_name: str
    count: Annotated[int, Meta(ge=1, le=MAX_COUNT)]


class AbortRun(Query, kw_only=True):
    """Parameters of an abort."""

    gracefully: bool = False


class UpdateRun(Struct, rename="camel", kw_only=True):
    """What an update may change; absent fields stay as they are."""

    status_message: str | UnsetType = UNSET
    is_status_message_terminal: bool | UnsetType = UNSET
    general_access: GeneralAccess | UnsetType = UNSET


def start(call: Call, of: Runnable, *, query: StartRun, body: bytes) -> Answer:
    """Start a run; with `waitForFinish` answer when it is finished, or after that many seconds.

    Simplified: `forcePermissionLevel` decides what the run's token opens and nothing else.
    """
    run = _start(call, of, query, body, query.force_permission_level)
    return when_finished(run, query.wait_for_finish, lambda: created(call, shown(run, call), f"actor-runs/{run.id}"))


def run_sync(call: Call, of: Runnable, *, query: RunSync, body: bytes) -> Wait:
    """Run the Actor or task, answer with a record of its key-value store.

    Simplified: without such a record the answer is 201 with an empty body, which is a guess.
    """
    run = _start(call, of, query, body)

    def output() -> Reply:
        record = runs.store_of(call.world, run).records.get(query.output_record_key)
        return Reply(status=201, content_type=None) if record is None else record_reply(call, record, status=201)

    return _when_succeeded(call, run, output)


def run_sync_items(call: Call, of: Runnable, *, query: StartQuery, items: ItemsQuery, body: bytes) -> Wait:
    """Run the Actor or task, answer with the items of its dataset."""
    check_items_query(items)
    run = _start(call, of, query, body)
    return _when_succeeded(call, run, lambda: items_answer(call, runs.dataset_of(call.world, run), items, status=201))


def list_all(call: Call, of: Runnable | None = None, *, query: ListRuns) -> Data:
    """The caller's runs, of one Actor or task, or of all."""
    unknown = [status for status in query.status if status not in STATUSES]
    if unknown:
        raise errors.invalid_value(
            f'query parameter "status" must be one or more of {", ".join(STATUSES)}, not "{unknown[0]}"'
        )
    found = run_lists.listed(
        call.world,
        call.caller,
        of=of,
        statuses=query.status,
        started_after=query.started_after,
        started_before=query.started_before,
    )
    page = query.of(found)
    return Data({**page, "items": [_short(call.world, run) for run in page["items"]]})


def get(call: Call, run: Run, *, query: GetRun) -> Answer:
    """The run; with `waitForFinish` when it is finished, or after that many seconds."""
    return when_finished(run, query.wait_for_finish, lambda: Data(shown(run, call)))


def update(call: Call, run: Run, *, body: UpdateRun) -> Data:
    """Change status message or general access.

    Simplified: the message can also be changed once the run is over and the message is terminal.
    """
    run_life.tell(run, body.status_message, is_terminal=body.is_status_message_terminal)
    if body.general_access is not UNSET:
        run.general_access = body.general_access
    return Data(shown(run, call))


def delete(call: Call, run: Run) -> Reply:
    """Forget a finished run."""
    runs.delete(call.world, run)
    return NO_CONTENT


def abort(call: Call, run: Run, *, query: AbortRun) -> Data:
    """Abort the run; a finished one is answered unchanged. A graceful abort tells its code and waits 30 seconds."""
    run_endings.abort(call.world, run, gracefully=query.gracefully)
    return Data(shown(run, call))


def resurrect(call: Call, run: Run, *, query: OptionsQuery) -> Data:
    """Let a finished run go on with its storages; what it does is the next of its Actor's behaviours."""
    run_life.resurrect(call.world, run, **query.options)
    return Data(shown(run, call))


def reboot(call: Call, run: Run) -> Data:
    """Start the code of a running run again; what it does is the next of its Actor's behaviours."""
    run_life.reboot(run)
    return Data(shown(run, call))


def metamorph(call: Call, run: Run, *, query: MetamorphRun, body: bytes) -> Data:
    """Let a running run go on as one of another Actor, with the body as its input.

    Simplified: `actId`, `buildId` and `pricingInfo` stay those that the run was started with.
    """
    if query.target_actor_id is None:
        raise errors.parameter_required("targetActorId")
    target = visible_actor(query.target_actor_id, call)
    if target is None:
        raise errors.record_or_token_not_found("Actor").about(query.target_actor_id)
    metamorphs.metamorph(call.world, run, target, build=query.build, input_record=input_record(call, body))
    return Data(shown(run, call))


def charge(call: Call, run: Run, *, body: Charge) -> Reply:
    """Charge for an event of a pay-per-event Actor, once for each `idempotency-key`.

    Simplified: it can be called with any token of the run's user, and after the end of the run.
    """
    charges.charge(call.world, run, body.event_name, body.count, call.headers.get("idempotency-key"))
    return Reply(b"{}", status=201)


def shown(run: Run, call: Call) -> Run:
    """The run as this caller sees it: what it cost is for callers with a token."""
    run_stats.measure(run, call.world.clock.now())
    if call.user is not None:
        return run
    return structs.replace(run, usage_usd=UNSET, usage_total_usd=UNSET)


def _short(world: World, run: Run) -> dict[str, Any]:
    run_stats.measure(run, world.clock.now())
    return {
        "id": run.id,
        "actId": run.act_id,
        "userId": run.user_id,
        "actorTaskId": run.actor_task_id or None,
        "status": run.status,
        "startedAt": run.started_at,
        "finishedAt": run.finished_at,
        "buildId": run.build_id,
        "buildNumber": run.build_number,
        "buildNumberInt": number_int(run.build_number),
        "meta": run.meta,
        "defaultKeyValueStoreId": run.default_key_value_store_id,
        "defaultDatasetId": run.default_dataset_id,
        "defaultRequestQueueId": run.default_request_queue_id,
        "usageTotalUsd": run.usage_total_usd,
    }


def _start(
    call: Call, of: Runnable, query: StartQuery, body: bytes, permission_level: PermissionLevel | None = None
) -> Run:
    if call.user is None:
        raise errors.payment_required()
    run = runs.create(
        call.world,
        of,
        call.user,
        runs.options(of, **query.options),
        meta=meta(call),
        input_record=input_record(call, body),
        webhooks=_webhooks(query.webhooks),
        permission_level=permission_level,
        started_by=call.run,
    )
    executions.start(call.world, of.actor, run)
    return run


def input_record(call: Call, body: bytes) -> Record | None:
    """The body as the input of a run; None when there is none."""
    return Record(inputs.KEY, body, call.content_type or BINARY_TYPE) if body else None


def _webhooks(encoded: str | None) -> list[NewWebhook]:
    if not encoded:
        return []
    try:
        # "+" arrives as a space when the caller did not percent-encode its base64.
        text = base64.b64decode(encoded.replace(" ", "+"), validate=True)
        given = wire.decode_as(text, list[NewWebhook])
    except ValueError as error:  # of the base64, of its characters, or of the JSON in it
        raise errors.invalid_value(
            f'query parameter "webhooks" must be a base64-encoded JSON array of webhooks: {error}'
        ) from None
    for webhook in given:
        webhooks.check(webhook)
    return given


def _when_succeeded(call: Call, run: Run, then: Callable[[], Answer]) -> Wait:
    limit = call.world.settings.sync_run_seconds

    def answer() -> Answer:
        if run.status == "SUCCEEDED":
            return then()
        if run.status in FINISHED:
            raise errors.run_failed(run.id, run.status)
        raise errors.run_timeout_exceeded(limit)

    return Wait(until=lambda: run.is_finished, seconds=limit, then=answer)
