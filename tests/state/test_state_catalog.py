"""Actors as users make, change, list and delete them."""

import pytest

from mockapify import wire
from mockapify.errors import ApiError
from mockapify.state import actors, builds, catalog, users
from mockapify.state.actors import ActorStandby, ExampleInput
from mockapify.state.behaviours import Hangs, Succeeded
from mockapify.state.catalog import ActorChanges, ActorSettings, RunDefaultsSettings
from mockapify.state.env_vars import EnvVarSettings
from mockapify.state.pricing import FlatPricePerMonth
from mockapify.state.versions import VersionSettings

SOURCES = VersionSettings(version_number="0.1", source_type="SOURCE_FILES")
PUBLIC = {"is_public": True, "title": "Scraper", "categories": ["AI"]}


@pytest.fixture
def create(world, user):
    def created(**settings):
        with world:
            return catalog.create(world, user, ActorSettings(**settings))

    return created


@pytest.fixture
def update(world):
    def updated(actor, **changes):
        with world:
            catalog.update(world, actor, ActorChanges(**changes))

    return updated


def refusal(change, *arguments, **settings):
    with pytest.raises(ApiError) as refused:
        change(*arguments, **settings)
    return refused.value.status, refused.value.type


def test_a_new_actor_is_private_and_has_nothing(create, user):
    actor = create(name="scraper")
    assert (actor.full_name, actor.user_id, actor.is_public) == ("janedoe/scraper", user.id, False)
    assert (actor.title, actor.versions, actor.tagged_builds, actor.pricing_infos) == (None, [], None, [])
    assert actor.behaviour.next() == Succeeded()


def test_an_actor_without_a_name_gets_one(create):
    assert [create().name, create(name=None).name, create().name] == ["my-actor", "my-actor-1", "my-actor-2"]


def test_an_actor_may_bring_its_versions(create):
    second = VersionSettings(version_number="0.2", source_type="GIT_REPO", git_repo_url="https://example.com/x.git")
    actor = create(name="scraper", versions=[SOURCES, second])
    assert [version.version_number for version in actor.versions] == ["0.1", "0.2"]
    assert all(version.actor is actor for version in actor.versions)


def test_a_name_that_will_not_do_is_refused(create, update):
    actor = create(name="scraper")
    for name in ("", "ab", "-abc", "a_bc", "x" * 64, "jane/abc"):
        assert refusal(create, name=name) == (400, "invalid-value"), name
        assert refusal(update, actor, name=name, title="New") == (400, "invalid-value"), name
        assert (actor.name, actor.title) == ("scraper", None), name


def test_a_name_is_taken_once_by_a_user(world, create, update):
    with world:
        actors.declare(world, "somebody/scraper")
    first, second = create(name="scraper"), create(name="second")
    assert refusal(create, name="scraper") == (409, "actor-name-not-unique")
    assert refusal(update, second, name="scraper", title="New") == (409, "actor-name-not-unique")
    assert (second.name, second.title) == ("second", None)
    update(first, name="first")
    update(second, name="scraper")
    assert world.actors.named(second.user_id, "scraper") is second


def test_an_update_changes_what_it_names(world, create, update, later):
    actor = create(name="scraper", title="A", description="B", seo_title="C")
    later(5)
    update(actor, description=None, is_deprecated=True, categories=["AI"], actor_permission_level="FULL_PERMISSIONS")
    assert (actor.title, actor.description, actor.seo_title) == ("A", None, "C")
    assert (actor.is_deprecated, actor.categories, actor.actor_permission_level) == (True, ["AI"], "FULL_PERMISSIONS")
    assert (actor.modified_at - actor.created_at).total_seconds() == 5


def test_what_cannot_be_taken_away_goes_back_to_its_default(create, update):
    actor = create(name="scraper", is_deprecated=True, categories=["AI"], actor_permission_level="FULL_PERMISSIONS")
    update(actor, is_deprecated=None, categories=None, actor_permission_level=None, is_public=None, versions=None)
    assert (actor.is_deprecated, actor.categories) == (False, [])
    assert actor.actor_permission_level == "LIMITED_PERMISSIONS"


def test_options_of_runs_are_changed_one_by_one(create, update):
    actor = create(name="scraper", default_run_options=RunDefaultsSettings(memory_mbytes=256, max_items=5))
    update(actor, default_run_options=RunDefaultsSettings(timeout_secs=60, max_items=None), restart_on_error=True)
    options = actor.default_run_options
    assert (options.build, options.memory_mbytes, options.timeout_secs) == ("latest", 256, 60)
    assert options.restart_on_error is True
    assert not options.max_items
    update(actor, default_run_options=RunDefaultsSettings())
    assert actor.default_run_options == options
    update(actor, default_run_options=None)
    assert actor.default_run_options.memory_mbytes == 1024


def test_memory_must_be_a_power_of_two(create):
    assert refusal(create, default_run_options=RunDefaultsSettings(memory_mbytes=1000)) == (400, "invalid-value")


