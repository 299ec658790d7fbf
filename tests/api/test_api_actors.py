"""Actors, their versions and environment variables over HTTP."""

import pytest
from cases import each_case

from mockapify import Hangs

SOURCES = {"versionNumber": "0.1", "sourceType": "SOURCE_FILES", "sourceFiles": [{"name": "main.js", "content": "1"}]}
SECRET = {"name": "KEY", "value": "abc", "isSecret": True}
PUBLIC = {"isPublic": True, "title": "Scraper", "categories": ["AI"]}


@pytest.fixture
def create(ask):
    """Creates an Actor of the mock's own user and hands out its data."""

    def created(**settings):
        answer = ask("POST", "/v2/actors", {"name": "scraper", "versions": [SOURCES], **settings})
        assert answer.status == 201, answer.body
        return answer.data

    return created


@pytest.fixture
def stranger(mockapify):
    return mockapify.user("stranger").token


def told(answer):
    return answer.status, answer.error["type"]


def test_a_new_actor_says_where_it_is(ask, mockapify):
    answer = ask("POST", "/v2/actors", {"name": "scraper"})
    actor = answer.data
    assert answer.status == 201
    assert answer.headers["Location"] == f"{mockapify.url}/v2/actors/{actor['id']}"
    assert (actor["name"], actor["username"], actor["isPublic"], actor["title"]) == ("scraper", "tester", False, None)
    for address in (actor["id"], "tester~scraper", "me~scraper", "~scraper", "tester%2Fscraper"):
        assert ask("GET", f"/v2/actors/{address}").data == actor
        assert ask("GET", f"/v2/acts/{address}").data == actor


def test_names_of_a_user_are_unique(ask, create):
    create()
    answer = ask("POST", "/v2/actors", {"name": "scraper"})
    assert (answer.status, answer.error) == (
        409,
        {"type": "actor-name-not-unique", "message": "Record with the given name already exists."},
    )


@each_case(
    "settings",
    [
        {"name": 5},
        {"title": []},
        {"versions": [{"versionNumber": "1"}]},
        {"versions": [{"versionNumber": "0.1", "sourceType": "ODD"}]},
        {"pricingInfos": [{}]},
        {"pricingInfos": [{"pricingModel": "ODD"}]},
        {"pricingInfos": [{"pricingModel": "FREE", "startedAt": "soon"}]},
        {"defaultRunOptions": {"memoryMbytes": 100}},
        {"defaultRunOptions": {"build": None}},
        {"defaultRunOptions": {"timeoutSecs": -1}},
        {"defaultRunOptions": {"timeoutSecs": 10**400}},
        {"actorPermissionLevel": "ALL"},
    ],
)
def test_settings_that_will_not_do_are_refused(ask, settings):
    assert told(ask("POST", "/v2/actors", settings)) == (400, "invalid-value")
    assert ask("GET", "/v2/actors").data["total"] == 0


def test_an_update_answers_the_whole_actor(ask, create):
    actor = create()
    answer = ask("PUT", f"/v2/actors/{actor['id']}", {"title": "New", "actorStandby": {}, "taggedBuilds": {}})
    assert (answer.status, answer.data) == (200, {**actor, "title": "New", "modifiedAt": answer.data["modifiedAt"]})


def test_an_actor_without_a_price_gets_one(ask, create):
    event = {"eventTitle": "Page", "eventDescription": "A page", "eventPriceUsd": 0.1}
    info = {"pricingModel": "PAY_PER_EVENT", "pricingPerEvent": {"actorChargeEvents": {"page": event}}}
    actor = create()
    shown = ask("PUT", f"/v2/actors/{actor['id']}", {"pricingInfos": [info]}).data["pricingInfos"][0]
    assert {name: shown[name] for name in info} == info
    assert shown["startedAt"] == shown["createdAt"]
    assert told(ask("PUT", f"/v2/actors/{actor['id']}", {"pricingInfos": []})) == (400, "cannot-remove-pricing-info")
    again = ask("PUT", f"/v2/actors/{actor['id']}", {"pricingInfos": [shown]})
    assert again.data["pricingInfos"] == [shown]


