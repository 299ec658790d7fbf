"""The environment of a run: what the platform tells the Actor's program, as environment variables."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from mockapify import wire
from mockapify.clock import Timestamp
from mockapify.state import run_tokens, versions
from mockapify.state.runs import Run
from mockapify.wire import UNSET, UnsetType

if TYPE_CHECKING:
    from mockapify.world import World

EVENTS_PATH = "/__mockapify__/runs/{run_id}/events"
"""Where the websocket with the events of a run is."""

WEB_SERVER_PORT = "4321"
MBYTES_PER_CPU = 4096

NO_PROXY_HOST = "proxy.mockapify.invalid"
"""A name that no resolver knows. The proxy is not simulated, and nothing may go to the platform's own by accident."""

LEGACY = {
    "APIFY_ACTOR_ID": "ACTOR_ID",
    "APIFY_ACT_ID": "ACTOR_ID",
    "APIFY_ACTOR_RUN_ID": "ACTOR_RUN_ID",
    "APIFY_ACT_RUN_ID": "ACTOR_RUN_ID",
    "APIFY_ACTOR_TASK_ID": "ACTOR_TASK_ID",
    "APIFY_ACTOR_BUILD_ID": "ACTOR_BUILD_ID",
    "APIFY_ACT_BUILD_ID": "ACTOR_BUILD_ID",
    "APIFY_ACTOR_BUILD_NUMBER": "ACTOR_BUILD_NUMBER",
    "APIFY_ACT_BUILD_NUMBER": "ACTOR_BUILD_NUMBER",
    "APIFY_ACTOR_EVENTS_WS_URL": "ACTOR_EVENTS_WEBSOCKET_URL",
    "APIFY_DEFAULT_DATASET_ID": "ACTOR_DEFAULT_DATASET_ID",
    "APIFY_DEFAULT_KEY_VALUE_STORE_ID": "ACTOR_DEFAULT_KEY_VALUE_STORE_ID",
    "APIFY_DEFAULT_REQUEST_QUEUE_ID": "ACTOR_DEFAULT_REQUEST_QUEUE_ID",
    "APIFY_INPUT_KEY": "ACTOR_INPUT_KEY",
    "APIFY_MEMORY_MBYTES": "ACTOR_MEMORY_MBYTES",
    "APIFY_STARTED_AT": "ACTOR_STARTED_AT",
    "APIFY_TIMEOUT_AT": "ACTOR_TIMEOUT_AT",
    "APIFY_CONTAINER_URL": "ACTOR_WEB_SERVER_URL",
    "APIFY_CONTAINER_PORT": "ACTOR_WEB_SERVER_PORT",
}
"""Older names, and which variable each is a twin of."""


def variables(world: "World", run: Run) -> dict[str, str]:
    """All variables of a run, those of the Actor's version among them. What is not set for it is an empty text.

    Moments are those of the world's clock. There is no proxy: its host name leads nowhere.

    Raises:
        ValueError: The Actor was deleted.
    """
    own = _of_the_code(world, run) | _of_the_run(world, run) | _of_the_platform(world, run)
    return own | {legacy: own[name] for legacy, name in LEGACY.items()}


def _of_the_code(world: "World", run: Run) -> dict[str, str]:
    """What its version says, as it is now, and what changes by a metamorph."""
    current = run.current
    actor, build = world.actors.get(current.actor_id), world.builds.get(current.build_id)
    if actor is None:
        raise ValueError(f"the Actor of run {run.id} was deleted")
    number = build.build_number if build is not None else run.build_number
    version = versions.find(actor, number.rpartition(".")[0])
    tags = [tag for tag, tagged in (actor.tagged_builds or {}).items() if tagged.build_id == current.build_id]
    return {
        **{one.name: one.content for one in (version.env_vars if version is not None else ())},
        "ACTOR_ID": actor.id,
        "ACTOR_FULL_NAME": actor.full_name,
        "ACTOR_BUILD_ID": current.build_id,
        "ACTOR_BUILD_NUMBER": number,
        "ACTOR_BUILD_TAGS": ",".join(tags),
        "ACTOR_INPUT_KEY": current.input_key,
        "ACTOR_STANDBY_URL": actor.standby_url or f"https://{actor.username}--{actor.name}.apify.actor",
        "ACTOR_STANDBY_PORT": WEB_SERVER_PORT,
    }


