"""What the journal says to somebody who met an error by mistake."""

import pytest


def test_an_unknown_token_is_told_which_are_known_and_never_shown_whole(ask, mockapify):
    ask("GET", "/v2/users/me", token="apify_api_secret")
    (call,) = mockapify.calls
    (told,) = call.notes
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


def test_a_new_task_of_an_unknown_actor_is_told_which_are_declared(ask, mockapify):
    mockapify.actor("janedoe/price-scraper")
    assert ask("POST", "/v2/actor-tasks", {"actId": "janedoe/scraper"}).status == 404
    assert mockapify.calls.of("tasks.create")[0].notes == (
        "there is no such Actor; declared are janedoe/price-scraper",
    )


def test_without_actors_it_says_that_there_are_none(ask, mockapify):
    ask("GET", "/v2/acts/me~scraper")
    assert mockapify.calls.of("actors.get")[0].notes == ("there is no Actor 'me/scraper': none is declared here",)
