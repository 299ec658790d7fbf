import pytest
from cases import each_case

from mockapify.errors import ApiError
from mockapify.state import actors, builds, users
from mockapify.state.behaviours import Failed, Succeeded


@each_case("name", ["janedoe/abc", "janedoe~abc", "jane.doe/My-Scraper-2", "janedoe/" + "x" * 63])
def test_a_declared_actor_has_a_name_and_an_owner_that_is_created(world, name):
    actor = actors.declare(world, name)
    assert actor.full_name == name.replace("~", "/")
    assert users.named(world, actor.username).id == actor.user_id


@each_case(
    "name",
    ["", "abc", "janedoe/", "/abc", "janedoe/ab", "janedoe/-abc", "janedoe/abc-", "janedoe/a_c", "janedoe/a/b",
     "janedoe/" + "x" * 64, "janedoe/äbc", "jd/abc", "janedoe/abc\n"],
)  # fmt: skip
def test_a_name_that_will_not_do_is_refused(world, name):
    with pytest.raises(ValueError, match="will not do"):
        actors.declare(world, name)
    assert len(world.actors) == 0


def test_a_declared_actor_can_be_run_at_once(world):
    actor = actors.declare(world, "janedoe/abc")
    build = builds.find(world, actor, "latest")
    assert (build.status, build.build_number, build.number_int) == ("SUCCEEDED", "0.0.1", 1)
    assert actor.tagged_builds["latest"].build_id == build.id
    assert actor.is_public
    defaults = actor.default_run_options
    assert (defaults.build, defaults.timeout_secs, defaults.memory_mbytes) == ("latest", 3600, 1024)


def test_declaring_again_keeps_the_actor_and_replaces_what_it_does(world):
    first = actors.declare(world, "janedoe/abc", outcome=Failed())
    again = actors.declare(world, "janedoe/abc", outcome=Succeeded())
    assert again is first
    assert again.behaviour.next() == Succeeded()
    assert builds.find(world, again, "latest").build_number == "0.0.2"


@each_case("memory", [0, 64, 1000, 65536])
def test_default_memory_that_will_not_do_is_refused_when_it_is_declared(world, memory):
    with pytest.raises((ApiError, ValueError), match=f"power of 2 from 128 to 32768 megabytes, not {memory}"):
        actors.declare(world, "janedoe/abc", run_defaults=actors.RunDefaults(memory_mbytes=memory))
    assert len(world.actors) == 0


def test_an_actors_name_becomes_its_title_unless_it_has_one(world):
    assert actors.declare(world, "janedoe/price-scraper").title == "Price scraper"
    assert actors.declare(world, "janedoe/abc", title="ABC").title == "ABC"


def test_schemas_show_in_the_build(world):
    fields = {"fields": {"type": "object"}}
    actor = actors.declare(world, "janedoe/abc", dataset_schema=fields, input_schema={"title": "In"})
    definition = builds.find(world, actor, "latest").actor_definition
    assert definition["input"] == {"title": "In"}
    assert definition["storages"] == {"dataset": fields}


def test_a_dataset_schema_that_is_none_is_refused_before_anything_is_made(world):
    with pytest.raises(ApiError, match="dataset-schema-invalid"):
        actors.declare(world, "janedoe/abc", dataset_schema={"fields": {"type": "thing"}})
    assert len(world.actors) == 0


def test_a_build_is_found_by_tag_and_by_number(world):
    actor = actors.declare(world, "janedoe/abc")
    first = builds.find(world, actor, "0.0.1")
    actors.declare(world, "janedoe/abc")
    assert builds.find(world, actor, "0.0.1") is first
    assert builds.find(world, actor, "latest") is not first


@each_case(
    ("wanted", "type_", "message"),
    [
        ("beta", "unknown-build-tag", 'Build with tag "beta" was not found. Has the Actor been built already?'),
        ("0.0.9", "build-not-found", 'Build with number "0.0.9" was not found. Has the Actor been built already?'),
    ],
)
def test_a_build_that_is_not_there_is_forbidden_as_on_the_platform(world, wanted, type_, message):
    actor = actors.declare(world, "janedoe/abc")
    with pytest.raises(ApiError) as caught:
        builds.find(world, actor, wanted)
    assert (caught.value.status, caught.value.type, caught.value.message) == (403, type_, message)


def test_another_actors_build_number_is_not_found(world):
    actors.declare(world, "janedoe/abc")
    actors.declare(world, "janedoe/abc")
    other = actors.declare(world, "janedoe/xyz")
    with pytest.raises(ApiError, match="build-not-found"):
        builds.find(world, other, "0.0.2")


def test_build_numbers_are_ordered_as_integers(world):
    build = builds.find(world, actors.declare(world, "janedoe/abc"), "latest")
    build.build_number = "2.3.166"
    assert build.number_int == 20_300_166
