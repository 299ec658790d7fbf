"""The world that `mockapify serve` serves without a config."""

import json
import re
import urllib.request
from importlib.resources import files

import pytest
from apify_client import ApifyClient
from cases import each_case

from mockapify.config import Source
from mockapify.schema import compile_schema, prefilled, validate_input

PRESETS = files("mockapify") / "presets"
CONFIG = Source(PRESETS / "store.toml").config
ACTORS = {actor.name: actor for actor in CONFIG.actors}
WELL_KNOWN = {
    "apify/hello-world",
    "apify/web-scraper",
    "apify/cheerio-scraper",
    "apify/playwright-scraper",
    "apify/puppeteer-scraper",
    "apify/website-content-crawler",
    "apify/rag-web-browser",
    "apify/google-search-scraper",
    "apify/instagram-scraper",
    "apify/instagram-profile-scraper",
    "apify/facebook-pages-scraper",
    "apify/send-mail",
    "compass/crawler-google-places",
    "lukaskrivka/google-maps-with-contact-details",
    "clockworks/tiktok-scraper",
}
WITHOUT_ITEMS = {"apify/send-mail"}

LOG_LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (.*)")
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
HOST = re.compile(r"https?://([^/?#\"\s]+)")
INVENTED = re.compile(r"(?:.+\.)?example\.(?:com|net|org)")
EDITORS = {
    "string": {"textfield", "textarea", "javascript", "select", "datepicker"},
    "integer": {"number"},
    "boolean": {"checkbox"},
    "array": {"requestListSources", "stringList", "globs", "json", "select"},
    "object": {"proxy", "json"},
}

each_actor = each_case("actor", [pytest.param(actor, id=name) for name, actor in ACTORS.items()])


@pytest.fixture(scope="module")
def mock(presets_server):
    with presets_server.open() as mock:
        mock.load(PRESETS / "store.toml")
        yield mock


@pytest.fixture
def client(mock):
    return ApifyClient(mock.token, api_url=mock.url)


def test_the_store_is_full_of_scrapers_the_most_popular_first(client):
    found = client.store().list(search="scraper", sort_by="popularity").items
    users = [entry.stats.total_users for entry in found]
    assert len(found) >= 6
    assert users == sorted(set(users), reverse=True)
    assert "FREE" in {entry.current_pricing_info.pricing_model for entry in found}
    assert all(entry.categories for entry in found)


def build_of(client, name):
    return client.actor(name).default_build().get()


def test_builds_are_what_integration_tests_rely_on(client):
    assert build_of(client, "apify/web-scraper").actor_definition.readme.startswith("# Web Scraper")
    assert build_of(client, "apify/cheerio-scraper").meta.origin == "CI"
    definition = build_of(client, "apify/instagram-profile-scraper").actor_definition
    assert (definition.min_memory_mbytes, definition.version) == (128, "0.0.1")
    assert build_of(client, "apify/rag-web-browser").actor_definition.input


def test_facebook_pages_had_all_kinds_of_prices(client):
    rent, flat, tiered, events = client.actor("apify/facebook-pages-scraper").get().pricing_infos
    assert [info.pricing_model for info in (rent, flat, tiered, events)] == [
        "FLAT_PRICE_PER_MONTH",
        "PRICE_PER_DATASET_ITEM",
        "PRICE_PER_DATASET_ITEM",
        "PAY_PER_EVENT",
    ]
    assert (flat.price_per_unit_usd, flat.tiered_pricing) == (0.01, None)
    assert len({tier.tiered_price_per_unit_usd for tier in tiered.tiered_pricing.values()}) > 1
    charged = events.pricing_per_event.actor_charge_events
    assert charged["page"].is_primary_event
    assert charged["page"].event_tiered_pricing_usd
    assert charged["apify-actor-start"].is_one_time_event


