"""Real programs of the Apify SDK and of Crawlee, as processes with a run's environment.

Importing either costs a second: hence one process each, and one test with all that is looked at afterwards.
"""

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec

import pytest

from mockapify import Hangs

# Not importorskip: importing them takes a second, in each process that only collects this.
missing = [name for name in ("apify", "crawlee") if find_spec(name) is None]
pytestmark = pytest.mark.skipif(missing != [], reason=f"not installed: {', '.join(missing)}")

PATIENCE = 60

SDK = """
import asyncio
from apify import Actor, Event
from apify.storage_clients import ApifyStorageClient
from apify.storages import RequestQueue


async def work_through(access):
    client = ApifyStorageClient(request_queue_access=access)
    queue = await RequestQueue.open(name=f"queue-{access}", storage_client=client)
    await queue.add_requests([f"https://example.test/{number}" for number in range(5)])
    await queue.add_request("https://example.test/0")
    while request := await queue.fetch_next_request():
        await queue.mark_request_as_handled(request)
    assert await queue.is_finished()


async def main():
    async with Actor:
        told = asyncio.Event()
        Actor.on(Event.SYSTEM_INFO, lambda _: told.set())
        given = await Actor.get_input()
        Actor.log.info(f"looking for {given['query']}")
        await Actor.push_data([{"n": 1}, {"n": 2}])
        await Actor.set_value("OUTPUT", {"query": given["query"]})
        await Actor.set_value("page.html", "<p>é", content_type="text/html")
        assert await Actor.get_value("OUTPUT") == {"query": "cats"}
        await Actor.charge("result", count=2)
        await work_through("single")
        await work_through("shared")
        default = await Actor.open_request_queue()
        await default.add_request("https://example.test/later")
        await Actor.set_status_message("Half way")
        assert (await Actor.apify_client.run(Actor.configuration.actor_run_id).get()).status == "RUNNING"
        assert Actor.configuration.timeout_at > Actor.configuration.started_at
        await asyncio.wait_for(told.wait(), 10)


asyncio.run(main())
"""

CRAWLER = """
import asyncio
from apify import Actor
from apify.storage_clients import ApifyStorageClient
from crawlee.crawlers import HttpCrawler
from crawlee.storages import RequestQueue


async def crawl(access, start):
    client = ApifyStorageClient(request_queue_access=access)
    queue = await RequestQueue.open(name=f"crawl-{access}", storage_client=client)
    crawler = HttpCrawler(request_manager=queue, storage_client=client, max_request_retries=0)

    @crawler.router.default_handler
    async def handle(context):
        body = (await context.http_response.read()).decode()
        await context.push_data({"url": context.request.url, "access": access, "title": body.split()[0]})
        await context.add_requests(body.split()[1:])

    await crawler.run([start])


async def main():
    async with Actor:
        start = (await Actor.get_input())["start"]
        await crawl("single", start)
        await crawl("shared", start)


asyncio.run(main())
"""


class Page(BaseHTTPRequestHandler):
    """A site of five pages: the first links to the others."""

    def do_GET(self):
        site = f"http://{self.headers['host']}"
        links = [f"{site}/{number}" for number in range(1, 5)] if self.path == "/0" else []
        body = " ".join([f"Page{self.path[1:]}", *links]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    """Where the site is."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


def check_queue(client, name, *, writes):
    """That five requests were handled, and counted as the platform counts them."""
    queue = client.request_queues().get_or_create(name=name)
    assert (queue.total_request_count, queue.handled_request_count, queue.pending_request_count) == (5, 5, 0)
    assert queue.stats.write_count == writes
    assert queue.had_multiple_clients is False


def test_a_program_of_the_sdk_is_at_work_beside_a_run(mockapify, apify_client, tmp_path):
    mockapify.actor("me/by-hand", Hangs())
    run_id = apify_client.actor("me/by-hand").start(run_input={"query": "cats"}).id
    (tmp_path / "main.py").write_text(SDK)
    environment = os.environ | mockapify.env_for(run_id)
    command = [sys.executable, "main.py"]
    program = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=PATIENCE, check=False)
    assert program.returncode == 0, program.stderr.decode()
    (run,) = mockapify.runs
    assert run.items == [{"n": 1}, {"n": 2}]
    assert run.key_value_store["OUTPUT"] == {"query": "cats"}
    assert run.key_value_store["page.html"] == "<p>é"
    assert [request["url"] for request in run.request_queue.requests] == ["https://example.test/later"]
    assert (run.status, run.status_message) == ("RUNNING", "Half way")
    check_queue(apify_client, "queue-single", writes=10)
    check_queue(apify_client, "queue-shared", writes=15)


def test_a_crawler_is_what_an_actor_runs(mockapify, apify_client, tmp_path, site):
    (tmp_path / "main.py").write_text(CRAWLER)
    mockapify.actor("me/crawler", command=[sys.executable, "main.py"], cwd=tmp_path)
    apify_client.actor("me/crawler").call(run_input={"start": f"{site}/0"}, logger=None)
    (run,) = mockapify.runs
    assert (run.status, run.status_message) == ("SUCCEEDED", "Actor finished successfully"), run.log
    assert "Initializing Actor" in run.log
    pages = [f"Page{number}" for number in range(5)]
    assert sorted((item["access"], item["title"]) for item in run.items) == [
        (access, page) for access in ("shared", "single") for page in pages
    ]
    check_queue(apify_client, "crawl-single", writes=10)
    check_queue(apify_client, "crawl-shared", writes=15)
