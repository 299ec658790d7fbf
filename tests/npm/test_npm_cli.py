"""apify-cli from npm, as a user types it. A start of it takes seconds, hence few tests that look at much."""

import json

import npm_packages
import pytest

from mockapify import Failed, Hangs

npm_packages.require()
pytestmark = pytest.mark.mockapify(seed="npm", token="apify_api_npm")

ITEMS = [{"title": "A", "price": 1}]


@pytest.fixture
def scraper(mockapify):
    return mockapify.actor("tester/scraper", items=ITEMS, output={"ok": True})


@pytest.fixture
def project(tmp_path):
    """The folder of a small Actor."""
    definition = {"actorSpecification": 1, "name": "scraper", "version": "0.2", "buildTag": "latest"}
    files = {
        ".actor/actor.json": json.dumps(definition),
        ".actor/Dockerfile": "FROM scratch\n",
        "main.js": "console.log('hello');\n" * 100,
    }
    for name, text in files.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "project"


def test_login_takes_the_token_of_a_user(login, apify):
    _, said = login
    assert said.returncode == 0, said.stderr
    assert "You are logged in to Apify as tester" in said.stdout + said.stderr
    assert "username: tester" in apify("info")


def test_login_refuses_a_token_of_nobody(apify):
    refused = apify.run("login", "--token", "stranger")
    assert "failed" in refused.stdout + refused.stderr


def test_call_waits_for_the_run_and_prints_its_items(apify, scraper):
    given = ["--input", '{"query": "cats"}', "--memory", "256"]
    said = apify("actors", "call", "tester/scraper", "--output-dataset", "--silent", *given)
    assert json.loads(said) == ITEMS
    (run,) = scraper.runs
    assert (run.status, run.input, run.options.memory_mbytes) == ("SUCCEEDED", {"query": "cats"}, 256)


def test_call_fails_with_the_run(apify, scraper):
    scraper.behaves(Failed("blocked", log="out of proxies"))
    ended = apify.run("actors", "call", "tester/scraper")
    assert ended.returncode != 0
    assert "out of proxies" in ended.stdout + ended.stderr


def test_a_run_is_started_and_found_again(apify, scraper):
    scraper.behaves(Hangs(log="hello"))
    started = apify.json("actors", "start", "tester/scraper")["run"]
    assert [run.id for run in scraper.runs] == [started["id"]]
    assert [run["id"] for run in apify.json("runs", "ls", "tester/scraper")["items"]] == [started["id"]]
    assert apify.json("runs", "info", started["id"])["status"] == "RUNNING"
    apify("runs", "abort", started["id"], "--force")
    assert scraper.runs[0].status in ("ABORTING", "ABORTED")
    said = apify.run("runs", "log", started["id"])
    assert "hello" in said.stdout + said.stderr


def test_actors_and_their_builds_are_listed(apify, mockapify):
    mockapify.actor("tester/scraper")
    assert [actor["name"] for actor in apify.json("actors", "ls", "--my")["items"]] == ["scraper"]
    assert apify.json("actors", "info", "tester/scraper")["name"] == "scraper"
    assert [build["status"] for build in apify.json("builds", "ls", "tester/scraper")["items"]] == ["SUCCEEDED"]


def test_items_are_pushed_and_got(apify, mockapify):
    id_ = apify.json("datasets", "create", "things")["id"]
    apify("datasets", "push-items", id_, '[{"n": 1}, {"n": 2}]')
    assert mockapify.dataset("things").items == [{"n": 1}, {"n": 2}]
    assert apify("datasets", "get-items", id_, "--format", "jsonl", "--limit", "1").strip() == '{"n":1}'
    assert [dataset["name"] for dataset in apify.json("datasets", "ls")["items"]] == ["things"]


def test_records_are_set_and_got(apify, mockapify):
    store = mockapify.key_value_store("things")
    apify("key-value-stores", "set-value", store.id, "OUTPUT", '{"a": 1}')
    assert store["OUTPUT"] == {"a": 1}
    assert json.loads(apify("key-value-stores", "get-value", store.id, "OUTPUT")) == {"a": 1}
    assert [key["key"] for key in apify.json("key-value-stores", "keys", store.id)["items"]] == ["OUTPUT"]


def test_push_makes_a_version_of_an_actor_and_builds_it(apify, mockapify, project):
    mockapify.actor("tester/scraper")
    build = apify.json("push", "tester/scraper", "--force", cwd=project)["build"]
    assert (build["status"], build["number"]) == ("SUCCEEDED", "0.2.1")
    version = json.loads(apify("api", "acts/tester~scraper/versions/0.2"))["data"]
    assert {file["name"] for file in version["sourceFiles"]} >= {".actor/actor.json", "main.js"}


def test_a_task_is_run(apify, mockapify, scraper):
    task = mockapify.task("me/nightly", scraper, input={"query": "cats"})
    apify("task", "run", "tester/nightly")
    assert [(run.status, run.input) for run in task.runs] == [("SUCCEEDED", {"query": "cats"})]


def test_any_endpoint_is_called(apify):
    made = json.loads(apify("api", "POST", "datasets", "--params", '{"name": "things"}'))["data"]
    found = json.loads(apify("api", f"/v2/datasets/{made['id']}"))["data"]
    assert (found["name"], found["id"]) == ("things", made["id"])
    assert apify.run("api", "datasets/nothing").returncode != 0
