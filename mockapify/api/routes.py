"""The table of all operations. A reader with a URL finds the function here."""

from mockapify.api import actors, builds, datasets, find, key_value_stores, logs, personalize, runs, users
from mockapify.api.operation import DELETE, GET, HEAD, POST, PUT, NotBuilt, Row, flatten, under

todo = NotBuilt

DATASET: list[Row] = [
    GET("", datasets.get, anyone=True),
    PUT("", datasets.update),
    DELETE("", datasets.delete),
    GET("/items", datasets.list_items, anyone=True),
    POST("/items", datasets.push_items),
    GET("/statistics", datasets.statistics, anyone=True),
]
KEY_VALUE_STORE: list[Row] = [
    GET("", key_value_stores.get, anyone=True),
    PUT("", key_value_stores.update),
    DELETE("", key_value_stores.delete),
    GET("/keys", key_value_stores.list_keys, anyone=True),
    GET("/records", todo("key_value_stores.download_records"), anyone=True),
    GET("/records/{recordKey}", key_value_stores.get_record, anyone=True),
    PUT("/records/{recordKey}", key_value_stores.put_record),
    POST("/records/{recordKey}", key_value_stores.put_record),
    DELETE("/records/{recordKey}", key_value_stores.delete_record),
]
REQUEST_QUEUE: list[Row] = [
    GET("", todo("request_queues.get"), anyone=True),
    PUT("", todo("request_queues.update")),
    DELETE("", todo("request_queues.delete")),
    GET("/head", todo("request_queues.get_head"), anyone=True),
    POST("/head/lock", todo("request_queues.lock_head")),
    GET("/requests", todo("request_queues.list_requests"), anyone=True),
    POST("/requests", todo("request_queues.add_request")),
    POST("/requests/batch", todo("request_queues.add_requests")),
    DELETE("/requests/batch", todo("request_queues.delete_requests")),
    POST("/requests/unlock", todo("request_queues.unlock_requests")),
    GET("/requests/{requestId}", todo("request_queues.get_request"), anyone=True),
    PUT("/requests/{requestId}", todo("request_queues.update_request")),
    DELETE("/requests/{requestId}", todo("request_queues.delete_request")),
    PUT("/requests/{requestId}/lock", todo("request_queues.prolong_lock")),
    DELETE("/requests/{requestId}/lock", todo("request_queues.release_lock")),
]
RUN: list[Row] = [
    GET("", runs.get, anyone=True),
    GET("/log", logs.get, anyone=True),
    POST("/abort", runs.abort),
    POST("/metamorph", todo("runs.metamorph")),
    POST("/reboot", todo("runs.reboot")),
    under("/dataset", DATASET, find=find.default_dataset),
    under("/key-value-store", KEY_VALUE_STORE, find=find.default_key_value_store),
    under("/request-queue", REQUEST_QUEUE),
]
RUNS: list[Row] = [  # of an Actor or a task
    GET("/runs", runs.list_all),
    POST("/runs", runs.start, anyone=True),
    GET("/run-sync", runs.run_sync, anyone=True),
    POST("/run-sync", runs.run_sync, anyone=True),
    GET("/run-sync-get-dataset-items", runs.run_sync_items, anyone=True),
    POST("/run-sync-get-dataset-items", runs.run_sync_items, anyone=True),
    GET("/webhooks", todo("webhooks.list_all")),
    under("/runs/last", RUN, find=find.last_run),
]
BUILD: list[Row] = [
    GET("", builds.get, anyone=True),
    POST("/abort", todo("builds.abort")),
    GET("/openapi.json", todo("builds.get_openapi"), anyone=True),
]
VERSION: list[Row] = [
    GET("", todo("versions.get")),
    PUT("", todo("versions.update")),
    POST("", todo("versions.update")),
    DELETE("", todo("versions.delete")),
    GET("/env-vars", todo("env_vars.list_all")),
    POST("/env-vars", todo("env_vars.create")),
    GET("/env-vars/{envVarName}", todo("env_vars.get")),
    PUT("/env-vars/{envVarName}", todo("env_vars.update")),
    POST("/env-vars/{envVarName}", todo("env_vars.update")),
    DELETE("/env-vars/{envVarName}", todo("env_vars.delete")),
]
ACTOR: list[Row] = [
    GET("", actors.get, anyone=True),
    PUT("", todo("actors.update")),
    DELETE("", todo("actors.delete")),
    POST("/validate-input", todo("actors.validate_input")),
    RUNS,
    under(  # deprecated spellings of /v2/actor-runs/{runId}
        "/runs/{runId}",
        [
            GET("", runs.get),
            POST("/abort", runs.abort),
            POST("/metamorph", todo("runs.metamorph")),
            POST("/resurrect", todo("runs.resurrect")),
        ],
        find=find.run,
    ),
    GET("/builds", todo("builds.list_all")),
    POST("/builds", todo("builds.start")),
    GET("/builds/default", builds.get_default, anyone=True),
    under("/builds/{buildId}", BUILD, find=find.build),
    GET("/versions", todo("versions.list_all")),
    POST("/versions", todo("versions.create")),
    under("/versions/{versionNumber}", VERSION),
]
TASK: list[Row] = [
    GET("", todo("tasks.get")),
    PUT("", todo("tasks.update")),
    DELETE("", todo("tasks.delete")),
    GET("/input", todo("tasks.get_input")),
    PUT("/input", todo("tasks.update_input")),
    RUNS,
]
OPERATIONS = flatten(
    [
        under(
            "/v2/actors",
            [
                GET("", todo("actors.list_all")),
                POST("", todo("actors.create")),
                under("/{actorId}", ACTOR, find=find.actor),
            ],
            also="/v2/acts",
        ),
        GET("/v2/actor-tasks", todo("tasks.list_all")),
        POST("/v2/actor-tasks", todo("tasks.create")),
        under("/v2/actor-tasks/{actorTaskId}", TASK, find=todo("tasks.find")),
        GET("/v2/actor-runs", runs.list_all),
        under(
            "/v2/actor-runs/{runId}",
            [
                RUN,
                PUT("", runs.update),
                DELETE("", runs.delete),
                POST("/resurrect", todo("runs.resurrect")),
                POST("/charge", todo("runs.charge")),
            ],
            find=find.run,
        ),
        GET("/v2/actor-builds", todo("builds.list_all")),
        under(
            "/v2/actor-builds/{buildId}",
            [BUILD, DELETE("", todo("builds.delete")), GET("/log", logs.get, anyone=True)],
            find=find.build,
        ),
        under("/v2/logs/{buildOrRunId}", [GET("", logs.get, anyone=True)], find=find.build_or_run),
        GET("/v2/datasets", datasets.list_all),
        POST("/v2/datasets", datasets.get_or_create),
        under(
            "/v2/datasets/{datasetId}",
            [DATASET, HEAD("/items", datasets.list_items, anyone=True)],
            find=find.dataset,
        ),
        GET("/v2/key-value-stores", key_value_stores.list_all),
        POST("/v2/key-value-stores", key_value_stores.get_or_create),
        under(
            "/v2/key-value-stores/{storeId}",
            [KEY_VALUE_STORE, HEAD("/records/{recordKey}", key_value_stores.get_record, anyone=True)],
            find=find.key_value_store,
        ),
        GET("/v2/request-queues", todo("request_queues.list_all")),
        POST("/v2/request-queues", todo("request_queues.get_or_create")),
        under("/v2/request-queues/{queueId}", REQUEST_QUEUE),
        GET("/v2/webhooks", todo("webhooks.list_all")),
        POST("/v2/webhooks", todo("webhooks.create")),
        under(
            "/v2/webhooks/{webhookId}",
            [
                GET("", todo("webhooks.get")),
                PUT("", todo("webhooks.update")),
                DELETE("", todo("webhooks.delete")),
                POST("/test", todo("webhooks.test")),
                GET("/dispatches", todo("dispatches.list_all")),
            ],
        ),
        GET("/v2/webhook-dispatches", todo("dispatches.list_all")),
        GET("/v2/webhook-dispatches/{dispatchId}", todo("dispatches.get")),
        GET("/v2/schedules", todo("schedules.list_all")),
        POST("/v2/schedules", todo("schedules.create")),
        under(
            "/v2/schedules/{scheduleId}",
            [
                GET("", todo("schedules.get")),
                PUT("", todo("schedules.update")),
                DELETE("", todo("schedules.delete")),
                GET("/log", todo("schedules.get_log")),
            ],
        ),
        GET("/v2/store", todo("store.list_all"), anyone=True),
        GET("/v2/users/me", users.get_me),
        GET("/v2/users/me/usage/monthly", todo("users.get_monthly_usage")),
        GET("/v2/users/me/limits", todo("users.get_limits")),
        PUT("/v2/users/me/limits", todo("users.update_limits")),
        under("/v2/users/{userId}", [GET("", users.get, anyone=True)], find=find.user),
        [verb("/v2/browser-info", todo("tools.browser_info"), anyone=True) for verb in (GET, POST, PUT, DELETE)],
        POST("/v2/tools/encode-and-sign", todo("tools.encode_and_sign")),
        POST("/v2/tools/decode-and-verify", todo("tools.decode_and_verify"), anyone=True),
    ]
)

PERSONALIZE = [
    POST(path, personalize.call_operation, anyone=True)
    for path in ("/", "/items", "/users", "/events", "/actions", "/action-interactions")
]
