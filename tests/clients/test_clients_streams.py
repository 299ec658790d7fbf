"""Answers that are read while they come, each flavour in its own words."""

import json

import pytest
from apify_client import ApifyClient, ApifyClientAsync

ITEMS = [{"number": number, "text": "word " * 20} for number in range(2000)]


def test_items_are_streamed(mockapify):
    client = ApifyClient(mockapify.token, api_url=mockapify.url)

    with client.dataset(mockapify.dataset(items=ITEMS).id).stream_items(item_format="jsonl") as response:
        lines = b"".join(response.iter_bytes()).splitlines()

    assert [json.loads(line) for line in lines] == ITEMS


@pytest.mark.anyio
async def test_items_are_streamed_to_the_asynchronous_client(mockapify):
    client = ApifyClientAsync(mockapify.token, api_url=mockapify.url)

    async with client.dataset(mockapify.dataset(items=ITEMS).id).stream_items(item_format="jsonl") as response:
        lines = b"".join([chunk async for chunk in response.aiter_bytes()]).splitlines()

    assert [json.loads(line) for line in lines] == ITEMS


def test_a_record_is_streamed(mockapify):
    store = mockapify.key_value_store()
    store["page"] = b"\x00\xff" * 100_000
    client = ApifyClient(mockapify.token, api_url=mockapify.url)

    with client.key_value_store(store.id).stream_record("page") as record:
        content = b"".join(record["value"].iter_bytes())

    assert content == b"\x00\xff" * 100_000


@pytest.mark.anyio
async def test_a_record_is_streamed_to_the_asynchronous_client(mockapify):
    store = mockapify.key_value_store()
    store["page"] = b"\x00\xff" * 100_000
    client = ApifyClientAsync(mockapify.token, api_url=mockapify.url)

    async with client.key_value_store(store.id).stream_record("page") as record:
        content = b"".join([chunk async for chunk in record["value"].aiter_bytes()])

    assert content == b"\x00\xff" * 100_000


def test_the_stream_of_a_missing_record_is_none(mockapify):
    client = ApifyClient(mockapify.token, api_url=mockapify.url)

    with client.key_value_store(mockapify.key_value_store().id).stream_record("missing") as record:
        assert record is None


def test_a_log_is_streamed_until_the_run_ends(mockapify):
    @mockapify.actor("janedoe/scraper")
    def scraper(run):
        for page in range(3):
            run.log.info(f"page {page}")
            run.sleep(60)

    client = ApifyClient(mockapify.token, api_url=mockapify.url)
    run = client.actor("janedoe/scraper").start()

    with client.run(run.id).log().stream() as response:
        streamed = b"".join(response.iter_bytes())

    assert client.run(run.id).get().status == "SUCCEEDED"
    assert streamed == client.log(run.id).get_as_bytes()
    assert streamed.count(b"INFO  page") == 3


@pytest.mark.anyio
async def test_a_log_is_streamed_to_the_asynchronous_client_until_the_run_ends(mockapify):
    actor = mockapify.actor("janedoe/scraper", duration=600)
    client = ApifyClientAsync(mockapify.token, api_url=mockapify.url)
    run = await client.actor(actor.name).start()

    async with client.log(run.id).stream() as response:
        streamed = b"".join([chunk async for chunk in response.aiter_bytes()])

    assert (await client.run(run.id).get()).status == "SUCCEEDED"
    assert streamed == await client.log(run.id).get_as_bytes()
    assert streamed
