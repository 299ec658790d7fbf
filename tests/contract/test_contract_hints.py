"""What the journal says to somebody who met an error by mistake."""

import json

import pytest
from cases import each_case


def test_an_unknown_token_is_told_which_are_known_and_never_shown_whole(ask, mockapify):
    ask("GET", "/v2/users/me", token="apify_api_secret")
    (call,) = mockapify.calls
    (told,) = call.notes
    assert call.line == "GET /v2/users/me (unknown token) -> 401 user-or-token-not-found"
    assert told == (
        f"no user here has a token that begins with 'apif'; known are {mockapify.token} (tester), and "
        "mockapify.accept_token(...) makes another one known"
    )
    assert "secret" not in mockapify.report


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("janedoe~price-scrapper", "there is no Actor 'janedoe/price-scrapper': did you mean 'janedoe/price-scraper'?"),
        ("zzz", "there is no Actor 'zzz'; declared are janedoe/price-scraper"),
    ],
)
def test_an_unknown_actor_is_told_which_are_declared(ask, mockapify, asked, told):
    mockapify.actor("janedoe/price-scraper")
    assert ask("GET", f"/v2/acts/{asked}").status == 404
    assert mockapify.calls.of("actors.get")[0].notes == (told,)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("zzz", "there is no task 'zzz'; declared are tester/nightly"),
        ("tester~nightli", "there is no task 'tester/nightli': did you mean 'tester/nightly'?"),
    ],
)
def test_an_unknown_task_is_told_which_are_declared(ask, mockapify, asked, told):
    mockapify.task("me/nightly", mockapify.actor("me/scraper"))
    assert ask("GET", f"/v2/actor-tasks/{asked}").status == 404
    assert mockapify.calls.of("tasks.get")[0].notes == (told,)


def test_a_token_that_nobody_has_is_told_where_any_is_taken(ask, mockapify):
    assert ask("GET", "/v2/store", token="nope").status == 200
    assert mockapify.calls.last.line == "GET /v2/store (unknown token) -> 200"


def test_a_new_task_of_an_unknown_actor_is_told_which_are_declared(ask, mockapify):
    mockapify.actor("janedoe/price-scraper")
    assert ask("POST", "/v2/actor-tasks", {"actId": "janedoe/scraper"}).status == 404
    assert mockapify.calls.of("tasks.create")[0].notes == (
        "there is no such Actor; declared are janedoe/price-scraper",
    )


def test_without_actors_it_says_that_there_are_none(ask, mockapify):
    ask("GET", "/v2/acts/me~scraper")
    assert mockapify.calls.of("actors.get")[0].notes == ("there is no Actor 'me/scraper': none is declared here",)


@each_case(
    ("path", "body"),
    [
        (
            "/v2/webhooks",
            {"eventTypes": ["ACTOR.RUN.FAILED"], "requestUrl": "https://a.test/", "condition": {"actorId": "given"}},
        ),
        ("/v2/schedules", {"cronExpression": "@daily", "actions": [{"type": "RUN_ACTOR", "actorId": "given"}]}),
    ],
)
def test_a_name_where_an_id_is_wanted_is_told_which_id_it_has(ask, mockapify, path, body):
    scraper = mockapify.actor("janedoe/price-scraper")
    expected = {
        "janedoe/price-scraper": "an id is wanted here, not a name: "
        f"that of the Actor 'janedoe/price-scraper' is {scraper.id!r}",
        "janedoe~price-scraper": "an id is wanted here, not a name: "
        f"that of the Actor 'janedoe/price-scraper' is {scraper.id!r}",
        "janedoe/price-scrapper": "there is no Actor 'janedoe/price-scrapper': did you mean 'janedoe/price-scraper'?",
        "zzz": "there is no Actor 'zzz'; declared are janedoe/price-scraper",
    }
    for given, told in expected.items():
        assert ask("POST", path, json.loads(json.dumps(body).replace("given", given))).status == 404
        assert mockapify.calls.last.notes == (told,)


def test_a_name_of_a_task_where_its_id_is_wanted_is_told_which_it_has(ask, mockapify):
    nightly = mockapify.task("me/nightly", mockapify.actor("me/scraper"))
    condition = {"actorTaskId": "tester/nightly"}
    body = {"eventTypes": ["ACTOR.RUN.FAILED"], "requestUrl": "https://a.test/", "condition": condition}
    assert ask("POST", "/v2/webhooks", body).status == 404
    assert mockapify.calls.last.notes == (
        f"an id is wanted here, not a name: that of the task 'tester/nightly' is {nightly.id!r}",
    )


@each_case("of_path", [lambda actor: actor.name.replace("/", "~"), lambda actor: actor.id])
def test_what_is_not_to_be_seen_is_told_to_be_there(ask, mockapify, of_path):
    scraper = mockapify.actor("janedoe/price-scraper", public=False)
    assert ask("GET", f"/v2/acts/{of_path(scraper)}").status == 404
    assert mockapify.calls.last.notes == (
        "there is the Actor 'janedoe/price-scraper', but it is another user's, and not for who asks",
    )
