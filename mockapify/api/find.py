"""Finders: from the parameters of a path to the object it names, and whether this caller may have it.

Each is `(world, parent, call) -> child`; `parent` is what the finder before it found.

Simplified: users cannot share what they have with one another, nor belong to organizations; what somebody else may see
is decided by general access, signatures and public Actors alone.
"""

from typing import TypeVar

from mockapify import errors
from mockapify.api.call import Call
from mockapify.api.query import Query
from mockapify.state import access, builds, env_vars, run_lists, runs, users, versions
from mockapify.state.actors import Actor
from mockapify.state.builds import Build
from mockapify.state.collection import Collection, T
from mockapify.state.datasets import Dataset
from mockapify.state.dispatches import Dispatch
from mockapify.state.env_vars import EnvVar
from mockapify.state.jobs import JobStatus, Origin
from mockapify.state.key_value_stores import KeyValueStore
from mockapify.state.request_queues import RequestQueue
from mockapify.state.runnables import Runnable
from mockapify.state.runs import Run
from mockapify.state.schedules import Schedule
from mockapify.state.signatures import opens_content, opens_record
from mockapify.state.storages import S, Storage
from mockapify.state.tasks import Task
from mockapify.state.users import User
from mockapify.state.versions import Version
from mockapify.state.webhooks import Webhook
from mockapify.world import World

Owned = TypeVar("Owned", Webhook, Dispatch, Schedule)


class Last(Query, kw_only=True):
    """Which of the runs is meant by `last`."""

    status: JobStatus | None = None
    origin: Origin | None = None


def actor(world: World, _: None, call: Call) -> Actor:
    """The Actor by id, `username~name` or `~name`.

    Raises:
        ApiError: 404 `record-not-found` by name, `record-or-token-not-found` by id, as the platform has it.
    """
    id_ = _address(call, "actorId")
    found = visible_actor(id_, call)
    if found is None:
        raise errors.record_not_found("Actor") if "~" in id_ else errors.record_or_token_not_found("Actor")
    return found


def visible_actor(id_: str, call: Call) -> Actor | None:
    """The Actor by id or name, if there is one that the caller may see."""
    found = _by_id_or_name(call.world, call.world.actors, id_.replace("/", "~"), call)
    if found is None or found.is_public or (call.user is not None and call.user.id == found.user_id):
        return found
    return None


def task(world: World, _: None, call: Call) -> Task:
    """The caller's task by id, `username~name` or `~name`. A public task has a page, but is nobody else's to use."""
    caller = call.caller
    found = _by_id_or_name(world, world.tasks, _address(call, "actorTaskId"), call)
    if found is None or found.user_id != caller.id:
        raise errors.record_not_found("Actor task")
    return found


def run(world: World, parent: Actor | None, call: Call) -> Run:
    """The run by id; below an Actor, only one of that Actor."""
    found = world.runs.get(call.path["runId"])
    if found is None or (parent is not None and found.act_id != parent.id):
        raise errors.record_not_found("Run")
    return _accessible_run(found, call)


def last_run(world: World, parent: Runnable, call: Call, *, query: Last) -> Run:
    """The caller's latest run of the Actor or task, of the `status` and `origin` that the query asks for."""
    found = run_lists.last(world, call.caller, of=parent, status=query.status, origin=query.origin)
    if found is None:
        raise errors.record_not_found("Run")
    return _accessible_run(found, call)


def own_actor(world: World, parent: Actor, call: Call) -> Actor:
    """The Actor, for its owner only."""
    if parent.user_id != call.caller.id:
        raise errors.insufficient_permissions("Actor")
    return parent


def version(world: World, parent: Actor, call: Call) -> Version:
    """The Actor's version by its number."""
    found = versions.find(parent, call.path["versionNumber"])
    if found is None:
        raise _missing_part("Actor version", call)
    return found


def env_var(world: World, parent: Version, call: Call) -> EnvVar:
    """The version's environment variable by its name."""
    found = env_vars.find(parent, call.path["envVarName"])
    if found is None:
        raise _missing_part("Environment variable", call)
    return found


def build(world: World, parent: Actor | None, call: Call) -> Build:
    """The build by id; below an Actor, only one of that Actor, and as `default` the one that its runs take."""
    if parent is not None and call.path["buildId"] == "default":
        return _accessible_build(builds.find(world, parent, parent.default_run_options.build), call)
    found = world.builds.get(call.path["buildId"])
    if found is None or (parent is not None and found.act_id != parent.id):
        raise errors.record_not_found("Build")
    return _accessible_build(found, call)


def build_or_run(world: World, _: None, call: Call) -> Build | Run:
    """Whatever has a log under this id."""
    id_ = call.path["buildOrRunId"]
    found = world.runs.get(id_)
    if found is not None:
        return _accessible_run(found, call)
    if id_ in world.builds:
        return _accessible_build(world.builds[id_], call)
    raise errors.record_not_found("Build or run")


def dataset(world: World, _: None, call: Call) -> Dataset:
    """The dataset by id, `username~name` or `~name`."""
    return _storage(Dataset, _address(call, "datasetId"), call)