def test_a_deleted_actor_is_gone(ask, create):
    actor = create()
    assert ask("DELETE", f"/v2/actors/{actor['id']}").status == 204
    assert told(ask("GET", f"/v2/actors/{actor['id']}")) == (404, "record-or-token-not-found")
    assert told(ask("GET", "/v2/actors/~scraper")) == (404, "record-not-found")
    assert create()["id"] != actor["id"]


def test_a_private_actor_is_its_owners_only(ask, create, stranger):
    actor = create()
    for token in (stranger, None):
        assert told(ask("GET", f"/v2/actors/{actor['id']}", token=token))[0] == 404
    assert told(ask("PUT", f"/v2/actors/{actor['id']}", {}, token=stranger))[0] == 404


def test_others_see_no_sources_of_a_public_actor(ask, create, stranger):
    actor = create(**PUBLIC, versions=[{**SOURCES, "envVars": [SECRET]}])
    for token in (stranger, None):
        shown = ask("GET", f"/v2/actors/{actor['id']}", token=token).data
        assert shown["versions"] == [
            {
                "versionNumber": "0.1",
                "sourceType": None,
                "envVars": None,
                "applyEnvVarsToBuild": None,
                "buildTag": "latest",
            }
        ]
    assert shown == {**actor, "versions": shown["versions"]}


@each_case(
    ("method", "path", "body"),
    [
        ("PUT", "", {"title": "Mine"}),
        ("DELETE", "", None),
        ("GET", "/versions", None),
        ("POST", "/versions", SOURCES),
        ("PUT", "/versions/0.1", {}),
        ("GET", "/versions/0.1/env-vars/KEY", None),
        ("POST", "/builds?version=0.1", None),
    ],
)
def test_others_cannot_change_a_public_actor(ask, again, create, stranger, method, path, body):
    again()
    actor = create(**PUBLIC)
    answer = ask(method, f"/v2/actors/{actor['id']}{path}", body, token=stranger)
    assert told(answer) == (403, "insufficient-permissions")
    assert answer.error["message"].startswith("Insufficient permissions for the Actor. ")
    assert ask("GET", f"/v2/actors/{actor['id']}").data == actor


def test_lists_are_paged_and_sorted(ask, mockapify, create):
    names = ["first", "second", "third"]
    for name in names:
        create(name=name)
    mockapify.actor("janedoe/used")
    ask("POST", "/v2/actors/janedoe~used/runs")

    assert [actor["name"] for actor in ask("GET", "/v2/actors").data["items"]] == [*names, "used"]
    page = ask("GET", "/v2/actors?my=1&desc=1&limit=2&offset=1").data
    assert [actor["name"] for actor in page.pop("items")] == ["second", "first"]
    assert page == {"total": 3, "offset": 1, "limit": 2, "desc": True, "count": 2}
    by_run = ask("GET", "/v2/actors?sortBy=stats.lastRunStartedAt&desc=true").data["items"]
    assert by_run[0]["name"] == "used"
    assert by_run[0]["stats"]["totalRuns"] == 1


