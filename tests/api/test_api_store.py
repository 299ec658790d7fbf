import pytest
from cases import each_case

pytestmark = pytest.mark.mockapify(clock="manual", seed=7)

BRIEF = {"id", "title", "name", "username", "description", "notice", "badge", "categories", "stats"}


@pytest.fixture
def names(ask):
    """Names of the Actors that the Store lists."""

    def found(query="", **more):
        answer = ask("GET", f"/v2/store?{query}", **more)
        assert answer.status == 200, answer.body
        return [item["name"] for item in answer.data["items"]]

    return found


@pytest.fixture
def scrapers(mockapify):
    for number in range(5):
        mockapify.actor(f"someone/scraper-{number}")
        mockapify.clock.shift(seconds=1)


@each_case("token", [pytest.param("", id="own"), pytest.param(None, id="none"), pytest.param("of-nobody", id="wrong")])
def test_the_store_is_open_to_everybody_even_with_a_wrong_token(scrapers, names, token):
    assert len(names(token=token)) == 5


@each_case("path", ["/v2/actors/someone~scraper-0", "/v2/browser-info", "/v2/store/nothing"])
def test_a_wrong_token_is_refused_everywhere_else(ask, scrapers, path):
    answer = ask("GET", path, token="of-nobody")
    assert (answer.status, answer.error["type"]) == (401, "user-or-token-not-found")


def test_pages_do_not_overlap_and_say_how_much_there_is(scrapers, ask):
    first, second, third = (ask("GET", f"/v2/store?sortBy=newest&limit=2&offset={offset}").data for offset in (0, 2, 4))
    shown = [[item["name"] for item in page.pop("items")] for page in (first, second, third)]
    assert shown == [["scraper-4", "scraper-3"], ["scraper-2", "scraper-1"], ["scraper-0"]]
    assert second == {"total": 5, "offset": 2, "limit": 2, "desc": False, "count": 2}


def test_without_a_limit_a_page_has_as_many_as_a_page_may_have(scrapers, ask):
    assert [ask("GET", f"/v2/store?limit={limit}").data["limit"] for limit in ("", 0, 5000)] == [1000] * 3


def test_an_entry_has_all_that_a_list_shows(mockapify, ask):
    mockapify.actor("me/mail-reader", title="Mail Reader")
    (entry,) = ask("GET", "/v2/store").data["items"]
    assert (entry["title"], entry["username"], entry["userFullName"]) == ("Mail Reader", "tester", "tester")
    assert (entry["url"], entry["notice"]) == ("https://apify.com/tester/mail-reader", "NONE")
    assert entry["stats"]["totalUsers"] == 1
    assert entry["currentPricingInfo"]["pricingModel"] == "FREE"
    assert entry["isWhiteListedForAgenticPayments"] is False


def test_agents_get_what_they_need_to_choose(scrapers, ask):
    items = ask("GET", "/v2/store?responseFormat=agent&limit=2").data["items"]
    assert [set(item) for item in items] == [BRIEF, BRIEF]
    assert items[0]["stats"] == {"totalUsers": 1, "totalUsers30Days": 1, "totalRuns": 0}


def test_the_filters_are_query_parameters(mockapify, names):
    mockapify.actor("jane/mail-reader", permission_level="FULL_PERMISSIONS")
    mockapify.actor("john/mail-writer")
    assert names("search=mail&username=john") == ["mail-writer"]
    assert names("search=mail+read") == []
    assert names("search=mail+read&includeUnrunnableActors=1") == ["mail-reader"]
    assert names("pricingModel=FREE&allowsAgenticUsers=false") == ["mail-writer"]
    assert names("pricingModel=PAY_PER_EVENT") == names("allowsAgenticUsers=true") == names("category=AI") == []


@each_case("query", ["sortBy=size", "pricingModel=GRATIS", "responseFormat=short", "allowsAgenticUsers=2", "limit=-1"])
def test_a_value_that_no_filter_has_is_refused(ask, query):
    assert ask("GET", f"/v2/store?{query}").status == 400