def items_of(actor):
    if not isinstance(actor.items, str):
        return actor.items
    lines = (PRESETS / actor.items).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def walk(value, key=""):
    yield key, value
    if isinstance(value, dict):
        for name, member in value.items():
            yield from walk(member, name)
    elif isinstance(value, list):
        for element in value:
            yield from walk(element, key)


def test_the_store_has_the_well_known_actors_each_once():
    assert len(CONFIG.actors) == len(ACTORS)
    assert ACTORS.keys() == WELL_KNOWN


def test_loading_it_declares_every_actor_as_public_and_nobody_to_log_in(declared):
    world = declared(PRESETS / "store.toml")

    assert {actor.full_name for actor in world.actors if actor.is_public} == WELL_KNOWN
    assert CONFIG.users == []


def test_its_comment_says_what_it_is():
    first, second, third = (PRESETS / "store.toml").read_text(encoding="utf-8").splitlines()[:3]

    assert first.startswith("# ")
    assert second.startswith("# ")
    assert third == ""


@each_case("name", ACTORS)
def test_a_run_succeeds_with_its_items_its_log_and_its_output(name, client):
    run = client.actor(name).start(run_input=prefilled(ACTORS[name].input_schema))
    run_client = client.run(run.id)
    finished = run_client.wait_for_finish()

    assert finished.status == "SUCCEEDED"
    assert finished.exit_code == 0
    assert client.dataset(run.default_dataset_id).list_items().items == items_of(ACTORS[name])

    lines = [LOG_LINE.fullmatch(line) for line in run_client.log().get().splitlines()]
    assert all(lines)
    texts = [line[1] for line in lines]
    assert texts[-len(ACTORS[name].log.splitlines()) :] == ACTORS[name].log.splitlines()
    assert any(text.startswith('INFO  System info {"apifyVersion":') for text in texts)

    record = client.key_value_store(run.default_key_value_store_id).get_record("OUTPUT")
    assert record["value"] == ACTORS[name].output


@each_case(
    ("body", "content_type"),
    [
        (b"", None),
        (b"{}", "application/json"),
        (b"[1]", "application/json"),
        (b'"text"', "application/json"),
        (b"{", "application/json"),
        (b"hello", "text/plain"),
        (b"\x00\xff", None),
    ],
)
def test_hello_world_takes_any_input_and_keeps_it_as_it_was_sent(mock, body, content_type):
    headers = {"Authorization": f"Bearer {mock.token}"} | ({"Content-Type": content_type} if content_type else {})
    url = f"{mock.url}/v2/acts/apify~hello-world/run-sync?outputRecordKey=INPUT"
    with urllib.request.urlopen(urllib.request.Request(url, body, headers, method="POST")) as answer:
        assert (answer.status, answer.read()) == (201, body)


@each_case("name", [name for name, actor in ACTORS.items() if isinstance(actor.items, str)])
def test_an_output_counts_the_items(name):
    assert ACTORS[name].output == {"itemCount": len(items_of(ACTORS[name]))}


def test_a_stranger_gets_the_items_of_a_run_with_one_call_and_no_input(mock):
    request = urllib.request.Request(
        f"{mock.url}/v2/acts/apify~hello-world/run-sync-get-dataset-items",
        headers={"Authorization": f"Bearer {mock.token}"},
        method="POST",
    )

    with urllib.request.urlopen(request) as answer:
        assert json.load(answer)[0] == {"message": "Hello world!"}


@each_actor
def test_an_actor_introduces_itself_and_takes_its_time(actor):
    assert actor.title
    assert actor.description.endswith(".")
    assert 1 <= actor.duration <= 30
    assert len(actor.log.splitlines()) >= 2


@each_actor
def test_items_are_few_and_alike(actor):
    items = items_of(actor)

    assert 3 <= len(items) <= 12 or actor.name in WITHOUT_ITEMS
    for item in items:
        missing = items[0].keys() - item.keys()
        assert not missing, f"{missing} of the first item are not in {item}"


