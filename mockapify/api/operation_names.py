"""Names of operations: which one somebody means who names it as clients do, or nearly."""

from collections.abc import Collection

from mockapify import wire
from mockapify.spelling import closest

FAMILIES = {
    "acts": "actors",
    "actor_runs": "runs",
    "actor_builds": "builds",
    "actor_tasks": "tasks",
    "actor_versions": "versions",
    "actor_env_vars": "env_vars",
    "webhook_dispatchs": "dispatches",
    "webhook_dispatches": "dispatches",
    "dispatchs": "dispatches",
    "stores": "store",
}
"""What paths and the clients' classes call them, in the plural."""

METHODS = {
    "list": "list_all",
    "iterate": "list_all",
    "start": "runs.start",
    "call": "runs.start",
    "runs": "runs.list_all",
    "last_run": "runs.get",
    "build": "builds.start",
    "builds": "builds.list_all",
    "default_build": "builds.get_default",
    "versions": "versions.list_all",
    "env_vars": "env_vars.list_all",
    "version": "versions.get",
    "env_var": "env_vars.get",
    "dataset": "datasets.get",
    "key_value_store": "key_value_stores.get",
    "request_queue": "request_queues.get",
    "webhooks": "webhooks.list_all",
    "dispatches": "dispatches.list_all",
    "publish": "tasks.update",
    "unpublish": "tasks.update",
    "log": "logs.get",
    "get_streamed_log": "logs.get",
    "stream": "logs.get",
    "get_as_bytes": "logs.get",
    "wait_for_finish": "get",
    "get_status_message_watcher": "runs.get",
    "get_open_api_definition": "builds.get_openapi",
    "limits": "users.get_limits",
    "monthly_usage": "users.get_monthly_usage",
    "push_data": "datasets.push_items",
    "iterate_items": "datasets.list_items",
    "iterate_dataset_items": "datasets.list_items",
    "get_items": "datasets.list_items",
    "get_items_as_bytes": "datasets.list_items",
    "download_items": "datasets.list_items",
    "stream_items": "datasets.list_items",
    "get_statistics": "datasets.statistics",
    "iterate_keys": "key_value_stores.list_keys",
    "get_value": "key_value_stores.get_record",
    "get_record_as_bytes": "key_value_stores.get_record",
    "stream_record": "key_value_stores.get_record",
    "record_exists": "key_value_stores.get_record",
    "set_record": "key_value_stores.put_record",
    "set_value": "key_value_stores.put_record",
    "list_head": "request_queues.get_head",
    "list_and_lock_head": "request_queues.lock_head",
    "iterate_requests": "request_queues.list_requests",
    "batch_add_requests": "request_queues.add_requests",
    "batch_delete_requests": "request_queues.delete_requests",
    "prolong_request_lock": "request_queues.prolong_lock",
    "delete_request_lock": "request_queues.release_lock",
}
"""Methods of the official clients, with the operations that they call, which are of their own family or of the one
that is named."""


def meant(wrong: str, names: Collection[str]) -> str | None:
    """The name, or the pattern of all names of a family, that is most likely meant by one that is none of them."""
    before, dot, after = (wire.snake(part) for part in wrong.rpartition("."))
    families = {name.partition(".")[0] for name in names}
    family = _family(before or after, families)
    if family is not None and (not dot or after == "*"):
        return f"{family}.*"
    method = METHODS.get(after, after)
    likely = [method] if "." in method else [f"{family}.{method}"]
    found = [name for name in likely if name in names] or [name for name in names if name.endswith(f".{method}")]
    if found:
        return closest(f"{family or before}.{method}", found, 0)
    if family is None:
        return closest(wrong, names)
    own = [name.partition(".")[2] for name in names if name.startswith(f"{family}.")]
    begun = [name for name in own if name.startswith(f"{method}_")]
    return f"{family}.{closest(method, begun, 0) or closest(method, own) or '*'}"


def _family(name: str, families: Collection[str]) -> str | None:
    """The family that a word stands for: `dataset`, or `DatasetCollectionClient` in small letters."""
    noun = name.removesuffix("_client").removesuffix("_collection")
    spelled = (noun, f"{noun}s", FAMILIES.get(noun, ""), FAMILIES.get(f"{noun}s", ""))
    return next((one for one in spelled if one in families), None)
