"""Runs: started, watched, aborted; and the calls that wait for one."""

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, get_args

import msgspec
from msgspec import UNSET, Struct, UnsetType, structs

from mockapify import errors, wire
from mockapify.api.call import NO_CONTENT, Answer, Call, Data, Reply, Wait, created
from mockapify.api.datasets import ItemsQuery, check_items_query, items_answer
from mockapify.api.key_value_stores import record_reply
from mockapify.api.query import NonNegative, Page, Query
from mockapify.state import executions, runs
from mockapify.state.actors import Actor
from mockapify.state.builds import FINISHED, JobStatus
from mockapify.state.key_value_stores import BINARY_TYPE, Record
from mockapify.state.runs import GeneralAccess, Origin, Run, RunMeta
from mockapify.world import World

Then = Callable[[], Answer]

MAX_WAIT_SECONDS = 60
ORIGINS: tuple[str, ...] = get_args(Origin)
STATUSES: tuple[str, ...] = get_args(JobStatus)


class StartQuery(Query, kw_only=True):
    """Parameters of everything that starts a run."""

    timeout: NonNegative | None = None
    memory: NonNegative | None = None
    max_items: NonNegative | None = None
    max_total_charge_usd: NonNegative | None = None
    restart_on_error: bool | None = None
    build: str | None = None
    webhooks: str | None = None


class StartRun(StartQuery, kw_only=True):
    """Parameters of an asynchronous start."""

    wait_for_finish: NonNegative = 0
    force_permission_level: Literal["LIMITED_PERMISSIONS", "FULL_PERMISSIONS"] | None = None


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


class AbortRun(Query, kw_only=True):
    """Parameters of an abort."""

    gracefully: bool = False


class UpdateRun(Struct, rename="camel", kw_only=True):
    """What an update may change; absent fields stay as they are."""

    status_message: str | UnsetType = UNSET
    is_status_message_terminal: bool | UnsetType = UNSET
    general_access: GeneralAccess | UnsetType = UNSET


class AdHocWebhook(Struct, rename="camel"):
    """One of the webhooks that a start may carry."""

    event_types: list[str]
    request_url: str
    payload_template: str | None = None
    headers_template: str | None = None
    should_interpolate_strings: bool | None = None
    idempotency_key: str | None = None
    ignore_ssl_errors: bool | None = None
    do_not_retry: bool | None = None


def start(call: Call, actor: Actor, *, query: StartRun, body: bytes) -> Answer:
    """Start a run; with `waitForFinish` answer when it is finished, or after that many seconds."""
    run = _start(call, actor, query, body)
    return _when_finished(run, query.wait_for_finish, lambda: created(call, shown(run, call), f"actor-runs/{run.id}"))


def run_sync(call: Call, actor: Actor, *, query: RunSync, body: bytes) -> Wait:
    """Run the Actor, answer with a record of its key-value store."""
    run = _start(call, actor, query, body)

    def output() -> Reply:
        record = runs.store_of(call.world, run).records.get(query.output_record_key)
        return Reply(status=201, content_type=None) if record is None else record_reply(call, record, status=201)

    return _when_succeeded(call, run, output)


def run_sync_items(call: Call, actor: Actor, *, query: StartQuery, items: ItemsQuery, body: bytes) -> Wait:
    """Run the Actor, answer with the items of its dataset."""
    check_items_query(items)
    run = _start(call, actor, query, body)
    return _when_succeeded(call, run, lambda: items_answer(call, runs.dataset_of(call.world, run), items, status=201))


def list_all(call: Call, actor: Actor | None = None, *, query: ListRuns) -> Data:
    """The caller's runs, of one Actor or of all."""
    unknown = [status for status in query.status if status not in STATUSES]
    if unknown:
        raise errors.invalid_value(
            f'query parameter "status" must be one or more of {", ".join(STATUSES)}, not "{unknown[0]}"'
        )
    found = runs.listed(
        call.world,
        call.caller,
        actor=actor,
        statuses=query.status,
        started_after=query.started_after,
        started_before=query.started_before,
    )
    page = query.of(found)
    return Data({**page, "items": [_short(call.world, run) for run in page["items"]]})


