from datetime import timedelta

import pytest
from cases import each_case

from mockapify.errors import ApiError
from mockapify.state import actors, run_endings, run_lists, runs, users
from mockapify.state.behaviours import Failed, Succeeded
from mockapify.wire import UNSET


@pytest.fixture
def actor(world):
    return actors.declare(world, "janedoe/scraper")


def test_a_fresh_run_has_what_it_was_asked_for_and_three_storages(world, user, start, actor):
    run = start(actor=actor, given={"q": 1})
    assert (run.status, run.finished_at, run.exit_code) == ("READY", None, UNSET)
    assert (run.act_id, run.user_id, run.started_at) == (actor.id, user.id, world.clock.now())
    assert run.build_number == "0.0.1"
    assert run.input == {"q": 1}
    dataset, store = runs.dataset_of(world, run), runs.store_of(world, run)
    assert (dataset.name, dataset.act_id, dataset.act_run_id) == (None, actor.id, run.id)
    assert store.records["INPUT"].value == b'{"q":1}'
    assert run.default_request_queue_id in {queue.id for queue in world.request_queues}
    assert run.storage_ids == {
        "datasets": {"default": dataset.id},
        "keyValueStores": {"default": store.id},
        "requestQueues": {"default": run.default_request_queue_id},
    }
    assert run.stats.input_body_len == 7
    assert run.container_url.startswith("https://")
    assert run.container_url.endswith(".runs.apify.net")


def test_without_input_there_is_no_record_of_it(world, start):
    run = start(Succeeded())
    assert run.input is None
    assert runs.store_of(world, run).keys == []
    assert run.stats.input_body_len is None


def test_a_start_is_counted_with_the_actor(world, start, actor):
    run = start(actor=actor)
    start(actor=actor)
    assert actor.stats.total_runs == 2
    assert actor.stats.last_run_started_at == run.started_at


@each_case(
    ("asked", "options"),
    [
        ({}, {"build": "latest", "timeout_secs": 3600, "memory_mbytes": 1024, "disk_mbytes": 2048}),
        ({"memory": 128}, {"memory_mbytes": 128, "disk_mbytes": 256}),
        ({"memory": 32768}, {"memory_mbytes": 32768, "disk_mbytes": 65536}),
        ({"timeout": 0}, {"timeout_secs": 0}),
        ({"timeout": 7}, {"timeout_secs": 7}),
        ({"build": "0.0.1"}, {"build": "0.0.1"}),
        ({"max_items": 0}, {"max_items": 0}),
        ({"max_items": 5, "max_total_charge_usd": 0.5}, {"max_items": 5, "max_total_charge_usd": 0.5}),
        ({}, {"max_items": UNSET, "max_total_charge_usd": UNSET, "restart_on_error": UNSET}),
        ({"restart_on_error": True}, {"restart_on_error": True}),
    ],
)
def test_options_are_those_asked_for_else_the_actors(actor, asked, options):
    made = runs.options(actor, **asked)
    assert {name: getattr(made, name) for name in options} == options


def test_the_actors_own_defaults_fill_in(actor):
    actor.default_run_options = actors.RunDefaults(
        build="beta", timeout_secs=5, memory_mbytes=256, restart_on_error=True
    )
    made = runs.options(actor)
    assert (made.build, made.timeout_secs, made.memory_mbytes, made.restart_on_error) == ("beta", 5, 256, True)
    assert runs.options(actor, restart_on_error=False).restart_on_error is UNSET


@each_case("memory", [1, 64, 127, 129, 1000, 1025, 65536, 1e300])
def test_memory_that_is_no_power_of_two_in_range_is_refused(actor, memory):
    with pytest.raises(ApiError) as caught:
        runs.options(actor, memory=memory)
    assert (caught.value.status, caught.value.type) == (400, "invalid-value")
    assert f"memory must be a power of 2 from 128 to 32768 megabytes, not {memory:g}" in caught.value.message


def test_a_run_of_a_missing_build_is_refused_and_leaves_nothing(world, start, actor):
    with pytest.raises(ApiError, match="unknown-build-tag"):
        start(actor=actor, build="beta")
    assert world.runs == {}
    assert len(world.datasets) == 0
    assert actor.stats.total_runs == 0


