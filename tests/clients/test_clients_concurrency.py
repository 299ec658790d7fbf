"""Many things asked of one Apify at once by the asynchronous client."""

import asyncio
from datetime import timedelta

import pytest

from mockapify import Hangs

pytestmark = pytest.mark.anyio

ITEMS = [{"title": "A"}]


async def test_pushes_at_once_lose_nothing(apify_client_async, mockapify):
    dataset = mockapify.dataset("prices")
    client = apify_client_async.dataset(dataset.id)

    await asyncio.gather(*(client.push_items([{"number": number}] * 3) for number in range(40)))

    assert sorted(item["number"] for item in dataset.items) == sorted([*range(40)] * 3)


async def test_get_or_create_at_once_makes_one_dataset(apify_client_async):
    made = await asyncio.gather(*(apify_client_async.datasets().get_or_create(name="prices") for _ in range(20)))

    assert len({dataset.id for dataset in made}) == 1


async def test_calls_at_once_all_get_their_own_items(apify_client_async, mockapify):
    @mockapify.actor("janedoe/scraper")
    def scraper(run):
        run.sleep(run.input["page"] * 10)
        run.push_data({"page": run.input["page"]})

    async def scraped(page):
        run = await apify_client_async.actor("janedoe/scraper").call(run_input={"page": page}, logger=None)
        return (await apify_client_async.run(run.id).dataset().list_items()).items

    assert await asyncio.gather(*map(scraped, range(5))) == [[{"page": page}] for page in range(5)]


async def test_a_run_is_aborted_while_somebody_waits_for_it(apify_client_async, mockapify):
    mockapify.actor("janedoe/scraper", Hangs(items=ITEMS))
    run = await apify_client_async.actor("janedoe/scraper").start(run_timeout=timedelta(0))
    waiting = asyncio.create_task(apify_client_async.run(run.id).wait_for_finish())
    await asyncio.sleep(0)

    await apify_client_async.run(run.id).abort()

    assert (await waiting).status == "ABORTED"


async def test_two_flavours_see_the_same_apify(apify_client, apify_client_async):
    made = apify_client.datasets().get_or_create(name="prices")

    await apify_client_async.dataset(made.id).push_items(ITEMS)

    assert apify_client.dataset("tester/prices").list_items().items == ITEMS
