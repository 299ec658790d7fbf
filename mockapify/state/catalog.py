"""The catalog: Actors as their owners make, change and delete them, and as users find them in their lists."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import Meta, Struct, structs

from mockapify import errors
from mockapify.clock import Timestamp
from mockapify.errors import ApiError
from mockapify.state import actors, builds, names, pricing, run_endings, versions
from mockapify.state.actors import (
    Actor,
    ActorStandby,
    ExampleInput,
    PermissionLevel,
    RunDefaults,
    TaggedBuild,
    check_memory,
)
from mockapify.state.pricing import PricingInfo
from mockapify.state.users import User
from mockapify.state.versions import VersionSettings
from mockapify.wire import UNSET, Resource, UnsetType, patched

if TYPE_CHECKING:
    from mockapify.world import World

DEFAULT_NAME = "my-actor"
NEEDED_IN_PUBLIC = ("title", "categories")
NEVER = Timestamp.at(0)

SortBy = Literal["createdAt", "stats.lastRunStartedAt"]

AS_GIVEN: dict[str, Any] = {
    "title": None,
    "description": None,
    "seo_title": None,
    "seo_description": None,
    "categories": [],
    "is_deprecated": False,
    "actor_permission_level": "LIMITED_PERMISSIONS",
}
"""Settings that are taken as they are, and what a null makes of each."""

MAX_COUNT = 1_000_000_000
Count = Annotated[int, Meta(ge=0, le=MAX_COUNT)]


class RunDefaultsSettings(Resource, kw_only=True):
    """What can be said of the options that runs have by default."""

    build: Annotated[str, Meta(min_length=1)] | UnsetType = UNSET
    timeout_secs: Count | UnsetType = UNSET
    memory_mbytes: Count | UnsetType = UNSET
    restart_on_error: bool | UnsetType = UNSET
    max_items: Count | UnsetType | None = UNSET
    force_permission_level: PermissionLevel | UnsetType | None = UNSET


class ActorSettings(Struct, rename="camel", kw_only=True):
    """What can be said of an Actor. UNSET says nothing, None takes away what was said."""

    name: str | UnsetType | None = UNSET
    title: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    seo_title: str | UnsetType | None = UNSET
    seo_description: str | UnsetType | None = UNSET
    is_public: bool | UnsetType | None = UNSET
    is_deprecated: bool | UnsetType | None = UNSET
    actor_permission_level: PermissionLevel | UnsetType | None = UNSET
    restart_on_error: bool | UnsetType | None = UNSET
    categories: list[str] | UnsetType | None = UNSET
    versions: list[VersionSettings] | UnsetType | None = UNSET
    pricing_infos: list[PricingInfo] | UnsetType = UNSET
    default_run_options: RunDefaultsSettings | UnsetType | None = UNSET
    actor_standby: ActorStandby | UnsetType | None = UNSET
    example_run_input: ExampleInput | UnsetType | None = UNSET


class TagTarget(Struct, rename="camel"):
    """The build that a tag is to stand for."""

    build_id: str


class ActorChanges(ActorSettings, kw_only=True):
    """What an update may change: also which builds the tags stand for. A null takes a tag away."""

    tagged_builds: dict[str, TagTarget | None] | UnsetType | None = UNSET


def create(world: "World", user: User, settings: ActorSettings) -> Actor:
    """A new Actor of the user, private unless told otherwise. Without a name it gets one.

    Raises:
        ApiError: 400: something in the settings will not do; 403: `cannot-publish-actor`, or something about versions;
            409 `actor-name-not-unique`.
    """
    given = settings.name
    name = names.check(given) if isinstance(given, str) else names.free(world.actors, user.id, DEFAULT_NAME)
    actor = actors.made(world, user, name)
    _apply(actor, _changes(world, actor, settings))
    return world.actors.add(actor)


def update(world: "World", actor: Actor, settings: ActorChanges) -> None:
    """Change what is said, all or nothing. Default options, Standby, the example and tags change field by field.

    Raises:
        ApiError: As for `create`; 404: a tag is to stand for a build that the Actor does not have.
    """
    changes = _changes(world, actor, settings)
    if settings.tagged_builds:
        changes["tagged_builds"] = _tagged(world, actor, settings.tagged_builds)
    if changes.get("is_public") and not actor.is_public:
        _check_default_build(world, structs.replace(actor, **changes))
    if isinstance(settings.name, str):
        world.actors.rename(actor, names.check(settings.name))
    _apply(actor, changes)
    actor.modified_at = world.clock.now()


def delete(world: "World", actor: Actor) -> None:
    """Forget the Actor with its versions and builds. Its runs stay, those under way are aborted; so do its tasks, which
    cannot be run any more.

    Raises:
        ApiError: 403 `cannot-delete-paid-actor`.
    """
    if actor.is_public and pricing.is_paid(pricing.current(actor.pricing_infos, world.clock.now())):
        raise errors.cannot_delete_paid_actor()
    for run in world.runs.values():
        if actor.has_run(run):
            run_endings.abort(world, run)
    for build in builds.listed(world, actor=actor):
        build.stop()
        del world.builds[build.id]
        world.under_way.pop(build.id, None)
    world.actors.remove(actor)


def listed(world: "World", user: User, *, own_only: bool = False, sort_by: SortBy = "createdAt") -> list[Actor]:
    """The Actors that the user created or used, in the order of their creation, or of their last runs."""
    used = set() if own_only else {run.act_id for run in world.runs.values() if run.user_id == user.id}
    found = [actor for actor in world.actors if actor.user_id == user.id or actor.id in used]
    if sort_by == "stats.lastRunStartedAt":
        found.sort(key=lambda actor: actor.stats.last_run_started_at or NEVER)
    return found


def _changes(world: "World", actor: Actor, settings: ActorSettings) -> dict[str, Any]:
    """The fields of the Actor that the settings change, and what to; name and tags are left out."""
    changes: dict[str, Any] = {
        name: default if value is None else value
        for name, default in AS_GIVEN.items()
        if (value := getattr(settings, name)) is not UNSET
    }
    if settings.default_run_options is not UNSET or settings.restart_on_error in (True, False):
        changes["default_run_options"] = _run_defaults(actor, settings)
    if settings.actor_standby is not UNSET:
        standby = patched(actor.actor_standby or ActorStandby(), settings.actor_standby)
        changes["actor_standby"] = standby or UNSET
    if settings.example_run_input is not UNSET:
        example = patched(actor.example_run_input or ExampleInput(), settings.example_run_input)
        changes["example_run_input"] = example or UNSET
    if settings.versions or settings.versions == []:
        if not settings.versions and actor.versions:
            raise errors.too_few_versions()
        changes["versions"] = versions.all_made(settings.versions, actor.versions)
    if settings.pricing_infos is not UNSET:
        changes["pricing_infos"] = pricing.changed(actor.pricing_infos, settings.pricing_infos, world.clock.now())
    if settings.is_public in (True, False):
        changes["is_public"] = settings.is_public
    if changes.get("is_public", actor.is_public):
        _check_page(actor, changes)
    return changes


def _check_page(actor: Actor, changes: Mapping[str, Any]) -> None:
    """Refuse to publish an Actor without what its page needs, and to take that away from a public one. A declared one
    is public without."""
    for name in NEEDED_IN_PUBLIC:
        if (name in changes or not actor.is_public) and not changes.get(name, getattr(actor, name)):
            raise errors.cannot_publish_actor(f'"{name}" is missing')


def _apply(actor: Actor, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(actor, name, value)
    standby = actor.actor_standby
    is_standby = standby is not UNSET and standby.is_enabled is True
    actor.standby_url = f"https://{actor.username}--{actor.name}.apify.actor" if is_standby else None
    for version in actor.versions:
        versions.adopted(version, actor)


def _run_defaults(actor: Actor, settings: ActorSettings) -> RunDefaults:
    given = settings.default_run_options
    if given is None:
        return RunDefaults()
    options = patched(actor.default_run_options, given or RunDefaultsSettings()) or RunDefaults()
    if given and given.memory_mbytes is not UNSET:
        check_memory(given.memory_mbytes)
    if settings.restart_on_error in (True, False):  # An older place for the same option.
        options = structs.replace(options, restart_on_error=settings.restart_on_error)
    return options


def _tagged(world: "World", actor: Actor, wanted: dict[str, TagTarget | None]) -> dict[str, TaggedBuild]:
    """The tags as they are to be."""
    tagged = dict(actor.tagged_builds or {})
    for tag, target in wanted.items():
        if target is None:
            tagged.pop(tag, None)
            continue
        build = world.builds.get(target.build_id)
        if build is None or build.act_id != actor.id:
            raise errors.record_not_found("Build")
        if build.status != "SUCCEEDED":
            raise errors.invalid_build(build.build_number, build.status)
        tagged[tag] = TaggedBuild.of(build)
    return tagged


def _check_default_build(world: "World", actor: Actor) -> None:
    wanted = actor.default_run_options.build
    try:
        builds.find(world, actor, wanted)
    except ApiError:
        raise errors.tagged_build_required(wanted) from None
