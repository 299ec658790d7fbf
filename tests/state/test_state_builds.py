"""Builds on the clock: how they go, end, number and tag."""

import json

import pytest
from cases import each_case

from mockapify.errors import ApiError
from mockapify.state import actors, builds, catalog, constructions, versions
from mockapify.state.behaviours import Aborted, Failed, Hangs, Succeeded, TimedOut
from mockapify.state.builds import BuildOptions
from mockapify.state.catalog import ActorChanges, TagTarget
from mockapify.state.jobs import JobMeta
from mockapify.state.versions import SourceFile, VersionSettings

INPUT = {"title": "In", "type": "object", "schemaVersion": 1, "properties": {}}

TOO_LONG = "ACTOR: The build has reached the timeout of 1800 seconds, aborting it."


@pytest.fixture
def build(world, actor):
    """Starts a build of a version, which is made when there is none."""

    def started(number="0.1", *, tag=None, files=None, **more):
        settings = VersionSettings(
            version_number=number,
            source_type="SOURCE_FILES",
            source_files=[SourceFile(name=name, content=json.dumps(value)) for name, value in (files or {}).items()],
            **more,
        )
        with world:
            version = versions.find(actor, number) or versions.create(actor, settings)
            return constructions.start(world, actor, version, meta=JobMeta(), options=BuildOptions(), tag=tag)

    return started


def log_of(build):
    return [line.partition(" ")[2] for line in str(build.log).splitlines()]


def test_a_build_succeeds_by_itself_after_a_second(build, actor, later):
    one = build()
    assert (one.status, one.finished_at) == ("READY", None)
    later()
    assert one.status == "RUNNING"
    later(0.9)
    assert one.status == "RUNNING"
    later(0.1)
    assert one.status == "SUCCEEDED"
    assert (one.finished_at - one.started_at).total_seconds() == 1
    assert one.stats.run_time_secs == 1
    assert one.usage_total_usd == pytest.approx(4 / 3600 * 0.25)
    assert log_of(one) == ["ACTOR: Creating a new build of the Actor.", "ACTOR: Build finished."]


def test_builds_are_numbered_by_version_and_no_number_comes_twice(world, build, later):
    numbers = [build(number).build_number for number in ("0.1", "0.1", "1.12", "0.1")]
    assert numbers == ["0.1.1", "0.1.2", "1.12.1", "0.1.3"]
    last = build()
    later(1)
    newest = build()
    later(1)
    with world:
        builds.delete(world, last)
    assert build().build_number == "0.1.6"
    assert newest.number_int == 100_005


def test_a_tag_moves_when_a_build_has_succeeded(build, actor, later):
    first = build()
    assert actor.tagged_builds is None
    later(1)
    assert actor.tagged_builds["latest"].build_id == first.id
    second = build()
    later(0.5)
    assert actor.tagged_builds["latest"].build_id == first.id
    later(0.5)
    assert actor.tagged_builds["latest"].build_id == second.id


def test_the_tag_of_a_start_wins_over_the_versions_own(build, actor, later):
    one = build(tag="beta")
    later(1)
    assert {tag: tagged.build_id for tag, tagged in actor.tagged_builds.items()} == {"beta": one.id}


def test_a_version_without_a_tag_leaves_its_builds_without_one(build, actor, later):
    one = build(build_tag=None)
    later(1)
    assert (one.status, actor.tagged_builds) == ("SUCCEEDED", None)


def test_a_build_takes_its_definition_from_the_sources(build, later):
    one = build(files={".actor/actor.json": {"actorSpecification": 1, "name": "x"}, "INPUT_SCHEMA.json": INPUT})
    assert one.actor_definition == {}
    later(1)
    assert one.actor_definition == {"actorSpecification": 1, "name": "x", "input": INPUT}
    assert json.loads(one.input_schema_text) == INPUT
    assert one.input_schema.problem({}) is None


def test_malformed_sources_fail_a_build(build, actor, later):
    one = build(files={".actor/actor.json": {"name": "x"}})
    later(1)
    assert (one.status, actor.tagged_builds) == ("FAILED", None)
    assert log_of(one)[-1] == (
        "ACTOR: ERROR: .actor/actor.json is not valid: Object missing required field `actorSpecification`"
    )


def test_a_build_is_of_the_sources_as_they_were_when_it_started(world, build, actor, later):
    one = build()
    with world:
        versions.update(actor.versions[0], VersionSettings(source_files=[SourceFile(name=".actor/actor.json")]))
    later(1)
    assert one.status == "SUCCEEDED"


@each_case(
    ("outcome", "status", "seconds", "line"),
    [
        (Failed("npm install: no such package"), "FAILED", 1, "ACTOR: npm install: no such package"),
        (Failed(duration=20), "FAILED", 20, "ACTOR: Build failed."),
        (Succeeded(duration=60), "SUCCEEDED", 60, "ACTOR: Build finished."),
        (Aborted(), "ABORTED", 1, "ACTOR: Build aborted."),
        (TimedOut(), "TIMED-OUT", 1801, TOO_LONG),
        (Hangs(), "TIMED-OUT", 1801, TOO_LONG),
        (Succeeded(duration=5000), "TIMED-OUT", 1801, TOO_LONG),
    ],
)
def test_builds_go_as_planned(build, actor, later, outcome, status, seconds, line):
    constructions.plan(actor, outcome)
    one = build()
    later(seconds - 0.5)
    assert one.status in ("RUNNING", "TIMING-OUT")
    later(0.5)
    assert (one.status, log_of(one)[-1]) == (status, line)


