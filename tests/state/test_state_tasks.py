import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from mockapify.errors import ApiError
from mockapify.state import actors, run_lists, runs, tasks, users
from mockapify.state.actors import RunDefaults
from mockapify.state.behaviours import Hangs
from mockapify.state.key_value_stores import JSON_TYPE, Record, record_of
from mockapify.state.publications import PublicPage
from mockapify.state.tasks import TaskOptions, TaskSettings
from mockapify.wire import UNSET
from mockapify.world import World

SCHEMA = {
    "type": "object",
    "properties": {
        "query": {"type": "string", "prefill": "cats"},
        "limit": {"type": "integer", "minimum": 1, "default": 3},
        "mode": {"type": "string", "editor": "hidden", "default": "fast"},
    },
}
VIEW = {"fields": {"type": "object"}, "views": {"overview": {"transformation": {"fields": ["a"]}}}}
PAGE = PublicPage(seo_description="Cats", input_schema_fields=["query"], dataset_view="overview")


@pytest.fixture
def actor(world):
    return actors.declare(
        world,
        "janedoe/scraper",
        input_schema=SCHEMA,
        dataset_schema=VIEW,
        run_defaults=RunDefaults(memory_mbytes=512, timeout_secs=100),
    )


@pytest.fixture
def create(world, user, actor):
    def created(**said):
        with world:
            return tasks.create(world, user, actor, TaskSettings(**said))

    return created


@pytest.fixture
def update(world):
    def updated(task, **said):
        with world:
            tasks.update(world, task, TaskSettings(**said))

    return updated


@pytest.fixture
def run(world, user):
    def started(task, given=None, **options):
        with world:
            return runs.create(
                world, task, user, runs.options(task, **options), meta=runs.RunMeta(), input_record=given
            )

    return started


def refused(status, type_, message=""):
    return pytest.raises(ApiError, match=f"(?s)^{status} {type_}: .*{message}")


def test_a_task_has_names_and_an_input_from_the_form_when_it_is_given_none(world, create, actor):
    task = create()
    assert (task.name, task.title, task.username, task.act_id) == (
        "scraper-task",
        "Scraper Task",
        "janedoe",
        actor.id,
    )
    assert task.input == {"query": "cats", "mode": "fast"}
    assert (task.options, task.is_public, task.stats.total_runs) == (None, False, 0)
    assert world.tasks.get(task.id) is task


def test_names_that_are_made_up_do_not_meet(create):
    assert [create().name for _ in range(3)] == ["scraper-task", "scraper-task-1", "scraper-task-2"]


def test_a_name_that_is_made_up_is_never_too_long(world, user):
    actor = actors.declare(world, "janedoe/" + "x" * 63)
    names = [tasks.create(world, user, actor, TaskSettings()).name for _ in range(2)]
    assert names == ["x" * 63, "x" * 61 + "-1"]


@each_case("name", ["abc", "A-1", "x" * 63])
def test_a_task_bears_the_name_that_it_is_given(create, name):
    assert create(name=name).name == name


@each_case("name", ["", "ab", "-abc", "abc-", "a_c", "x" * 64, "äbc", "abc\n", "a b"])
def test_a_name_that_will_not_do_is_refused(world, create, name):
    with refused(400, "invalid-value", "3 to 63 letters"):
        create(name=name)
    assert len(world.tasks) == 0


def test_a_name_is_taken_in_any_case_by_the_same_user_only(world, create, actor):
    create(name="Nightly")
    with refused(409, "actor-task-name-not-unique", "already exists"):
        create(name="nIGHTLY")
    tasks.create(world, users.create(world, "bobby"), actor, TaskSettings(name="nightly"))


def test_a_rename_may_change_the_case_and_frees_the_old_name(world, create, update, user):
    task = create(name="nightly")
    update(task, name="NIGHTLY")
    assert world.tasks.named(user.id, "nightly") is task
    update(task, name="weekly")
    assert world.tasks.named(user.id, "nightly") is None
    create(name="nightly")


