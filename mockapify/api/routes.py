"""The table of all operations. A reader with a URL finds the function here."""

from fnmatch import fnmatchcase
from functools import cache

from mockapify.api import (
    actors,
    builds,
    datasets,
    dispatches,
    env_vars,
    find,
    key_value_stores,
    logs,
    personalize,
    request_queues,
    runs,
    schedules,
    store,
    tasks,
    tools,
    users,
    versions,
    webhooks,
)
from mockapify.api.operation import DELETE, GET, HEAD, POST, PUT, NotBuilt, Row, flatten, under
from mockapify.api.operation_names import meant

todo = NotBuilt

DATASET: list[Row] = [
    GET("", datasets.get, anyone=True),
    PUT("", datasets.update),
    DELETE("", datasets.delete),
    GET("/items", datasets.list_items, anyone=True),
    POST("/items", datasets.push_items, rate_limit=400),
    GET("/statistics", datasets.statistics, anyone=True),
]
KEY_VALUE_STORE: list[Row] = [
    GET("", key_value_stores.get, anyone=True),
    PUT("", key_value_stores.update),
    DELETE("", key_value_stores.delete),
    GET("/keys", key_value_stores.list_keys, anyone=True),
    GET("/records", key_value_stores.download_records, anyone=True),
    GET("/records/{recordKey}", key_value_stores.get_record, anyone=True, rate_limit=200),
    PUT("/records/{recordKey}", key_value_stores.put_record, rate_limit=200),
    POST("/records/{recordKey}", key_value_stores.put_record, rate_limit=200),
    DELETE("/records/{recordKey}", key_value_stores.delete_record, rate_limit=200),
]
REQUEST_QUEUE: list[Row] = [
    GET("", request_queues.get, anyone=True),
    PUT("", request_queues.update),
    DELETE("", request_queues.delete),
    GET("/head", request_queues.get_head, anyone=True),
    POST("/head/lock", request_queues.lock_head, rate_limit=40),
    GET("/requests", request_queues.list_requests, anyone=True),
    POST("/requests", request_queues.add_request, rate_limit=400),
    POST("/requests/batch", request_queues.add_requests, rate_limit=40),
    DELETE("/requests/batch", request_queues.delete_requests, rate_limit=40),
    POST("/requests/unlock", request_queues.unlock_requests),
    GET("/requests/{requestId}", request_queues.get_request, anyone=True, rate_limit=400),
    PUT("/requests/{requestId}", request_queues.update_request, rate_limit=400),
    DELETE("/requests/{requestId}", request_queues.delete_request, rate_limit=400),
    PUT("/requests/{requestId}/lock", request_queues.prolong_lock),
    DELETE("/requests/{requestId}/lock", request_queues.release_lock),
]
RUN: list[Row] = [
    GET("", runs.get, anyone=True),
    GET("/log", logs.get, anyone=True),
    POST("/abort", runs.abort),
    POST("/metamorph", runs.metamorph, rate_limit=400),
    POST("/reboot", runs.reboot),
    under("/dataset", DATASET, find=find.default_dataset),
    under("/key-value-store", KEY_VALUE_STORE, find=find.default_key_value_store),
    under("/request-queue", REQUEST_QUEUE, find=find.default_request_queue),
]
RUNS: list[Row] = [  # of an Actor or a task
    GET("/runs", runs.list_all),
    POST("/runs", runs.start, anyone=True, rate_limit=400),
    GET("/run-sync", runs.run_sync, anyone=True, rate_limit=400),
    POST("/run-sync", runs.run_sync, anyone=True, rate_limit=400),
    GET("/run-sync-get-dataset-items", runs.run_sync_items, anyone=True, rate_limit=400),
    POST("/run-sync-get-dataset-items", runs.run_sync_items, anyone=True, rate_limit=400),
    GET("/webhooks", webhooks.list_all),
    under("/runs/last", RUN, find=find.last_run),
]
BUILD: list[Row] = [
    GET("", builds.get, anyone=True),
    POST("/abort", builds.abort),
    GET("/openapi.json", builds.get_openapi, anyone=True),
]
VERSION: list[Row] = [
    GET("", versions.get),
    PUT("", versions.update),
    POST("", versions.update),
    DELETE("", versions.delete),
    GET("/env-vars", env_vars.list_all),
    POST("/env-vars", env_vars.create),
    under(
        "/env-vars/{envVarName}",
        [GET("", env_vars.get), PUT("", env_vars.update), POST("", env_vars.update), DELETE("", env_vars.delete)],
        find=find.env_var,
    ),
]
OWN_ACTOR: list[Row] = [
    PUT("", actors.update),
    DELETE("", actors.delete),
    POST("/builds", builds.start),
    GET("/versions", versions.list_all),
    POST("/versions", versions.create),
    under("/versions/{versionNumber}", VERSION, find=find.version),
]
ACTOR: list[Row] = [
    GET("", actors.get, anyone=True),
    POST("/validate-input", actors.validate_input),
    RUNS,
    under(  # deprecated spellings of /v2/actor-runs/{runId}
        "/runs/{runId}",
        [
            GET("", runs.get),
            POST("/abort", runs.abort),
            POST("/metamorph", runs.metamorph, rate_limit=400),
            POST("/resurrect", runs.resurrect),
        ],
        find=find.run,
    ),
    GET("/builds", builds.list_all),
    GET("/builds/default", builds.get_default, anyone=True),
    under("/builds/{buildId}", BUILD, find=find.build),
    under("", OWN_ACTOR, find=find.own_actor),
]
TASK: list[Row] = [
    GET("", tasks.get),
    PUT("", tasks.update),
    DELETE("", tasks.delete),
    GET("/input", tasks.get_input),
    PUT("/input", tasks.update_input),
    RUNS,
]
OPERATIONS = flatten(
    [
        under(
            "/v2/actors",
            [
                GET("", actors.list_all),
                POST("", actors.create),
                under("/{actorId}", ACTOR, find=find.actor),
            ],
            also="/v2/acts",
        ),
        GET("/v2/actor-tasks", tasks.list_all),
        POST("/v2/actor-tasks", tasks.create),
        under("/v2/actor-tasks/{actorTaskId}", TASK, find=find.task),
        GET("/v2/actor-runs", runs.list_all),
        under(
            "/v2/actor-runs/{runId}",
            [
                RUN,
                PUT("", runs.update),
                DELETE("", runs.delete),
                POST("/resurrect", runs.resurrect),
                POST("/charge", runs.charge),
            ],
            find=find.run,
        ),
        GET("/v2/actor-builds", builds.list_all),
        under(
            "/v2/actor-builds/{buildId}",
            [BUILD, DELETE("", builds.delete), GET("/log", logs.get, anyone=True)],
            find=find.build,
        ),
        under("/v2/logs/{buildOrRunId}", [GET("", logs.get, anyone=True)], find=find.build_or_run),
        GET("/v2/datasets", datasets.list_all),
        POST("/v2/datasets", datasets.get_or_create, limited_runs=True),
        under(
            "/v2/datasets/{datasetId}",
            [DATASET, HEAD("/items", datasets.list_items, anyone=True)],
            find=find.dataset,
        ),
        GET("/v2/key-value-stores", key_value_stores.list_all),
        POST("/v2/key-value-stores", key_value_stores.get_or_create, limited_runs=True),
        under(
            "/v2/key-value-stores/{storeId}",
            [KEY_VALUE_STORE, HEAD("/records/{recordKey}", key_value_stores.get_record, anyone=True, rate_limit=200)],
            find=find.key_value_store,
        ),
        GET("/v2/request-queues", request_queues.list_all),
        POST("/v2/request-queues", request_queues.get_or_create, limited_runs=True),
        under("/v2/request-queues/{queueId}", REQUEST_QUEUE, find=find.request_queue),
        GET("/v2/webhooks", webhooks.list_all),
        POST("/v2/webhooks", webhooks.create, limited_runs=True),
        under(
            "/v2/webhooks/{webhookId}",
            [
                GET("", webhooks.get),
                PUT("", webhooks.update),
                DELETE("", webhooks.delete),
                POST("/test", webhooks.test),
                GET("/dispatches", dispatches.list_all),
            ],
            find=find.webhook,
        ),
        GET("/v2/webhook-dispatches", dispatches.list_all),
        under("/v2/webhook-dispatches/{dispatchId}", [GET("", dispatches.get)], find=find.dispatch),
        GET("/v2/schedules", schedules.list_all),
        POST("/v2/schedules", schedules.create),
        under(
            "/v2/schedules/{scheduleId}",
            [
                GET("", schedules.get),
                PUT("", schedules.update),
                DELETE("", schedules.delete),
                GET("/log", schedules.get_log),
            ],
            find=find.schedule,
        ),
        GET("/v2/store", store.list_all, anyone=True, any_token=True),
        GET("/v2/users/me", users.get_me, limited_runs=True),
        GET("/v2/users/me/usage/monthly", users.get_monthly_usage),
        GET("/v2/users/me/limits", users.get_limits),
        PUT("/v2/users/me/limits", users.update_limits),
        under("/v2/users/{userId}", [GET("", users.get, anyone=True)], find=find.user),
        [verb("/v2/browser-info", tools.browser_info, anyone=True) for verb in (GET, POST, PUT, DELETE)],
        POST("/v2/tools/encode-and-sign", tools.encode_and_sign),
        POST("/v2/tools/decode-and-verify", tools.decode_and_verify, anyone=True),
    ]
)

PERSONALIZE = [
    POST(path, personalize.call_operation, names=personalize.name_of, signed=True, anyone=True, rate_limit=0)
    for path in ("/", "/items", "/users", "/events", "/actions", "/action-interactions")
]


@cache
def operation_names() -> list[str]:
    """What the journal and faults call the operations."""
    return sorted({*(operation.name for operation in OPERATIONS), *personalize.operation_names().values()})


def check_operation(wanted: str) -> None:
    """Refuse a name, or a pattern of names, that no operation has.

    Raises:
        ValueError: There is no such operation.
    """
    if not any(fnmatchcase(name, wanted) for name in operation_names()):
        close = meant(wanted, operation_names())
        hint = f"did you mean {close!r}?" if close is not None else "`mockapify routes` lists them"
        raise ValueError(f"there is no operation {wanted!r}; {hint}")
