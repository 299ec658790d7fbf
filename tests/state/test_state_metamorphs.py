import pytest
from cases import each_case

from mockapify.errors import ApiError
from mockapify.state import actors, environment, metamorphs, run_life, run_tokens, runs, storages
from mockapify.state.behaviours import Failed, Hangs, Program, Succeeded
from mockapify.state.datasets import Dataset
from mockapify.state.key_value_stores import record_of
from mockapify.state.patterns import RunPattern
from mockapify.wire import UNSET

PATIENCE = 10
"""Real seconds after which a function counts as stuck."""

QUERY = {
    "title": "Input",
    "type": "object",
    "schemaVersion": 1,
    "properties": {
        "query": {"title": "Query", "type": "string", "description": "What", "editor": "textfield"},
        "pages": {"title": "Pages", "type": "integer", "description": "How many", "default": 3},
    },
    "required": ["query"],
}
PER_RESULT = {"pricingModel": "PRICE_PER_DATASET_ITEM", "pricePerUnitUsd": 0.1}


@pytest.fixture
def target(world):
    """The Actor that runs become; it is another user's."""
    return actors.declare(world, "someone/reader", outcome=Succeeded(items=[{"by": "reader"}], duration=5))


@pytest.fixture
def run(start, later):
    """A run that does not end by itself."""
    run = start(Hangs(items=[{"by": "scraper"}], duration=1), given={"first": True}, timeout=100)
    later(2)
    return run


@pytest.fixture
def become(world, run, target):
    def change(given=None, to=target, **options):
        with world:
            record = None if given is None else record_of("INPUT", given)
            metamorphs.metamorph(world, run, to, input_record=record, **options)

    return change


def refusal(call, *arguments, **options):
    with pytest.raises(ApiError) as caught:
        call(*arguments, **options)
    return caught.value.status, caught.value.type


def test_a_run_goes_on_as_one_of_another_actor(world, later, run, target, become):
    storages, scraper = run.default_storage_ids, run.act_id
    become({"second": True})
    assert (run.status, run.input, run.stats.metamorph) == ("RUNNING", {"second": True}, 1)
    later(5)
    assert (run.status, run.exit_code) == ("SUCCEEDED", 0)
    assert runs.dataset_of(world, run).items.compact == [b'{"by":"scraper"}', b'{"by":"reader"}']
    records = runs.store_of(world, run).records
    assert records["INPUT"].as_python() == {"first": True}
    assert records["INPUT-METAMORPH-1"].as_python() == {"second": True}
    assert (run.default_storage_ids, run.act_id) == (storages, scraper)
    assert list(world.runs.values()) == [run]
    assert target.stats.total_metamorphs == 1
    assert "ACTOR: Actor run is metamorphing into someone/reader, build 0.0.1." in str(run.log)


def test_it_tells_what_it_has_become(world, run, target, become):
    now = world.clock.now()
    become({"second": True})
    (one,) = run.metamorphs
    build = target.tagged_builds["latest"].build_id
    assert (one.created_at, one.actor_id, one.build_id, one.input_key) == (now, target.id, build, "INPUT-METAMORPH-1")


def test_the_input_picks_what_it_does(later, run, target, become):
    target.behaviour.when(RunPattern(input={"query": "cats"})).set(Failed("no cats"))
    become({"query": "cats", "pages": 1})
    later(1)
    assert run.status_message == "no cats"


def test_without_an_input_there_is_none(world, run, become):
    become()
    assert run.input is None
    assert runs.store_of(world, run).keys == ["INPUT"]


def test_the_input_is_checked_and_completed_by_the_targets_schema(world, run, become):
    picky = actors.declare(world, "someone/picky", input_schema=QUERY)
    assert refusal(become, {"pages": 1}, to=picky) == (400, "invalid-input")
    assert (run.stats.metamorph, run.metamorphs, run.input) == (0, UNSET, {"first": True})
    become({"query": "cats"}, to=picky)
    assert run.input == {"query": "cats", "pages": 3}
    assert runs.store_of(world, run).records["INPUT-METAMORPH-1"].as_python() == {"query": "cats", "pages": 3}