def test_a_rename_to_a_taken_name_changes_nothing_at_all(create, update):
    create(name="nightly")
    task = create(name="weekly")
    with refused(409, "actor-task-name-not-unique"):
        update(task, name="Nightly", title="New", input={"query": "dogs"})
    assert (task.name, task.title, task.input["query"]) == ("weekly", "Weekly", "cats")


@each_case("options", [TaskOptions(build="beta"), TaskOptions(build="0.0.9")])
def test_the_build_must_be_there_when_a_task_is_created(create, options):
    with refused(403, "(unknown-build-tag|build-not-found)"):
        create(options=options)


@each_case("memory", [0, 64, 1000])
def test_memory_that_no_run_may_have_is_refused(create, memory):
    with refused(400, "invalid-value", "power of 2"):
        create(options=TaskOptions(memory_mbytes=memory))


@each_case(
    ("given_input", "error"),
    [
        pytest.param([1], (403, "invalid-input", 'Actor task input must be object, got "array" instead.'), id="list"),
        pytest.param("x", (403, "invalid-input", 'Actor task input must be object, got "string" instead.'), id="text"),
        pytest.param(
            {"limit": 0},
            (400, "invalid-input", "Input is not valid: Field input.limit must be >= 1"),
            id="out of range",
        ),
    ],
)
def test_an_input_is_checked_when_it_is_saved(create, update, given_input, error):
    with refused(*error):
        create(input=given_input)
    task = create(input={"limit": 2})
    with refused(*error):
        update(task, input=given_input)
    assert task.input == {"limit": 2}


def test_a_saved_input_is_kept_without_the_defaults_of_its_gaps(create):
    assert create(input={"query": "dogs"}).input == {"query": "dogs"}


def test_an_input_update_keeps_the_other_keys(world, create):
    task = create(input={"query": "dogs", "other": [1]})
    tasks.update_input(world, task, {"limit": 5, "other": None})
    assert task.input == {"query": "dogs", "limit": 5, "other": None}
    with refused(400, "invalid-input"):
        tasks.update_input(world, task, {"limit": "x"})
    assert task.input["limit"] == 5


def test_an_update_changes_options_one_by_one_and_null_takes_them_away(create, update):
    task = create(options=TaskOptions(memory_mbytes=256, timeout_secs=5))
    update(task, options=TaskOptions(timeout_secs=9))
    assert (task.options.memory_mbytes, task.options.timeout_secs) == (256, 9)
    update(task, options=TaskOptions())
    assert (task.options.memory_mbytes, task.options.timeout_secs) == (256, 9)
    update(task, options=TaskOptions(memory_mbytes=None))
    assert (task.options.memory_mbytes, task.options.timeout_secs) == (UNSET, 9)
    update(task, options=None)
    assert task.options is None


def test_an_update_that_says_nothing_changes_only_when_it_was_modified(create, update, later):
    task = create(title="A", description="B", options=TaskOptions(build="latest"))
    before = task.modified_at
    later(5)
    update(task)
    assert (task.title, task.description, task.options.build) == ("A", "B", "latest")
    assert task.modified_at > before


@each_case(
    ("own", "asked", "memory", "timeout"),
    [
        pytest.param(None, {}, 512, 100, id="the Actor's"),
        pytest.param(TaskOptions(memory_mbytes=256), {}, 256, 100, id="the task's"),
        pytest.param(TaskOptions(memory_mbytes=256, timeout_secs=0), {"memory": 128}, 128, 0, id="asked for"),
        pytest.param(TaskOptions(timeout_secs=7), {"timeout": 0}, 512, 0, id="zero counts"),
    ],
)
def test_options_are_those_asked_for_else_the_tasks_else_the_actors(create, own, asked, memory, timeout):
    made = runs.options(create(options=own), **asked)
    assert (made.memory_mbytes, made.timeout_secs, made.build) == (memory, timeout, "latest")


def test_limits_and_restarts_are_the_tasks_until_somebody_asks_otherwise(create):
    task = create(options=TaskOptions(max_items=5, max_total_charge_usd=0.5, restart_on_error=True))
    made = runs.options(task, max_items=0, restart_on_error=False)
    assert (made.max_items, made.max_total_charge_usd, made.restart_on_error) == (0, 0.5, UNSET)
    assert runs.options(task).restart_on_error is True


