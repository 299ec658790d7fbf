"""Who may see and change what, as the official clients tell it."""

from datetime import timedelta
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from apify_client.errors import ForbiddenError, UnauthorizedError
from cases import each_case

from mockapify import Succeeded

DATASET_IS_CLOSED = (
    "Insufficient permissions for the dataset. "
    "Make sure you're passing a correct API token and that it has the required permissions."
)
ITEMS = [{"title": "A"}]


@pytest.fixture
def dataset(mockapify):
    return mockapify.dataset("prices", items=ITEMS)


@pytest.fixture
def store(mockapify):
    store = mockapify.key_value_store("pages")
    store["page"] = "content"
    return store


def body_of(url):
    with urlopen(url) as answer:
        return answer.read()


def status_of(url):
    try:
        with urlopen(url) as answer:
            return answer.status
    except HTTPError as error:
        return error.code


@each_case("use", ["get", "list_items", "delete", "push_items", "update"])
def test_another_users_dataset_is_closed(stranger, dataset, use):
    theirs = stranger.dataset(dataset.id)
    arguments = {"push_items": ({"title": "B"},)}.get(use, ())

    with pytest.raises(ForbiddenError) as refused:
        getattr(theirs, use)(*arguments)

    assert (refused.value.type, refused.value.message) == ("insufficient-permissions", DATASET_IS_CLOSED)
    assert dataset.items == ITEMS


def test_everybody_has_runs_of_their_own_of_a_public_actor(client, stranger, mockapify):
    mockapify.actor("janedoe/scraper", Succeeded(items=ITEMS), Succeeded())
    client.actor("janedoe/scraper").call(logger=None)
    theirs = stranger.actor("janedoe/scraper").call(logger=None)

    assert stranger.actor("janedoe/scraper").last_run().get().id == theirs.id
    assert client.actor("janedoe/scraper").last_run().dataset().list_items().items == ITEMS
    assert stranger.actor("janedoe/scraper").last_run().dataset().list_items().items == []


def test_a_wrong_token_is_told_apart_from_none(connect):
    with pytest.raises(UnauthorizedError) as refused:
        connect("wrong").user("me").get()

    assert (refused.value.type, refused.value.message) == (
        "user-or-token-not-found",
        "User was not found or authentication token is not valid",
    )


def test_nobody_else_is_given_the_signing_key(client, anonymous, dataset):
    client.dataset(dataset.id).update(general_access="ANYONE_WITH_ID_CAN_READ")

    assert client.dataset(dataset.id).get().url_signing_secret_key
    assert not anonymous.dataset(dataset.id).get().url_signing_secret_key


def test_a_signed_url_of_items_opens_them_to_all(client, stranger, anonymous, dataset):
    url = client.dataset(dataset.id).create_items_public_url(item_format="jsonl", expires_in=timedelta(minutes=5))
    signature = parse_qs(urlsplit(url).query)["signature"][0]

    assert body_of(url).rstrip(b"\n") == b'{"title":"A"}'
    assert stranger.dataset(dataset.id).list_items(signature=signature).items == ITEMS
    assert anonymous.dataset(dataset.id).list_items(signature=signature).items == ITEMS


def test_a_signature_opens_no_other_dataset(client, mockapify, dataset):
    url = client.dataset(dataset.id).create_items_public_url()
    other = mockapify.dataset("other", items=ITEMS)

    assert status_of(url) == 200
    assert status_of(url.replace(dataset.id, other.id)) == 401
    assert status_of(url[:-5]) == 401


def test_a_signature_that_expires_at_once_opens_nothing(client, dataset):
    url = client.dataset(dataset.id).create_items_public_url(expires_in=timedelta(seconds=-1))

    assert status_of(url) == 401


def test_a_fresh_signature_is_good_after_virtual_time_jumped(client, mockapify, dataset):
    mockapify.clock.shift(days=30)

    url = client.dataset(dataset.id).create_items_public_url(expires_in=timedelta(minutes=5))

    assert status_of(url) == 200


def test_a_signed_url_of_a_record_opens_that_record_only(client, store):
    store["other"] = "secret"
    url = client.key_value_store(store.id).get_record_public_url("page")

    assert body_of(url) == b"content"
    assert status_of(url.replace("/page?", "/other?")) == 401


def test_listed_public_urls_of_records_open_them(client, store):
    store["it's_(here)!"] = "odd key"

    urls = {one.key: str(one.record_public_url) for one in client.key_value_store(store.id).list_keys().items}

    assert {key: body_of(url) for key, url in urls.items()} == {"page": b"content", "it's_(here)!": b"odd key"}


def test_a_signed_url_of_keys_lists_them(client, mockapify, store):
    url = client.key_value_store(store.id).create_keys_public_url(expires_in=timedelta(minutes=5))

    assert b'"key":"page"' in body_of(url).replace(b" ", b"")
    assert status_of(f"{mockapify.url}/v2/key-value-stores/{store.id}/keys") == 401


def test_the_addresses_that_storages_show_open_them(client, dataset, store):
    assert b'"title"' in body_of(str(client.dataset(dataset.id).get().items_public_url))
    assert b'"page"' in body_of(str(client.key_value_store(store.id).get().keys_public_url))


def test_a_user_sees_their_own_account(client, stranger):
    me = client.user("me").get()

    assert (me.username, me.email) == ("tester", "tester@example.com")
    assert me.proxy.password
    assert me.is_paying is True
    assert me.plan.id
    assert stranger.user().get().username == "stranger"


def test_everybody_sees_what_is_public_of_a_user(stranger, anonymous, client):
    me = client.user().get()

    assert stranger.user("tester").get().username == "tester"
    assert anonymous.user(me.id).get().username == "tester"
    assert client.user("nobody").get() is None


def test_the_older_spelling_of_the_token_works(mockapify, dataset):
    assert status_of(f"{mockapify.url}/v2/datasets/{dataset.id}?token={mockapify.token}") == 200
    assert status_of(f"{mockapify.url}/v2/datasets/{dataset.id}?token=wrong") == 401


@each_case("separator", ["~", "%7E", "%2F"])
def test_an_id_that_opens_reading_does_not_open_it_by_name_however_that_is_spelled(ask, mockapify, separator):
    ask("POST", "/v2/datasets?name=orders")
    data = ask("PUT", "/v2/datasets/~orders", {"generalAccess": "ANYONE_WITH_ID_CAN_READ"}).data

    assert ask("GET", f"/v2/datasets/{data['id']}/items", token=None).status == 200
    assert ask("GET", f"/v2/datasets/tester{separator}orders/items", token=None).status == 401
