"""Actors.

Simplified: nothing is Standby, its settings are kept and shown. Which categories there are, and how many Actors a user
may have, is not checked. Of an Actor's counters only those of runs and builds move.
"""

from typing import Any

from msgspec import structs

from mockapify.api.call import NO_CONTENT, Call, Data, Reply, created
from mockapify.api.query import Page, Query
from mockapify.api.runs import input_record
from mockapify.state import builds, catalog, inputs
from mockapify.state.actors import Actor
from mockapify.state.catalog import ActorChanges, ActorSettings, SortBy
from mockapify.state.versions import hidden


class ListActors(Page, kw_only=True):
    """Parameters of a list of Actors."""

    my: bool = False
    sort_by: SortBy = "createdAt"


class ValidateInput(Query, kw_only=True):
    """Parameters of an input check."""

    build: str | None = None


def list_all(call: Call, *, query: ListActors) -> Data:
    """The Actors that the caller created or has runs of, by creation or by their last runs."""
    page = query.of(catalog.listed(call.world, call.caller, own_only=query.my, sort_by=query.sort_by))
    return Data({**page, "items": [_short(actor) for actor in page["items"]]})


def create(call: Call, *, body: ActorSettings) -> Data:
    """A new Actor of the caller, private unless told otherwise. Its runs succeed with nothing once it is built."""
    actor = catalog.create(call.world, call.caller, body)
    return created(call, actor, f"actors/{actor.id}")


def get(call: Call, actor: Actor) -> Data:
    """The Actor itself; its sources and environment variables are its owner's to see.

    Simplified: what the platform shows others of a version is not public; here it is number and tag.
    """
    if call.user is not None and call.user.id == actor.user_id:
        return Data(actor)
    return Data(structs.replace(actor, versions=[hidden(version) for version in actor.versions]))


def update(call: Call, actor: Actor, *, body: ActorChanges) -> Data:
    """Change what the body names, all or nothing; tags of builds are set and taken away one by one."""
    catalog.update(call.world, actor, body)
    return Data(actor)


def delete(call: Call, actor: Actor) -> Reply:
    """Forget the Actor with its versions and builds. Its runs stay; those under way are aborted.

    Simplified: the platform does not say what becomes of runs and tasks; here tasks stay, but cannot be run.
    """
    catalog.delete(call.world, actor)
    return NO_CONTENT


def validate_input(call: Call, actor: Actor, *, query: ValidateInput, body: bytes) -> Reply:
    """Say whether a run would take the body as its input; what is wrong with it is an error."""
    build = builds.find(call.world, actor, query.build or actor.default_run_options.build)
    inputs.completed(build, input_record(call, body))
    return Reply(b'{"valid":true}')


def _short(actor: Actor) -> dict[str, Any]:
    shown = {
        "id": actor.id,
        "createdAt": actor.created_at,
        "modifiedAt": actor.modified_at,
        "name": actor.name,
        "username": actor.username,
        "stats": actor.stats,
    }
    return shown if actor.title is None else {**shown, "title": actor.title}
