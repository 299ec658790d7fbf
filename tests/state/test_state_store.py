import pytest
from cases import each_case

from mockapify.state import actors, store, users

PER_EVENT = {
    "pricingModel": "PAY_PER_EVENT",
    "pricingPerEvent": {"actorChargeEvents": {"page": {"eventTitle": "", "eventDescription": "", "eventPriceUsd": 1}}},
}
PER_ITEM = {"pricingModel": "PRICE_PER_DATASET_ITEM", "pricePerUnitUsd": 0.01}
PER_MONTH = {"pricingModel": "FLAT_PRICE_PER_MONTH", "trialMinutes": 0, "pricePerUnitUsd": 9}


@pytest.fixture
def offer(world):
    """Puts an Actor into the Store."""

    def put(name, *, categories=(), total_users=1, **declared):
        with world:
            actor = actors.declare(world, name, **declared)
            store.present(actor, categories=categories, total_users=total_users)
        return actor

    return put


@pytest.fixture
def names(world):
    """Names of the Actors that a search finds."""

    def found(text="", **filters):
        with world:
            return [actor.name for actor in store.search(world, text, **filters)]

    return found


@each_case(
    "text",
    ["maps", "MAPS google", "  finds\tplaces ", "compass", "compass/crawler-places", "crawler-pl", "straße", "readme"],
)
def test_all_words_are_searched_in_all_that_the_page_says(offer, names, text):
    offer(
        "compass/crawler-places",
        title="Google Maps",
        description="Finds places in every STRASSE.",
        definition={"readme": "# Read me\nThis readme is long."},
    )
    offer("someone/else", title="Google Search")
    assert names(text) == ["crawler-places"]


def test_a_search_finds_nothing_when_one_word_is_nowhere(offer, names):
    offer("compass/crawler-places", title="Google Maps")
    assert names("google bing") == []


def test_private_deprecated_and_unrunnable_actors_are_left_out(offer, names):
    offer("jane/open")
    offer("jane/private", is_public=False)
    offer("jane/deprecated").is_deprecated = True
    offer("jane/never-built").tagged_builds = None
    offer("jane/powerful", permission_level="FULL_PERMISSIONS", total_users=store.MANY_USERS - 1)
    offer("jane/powerful-and-known", permission_level="FULL_PERMISSIONS", total_users=store.MANY_USERS)
    assert set(names()) == {"open", "powerful-and-known"}
    assert set(names(include_unrunnable=True)) == {"open", "powerful-and-known", "never-built", "powerful"}


def test_actors_are_filtered_by_category_and_owner(offer, names):
    offer("jane/one", categories=["AI", "TRAVEL"])
    offer("jane/two", categories=["AI"])
    offer("john/three", categories=["AI"])
    assert names(category="TRAVEL") == ["one"]
    assert names(category="AI", username="JANE") == ["one", "two"]
    assert names(category="ai") == []


def test_actors_are_filtered_by_what_they_cost_now(offer, names):
    offer("jane/free", pricing_infos=[{"pricingModel": "FREE"}])
    offer("jane/never-priced")
    offer("jane/per-event", pricing_infos=[PER_EVENT])
    offer("jane/per-month", pricing_infos=[PER_MONTH])
    offer(
        "jane/per-item",
        pricing_infos=[
            {**PER_MONTH, "startedAt": "2020-01-01T00:00:00.000Z"},
            {**PER_ITEM, "startedAt": "2021-01-01T00:00:00.000Z"},
            {**PER_EVENT, "startedAt": "2099-01-01T00:00:00.000Z"},
        ],
    )
    expected = {
        "FREE": ["free", "never-priced"],
        "PAY_PER_EVENT": ["per-event"],
        "PRICE_PER_DATASET_ITEM": ["per-item"],
        "FLAT_PRICE_PER_MONTH": ["per-month"],
    }
    assert {model: names(pricing_model=model) for model in expected} == expected


def test_agents_may_run_what_is_paid_by_the_event_and_asks_for_few_permissions(offer, names):
    offer("jane/free")
    offer("jane/event", pricing_infos=[PER_EVENT])
    offer("jane/greedy", pricing_infos=[PER_EVENT], permission_level="FULL_PERMISSIONS", total_users=9999)
    assert names(allows_agentic_users=True) == ["event"]
    assert set(names(allows_agentic_users=False)) == {"free", "greedy"}


def test_actors_are_sorted(world, offer, names, later):
    ant = offer("jane/ant", total_users=5)
    later(60)
    offer("jane/bee", total_users=70)
    later(60)
    offer("jane/cat", total_users=6)
    later(60)
    ant.modified_at = world.clock.now()
    expected = {
        "popularity": ["bee", "cat", "ant"],
        "newest": ["cat", "bee", "ant"],
        "lastUpdate": ["ant", "cat", "bee"],
        "relevance": ["bee", "cat", "ant"],
    }
    assert {sort_by: names(sort_by=sort_by) for sort_by in expected} == expected


def test_a_word_in_the_title_is_more_relevant_than_many_users(offer, names):
    offer("jane/all-in-one", description="Also reads mail.", total_users=9000)
    offer("jane/mail-reader", total_users=5)
    assert names("mail") == ["mail-reader", "all-in-one"]
    assert names("mail", sort_by="popularity") == ["all-in-one", "mail-reader"]


def test_an_entry_says_what_the_page_says(world, offer):
    actor = offer("jane/one", title="One", description="The first.", categories=["AI"], total_users=1000)
    with world:
        jane = users.named(world, "jane")
        entry, brief = store.entry(world, actor), store.brief_entry(actor)
    assert (entry.title, entry.url, entry.user_full_name) == ("One", "https://apify.com/jane/one", jane.profile.name)
    assert (entry.stats.total_users, entry.stats.total_users30_days, entry.stats.total_users7_days) == (1000, 100, 40)
    assert isinstance(entry.current_pricing_info, store.Free)
    assert (brief.categories, brief.stats.total_users) == (["AI"], 1000)
