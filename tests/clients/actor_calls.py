"""A call of each method of the official client's clients of Actors, versions, environment variables and builds."""

from datetime import timedelta

from apify_client._resource_clients import (
    ActorClient,
    ActorCollectionClient,
    ActorEnvVarClient,
    ActorEnvVarCollectionClient,
    ActorVersionClient,
    ActorVersionCollectionClient,
    BuildClient,
    BuildCollectionClient,
)
from storage_calls import Resource, deleted

SOURCES = [{"name": "main.js", "format": "TEXT", "content": "console.log('hello')"}]
VERSION = {"versionNumber": "0.1", "sourceType": "SOURCE_FILES", "buildTag": "latest", "sourceFiles": SOURCES}
VARIABLE = {"name": "KEY", "value": "abc", "isSecret": True}
WAIT = timedelta(seconds=30)


def actor(client, _):
    """An Actor that was created by the client, and built."""
    created = client.actors().create(name="scraper", versions=[{**VERSION, "envVars": [VARIABLE]}])
    handle = client.actor(created.id)
    handle.build(version_number="0.1", wait_for_finish=60)
    return handle


def actors(client, mockapify):
    actor(client, mockapify)
    return client.actors()


def version(client, mockapify):
    handle = actor(client, mockapify)
    handle.versions().create(version_number="0.2", source_type="SOURCE_FILES", source_files=SOURCES)
    return handle.version("0.1")


def versions(client, mockapify):
    return actor(client, mockapify).versions()


def env_var(client, mockapify):
    return version(client, mockapify).env_var("KEY")


def env_vars(client, mockapify):
    return version(client, mockapify).env_vars()


def build(client, mockapify):
    """A finished build that is no default one."""
    handle = actor(client, mockapify)
    first = handle.builds().list().items[0]
    handle.build(version_number="0.1", wait_for_finish=60)
    return client.build(first.id)


def builds(client, mockapify):
    build(client, mockapify)
    return client.builds()


def ran(actor):
    return actor.start(wait_for_finish=60)


def the_last_run(actor):
    run = ran(actor)
    return actor.last_run().get().id == run.id


def created(actors):
    made = actors.create(
        name="more",
        title="More",
        default_run_memory_mbytes=256,
        default_run_timeout=WAIT,
        actor_standby_is_enabled=True,
        example_run_input_body="{}",
    )
    options = made.default_run_options
    return (made.title, options.memory_mbytes, options.timeout_secs) == ("More", 256, 30)


def updated(actor):
    tagged = {"beta": {"buildId": actor.default_build().get().id}}
    changed = actor.update(title="Changed", restart_on_error=True, tagged_builds=tagged)
    return (changed.title, changed.default_run_options.restart_on_error, sorted(changed.tagged_builds)) == (
        "Changed",
        True,
        ["beta", "latest"],
    )


RESOURCES = [
    Resource(
        ActorClient,
        actor,
        {
            "get": lambda one: one.get().name == "scraper",
            "update": updated,
            "delete": deleted,
            "start": lambda one: one.start().status == "READY",
            "call": lambda one: one.call(logger=None).status == "SUCCEEDED",
            "build": lambda one: one.build(version_number="0.1", tag="beta").build_number == "0.1.2",
            "builds": lambda one: [build.build_number for build in one.builds().list().items] == ["0.1.1"],
            "runs": lambda one: [run.id for run in one.runs().list().items] == [] and ran(one).status == "SUCCEEDED",
            "default_build": lambda one: one.default_build().get().status == "SUCCEEDED",
            "last_run": the_last_run,
            "versions": lambda one: [version.version_number for version in one.versions().list().items] == ["0.1"],
            "version": lambda one: one.version("0.1").get().build_tag == "latest",
            "webhooks": lambda one: one.webhooks().list().items == [],
            "validate_input": lambda one: one.validate_input({"any": "thing"}) is True,
        },
    ),
    Resource(
        ActorCollectionClient,
        actors,
        {
            "create": created,
            "list": lambda many: [one.name for one in many.list(my=True).items] == ["scraper"],
            "iterate": lambda many: [one.name for one in many.iterate(sort_by="stats.lastRunStartedAt")] == ["scraper"],
        },
    ),
    Resource(
        ActorVersionClient,
        version,
        {
            "get": lambda one: one.get().version_number == "0.1",
            "update": lambda one: one.update(build_tag="beta", source_files=SOURCES).build_tag == "beta",
            "delete": deleted,
            "env_vars": lambda one: [variable.name for variable in one.env_vars().list().items] == ["KEY"],
            "env_var": lambda one: one.env_var("KEY").get().is_secret is True,
        },
    ),
    Resource(
        ActorVersionCollectionClient,
        versions,
        {
            "create": lambda many: (
                many.create(
                    version_number="1.0", source_type="GIT_REPO", git_repo_url="https://example.com/x.git"
                ).git_repo_url
                == "https://example.com/x.git"
            ),
            "list": lambda many: [one.version_number for one in many.list().items] == ["0.1"],
            "iterate": lambda many: [one.version_number for one in many.iterate()] == ["0.1"],
        },
    ),
    Resource(
        ActorEnvVarClient,
        env_var,
        {
            "get": lambda one: (one.get().name, one.get().value) == ("KEY", None),
            "update": lambda one: one.update(name="KEY", value="new", is_secret=False).value == "new",
            "delete": deleted,
        },
    ),
    Resource(
        ActorEnvVarCollectionClient,
        env_vars,
        {
            "create": lambda many: many.create(name="MORE", value="1").value == "1",
            "list": lambda many: [one.name for one in many.list().items] == ["KEY"],
            "iterate": lambda many: [one.name for one in many.iterate()] == ["KEY"],
        },
    ),
    Resource(
        BuildClient,
        build,
        {
            "get": lambda one: one.get().build_number == "0.1.1",
            "delete": deleted,
            "abort": lambda one: one.abort().status == "SUCCEEDED",
            "get_open_api_definition": lambda one: one.get_open_api_definition()["openapi"].startswith("3."),
            "wait_for_finish": lambda one: one.wait_for_finish(wait_duration=WAIT).status == "SUCCEEDED",
            "log": lambda one: "Build finished" in one.log().get(),
        },
    ),
    Resource(
        BuildCollectionClient,
        builds,
        {
            "list": lambda many: [one.build_number for one in many.list(desc=True).items] == ["0.1.2", "0.1.1"],
            "iterate": lambda many: [one.status for one in many.iterate()] == ["SUCCEEDED", "SUCCEEDED"],
        },
    ),
]
