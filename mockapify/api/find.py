"""Finders: from the parameters of a path to the object it names, and whether this caller may have it.

Each is `(world, parent, call) -> child`; `parent` is what the finder before it found.
"""

from typing import TypeVar

from mockapify import errors
from mockapify.api.call import Call
from mockapify.api.query import Query
from mockapify.state import access, runs, users
from mockapify.state.actors import Actor
from mockapify.state.builds import Build, JobStatus
from mockapify.state.collection import Collection
from mockapify.state.datasets import Dataset
from mockapify.state.key_value_stores import KeyValueStore
from mockapify.state.request_queues import RequestQueue
from mockapify.state.runs import Run
from mockapify.state.signatures import opens_content, opens_record
from mockapify.state.storages import Storage
from mockapify.state.users import User
from mockapify.world import World


class Last(Query, kw_only=True):
    """Which of the runs is meant by `last`."""

    status: JobStatus | None = None
    origin: runs.Origin | None = None


T = TypeVar("T", Actor, Dataset, KeyValueStore, RequestQueue)


def actor(world: World, _: None, call: Call) -> Actor:
    """The Actor by id, `username~name` or `~name`.

    Raises:
        ApiError: 404 `record-not-found` by name, `record-or-token-not-found` by id, as the platform has it.
    """
    id_ = _address(call, "actorId")
    found = _by_id_or_name(world, world.actors, id_, call)
    if found is None or not (found.is_public or (call.user is not None and call.user.id == found.user_id)):
        raise errors.record_not_found("Actor") if "~" in id_ else errors.record_or_token_not_found("Actor")
    return found


def run(world: World, parent: Actor | None, call: Call) -> Run:
    """The run by id; below an Actor, only one of that Actor."""
    found = world.runs.get(call.path["runId"])
    if found is None or (parent is not None and found.act_id != parent.id):
        raise errors.record_not_found("Run")
    return _accessible_run(found, call)


def last_run(world: World, parent: Actor, call: Call, *, query: Last) -> Run:
    """The caller's latest run of the Actor, of the `status` and `origin` that the query asks for."""
    found = runs.last(world, call.caller, actor=parent, status=query.status, origin=query.origin)
    if found is None:
        raise errors.record_not_found("Run")
    return found


def build(world: World, parent: Actor | None, call: Call) -> Build:
    """The build by id; below an Actor, only one of that Actor."""
    found = world.builds.get(call.path["buildId"])
    if found is None or (parent is not None and found.act_id != parent.id):
        raise errors.record_not_found("Build")
    built = world.actors.get(found.act_id)
    if built is None or not (built.is_public or (call.user is not None and call.user.id == found.user_id)):
        raise errors.record_not_found("Build")
    return found


def build_or_run(world: World, _: None, call: Call) -> Build | Run:
    """Whatever has a log under this id."""
    id_ = call.path["buildOrRunId"]
    found = world.runs.get(id_)
    if found is not None:
        return _accessible_run(found, call)
    if id_ in world.builds:
        return world.builds[id_]
    raise errors.record_not_found("Build or run")


def dataset(world: World, _: None, call: Call) -> Dataset:
    """The dataset by id, `username~name` or `~name`."""
    id_ = _address(call, "datasetId")
    found = _by_id_or_name(world, world.datasets, id_, call)
    if found is None:
        raise errors.record_not_found("Dataset")
    return _accessible_dataset(world, found, call, by_name="~" in id_)


def default_dataset(world: World, parent: Run, call: Call) -> Dataset:
    """The run's default dataset."""
    return _accessible_dataset(world, runs.dataset_of(world, parent), call)


def key_value_store(world: World, _: None, call: Call) -> KeyValueStore:
    """The key-value store by id, `username~name` or `~name`."""
    id_ = _address(call, "storeId")
    found = _by_id_or_name(world, world.key_value_stores, id_, call)
    if found is None:
        raise errors.record_not_found("Store")
    return _accessible_store(world, found, call, by_name="~" in id_)


def default_key_value_store(world: World, parent: Run, call: Call) -> KeyValueStore:
    """The run's default key-value store."""
    return _accessible_store(world, runs.store_of(world, parent), call)


def user(world: World, _: None, call: Call) -> User:
    """The user by id or username."""
    id_ = call.path["userId"]
    found = world.users.get(id_) or users.named(world, id_)
    if found is None:
        raise errors.record_not_found("User")
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
    access.require(call.user, found.user_id, "Actor run", general_access=found.general_access, writing=call.writing)
    return found


def _accessible_dataset(world: World, found: Dataset, call: Call, *, by_name: bool = False) -> Dataset:
    signed = call.signature is not None and opens_content(
        call.signature, found.url_signing_secret_key or "", found.id, _signing_millis(world)
    )
    _require(found, "dataset", call, by_name=by_name, signed=signed)
    return found


def _accessible_store(world: World, found: KeyValueStore, call: Call, *, by_name: bool = False) -> KeyValueStore:
    secret = found.url_signing_secret_key or ""
    key = call.path.get("recordKey")
    signed = call.signature is not None and (
        opens_record(call.signature, secret, key)
        if key is not None
        else opens_content(call.signature, secret, found.id, _signing_millis(world))
    )
    _require(found, "key-value store", call, by_name=by_name, signed=signed)
    return found


def _require(found: Storage, what: str, call: Call, *, by_name: bool, signed: bool) -> None:
    if signed and not call.writing:
        return
    general_access = found.general_access
    run = call.world.runs.get(found.act_run_id or "")
    if run is not None and run.general_access in access.READABLE_BY_ID:
        general_access = run.general_access  # Whoever may see a run may see its default storages.
    access.require(
        call.user,
        found.user_id,
        what,
        general_access=general_access,
        writing=call.writing,
        by_name=by_name,
    )


def _signing_millis(world: World) -> float:
    """Clients date signatures by their own real clock, so a virtual one that jumped ahead must not expire them."""
    seconds = world.clock.time() if world.clock.mode == "manual" else world.clock.real_time()
    return seconds * 1000