@each_actor
def test_moments_in_items_are_well_formed(actor):
    moments = [
        (key, value)
        for item in items_of(actor)
        for key, value in walk(item)
        if key in {"timestamp", "scrapedAt", "publishedAtDate", "loadedTime", "loadedAt", "createTimeISO"}
    ]

    assert all(DATE_TIME.fullmatch(value) for _, value in moments), moments


@each_actor
def test_addresses_in_items_and_logs_are_invented(actor):
    text = json.dumps(items_of(actor)) + actor.log + json.dumps(actor.input_schema)

    assert [host for host in HOST.findall(text) if not INVENTED.fullmatch(host)] == []


@each_actor
def test_every_input_property_can_be_shown_in_a_form(actor):
    schema = actor.input_schema

    assert (schema["type"], schema["schemaVersion"]) == ("object", 1)
    assert schema["title"]
    assert set(schema.get("required", ())) <= schema["properties"].keys()
    for name, field in schema["properties"].items():
        assert field["title"], name
        assert field["description"], name
        assert field["editor"] in EDITORS[field["type"]], name
        assert "enum" not in field or field["default"] in field["enum"], name


@each_actor
def test_the_input_that_the_form_suggests_is_accepted(actor):
    suggested = {
        name: field.get("prefill", field.get("default"))
        for name, field in actor.input_schema["properties"].items()
        if "prefill" in field or "default" in field
    }

    assert validate_input(actor.input_schema, suggested) is None


@each_case("name", [name for name, actor in ACTORS.items() if actor.input_schema.get("required")])
def test_what_is_required_and_has_no_default_is_missed(name):
    schema = ACTORS[name].input_schema
    first = next(key for key in schema["required"] if "default" not in schema["properties"][key])

    assert validate_input(schema, {}) == f"Field input.{first} is required"


@each_case("given", [{}, {"message": "hi"}, {"message": None}, {"message": 1.5}, {"any": [{"thing": 1}]}])
def test_hello_world_accepts_any_input(given):
    assert validate_input(ACTORS["apify/hello-world"].input_schema, given) is None


def test_places_fit_their_schema():
    actor = ACTORS["compass/crawler-google-places"]
    schema = compile_schema(actor.dataset_schema["fields"])

    assert [schema.errors(item) for item in items_of(actor)] == [[]] * 5


@each_case(
    ("broken", "keyword"),
    [
        ({"totalScore": 6}, "maximum"),
        ({"url": None}, "type"),
        ({"location": {"lat": 1}}, "required"),
        ({"countryCode": "USA"}, "maxLength"),
    ],
)
def test_places_that_do_not_look_like_places_are_refused(broken, keyword):
    actor = ACTORS["compass/crawler-google-places"]
    schema = compile_schema(actor.dataset_schema["fields"])

    assert [error["keyword"] for error in schema.errors(items_of(actor)[0] | broken)] == [keyword]


def test_the_view_of_places_shows_what_the_schema_promises(client):
    rows = rows_of_view(client, "overview")

    assert len(rows) == 5
    assert (
        list(rows[0])
        == ACTORS["compass/crawler-google-places"].dataset_schema["views"]["overview"]["transformation"]["fields"]
    )


def test_the_view_of_reviews_has_a_row_for_each_review(client):
    rows = rows_of_view(client, "reviews")

    reviews = sum(len(item["reviews"]) for item in items_of(ACTORS["compass/crawler-google-places"]))
    assert len([row for row in rows if "stars" in row]) == reviews
    assert rows[0]["title"] == rows[1]["title"] == "Harbour Lane Roastery"


def rows_of_view(client, view):
    run = client.actor("compass/crawler-google-places").start()
    client.run(run.id).wait_for_finish()
    return client.dataset(run.default_dataset_id).list_items(view=view).items


def test_no_items_file_is_left_over():
    named = {actor.items for actor in CONFIG.actors if isinstance(actor.items, str)}

    assert {entry.name for entry in PRESETS.iterdir()} == {*named, "store.toml"}