def test_standby_and_example_are_changed_field_by_field(create, update):
    actor = create(
        name="scraper",
        actor_standby=ActorStandby(is_enabled=True, build="beta"),
        example_run_input=ExampleInput(body="{}", content_type="application/json"),
    )
    assert actor.standby_url == "https://janedoe--scraper.apify.actor"
    update(actor, name="renamed")
    assert actor.standby_url == "https://janedoe--renamed.apify.actor"
    update(actor, actor_standby=ActorStandby(build=None), example_run_input=ExampleInput(body="[]"))
    assert wire.decode(wire.encode(actor.actor_standby)) == {"isEnabled": True}
    assert (actor.example_run_input.body, actor.example_run_input.content_type) == ("[]", "application/json")
    update(actor, actor_standby=None, example_run_input=None)
    assert (actor.actor_standby, actor.standby_url, actor.example_run_input) == (wire.UNSET, None, wire.UNSET)


def test_an_update_replaces_all_versions_and_keeps_secrets(create, update):
    secret = EnvVarSettings(name="KEY", value="abc", is_secret=True)
    actor = create(name="scraper", versions=[VersionSettings(**_said(SOURCES), env_vars=[secret])])
    again = VersionSettings(version_number="0.1", env_vars=[EnvVarSettings(name="KEY", is_secret=True)])
    update(actor, versions=[again, VersionSettings(version_number="0.3", source_type="SOURCE_FILES")])
    assert [version.version_number for version in actor.versions] == ["0.1", "0.3"]
    assert actor.versions[0].env_vars[0].content == "abc"
    assert refusal(update, actor, versions=[]) == (403, "too-few-versions")


def _said(settings):
    return {"version_number": settings.version_number, "source_type": settings.source_type}


@pytest.mark.parametrize("missing", ["title", "categories"])
def test_a_public_actor_needs_title_and_categories(create, update, missing):
    settings = {name: value for name, value in PUBLIC.items() if name != missing}
    assert refusal(create, name="scraper", **settings) == (403, "cannot-publish-actor")
    public = create(name="scraper", **PUBLIC)
    assert public.is_public
    assert refusal(update, public, **{missing: None}) == (403, "cannot-publish-actor")


def test_an_actor_is_published_with_a_build_that_can_be_run(world, create, update):
    actor = create(name="scraper", versions=[SOURCES])
    assert refusal(update, actor, **PUBLIC) == (403, "tagged-build-required")
    with world:
        builds.create_finished(world, actor, actor.versions[0], {})
    update(actor, **PUBLIC)
    assert actor.is_public
    update(actor, is_public=False)
    assert not actor.is_public


def test_a_declared_actor_is_public_without_a_category_and_can_be_changed(world, update):
    with world:
        actor = actors.declare(world, "janedoe/declared")
    update(actor, description="New")
    assert (actor.description, actor.categories) == ("New", [])
    assert refusal(update, actor, title=None) == (403, "cannot-publish-actor")


def test_a_public_actor_that_is_paid_for_cannot_be_deleted(world, create):
    rent = FlatPricePerMonth(trial_minutes=0, price_per_unit_usd=5)
    paid = create(name="scraper", **PUBLIC, pricing_infos=[rent])
    private = create(name="private", pricing_infos=[rent])
    with world:
        assert refusal(catalog.delete, world, paid) == (403, "cannot-delete-paid-actor")
        catalog.delete(world, private)
    assert list(world.actors) == [paid]


def test_runs_outlive_their_actor_but_stop(world, start, later):
    with world:
        actor = actors.declare(world, "janedoe/scraper")
        actor.behaviour.set(Succeeded(), Hangs())
    done = start(actor=actor)
    later(2)
    hanging = start(actor=actor)
    later(2)
    with world:
        catalog.delete(world, actor)
    later()
    assert (world.runs[done.id].status, world.runs[hanging.id].status) == ("SUCCEEDED", "ABORTED")
    assert world.actors.named(actor.user_id, "scraper") is None


def test_lists_have_what_a_user_created_or_used(world, user, create, start, later):
    own = create(name="mine")
    with world:
        stranger = users.create(world, "stranger")
        used, _unused = actors.declare(world, "other/used"), actors.declare(world, "other/unused")
    start(actor=used)
    assert catalog.listed(world, user) == [own, used]
    assert catalog.listed(world, user, own_only=True) == [own]
    assert catalog.listed(world, stranger) == []


def test_lists_can_be_sorted_by_the_last_run(world, user, create, start, later):
    with world:
        early, late = actors.declare(world, "other/early"), actors.declare(world, "other/late")
    never = create(name="never")
    start(actor=late)
    later(5)
    start(actor=early)
    later(5)
    start(actor=late)
    assert catalog.listed(world, user, sort_by="stats.lastRunStartedAt") == [never, early, late]
    assert catalog.listed(world, user) == [early, late, never]