def test_one_outcome_is_for_one_build_and_the_last_repeats(build, actor, later):
    constructions.plan(actor, Failed(log=["npm ERR! 404", "npm ERR! gone"]), Succeeded())
    found = [build(), build(), build()]
    later(1)
    assert [one.status for one in found] == ["FAILED", "SUCCEEDED", "SUCCEEDED"]
    assert log_of(found[0])[1:3] == ["npm ERR! 404", "npm ERR! gone"]


@each_case("outcome", [Succeeded(items=[{}]), Succeeded(output=1), Failed(exit_code=2)])
def test_a_build_has_nothing_that_only_runs_have(actor, outcome):
    with pytest.raises(ValueError, match="a build has no items, steps, output, charges or exit code"):
        constructions.plan(actor, outcome)


def test_what_is_no_outcome_cannot_be_planned(actor):
    with pytest.raises(TypeError, match="is no outcome"):
        constructions.plan(actor, "FAILED")


@each_case(
    "seconds", [pytest.param(None, id="READY"), pytest.param(0, id="just RUNNING"), pytest.param(0.5, id="RUNNING")]
)
def test_an_aborted_build_ends_at_once(world, build, actor, later, seconds):
    one = build()
    if seconds is not None:
        later(seconds)
    with world:
        builds.abort(world, one)
        builds.abort(world, one)
        assert one.status == "ABORTING"
    later()
    assert one.status == "ABORTED"
    later(2)
    assert (one.status, actor.tagged_builds) == ("ABORTED", None)


def test_a_finished_build_stays_as_it_is(world, build, later):
    one = build()
    later(1)
    with world:
        builds.abort(world, one)
        builds.finish(world, one, "FAILED")
    later(1)
    assert one.status == "SUCCEEDED"


def test_a_build_under_way_cannot_be_deleted(world, build, later):
    one = build()
    with world, pytest.raises(ApiError) as refused:
        builds.delete(world, one)
    assert (refused.value.status, refused.value.type) == (400, "deleting-unfinished-build")


@pytest.mark.parametrize("default", ["latest", "0.1.1"])
def test_the_default_build_cannot_be_deleted(world, build, actor, later, default):
    one = build()
    later(1)
    actor.default_run_options.build = default
    with world, pytest.raises(ApiError) as refused:
        builds.delete(world, one)
    assert (refused.value.status, refused.value.type) == (400, "deleting-default-build")
    assert one.id in world.builds


def test_another_build_can_be_deleted_and_its_tags_go_with_it(world, build, actor, later):
    other = build(tag="beta")
    build()
    later(1)
    with world:
        builds.delete(world, other)
    assert other.id not in world.builds
    assert list(actor.tagged_builds) == ["latest"]


def test_only_a_build_that_succeeded_can_be_run(world, build, actor, later):
    constructions.plan(actor, Failed())
    build()
    later(1)
    with pytest.raises(ApiError) as refused:
        builds.find(world, actor, "0.1.1")
    assert (refused.value.status, refused.value.type) == (403, "invalid-build")


def test_a_build_outlives_the_deletion_of_its_actor_nowhere(world, build, actor, later):
    build()
    with world:
        catalog.delete(world, actor)
    later(5)
    assert world.builds == {}


def test_a_declared_actor_can_be_built_again(world, later):
    with world:
        actor = actors.declare(world, "janedoe/abc", input_schema=INPUT, dataset_schema={"fields": {}})
        (version,) = actor.versions
        again = constructions.start(world, actor, version, meta=JobMeta(), options=BuildOptions())
    first = world.builds[actor.tagged_builds["latest"].build_id]
    later(1)
    assert (first.build_number, again.build_number) == ("0.0.1", "0.0.2")
    assert again.actor_definition == first.actor_definition
    assert actor.tagged_builds["latest"].build_id == again.id
    assert actor.stats.total_builds == 2


def test_builds_are_listed_by_actor_and_by_user(world, user, build, actor):
    one = build()
    with world:
        other = actors.declare(world, "somebody/else")
    assert builds.listed(world, actor=actor) == [one] == builds.listed(world, user=user)
    assert [found.act_id for found in builds.listed(world, actor=other)] == [other.id]
    assert len(builds.listed(world)) == 2


def test_tags_can_be_set_and_taken_away(world, build, actor, later):
    first, second = build(), build()
    later(1)
    with world:
        catalog.update(world, actor, ActorChanges(tagged_builds={"beta": TagTarget(first.id), "latest": None}))
    assert {tag: tagged.build_number for tag, tagged in actor.tagged_builds.items()} == {"beta": "0.1.1"}
    with world:
        catalog.update(world, actor, ActorChanges(tagged_builds={"latest": TagTarget(second.id)}))
    assert sorted(actor.tagged_builds) == ["beta", "latest"]


def test_a_tag_stands_for_a_build_of_the_actor_that_succeeded(world, build, actor):
    with world:
        foreign = actors.declare(world, "somebody/else").tagged_builds["latest"].build_id
    for id_, type_ in [("unknown", "record-not-found"), (foreign, "record-not-found"), (build().id, "invalid-build")]:
        with world, pytest.raises(ApiError) as refused:
            catalog.update(world, actor, ActorChanges(title="New", tagged_builds={"beta": TagTarget(id_)}))
        assert refused.value.type == type_
    assert (actor.title, actor.tagged_builds) == (None, None)
