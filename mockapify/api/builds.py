"""Builds: started, watched, aborted.

Simplified: nothing is built. A build reads the definition and the schemas among its source files and fails when those
are malformed; otherwise it succeeds after a second, unless the Actor's declared builds do something else. Sources that
lie elsewhere, in a Git repository, are never fetched. Stats, usage and cost are made up from duration and memory.
"""

from typing import Any

from msgspec import UNSET, structs

from mockapify import errors, wire
from mockapify.api.call import NO_CONTENT, Answer, Call, Data, Reply, created
from mockapify.api.jobs import meta, when_finished
from mockapify.api.query import NonNegative, Page, Query
from mockapify.state import builds, constructions, openapi_documents, versions
from mockapify.state.actors import Actor
from mockapify.state.builds import Build, BuildOptions


class GetBuild(Query, kw_only=True):
    """Parameters of one build."""

    wait_for_finish: NonNegative = 0


class StartBuild(GetBuild, kw_only=True):
    """Parameters of a start."""

    version: str | None = None
    tag: str | None = None
    use_cache: bool = False
    beta_packages: bool = False


def list_all(call: Call, actor: Actor | None = None, *, query: Page) -> Data:
    """The builds of an Actor, or the caller's own builds of all."""
    found = builds.listed(call.world, user=call.caller) if actor is None else builds.listed(call.world, actor=actor)
    page = query.of(found)
    return Data({**page, "items": [_short(build) for build in page["items"]]})


def start(call: Call, actor: Actor, *, query: StartBuild) -> Answer:
    """Build a version of the Actor; with `waitForFinish` answer when that is finished, or after that many seconds."""
    if query.version is None:
        raise errors.parameter_required("version")
    version = versions.find(actor, query.version)
    if version is None:
        raise errors.record_not_found("Actor version")
    options = BuildOptions(use_cache=query.use_cache, beta_packages=query.beta_packages)
    build = constructions.start(call.world, actor, version, meta=meta(call), options=options, tag=query.tag)
    return when_finished(build, query.wait_for_finish, lambda: created(call, build, f"actor-builds/{build.id}"))


def get(call: Call, build: Build, *, query: GetBuild) -> Answer:
    """The build; with `waitForFinish` when it is finished, or after that many seconds."""
    return when_finished(build, query.wait_for_finish, lambda: Data(shown(build, call)))


def get_default(call: Call, actor: Actor, *, query: GetBuild) -> Answer:
    """The build that a run takes when it names none."""
    return get(call, builds.find(call.world, actor, actor.default_run_options.build), query=query)


def get_openapi(call: Call, build: Build) -> Reply:
    """How to call the Actor over HTTP, as an OpenAPI document. The input of its runs is what the input schema says.

    Simplified: the document's words are this project's own; its addresses are those of the platform's document.
    """
    actor = call.world.actors.get(build.act_id)
    if actor is None:
        raise errors.record_not_found("Actor")
    return Reply(wire.encode(openapi_documents.of(actor, build, server=call.link("").rstrip("/"))))


def abort(call: Call, build: Build) -> Data:
    """Abort the build; a finished one is answered unchanged."""
    builds.abort(call.world, build)
    return Data(build)


def delete(call: Call, build: Build) -> Reply:
    """Forget a finished build, but for the one that runs take by default."""
    builds.delete(call.world, build)
    return NO_CONTENT


def shown(build: Build, call: Call) -> Build:
    """The build as this caller sees it: its sources are the owner's, and what it cost is for callers with a token."""
    if call.user is None:
        return structs.replace(build, act_version=UNSET, usage=UNSET, usage_usd=UNSET, usage_total_usd=UNSET)
    return build if call.user.id == build.user_id else structs.replace(build, act_version=UNSET)


def _short(build: Build) -> dict[str, Any]:
    return {
        "id": build.id,
        "actId": build.act_id,
        "userId": build.user_id,
        "status": build.status,
        "startedAt": build.started_at,
        "finishedAt": build.finished_at,
        "usageTotalUsd": build.usage_total_usd,
        "buildNumber": build.build_number,
        "buildNumberInt": build.number_int,
        "meta": build.meta,
    }