def test_versions_are_created_changed_and_deleted(ask, create, mockapify):
    actor = create()
    versions = f"/v2/actors/{actor['id']}/versions"
    git = {"versionNumber": "0.2", "sourceType": "GIT_REPO", "gitRepoUrl": "https://example.com/x.git"}

    answer = ask("POST", versions, git)
    assert answer.status == 201
    assert answer.headers["Location"] == f"{mockapify.url}{versions}/0.2"
    made = {**git, "envVars": [], "applyEnvVarsToBuild": False, "buildTag": "latest"}
    assert answer.data == made == ask("GET", f"{versions}/0.2").data
    assert told(ask("POST", versions, git)) == (403, "version-already-exists")
    for method in ("PUT", "POST"):
        assert ask(method, f"{versions}/0.2", {"buildTag": method}).data == {**made, "buildTag": method}
    listed = ask("GET", versions).data
    assert (listed["total"], [one["versionNumber"] for one in listed["items"]]) == (2, ["0.1", "0.2"])
    assert ask("DELETE", f"{versions}/0.1").status == 204
    assert told(ask("DELETE", f"{versions}/0.1")) == (404, "record-or-token-not-found")
    assert told(ask("GET", f"{versions}/0.1")) == (404, "record-not-found")
    assert told(ask("DELETE", f"{versions}/0.2")) == (403, "too-few-versions")


def test_variables_are_created_changed_and_deleted(ask, create, mockapify):
    actor = create()
    variables = f"/v2/actors/{actor['id']}/versions/0.1/env-vars"

    answer = ask("POST", variables, {"name": "KEY/1", "value": "abc"})
    assert answer.status == 201
    assert answer.headers["Location"] == f"{mockapify.url}{variables}/KEY%2F1"
    assert ask("GET", f"{variables}/KEY%2F1").data == {"name": "KEY/1", "value": "abc", "isSecret": False}
    assert ask("POST", variables, SECRET).data == {"name": "KEY", "isSecret": True}
    assert told(ask("POST", variables, SECRET)) == (403, "env-var-already-exists")
    assert ask("PUT", f"{variables}/KEY", {"name": "KEY"}).data == {"name": "KEY", "isSecret": True}
    assert told(ask("POST", f"{variables}/KEY", {"name": "NEW", "value": "1"})) == (403, "cannot-rename-env-var")
    assert told(ask("POST", variables, {"name": "NEW"})) == (400, "invalid-value")
    assert [one["name"] for one in ask("GET", variables).data["items"]] == ["KEY/1", "KEY"]
    assert b"abc" not in ask("GET", f"{variables}/KEY").body
    assert ask("DELETE", f"{variables}/KEY").status == 204
    assert told(ask("GET", f"{variables}/KEY")) == (404, "record-not-found")


def test_secrets_are_shown_nowhere(ask, create):
    actor = create(versions=[{**SOURCES, "envVars": [{**SECRET, "value": "hidden-value"}]}])
    address = f"/v2/actors/{actor['id']}"
    build = ask("POST", f"{address}/builds?version=0.1&waitForFinish=60").data
    for path in (address, f"{address}/versions", f"{address}/versions/0.1", f"/v2/actor-builds/{build['id']}"):
        assert b"hidden-value" not in ask("GET", path).body
    sent_back = ask("GET", f"{address}/versions/0.1").data
    assert ask("PUT", f"{address}/versions/0.1", sent_back).data == sent_back


def test_runs_of_a_deleted_actor_are_aborted(ask, mockapify):
    mockapify.actor("me/scraper", Hangs())
    run = ask("POST", "/v2/actors/~scraper/runs").data
    assert ask("DELETE", "/v2/actors/~scraper").status == 204
    assert ask("GET", f"/v2/actor-runs/{run['id']}?waitForFinish=5").data["status"] == "ABORTED"
    assert [one["id"] for one in ask("GET", "/v2/actor-runs").data["items"]] == [run["id"]]
    assert ask("GET", "/v2/actor-builds").data["total"] == 0


def test_a_run_with_limited_permissions_cannot_change_actors(ask, mockapify):
    mockapify.actor("me/scraper")
    ask("POST", "/v2/actors/~scraper/runs")
    token = mockapify.runs[0].token
    assert ask("GET", "/v2/actors/~scraper", token=token).status == 200
    for method, path in [("POST", "/v2/actors"), ("PUT", "/v2/actors/~scraper"), ("GET", "/v2/actors")]:
        assert told(ask(method, path, {} if method != "GET" else None, token=token)) == (
            403,
            "insufficient-permissions",
        )
