"""fixtures/price-watch.toml: the config that teaches the format."""

import json
import tomllib
from pathlib import Path

import boto3
import msgspec
import pytest
from apify_client import ApifyClient
from apify_client.errors import ApifyApiError
from botocore.config import Config as BotoConfig
from botocore.exceptions import ClientError
from cases import each_case

from mockapify.config import Config, Source
from mockapify.config.tables import (
    ActorTable,
    DatasetTable,
    PersonalizeDatasetTable,
    RecordTable,
    RunDefaultsTable,
    RunOptionsTable,
    ScheduleTable,
    StepTable,
    StoreTable,
    TaskTable,
    UserTable,
    WebhookTable,
    WhenTable,
)
from mockapify.faults import Fault
from mockapify.schema import validate_input

PATH = Path(__file__).parents[2] / "fixtures" / "price-watch.toml"
TABLES = tomllib.loads(PATH.read_text(encoding="utf-8"))
PRICES = [json.loads(line) for line in PATH.with_name("prices.jsonl").read_text(encoding="utf-8").splitlines()]
DATASET_ARN = TABLES["personalize"]["datasets"][0]["arn"]


@pytest.fixture
def mock(presets_server):
    with presets_server.open() as mock:
        mock.load(PATH)
        yield mock


@pytest.fixture
def jane(mock):
    return ApifyClient("janes-token", api_url=mock.url)


def run(client, name, run_input=None):
    started = client.actor(name).start(run_input=run_input)
    finished = client.run(started.id).wait_for_finish()
    return finished, client.dataset(started.default_dataset_id)


def tables(*place):
    """All tables at a place, through arrays of tables."""
    found = [TABLES]
    for key in place:
        below = [table[key] for table in found if key in table]
        found = [table for one in below for table in (one if isinstance(one, list) else [one])]
    return found


@each_case(
    ("declared_by", "found"),
    [
        (Config, tables()),
        (UserTable, tables("users")),
        (ActorTable, tables("actors")),
        (RunDefaultsTable, tables("actors", "run_defaults")),
        (WhenTable, tables("actors", "behaves") + tables("actors", "when")),
        (StepTable, tables("actors", "when", "steps")),
        (TaskTable, tables("tasks")),
        (RunOptionsTable, tables("tasks", "run_options")),
        (DatasetTable, tables("datasets")),
        (StoreTable, tables("key_value_stores")),
        (RecordTable, tables("key_value_stores", "records")),
        (WebhookTable, tables("webhooks")),
        (ScheduleTable, tables("schedules")),
        (Fault, tables("faults")),
        (PersonalizeDatasetTable, tables("personalize", "datasets")),
    ],
)
def test_it_shows_every_key_of_the_format(declared_by, found):
    shown = {key for table in found for key in table}

    assert shown == {entry.name for entry in msgspec.structs.fields(declared_by)}


def test_it_declares_a_world(declared):
    world = declared(PATH)

    assert {user.username: user.token for user in world.users.values()} == {
        "janedoe": "janes-token",
        "shop-bot": "shop-bots-token",
    }
    assert [actor.full_name for actor in world.actors] == [
        "janedoe/price-mailer",
        "janedoe/price-cleaner",
        "janedoe/price-scraper",
    ]


def test_names_and_tokens_are_unique():
    for group in (tables("users"), tables("actors"), tables("tasks"), tables("datasets"), tables("key_value_stores")):
        names = [table["name"] for table in group]
        assert len(names) == len(set(names))


def test_the_runs_go_as_its_comments_say(jane):
    runs = [run(jane, "janedoe/price-scraper") for _ in range(4)]

    assert [finished.status for finished, _ in runs] == ["SUCCEEDED", "FAILED", "TIMED-OUT", "TIMED-OUT"]
    assert [dataset.list_items().total for _, dataset in runs] == [5, 1, 0, 0]
    assert runs[0][1].list_items().items == PRICES
    failed = runs[1][0]
    assert (failed.exit_code, failed.status_message) == (1, "The shop wants to see a captcha")