def get(call: Call, run: Run, *, query: GetRun) -> Answer:
    """The run; with `waitForFinish` when it is finished, or after that many seconds."""
    return _when_finished(run, query.wait_for_finish, lambda: Data(shown(run, call)))


def update(call: Call, run: Run, *, body: UpdateRun) -> Data:
    """Change status message or general access."""
    for field in structs.fields(body):
        value = getattr(body, field.name)
        if value is not UNSET:
            setattr(run, field.name, value)
    return Data(shown(run, call))


def delete(call: Call, run: Run) -> Reply:
    """Forget a finished run."""
    runs.delete(call.world, run)
    return NO_CONTENT


def abort(call: Call, run: Run, *, query: AbortRun) -> Data:
    """Abort the run; a finished one is answered unchanged."""
    runs.abort(call.world, run, gracefully=query.gracefully)
    return Data(shown(run, call))


def shown(run: Run, call: Call) -> Run:
    """The run as this caller sees it: what it cost is for callers with a token."""
    if call.user is not None:
        return run
    return structs.replace(run, usage_usd=UNSET, usage_total_usd=UNSET)


def _short(world: World, run: Run) -> dict[str, Any]:
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
        "buildNumberInt": world.builds[run.build_id].number_int,
        "meta": run.meta,
        "defaultKeyValueStoreId": run.default_key_value_store_id,
        "defaultDatasetId": run.default_dataset_id,
        "defaultRequestQueueId": run.default_request_queue_id,
        "usageTotalUsd": run.usage_total_usd,
    }


def _start(call: Call, actor: Actor, query: StartQuery, body: bytes) -> Run:
    if call.user is None:
        raise errors.payment_required()
    options = runs.options(
        actor,
        build=query.build,
        timeout=query.timeout,
        memory=query.memory,
        max_items=query.max_items,
        max_total_charge_usd=query.max_total_charge_usd,
        restart_on_error=query.restart_on_error,
    )
    webhooks = _webhooks(query.webhooks)
    if webhooks:
        call.notes.append("ad-hoc webhooks are kept with the run but not delivered yet")
    run = runs.create(
        call.world,
        actor,
        call.user,
        options,
        meta=_meta(call),
        input_record=Record("INPUT", body, call.content_type or BINARY_TYPE) if body else None,
        webhooks=webhooks,
    )
    executions.start(call.world, actor, run)
    return run


def _meta(call: Call) -> RunMeta:
    asked = call.headers.get("x-apify-request-origin", "")
    origin: Any = asked if asked in ORIGINS else "API"
    return RunMeta(origin=origin, client_ip=call.client_ip, user_agent=call.headers.get("user-agent", UNSET))


def _webhooks(encoded: str | None) -> list[dict[str, Any]]:
    if not encoded:
        return []
    try:
        # "+" arrives as a space when the caller did not percent-encode its base64.
        text = base64.b64decode(encoded.replace(" ", "+"), validate=True)
        webhooks = wire.decode_as(text, list[AdHocWebhook])
    except ValueError as error:  # of the base64, of its characters, or of the JSON in it
        raise errors.invalid_value(
            f'query parameter "webhooks" must be a base64-encoded JSON array of webhooks: {error}'
        ) from None
    return [msgspec.to_builtins(webhook) for webhook in webhooks]


def _when_finished(run: Run, seconds: float, then: Then) -> Answer:
    if not seconds or run.is_finished:
        return then()
    return Wait(until=lambda: run.is_finished, seconds=min(seconds, MAX_WAIT_SECONDS), then=then)


def _when_succeeded(call: Call, run: Run, then: Then) -> Wait:
    limit = call.world.settings.sync_run_seconds

    def answer() -> Answer:
        if run.status == "SUCCEEDED":
            return then()
        if run.status in FINISHED:
            raise errors.run_failed(run.id, run.status)
        raise errors.run_timeout_exceeded(limit)

    return Wait(until=lambda: run.is_finished, seconds=limit, then=answer)