def test_a_finished_run_has_figures(world, start, later):
    run = start(Succeeded(duration=3600), memory=1024, timeout=0)
    assert run.stats.duration_millis is UNSET
    later(3600)
    stats = run.stats
    assert run.finished_at - run.started_at == timedelta(hours=1)
    assert (stats.duration_millis, stats.run_time_secs, stats.compute_units) == (3_600_000, 3600.0, 1.0)
    assert run.usage == {"ACTOR_COMPUTE_UNITS": 1.0}
    assert run.usage_usd == {"ACTOR_COMPUTE_UNITS": run.usage_total_usd}
    for figure in (stats.mem_avg_bytes, stats.mem_max_bytes, stats.cpu_avg_usage, stats.cpu_max_usage):
        assert figure > 0


def test_finishing_twice_changes_nothing(world, start, later):
    run = start(Failed("boom"))
    later(1)
    run_endings.finish(world, run, "SUCCEEDED", message="no", exit_code=0)
    assert (run.status, run.status_message, run.exit_code) == ("FAILED", "boom", 1)


def test_a_run_under_way_cannot_be_deleted(world, start):
    run = start(Succeeded())
    with pytest.raises(ApiError, match="cannot-remove-running-run") as caught:
        runs.delete(world, run)
    assert caught.value.status == 400
    assert run.id in world.runs


def test_a_deleted_run_is_gone_and_its_storages_stay(world, start, later):
    run = start(Succeeded(items=[{"a": 1}]))
    later(1)
    runs.delete(world, run)
    assert run.id not in world.runs
    assert runs.dataset_of(world, run).item_count == 1


@pytest.mark.parametrize("storage", ["datasets", "key_value_stores"])
def test_a_default_storage_that_was_deleted_is_not_found(world, start, storage):
    run = start(Succeeded())
    collection = getattr(world, storage)
    collection.remove(next(iter(collection)))
    find = runs.dataset_of if storage == "datasets" else runs.store_of
    with pytest.raises(ApiError, match="record-not-found"):
        find(world, run)


@pytest.fixture
def three(world, start, later, actor):
    """A run that failed, one that succeeded a minute later from the CLI, and one that is READY another minute later."""
    actor.behaviour.set(Failed(), Succeeded())
    first = start(actor=actor)
    later(60)
    second = start(actor=actor, origin="CLI")
    later(60)
    return first, second, start(actor=actor)


@each_case(
    ("criteria", "position"),
    [
        ({}, 2),
        ({"status": "FAILED"}, 0),
        ({"status": "SUCCEEDED"}, 1),
        ({"origin": "CLI"}, 1),
        ({"origin": "API"}, 2),
        ({"status": "FAILED", "origin": "API"}, 0),
        ({"status": "FAILED", "origin": "CLI"}, None),
        ({"status": "ABORTED"}, None),
    ],
)
def test_the_last_run_is_the_latest_of_that_status_and_origin(world, user, actor, three, criteria, position):
    wanted = None if position is None else three[position]
    assert run_lists.last(world, user, of=actor, **criteria) is wanted


def test_the_last_run_is_ones_own_and_of_this_actor(world, user, actor, three):
    assert run_lists.last(world, users.create(world, "bobby"), of=actor) is None
    assert run_lists.last(world, user, of=actors.declare(world, "janedoe/other")) is None


@each_case(
    ("statuses", "after", "before", "positions"),
    [
        ((), None, None, [0, 1, 2]),
        (("FAILED",), None, None, [0]),
        (("FAILED", "READY"), None, None, [0, 2]),
        (("ABORTED",), None, None, []),
        ((), 60, None, [1, 2]),
        ((), 60.001, None, [2]),
        ((), None, 60, [0, 1]),
        ((), None, 59.999, [0]),
        ((), 60, 60, [1]),
        ((), 61, 59, []),
    ],
)
def test_runs_are_listed_oldest_first_by_status_and_start(world, user, three, statuses, after, before, positions):
    began = three[0].started_at

    def moment(seconds):
        return None if seconds is None else began + timedelta(seconds=seconds)

    listed = run_lists.listed(
        world, user, statuses=statuses, started_after=moment(after), started_before=moment(before)
    )
    assert listed == [three[position] for position in positions]


def test_runs_of_others_and_of_other_actors_are_not_listed(world, user, three):
    assert run_lists.listed(world, users.create(world, "bobby")) == []
    assert run_lists.listed(world, user, of=actors.declare(world, "janedoe/other")) == []
