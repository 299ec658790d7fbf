"""Actor tasks by the official client: each method of its task and task collection clients."""

from datetime import timedelta

import pytest
from apify_client.errors import ApifyApiError

from mockapify import Failed

ITEMS = [{"title": "A"}, {"title": "B"}]
SCHEMA = {
    "type": "object",
    "properties": {"query": {"type": "string"}, "limit": {"type": "integer", "minimum": 1, "default": 3}},
}
VIEWS = {"views": {"overview": {"transformation": {"fields": ["title"]}}}}


@pytest.fixture
def actor(mockapify):
    return mockapify.actor(
        "tester/scraper", items=ITEMS, output={"ok": True}, input_schema=SCHEMA, dataset_schema=VIEWS
    )


@pytest.fixture
def declared(mockapify, actor):
    return mockapify.task("me/nightly", actor, input={"query": "cats"}, memory_mbytes=256)


@pytest.fixture
def task(client, declared):
    return client.task("tester/nightly")


def saved(model):
    return model.input.model_dump()


def test_create(client, actor):
    created = client.tasks().create(
        actor_id="tester/scraper",
        name="nightly",
        build="latest",
        run_timeout=timedelta(minutes=1),
        memory_mbytes=512,
        max_items=10,
        restart_on_error=True,
        task_input={"query": "cats", "snake_case": 1},
        title="Every night",
        description="Reads cats",
        actor_standby_build="latest",
        public_config_seo_title="Cats",
    )

    assert (created.act_id, created.name, created.title, created.description) == (
        actor.id,
        "nightly",
        "Every night",
        "Reads cats",
    )
    assert created.options.model_dump(exclude_none=True) == {
        "build": "latest",
        "timeout_secs": 60,
        "memory_mbytes": 512,
        "max_items": 10,
        "restart_on_error": True,
    }
    assert saved(created) == {"query": "cats", "snake_case": 1}
    assert (created.actor_standby.build, created.public_config.seo_title, created.is_public) == (
        "latest",
        "Cats",
        False,
    )
    assert client.task(created.id).get() == created


def test_create_with_a_name_that_is_taken(client, declared):
    with pytest.raises(ApifyApiError) as caught:
        client.tasks().create(actor_id="tester/scraper", name="Nightly")

    assert (caught.value.status_code, caught.value.type) == (409, "actor-task-name-not-unique")


def test_list_and_iterate(client, mockapify, actor):
    made = [mockapify.task(f"me/task-{n}", actor).id for n in range(3)]

    page = client.tasks().list(limit=2, offset=1)
    assert ([item.id for item in page.items], page.total) == (made[1:], 3)
    assert (page.items[0].act_name, page.items[0].act_username) == ("scraper", "tester")
    assert [item.id for item in client.tasks().iterate(desc=True, chunk_size=2)] == made[::-1]


def test_get(client, task, declared):
    assert task.get().id == declared.id
    assert client.task("tester/none").get() is None
    assert client.task("none").get() is None


def test_update_changes_what_is_given(task):
    updated = task.update(name="daily", run_timeout=timedelta(seconds=9), task_input={"query": "dogs"})

    assert (updated.name, saved(updated)) == ("daily", {"query": "dogs"})
    assert updated.options.model_dump(exclude_none=True) == {"memory_mbytes": 256, "timeout_secs": 9}


def test_publish_and_unpublish(task):
    with pytest.raises(ApifyApiError) as caught:
        task.publish()
    assert (caught.value.status_code, caught.value.type) == (400, "cannot-publish-actor-task")
    assert task.unpublish().is_public is False

    task.update(
        description="Reads cats",
        public_config_seo_description="Cats",
        public_config_input_schema_fields=["query"],
        public_config_dataset_view="overview",
    )
    published = task.publish()

    assert (published.is_public, published.public_config.published_at is None) == (True, False)
    assert published.options.memory_mbytes == 256
    assert task.unpublish().public_config.published_at is None


def test_delete(client, task):
    task.delete()

    assert task.get() is None
    assert client.tasks().list().items == []
    task.delete()


def test_start(task, declared):
    run = task.start(task_input={"limit": 5}, memory_mbytes=128, max_items=7, build="latest")

    assert (run.actor_task_id, run.options.memory_mbytes, run.options.max_items) == (declared.id, 128, 7)
    assert declared.runs[0].input == {"query": "cats", "limit": 5}


def test_start_without_an_input(task, declared):
    task.start()

    assert declared.runs[0].input == {"query": "cats", "limit": 3}


def test_start_with_an_input_that_does_not_fit(task, declared):
    with pytest.raises(ApifyApiError, match=r"Input is not valid: Field input\.limit must be >= 1") as caught:
        task.start(task_input={"limit": 0})

    assert (caught.value.status_code, caught.value.type) == (400, "invalid-input")
    assert declared.runs == []


def test_call(client, task):
    run = task.call()

    assert run.status == "SUCCEEDED"
    assert client.dataset(run.default_dataset_id).list_items().items == ITEMS


def test_call_of_a_run_that_fails(task, actor):
    actor.behaves(Failed("boom"))

    run = task.call()

    assert (run.status, run.status_message) == ("FAILED", "boom")


def test_get_input_and_update_input(task):
    assert task.get_input() == {"query": "cats"}
    assert task.update_input(task_input={"limit": 2, "snake_case": None}) == {
        "query": "cats",
        "limit": 2,
        "snake_case": None,
    }
    with pytest.raises(ApifyApiError, match=r"Field input\.query must be string"):
        task.update_input(task_input={"query": 5})
    assert task.get_input()["query"] == "cats"


def test_runs(client, task):
    client.actor("tester/scraper").start(run_input={})
    run = task.start()

    assert [item.id for item in task.runs().list().items] == [run.id]
    assert [item.id for item in task.runs().iterate()] == [run.id]
    assert client.actor("tester/scraper").runs().list().total == 2


def test_last_run_and_its_storages(client, task):
    assert task.last_run().get() is None
    run = client.run(task.start().id).wait_for_finish()
    client.actor("tester/scraper").start(run_input={})

    last = task.last_run(status="SUCCEEDED", origin="API")
    assert last.get().id == run.id
    assert last.dataset().list_items().items == ITEMS
    assert last.key_value_store().get_record("OUTPUT")["value"] == {"ok": True}
    assert last.request_queue().get().id == run.default_request_queue_id
    assert "ACTOR" in last.log().get()


def test_validate_input(client, actor):
    assert client.actor("tester/scraper").validate_input({"query": "cats"}) is True
    with pytest.raises(ApifyApiError, match=r"Input is not valid: Field input\.query must be string"):
        client.actor("tester/scraper").validate_input({"query": 5}, build="latest")


def test_a_stranger_finds_no_task(stranger, declared):
    assert stranger.task("tester/nightly").get() is None
    assert stranger.task(declared.id).get() is None
    with pytest.raises(ApifyApiError, match="Actor task was not found"):
        stranger.task(declared.id).start()


def test_nobody_starts_a_task(anonymous, declared):
    with pytest.raises(ApifyApiError) as caught:
        anonymous.task(declared.id).start()

    assert (caught.value.status_code, caught.value.type) == (401, "token-not-provided")