def default_dataset(world: World, parent: Run, call: Call) -> Dataset:
    """The run's default dataset."""
    return _accessible(runs.dataset_of(world, parent), call)


def key_value_store(world: World, _: None, call: Call) -> KeyValueStore:
    """The key-value store by id, `username~name` or `~name`."""
    return _storage(KeyValueStore, _address(call, "storeId"), call)


def default_key_value_store(world: World, parent: Run, call: Call) -> KeyValueStore:
    """The run's default key-value store."""
    return _accessible(runs.store_of(world, parent), call)


def request_queue(world: World, _: None, call: Call) -> RequestQueue:
    """The request queue by id, `username~name` or `~name`."""
    return _storage(RequestQueue, _address(call, "queueId"), call)


def default_request_queue(world: World, parent: Run, call: Call) -> RequestQueue:
    """The run's default request queue."""
    return _accessible(runs.queue_of(world, parent), call)


def webhook(world: World, _: None, call: Call) -> Webhook:
    """The caller's webhook by id."""
    return _own(world.webhooks.get(call.path["webhookId"]), "Webhook", call)


def dispatch(world: World, _: None, call: Call) -> Dispatch:
    """The caller's webhook dispatch by id."""
    return _own(world.dispatches.get(call.path["dispatchId"]), "Webhook dispatch", call)


def schedule(world: World, _: None, call: Call) -> Schedule:
    """The caller's schedule by id."""
    return _own(world.schedules.get(call.path["scheduleId"]), "Schedule", call)


def user(world: World, _: None, call: Call) -> User:
    """The user by id or username."""
    id_ = call.path["userId"]
    found = world.users.get(id_) or users.named(world, id_)
    if found is None:
        raise errors.record_not_found("User")
    return found


def _own(found: Owned | None, label: str, call: Call) -> Owned:
    """What was found, if it is the caller's; nobody else gets to know of it."""
    if found is None or found.user_id != call.caller.id:
        raise errors.record_not_found(label)
    return found


def _address(call: Call, parameter: str) -> str:
    """An id, which has no tilde, or `username~name`; some clients send `username/name` with an encoded slash."""
    return call.path[parameter].replace("/", "~")


def _by_id_or_name(world: World, collection: Collection[T], id_: str, call: Call) -> T | None:
    username, tilde, name = id_.partition("~")
    if not tilde:
        return collection.get(id_)
    owner = call.caller if username in ("", "me") else users.named(world, username)
    return collection.named(owner.id, name) if owner is not None else None


def _accessible_run(found: Run, call: Call) -> Run:
    access.require(call.world, found, user=call.user, scope=call.scope, writing=call.writing)
    return found


def _accessible_build(found: Build, call: Call) -> Build:
    """The build, for all of a public Actor; of a private one, for its owner, and only for runs of the Actor itself."""
    actor = call.world.actors.get(found.act_id)
    if actor is None or not (actor.is_public or (call.user is not None and call.user.id == found.user_id)):
        raise errors.record_not_found("Build")
    if call.scope is not None and not actor.is_public and call.scope.act_id != actor.id:
        raise errors.insufficient_permissions("Actor build")
    if call.writing and call.caller.id != found.user_id:
        raise errors.insufficient_permissions("Actor build")
    return found


def _missing_part(what: str, call: Call) -> errors.ApiError:
    """A 404 of a part of an Actor; of the DELETE of a version the platform's own change log tells another type."""
    if call.method == "DELETE":
        return errors.record_or_token_not_found(what)
    return errors.record_not_found(what)


def _storage(kind: type[S], id_: str, call: Call) -> S:
    found = _by_id_or_name(call.world, call.world.storages(kind), id_, call)
    if found is None:
        raise errors.record_not_found(kind.kind.label)
    return _accessible(found, call, by_name="~" in id_)


def _accessible(found: S, call: Call, *, by_name: bool = False) -> S:
    if not call.writing and _is_signed(found, call):
        return found
    access.require(call.world, found, user=call.user, scope=call.scope, writing=call.writing, by_name=by_name)
    return found


def _is_signed(found: Storage, call: Call) -> bool:
    """Whether the call's signature opens what it asks for: one record, or the content of the whole storage."""
    secret = found.url_signing_secret_key
    if call.signature is None or not secret:
        return False
    key = call.path.get("recordKey")
    if key is not None:
        return opens_record(call.signature, secret, key)
    return opens_content(call.signature, secret, found.id, _signing_millis(call.world))


def _signing_millis(world: World) -> float:
    """Clients date signatures by their own real clock, so a virtual one that jumped ahead must not expire them."""
    seconds = world.clock.time() if world.clock.mode == "manual" else world.clock.real_time()
    return seconds * 1000


SCOPED = frozenset(
    {
        run,
        last_run,
        dataset,
        default_dataset,
        key_value_store,
        default_key_value_store,
        request_queue,
        default_request_queue,
    }
)
"""Finders that ask whether an Actor run with limited permissions may have what they find."""