def _of_the_run(world: "World", run: Run) -> dict[str, str]:
    options = run.options
    seconds = options.timeout_secs
    began = run.stats.since or run.started_at
    timeout_at = Timestamp.at(began.timestamp() + seconds).text() if seconds else ""
    events = EVENTS_PATH.format(run_id=run.id) + f"?token={quote(run_tokens.token_of(world, run))}"
    return {
        "ACTOR_RUN_ID": run.id,
        "ACTOR_TASK_ID": run.actor_task_id or "",
        "ACTOR_DEFAULT_DATASET_ID": run.default_dataset_id,
        "ACTOR_DEFAULT_KEY_VALUE_STORE_ID": run.default_key_value_store_id,
        "ACTOR_DEFAULT_REQUEST_QUEUE_ID": run.default_request_queue_id,
        "ACTOR_STORAGES_JSON": wire.encode(run.storage_ids).decode(),
        "ACTOR_MEMORY_MBYTES": str(options.memory_mbytes),
        "ACTOR_MAX_PAID_DATASET_ITEMS": _said(options.max_items),
        "ACTOR_MAX_TOTAL_CHARGE_USD": _said(options.max_total_charge_usd),
        "ACTOR_PERMISSION_LEVEL": run.permission_level,
        "ACTOR_RESTART_ON_ERROR": "1" if options.restart_on_error else "0",
        "ACTOR_STARTED_AT": run.started_at.text(),
        "ACTOR_TIMEOUT_AT": timeout_at,
        "ACTOR_WEB_SERVER_URL": run.container_url,
        "ACTOR_WEB_SERVER_PORT": WEB_SERVER_PORT,
        "ACTOR_EVENTS_WEBSOCKET_URL": f"ws{world.url.removeprefix('http')}{events}",
        "ACTOR_MCP_CONNECTOR_BASE_URL": "",
    }


def _of_the_platform(world: "World", run: Run) -> dict[str, str]:
    user = world.users[run.user_id]
    return {
        "APIFY_TOKEN": run_tokens.token_of(world, run),
        "APIFY_USER_ID": user.id,
        "APIFY_USER_IS_PAYING": "1" if user.plan.is_paid else "",
        "APIFY_USER_PRICING_TIER": user.plan.tier,
        "APIFY_IS_AT_HOME": "1",
        "APIFY_DEDICATED_CPUS": f"{run.options.memory_mbytes / MBYTES_PER_CPU:g}",
        "APIFY_API_BASE_URL": world.url,
        "APIFY_API_PUBLIC_BASE_URL": world.url,
        "APIFY_PROXY_HOSTNAME": NO_PROXY_HOST,
        "APIFY_PROXY_PORT": "8000",
        "APIFY_PROXY_PASSWORD": user.proxy_password,
        "APIFY_PROXY_STATUS_URL": f"http://{NO_PROXY_HOST}",
        "APIFY_WORKFLOW_KEY": run.id,
        "APIFY_META_ORIGIN": run.meta.origin,
        "APIFY_INPUT_SECRETS_PRIVATE_KEY_FILE": "",
        "APIFY_INPUT_SECRETS_PRIVATE_KEY_PASSPHRASE": "",
        # The Python SDK asks the API for both of them unless both are set.
        "APIFY_ACTOR_PRICING_INFO": wire.encode(run.pricing_info or {}).decode(),
        "APIFY_CHARGED_ACTOR_EVENT_COUNTS": wire.encode(run.charged_event_counts or {}).decode(),
        "APIFY_HEADLESS": "1",
        "APIFY_XVFB": "0",
        "APIFY_LOG_LEVEL": "INFO",
        "APIFY_PERSIST_STATE_INTERVAL_MILLIS": "60000",
        "APIFY_METAMORPH_AFTER_SLEEP_MILLIS": "300000",
    }


def _said(limit: float | UnsetType) -> str:
    return "" if limit is UNSET else str(limit)