def test_a_run_counts_for_the_task_and_for_its_actor(world, user, create, run, actor):
    task = create()
    started = run(task)
    runs.create(world, actor, user, runs.options(actor), meta=runs.RunMeta())
    assert started.actor_task_id == task.id
    assert (task.stats.total_runs, task.stats.last_run_started_at) == (1, started.started_at)
    assert actor.stats.total_runs == 2
    assert [one.actor_task_id for one in run_lists.listed(world, user, of=actor)] == [task.id, UNSET]
    assert run_lists.listed(world, user, of=task) == [started]
    assert run_lists.last(world, user, of=task) is started


@each_case(
    ("saved", "sent", "stored"),
    [
        ({"query": "a", "limit": 1}, None, {"query": "a", "limit": 1, "mode": "fast"}),
        ({"query": "a", "limit": 1}, {"limit": 2}, {"query": "a", "limit": 2, "mode": "fast"}),
        ({"query": "a", "o": {"x": 1}}, {"o": {"y": 2}}, {"query": "a", "o": {"y": 2}, "limit": 3, "mode": "fast"}),
        ({"query": "a"}, "null", {"query": "a", "limit": 3, "mode": "fast"}),
        ({}, {"query": "b"}, {"query": "b", "limit": 3, "mode": "fast"}),
        ({}, None, {"limit": 3, "mode": "fast"}),
    ],
)
def test_what_is_sent_is_laid_over_the_saved_input(world, create, run, saved, sent, stored):
    record = Record("INPUT", b"null", JSON_TYPE) if sent == "null" else sent and record_of("INPUT", sent)
    started = run(create(input=saved), record)
    assert started.input == stored
    assert runs.store_of(world, started).records["INPUT"].as_python() == stored


@each_case(
    ("record", "message"),
    [
        (Record("INPUT", b"x", "text/plain"), 'must have content type "application/json"'),
        (Record("INPUT", b"[1]", JSON_TYPE), 'Provided input must be object, got "array" instead.'),
        (Record("INPUT", b"{", JSON_TYPE), "Provided input is not valid JSON"),
    ],
)
@each_case("saved", [{"query": "a"}, {}])
def test_what_cannot_be_laid_over_is_refused_and_starts_nothing(world, create, run, saved, record, message):
    task = create(input=saved)
    with refused(403, "invalid-input", message):
        run(task, record)
    assert world.runs == {}
    assert (task.stats.total_runs, len(world.datasets)) == (0, 0)


JSON = st.dictionaries(st.sampled_from("abc"), st.integers(0, 3) | st.lists(st.booleans(), max_size=2), max_size=3)


@settings(max_examples=25)
@given(saved=JSON, sent=JSON)
def test_the_merge_is_that_of_two_objects(saved, sent):
    world = World(mode="manual", seed=1)
    owner = users.create(world, "janedoe")
    task = tasks.create(world, owner, actors.declare(world, "janedoe/abc"), TaskSettings(input=saved))
    assert task.input_with(record_of("INPUT", sent)).as_python() == {**saved, **sent}
    assert task.input == saved


def test_a_task_of_a_deleted_actor_stays_but_cannot_be_run(world, user, create, run, actor, update):
    task = create(name="nightly")
    world.actors.remove(actor)
    with refused(404, "record-not-found", "Actor was not found"):
        run(task)
    with refused(404, "record-not-found", "Actor was not found"):
        update(task, input={})
    update(task, title="Still here")
    assert run_lists.listed(world, user, of=task) == []


def test_deleting_a_task_aborts_what_is_under_way_and_keeps_its_runs(world, user, create, run, actor, later):
    actor.behaviour.set(Hangs())
    task = create(name="nightly")
    started = run(task)
    with world:
        tasks.delete(world, task)
    later(1)
    assert (world.runs[started.id].status, started.actor_task_id) == ("ABORTED", task.id)
    assert world.tasks.get(task.id) is None
    create(name="nightly")


