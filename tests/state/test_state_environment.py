import json

import pytest
from cases import each_case

from mockapify.state import environment, versions
from mockapify.state.env_vars import EnvVarSettings, create
from mockapify.state.environment import LEGACY

NAMES = {
    "ACTOR_ID",
    "ACTOR_FULL_NAME",
    "ACTOR_RUN_ID",
    "ACTOR_TASK_ID",
    "ACTOR_BUILD_ID",
    "ACTOR_BUILD_NUMBER",
    "ACTOR_BUILD_TAGS",
    "ACTOR_DEFAULT_DATASET_ID",
    "ACTOR_DEFAULT_KEY_VALUE_STORE_ID",
    "ACTOR_DEFAULT_REQUEST_QUEUE_ID",
    "ACTOR_STORAGES_JSON",
    "ACTOR_INPUT_KEY",
    "ACTOR_MEMORY_MBYTES",
    "ACTOR_MAX_PAID_DATASET_ITEMS",
    "ACTOR_MAX_TOTAL_CHARGE_USD",
    "ACTOR_PERMISSION_LEVEL",
    "ACTOR_RESTART_ON_ERROR",
    "ACTOR_STARTED_AT",
    "ACTOR_TIMEOUT_AT",
    "ACTOR_WEB_SERVER_URL",
    "ACTOR_WEB_SERVER_PORT",
    "ACTOR_STANDBY_URL",
    "ACTOR_STANDBY_PORT",
    "ACTOR_EVENTS_WEBSOCKET_URL",
    "ACTOR_MCP_CONNECTOR_BASE_URL",
    "APIFY_TOKEN",
    "APIFY_USER_ID",
    "APIFY_USER_IS_PAYING",
    "APIFY_USER_PRICING_TIER",
    "APIFY_IS_AT_HOME",
    "APIFY_DEDICATED_CPUS",
    "APIFY_API_BASE_URL",
    "APIFY_API_PUBLIC_BASE_URL",
    "APIFY_PROXY_HOSTNAME",
    "APIFY_PROXY_PORT",
    "APIFY_PROXY_PASSWORD",
    "APIFY_PROXY_STATUS_URL",
    "APIFY_WORKFLOW_KEY",
    "APIFY_META_ORIGIN",
    "APIFY_INPUT_SECRETS_PRIVATE_KEY_FILE",
    "APIFY_INPUT_SECRETS_PRIVATE_KEY_PASSPHRASE",
    "APIFY_ACTOR_PRICING_INFO",
    "APIFY_CHARGED_ACTOR_EVENT_COUNTS",
    "APIFY_HEADLESS",
    "APIFY_XVFB",
    "APIFY_LOG_LEVEL",
    "APIFY_PERSIST_STATE_INTERVAL_MILLIS",
    "APIFY_METAMORPH_AFTER_SLEEP_MILLIS",
}


@pytest.fixture
def variables(world, start):
    """The variables of a run that is started with these options."""
    world.url = "http://127.0.0.1:9"

    def of(run=None, **options):
        run = run or start(**options)
        with world:
            return environment.variables(world, run)

    return of


def test_all_the_platforms_variables_are_there_and_texts(variables):
    found = variables()
    assert NAMES | LEGACY.keys() <= found.keys()
    assert {type(value) for value in found.values()} == {str}


def test_older_names_are_twins(variables):
    found = variables()
    assert {name: found[name] for name in LEGACY} == {name: found[twin] for name, twin in LEGACY.items()}
    assert found["APIFY_ACT_RUN_ID"] == found["ACTOR_RUN_ID"]


def test_they_say_what_run_it_is(world, start, variables):
    run = start(memory=2048, timeout=60)
    found = variables(run)
    assert found["ACTOR_FULL_NAME"] == "janedoe/scraper"
    assert (found["ACTOR_ID"], found["ACTOR_RUN_ID"], found["ACTOR_TASK_ID"]) == (run.act_id, run.id, "")
    assert (found["ACTOR_BUILD_NUMBER"], found["ACTOR_BUILD_TAGS"]) == ("0.0.1", "latest")
    assert (found["ACTOR_MEMORY_MBYTES"], found["APIFY_DEDICATED_CPUS"]) == ("2048", "0.5")
    assert found["ACTOR_STARTED_AT"] == "2026-01-31T12:00:00.000Z"
    assert found["ACTOR_TIMEOUT_AT"] == "2026-01-31T12:01:00.000Z"
    assert found["ACTOR_DEFAULT_DATASET_ID"] == run.default_dataset_id
    assert json.loads(found["ACTOR_STORAGES_JSON"]) == {
        "datasets": {"default": run.default_dataset_id},
        "keyValueStores": {"default": run.default_key_value_store_id},
        "requestQueues": {"default": run.default_request_queue_id},
    }


def test_they_say_where_to_call_and_as_whom(world, start, variables):
    run = start()
    found = variables(run)
    assert found["APIFY_API_BASE_URL"] == found["APIFY_API_PUBLIC_BASE_URL"] == "http://127.0.0.1:9"
    assert world.run_tokens[found["APIFY_TOKEN"]] is run
    assert found["ACTOR_EVENTS_WEBSOCKET_URL"] == (
        f"ws://127.0.0.1:9/__mockapify__/runs/{run.id}/events?token={found['APIFY_TOKEN']}"
    )


@each_case(
    ("options", "name", "value"),
    [
        ({}, "ACTOR_MAX_PAID_DATASET_ITEMS", ""),
        ({"max_items": 0}, "ACTOR_MAX_PAID_DATASET_ITEMS", "0"),
        ({}, "ACTOR_MAX_TOTAL_CHARGE_USD", ""),
        ({"timeout": 0}, "ACTOR_TIMEOUT_AT", ""),
        ({}, "ACTOR_RESTART_ON_ERROR", "0"),
        ({"restart_on_error": True}, "ACTOR_RESTART_ON_ERROR", "1"),
        ({}, "ACTOR_INPUT_KEY", "INPUT"),
        ({}, "APIFY_ACTOR_PRICING_INFO", "{}"),
        ({}, "APIFY_CHARGED_ACTOR_EVENT_COUNTS", "{}"),
    ],
)
def test_what_a_run_has_no_limit_of_is_empty(variables, options, name, value):
    assert variables(**options)[name] == value


def test_nothing_of_it_leads_to_the_platform(variables):
    own = {"ACTOR_WEB_SERVER_URL", "ACTOR_STANDBY_URL", "APIFY_CONTAINER_URL"}  # addresses of the run itself
    assert [name for name, value in variables().items() if "apify.com" in value and name not in own] == []


def test_the_variables_of_the_version_are_among_them_but_win_over_none(world, start, variables):
    run = start()
    version = versions.find(world.actors.get(run.act_id), "0.0")
    for name, secret in (("MINE", False), ("SECRET", True), ("ACTOR_RUN_ID", False)):
        create(version, EnvVarSettings(name=name, value="theirs", is_secret=secret))
    found = variables(run)
    assert (found["MINE"], found["SECRET"], found["ACTOR_RUN_ID"]) == ("theirs", "theirs", run.id)


def test_a_run_whose_actor_was_deleted_has_none(world, start, variables):
    run = start()
    with world:
        world.actors.remove(world.actors.get(run.act_id))
    with pytest.raises(ValueError, match=r"the Actor of run .* was deleted"):
        variables(run)