def test_an_input_that_matches_gets_its_own_prices(jane):
    finished, dataset = run(jane, "janedoe/price-scraper", {"currency": "USD", "skus": ["LAMP-01"]})

    assert finished.status == "SUCCEEDED"
    assert {item["currency"] for item in dataset.list_items().items} == {"USD"}


def test_the_task_brings_its_own_currency_and_options(jane):
    started = jane.task("janedoe/prices-in-dollars").start()
    finished = jane.run(started.id).wait_for_finish()

    assert (finished.options.memory_mbytes, finished.options.timeout_secs, finished.options.max_items) == (256, 60, 100)
    items = jane.dataset(started.default_dataset_id).list_items().items
    assert {item["currency"] for item in items} == {"USD"}


def test_a_currency_that_the_schema_does_not_list_is_refused(jane):
    with pytest.raises(ApifyApiError, match='allowed values: "EUR", "USD"'):
        jane.actor("janedoe/price-scraper").start(run_input={"currency": "GBP"})


def test_the_view_shows_four_columns(jane):
    _, dataset = run(jane, "janedoe/price-scraper")

    rows = dataset.list_items(view="overview").items
    assert rows[0] == {"sku": "LAMP-01", "price": 39.9, "currency": "EUR", "seller.name": "Lumen & Sons"}


def test_the_shorter_actor_succeeds_with_an_output(jane):
    finished, dataset = run(jane, "janedoe/price-mailer")

    assert finished.status == "SUCCEEDED"
    assert dataset.list_items().total == 1
    assert jane.key_value_store(finished.default_key_value_store_id).get_record("OUTPUT")["value"] == {"sent": 1}


def test_the_program_of_an_actor_runs_with_its_variables(jane):
    finished, _ = run(jane, "janedoe/price-cleaner")
    assert finished.status == "SUCCEEDED"
    assert "Forgetting prices older than 30 days" in jane.run(finished.id).log().get()


def test_only_jane_sees_the_scraper(mock, jane):
    bot = ApifyClient("shop-bots-token", api_url=mock.url)

    assert jane.actor("janedoe/price-scraper").get() is not None
    assert bot.actor("janedoe/price-scraper").get() is None
    assert bot.actor("janedoe/price-mailer").get() is not None


def test_the_input_schema_accepts_its_own_default():
    schema = Source(PATH).config.actors[2].input_schema

    assert validate_input(schema, {"currency": schema["properties"]["currency"]["default"]}) is None
    assert "allowed values" in validate_input(schema, {"currency": "GBP"})


def test_the_storages_are_there_from_the_start(jane):
    dataset = jane.dataset("janedoe/yesterdays-prices")
    store = jane.key_value_store("janedoe/price-watch")

    assert dataset.list_items().total == 2
    assert store.get_record("greeting")["value"] == "Dear Jane,"
    assert store.get_record("settings")["value"] == {"threshold": 0.1, "skus": ["LAMP-01", "LAMP-02"]}
    mail = store.get_record("mail.html")
    assert mail["content_type"] == "text/html; charset=utf-8"
    assert mail["value"] == PATH.with_name("price-mail.html").read_text(encoding="utf-8")


def test_personalize_takes_items_that_fit_the_schema(mock):
    events = boto3.client(
        "personalize-events",
        region_name="us-east-1",
        endpoint_url=mock.url,
        aws_access_key_id="janes-token",
        aws_secret_access_key="any",
        config=BotoConfig(retries={"total_max_attempts": 1}),
    )

    events.put_items(datasetArn=DATASET_ARN, items=[{"itemId": "LAMP-01", "properties": '{"price": 39.9}'}])
    assert [record["itemId"] for record in mock.personalize.datasets[DATASET_ARN].records] == ["LAMP-01"]
    with pytest.raises(ClientError, match="InvalidInputException"):
        events.put_items(datasetArn=DATASET_ARN, items=[{"itemId": "LAMP-02", "properties": '{"price": "dear"}'}])