def test_a_task_is_published_with_all_that_its_page_needs(world, create, update):
    task = create(description="Reads cats")
    update(task, public_config=PAGE, is_public=True)
    assert (task.is_public, task.public_config.published_at) == (True, world.clock.now())
    update(task, is_public=False)
    assert (task.is_public, task.public_config.published_at) == (False, None)
    assert task.public_config.seo_description == "Cats"


@each_case(
    ("description", "page", "missing"),
    [
        (None, PAGE, '"description" is missing'),
        ("A", PublicPage(input_schema_fields=["query"], dataset_view="overview"), "seoDescription"),
        ("A", PublicPage(seo_description="B", dataset_view="overview"), "inputSchemaFields"),
        ("A", PublicPage(seo_description="B", input_schema_fields=["query"]), "datasetView"),
    ],
)
def test_a_task_that_lacks_something_is_not_published(create, update, description, page, missing):
    task = create(description=description)
    with refused(400, "cannot-publish-actor-task", missing):
        update(task, public_config=page, is_public=True)
    assert (task.is_public, task.public_config) == (False, UNSET)


@each_case(
    ("page", "message"),
    [
        (PublicPage(input_schema_fields=["none"]), 'no field "none"'),
        (PublicPage(dataset_view="none"), 'no view "none"'),
    ],
)
def test_a_page_shows_only_what_its_actor_has(create, page, message):
    with refused(400, "cannot-publish-actor-task", message):
        create(public_config=page)


def test_a_page_changes_field_by_field_and_cannot_be_taken_away_whole(create, update):
    task = create(public_config=PublicPage(seo_title="A", seo_description="B"))
    update(task, public_config=PublicPage(seo_title=None))
    assert (task.public_config.seo_title, task.public_config.seo_description) == (UNSET, "B")
    with refused(400, "invalid-value", "publicConfig"):
        update(task, public_config=None)


def test_only_who_owns_the_actor_may_publish_but_anybody_may_unpublish_what_is_not(world, actor):
    bobby = users.create(world, "bobby")
    task = tasks.create(world, bobby, actor, TaskSettings(description="A", public_config=PublicPage()))
    tasks.update(world, task, TaskSettings(is_public=False))
    for said in ({"is_public": True}, {"public_config": PAGE}):
        with refused(403, "insufficient-permissions"):
            tasks.update(world, task, TaskSettings(**said))


def test_a_private_actors_task_is_not_published(create, update, actor):
    actor.is_public = False
    task = create(description="A", public_config=PAGE)
    with refused(400, "cannot-publish-actor-task", "not public"):
        update(task, is_public=True)


def test_a_declared_task_has_an_owner_that_is_created(world, actor):
    task = tasks.declare(world, "bobby/nightly", "janedoe/scraper", TaskSettings(input={"query": "a"}))
    assert (task.username, task.name, task.actor) == ("bobby", "nightly", actor)
    assert users.named(world, "bobby").id == task.user_id


def test_declaring_again_keeps_the_task_and_replaces_the_rest(world, actor, user, run):
    first = tasks.declare(
        world, "janedoe/nightly", "janedoe/scraper", TaskSettings(input={}, options=TaskOptions(timeout_secs=5))
    )
    run(first)
    other = actors.declare(world, "janedoe/other")
    again = tasks.declare(world, "janedoe/Nightly", "janedoe/other", TaskSettings(title="Other"))
    assert again is first
    assert (again.actor, again.act_id, again.title, again.options) == (other, other.id, "Other", None)
    assert again.stats.total_runs == 1
    assert len(world.tasks) == 1


@each_case(
    ("name", "actor_name", "told"),
    [
        ("nightly", "janedoe/scraper", "task name 'nightly' will not do: write 'username/name'"),
        ("janedoe/ni", "janedoe/scraper", "will not do"),
        ("janedoe/nightly", "janedoe/none", "no Actor 'janedoe/none' for a task; declare it first"),
        ("janedoe/nightly", "nobody/scraper", "no Actor 'nobody/scraper' for a task"),
    ],
)
def test_a_declaration_that_will_not_do_is_told_what_would(world, actor, name, actor_name, told):
    with pytest.raises(ValueError, match=told):
        tasks.declare(world, name, actor_name, TaskSettings())
    assert len(world.tasks) == 0
