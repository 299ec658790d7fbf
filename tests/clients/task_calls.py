"""A call of each method of the official client's clients of Actor tasks."""

from datetime import timedelta

from apify_client._resource_clients import TaskClient, TaskCollectionClient
from storage_calls import Resource, deleted

ITEMS = [{"title": "A"}, {"title": "B"}]
VIEWS = {"views": {"overview": {"transformation": {"fields": ["title"]}}}}
INPUT_SCHEMA = {"type": "object", "properties": {"query": {"type": "string"}}}


def task(client, mockapify):
    """A task with all that its publication needs."""
    scraper = mockapify.actor("tester/scraper", items=ITEMS, input_schema=INPUT_SCHEMA, dataset_schema=VIEWS)
    mockapify.task("me/nightly", scraper, input={"query": "cats"}, description="Reads cats")
    found = client.task("tester/nightly")
    found.update(
        public_config_seo_description="Cats",
        public_config_input_schema_fields=["query"],
        public_config_dataset_view="overview",
    )
    return found


def tasks(client, mockapify):
    scraper = mockapify.actor("tester/scraper")
    for number in range(3):
        mockapify.task(f"me/task-{number}", scraper)
    return client.tasks()


def last(one):
    one.call()
    return one.last_run(status="SUCCEEDED").dataset().list_items().items == ITEMS


def webhooks(one):
    return one.webhooks().list().items == []


RESOURCES = [
    Resource(
        TaskClient,
        task,
        {
            "call": lambda one: (
                one.call(task_input={"query": "dogs"}, run_timeout=timedelta(minutes=1)).status == "SUCCEEDED"
            ),
            "delete": deleted,
            "get": lambda one: one.get().name == "nightly",
            "get_input": lambda one: one.get_input() == {"query": "cats"},
            "last_run": last,
            "publish": lambda one: one.publish().is_public,
            "runs": lambda one: one.runs().list().items == [],
            "start": lambda one: one.start(memory_mbytes=256, wait_for_finish=60).options.memory_mbytes == 256,
            "unpublish": lambda one: (one.publish().is_public, one.unpublish().is_public) == (True, False),
            "update": lambda one: one.update(name="daily", task_input={"query": "dogs"}).name == "daily",
            "update_input": lambda one: one.update_input(task_input={"query": "dogs"}) == {"query": "dogs"},
            "webhooks": webhooks,
        },
    ),
    Resource(
        TaskCollectionClient,
        tasks,
        {
            "create": lambda many: many.create(actor_id="tester/scraper", name="weekly").name == "weekly",
            "iterate": lambda many: len([*many.iterate(chunk_size=2)]) == 3,
            "list": lambda many: [one.name for one in many.list(limit=2, offset=1).items] == ["task-1", "task-2"],
        },
    ),
]
