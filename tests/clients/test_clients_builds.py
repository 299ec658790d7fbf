"""The official clients make Actors, build them and run them."""

import json

import pytest
from apify_client.errors import ForbiddenError, InvalidRequestError

from mockapify import Failed, Hangs, Succeeded

INPUT = {"title": "In", "type": "object", "schemaVersion": 1, "properties": {}, "required": ["url"]}


def source(name, content):
    return {"name": name, "format": "TEXT", "content": json.dumps(content)}


def version(number="0.1", *files, **more):
    return {"versionNumber": number, "sourceType": "SOURCE_FILES", "sourceFiles": [*files], **more}


@pytest.fixture
def actor(client):
    return client.actor(client.actors().create(name="scraper", versions=[version()]).id)


def test_an_actor_is_made_built_and_run(client, mockapify):
    files = source(".actor/actor.json", {"actorSpecification": 1, "name": "scraper", "input": "./input.json"})
    made = client.actors().create(
        name="scraper", versions=[version("1.0", files, source(".actor/input.json", INPUT), buildTag="beta")]
    )
    mockapify.actors[0].behaves(Succeeded())
    actor = client.actor(made.id)
    started = actor.build(version_number="1.0", wait_for_finish=0)
    build = client.build(started.id).wait_for_finish()

    assert (started.status, build.status, build.build_number) == ("READY", "SUCCEEDED", "1.0.1")
    assert build.actor_definition.input == INPUT
    assert actor.get().tagged_builds["beta"].build_id == build.id
    assert actor.call(build="beta", run_input={"url": "x"}, logger=None).status == "SUCCEEDED"
    with pytest.raises(InvalidRequestError, match="url is required"):
        actor.start(build="1.0.1", run_input={})
    with pytest.raises(ForbiddenError, match='Build with tag "latest" was not found'):
        actor.start(run_input={"url": "x"})


def test_a_failed_build_leaves_the_tag_where_it_was(client, actor, mockapify):
    good = actor.build(version_number="0.1", wait_for_finish=60)
    mockapify.actors[0].builds_behave(Failed("Build failed: no space left on device"))
    bad = actor.build(version_number="0.1", wait_for_finish=60)

    assert (bad.status, client.build(bad.id).log().get().splitlines()[-1][25:]) == (
        "FAILED",
        "ACTOR: Build failed: no space left on device",
    )
    assert actor.default_build().get().id == good.id


def test_a_build_that_hangs_is_aborted(client, actor, mockapify):
    mockapify.actors[0].builds_behave(Hangs())
    started = actor.build(version_number="0.1", wait_for_finish=5)
    build = client.build(started.id)

    assert started.status == "RUNNING"
    assert build.abort().status == "ABORTING"
    assert build.wait_for_finish().status == "ABORTED"


def test_of_two_builds_the_one_that_is_no_default_is_deleted(client, actor):
    old, new = (actor.build(version_number="0.1", wait_for_finish=60) for _ in range(2))

    client.build(old.id).delete()

    assert client.build(old.id).get() is None
    with pytest.raises(InvalidRequestError, match="default build"):
        client.build(new.id).delete()


def test_what_does_not_exist_is_none(client, actor):
    assert client.build("unknown").get() is None
    assert actor.version("9.9").get() is None
    assert actor.version("0.1").env_var("UNKNOWN").get() is None
    actor.version("9.9").delete()
    actor.delete()
    assert actor.get() is None
    assert actor.version("0.1").get() is None


def test_a_price_by_the_event_is_set_and_stays(client, actor):
    event = {"eventTitle": "Foo", "eventDescription": "A foo", "eventPriceUsd": 0.1}
    prices = [
        {
            "pricingModel": "PAY_PER_EVENT",
            "pricingPerEvent": {"actorChargeEvents": {"foobar": event}},
            "apifyMarginPercentage": 0.2,
            "createdAt": "2026-01-31T12:00:00.000Z",
            "startedAt": "2026-01-31T12:00:00.000Z",
        }
    ]
    (price,) = actor.update(pricing_infos=prices).pricing_infos
    assert price.pricing_per_event.actor_charge_events["foobar"].event_price_usd == 0.1
    assert actor.update(title="Charges").pricing_infos == [price]