def test_ten_times_is_enough(world, run, target, become):
    target.behaviour.set(Hangs())
    for _ in range(10):
        become({"n": 1})
    assert refusal(become, {"n": 1}) == (400, "max-metamorphs-exceeded")
    assert run.stats.metamorph == 10
    assert "INPUT-METAMORPH-10" in runs.store_of(world, run).keys


def test_it_does_not_become_an_actor_that_is_paid_by_result(world, run, become):
    paid = actors.declare(world, "someone/paid", pricing_infos=[PER_RESULT])
    assert refusal(become, to=paid) == (403, "cannot-metamorph-to-pay-per-result-actor")


@each_case(
    ("before", "after", "refused"),
    [
        ("LIMITED_PERMISSIONS", "FULL_PERMISSIONS", True),
        ("FULL_PERMISSIONS", "LIMITED_PERMISSIONS", False),
        ("FULL_PERMISSIONS", "FULL_PERMISSIONS", False),
    ],
)
def test_permissions_become_those_of_the_target_but_never_more(world, run, become, before, after, refused):
    run.permission_level = before
    other = actors.declare(world, "someone/other", permission_level=after)
    if refused:
        assert refusal(become, to=other) == (403, "insufficient-permissions")
        assert run.permission_level == before
    else:
        become(to=other)
        assert run.permission_level == after


@each_case(("build", "refused"), [("beta", (403, "unknown-build-tag")), ("0.0.7", (403, "build-not-found"))])
def test_a_build_that_the_target_does_not_have_is_refused(run, become, build, refused):
    assert refusal(become, build=build) == refused
    assert run.stats.metamorph == 0


def test_a_finished_run_becomes_nothing(later, run, become):
    later(200)
    with pytest.raises(ApiError, match="already finished") as caught:
        become()
    assert (caught.value.status, caught.value.type) == (403, "job-finished")


def test_the_timeout_goes_on(later, run, target, become):
    target.behaviour.set(Hangs())
    become()
    later(98)
    assert run.status == "TIMING-OUT"


def test_a_resurrected_run_is_what_it_had_become(world, later, run, target, become):
    become({"second": True})
    later(5)
    with world:
        run_life.resurrect(world, run, build="0.0.1")
    later(5)
    assert (run.status, run.input) == ("SUCCEEDED", {"second": True})
    assert runs.dataset_of(world, run).item_count == 3
    assert run.current.actor_id == target.id


def test_its_program_is_told_which_actor_it_is(world, run, target, become):
    become({"second": True})
    told = environment.variables(world, run)
    assert (told["ACTOR_ID"], told["ACTOR_FULL_NAME"]) == (target.id, "someone/reader")
    assert (told["ACTOR_INPUT_KEY"], told["ACTOR_BUILD_ID"]) == ("INPUT-METAMORPH-1", run.metamorphs[0].build_id)
    assert (told["ACTOR_BUILD_NUMBER"], told["ACTOR_RUN_ID"]) == ("0.0.1", run.id)


def test_a_function_sees_the_new_input(world, run, target, become):
    seen = []
    target.behaviour.set(Program(lambda run: seen.append(run.input)))
    become({"second": True})
    assert world.wait(lambda: run.is_finished and world.working == 0, PATIENCE)
    assert (run.status, seen) == ("SUCCEEDED", [{"second": True}])


def test_its_token_opens_what_the_new_input_gives_it(world, user, run, become):
    field = {"title": "Data", "type": "string", "description": "Which", "editor": "resourcePicker"}
    given = field | {"resourceType": "dataset", "resourcePermissions": ["READ"]}
    schema = {"title": "Input", "type": "object", "schemaVersion": 1, "properties": {"data": given}}
    picker = actors.declare(world, "someone/picker", input_schema=schema)
    dataset = storages.create(world, Dataset, user, "orders")
    assert not run_tokens.reaches(world, run, dataset, writing=False)
    become({"data": dataset.id}, to=picker)
    assert run_tokens.reaches(world, run, dataset, writing=False)
    assert not run_tokens.reaches(world, run, dataset, writing=True)
