"""`mockapify serve`: a mock for any language."""

import json
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import boto3
import pytest
from apify_client import ApifyClient

import mockapify
from mockapify.schema import prefilled

FIXTURES = Path(__file__).parents[2] / "fixtures"
SYNC_ITEMS = "/v2/acts/janedoe~scraper/run-sync-get-dataset-items"
SCRAPER = """
[[users]]
name = "alice"
token = "alice-token"

[[actors]]
name = "janedoe/scraper"
items = [{ title = "A" }]
"""
HOLD = """
import socket, sys, time
held = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
time.sleep(60)
"""
curl = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")


@pytest.fixture
def store(serve):
    """The mock that is served when no file is named."""
    return serve()


@pytest.fixture
def price_watch(serve):
    return serve(FIXTURES / "price-watch.toml")


def test_the_greeting_tells_address_and_token(store):
    mock = store

    assert mock.url.startswith("http://127.0.0.1:")
    assert mock.tokens == {"tester": "apify_api_mockapify"}
    status, me = mock.ask("GET", "/v2/users/me")
    assert (status, me["data"]["username"]) == (200, "tester")


@curl
@pytest.mark.parametrize(
    "config",
    [
        pytest.param("", id="nothing declared"),
        pytest.param('[[users]]\nname = "odd"\ntoken = "it\'s $HOME"\n', id="an odd token"),
        pytest.param(
            '[[users]]\nname = "alice"\n[[users]]\nname = "bob"\n'
            '[[actors]]\nname = "bob/private"\npublic = false\nitems = [{ a = 1 }]\n',
            id="another user's private Actor",
        ),
    ],
)
def test_the_line_to_paste_works(serve, write, config):
    mock = serve(write("mock.toml", config))

    done = subprocess.run([*shlex.split(mock.curl), "--silent", "--fail"], capture_output=True, timeout=20)

    assert done.returncode == 0, mock.curl
    assert json.loads(done.stdout)


@curl
def test_the_line_to_paste_runs_an_actor_of_the_world_that_is_there_without_a_file(store):
    done = subprocess.run([*shlex.split(store.curl), "--silent", "--fail"], capture_output=True, timeout=20)

    assert "run-sync-get-dataset-items" in store.curl
    assert isinstance(json.loads(done.stdout), list)


def test_ctrl_c_ends_it_with_a_word_and_no_error(serve_apart):
    mock = serve_apart()

    assert mock.ask("GET", "/v2/users/me")[0] == 200
    assert mock.end(signal.SIGINT) == (0, "GET /v2/users/me (tester) -> 200\n\nmockapify stopped\n", "")


@pytest.mark.parametrize(
    ("number", "told"),
    [(signal.SIGTERM, (0, "\nmockapify stopped\n", "")), (signal.SIGKILL, (-signal.SIGKILL, "", ""))],
    ids=["SIGTERM", "SIGKILL"],
)
def test_signals_end_it_and_its_programs_also_while_a_caller_waits(serve_apart, write, number, told):
    write("main.py", HOLD)
    with socket.create_server(("127.0.0.1", 0)) as server:
        command = json.dumps([sys.executable, "-I", "-S", "main.py", str(server.getsockname()[1])])
        mock = serve_apart(
            write("mock.toml", f'[[actors]]\nname = "janedoe/scraper"\ncommand = {command}\n'), "--quiet"
        )
        host, port = mock.url.removeprefix("http://").split(":")
        waiting = socket.create_connection((host, int(port)))
        waiting.sendall(
            f"POST {SYNC_ITEMS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {mock.token}\r\n"
            "Content-Length: 0\r\n\r\n".encode()
        )
        server.settimeout(20)
        held, _ = server.accept()

    with waiting, held:
        assert mock.end(number) == told
        held.settimeout(20)
        assert held.recv(1) == b"", "the program lives on"


def test_a_taken_port_is_named(ask):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, output, errors = ask("serve", "--port", str(port))

    assert (code, output) == (2, "")
    assert errors == (
        f"mockapify: 127.0.0.1:{port} is taken: stop what listens there, or choose another --port "
        "(0 takes any free one)\n"
    )


def test_users_may_be_given(serve):
    mock = serve("--user", "alice:alice-token", "--user", "bob:bob:token")

    assert mock.tokens == {"alice": "alice-token", "bob": "bob:token"}
    assert mock.ask("GET", "/v2/users/me", token="bob:token")[1]["data"]["username"] == "bob"
    assert mock.ask("GET", "/v2/users/me", token="apify_api_mockapify")[0] == 401


@pytest.mark.parametrize("name", ["tester", "janedoe"])
def test_a_user_who_owns_an_actor_of_the_file_may_be_given_a_token(serve, write, name):
    config = f'[[actors]]\nname = "{name}/scraper"\npublic = false\nitems = [{{ title = "A" }}]\n'
    arguments = [] if name == "tester" else ["--user", f"{name}:the-token"]

    mock = serve(write("mock.toml", config), *arguments)

    assert list(mock.tokens) == [name]
    path = f"/v2/acts/{name}~scraper/run-sync-get-dataset-items"
    assert mock.ask("POST", path) == (201, [{"title": "A"}])


def user_id(mock):
    return mock.ask("GET", "/v2/users/me")[1]["data"]["id"]


def test_one_seed_makes_one_world(serve, write):
    users = '[[users]]\nname = "alice"\n'
    seeded = write("seeded.toml", f"seed = 7\n{users}")

    in_file, given, other = (
        serve(seeded),
        serve(write("plain.toml", users), "--seed", "7"),
        serve(seeded, "--seed", "8"),
    )

    assert in_file.tokens == given.tokens
    assert user_id(in_file) == user_id(given)
    assert in_file.tokens != other.tokens


def test_a_manual_clock_stands_still_until_it_is_moved(serve, write):
    mock = serve(write("mock.toml", SCRAPER), "--clock", "manual")
    started = mock.ask("POST", "/v2/acts/janedoe~scraper/runs")[1]["data"]
    again = mock.ask("POST", "/v2/acts/janedoe~scraper/runs")[1]["data"]

    assert started["startedAt"] == again["startedAt"]
    assert mock.ask("GET", f"/v2/actor-runs/{started['id']}")[1]["data"]["status"] == "RUNNING"
    assert mock.ask("POST", "/__mockapify__/clock", {"shiftSeconds": 30})[0] == 200
    assert mock.ask("GET", f"/v2/actor-runs/{started['id']}")[1]["data"]["status"] == "SUCCEEDED"


def test_options_of_the_command_line_win_over_the_files(serve, write):
    mock = serve(write("mock.toml", f'clock = "manual"\n{SCRAPER}'), "--clock", "auto", "--user", "bob:bob-token")

    assert mock.tokens == {"alice": "alice-token", "bob": "bob-token"}
    assert mock.ask("GET", "/__mockapify__/clock")[1]["mode"] == "auto"
    assert mock.ask("POST", SYNC_ITEMS) == (201, [{"title": "A"}])


def test_items_come_from_a_file_beside_the_config(serve, write, tmp_path):
    (tmp_path / "deep").mkdir()
    write("deep/items.jsonl", '{"title": "A"}\n\n{"title": "B"}\n')
    config = write("deep/mock.toml", '[[actors]]\nname = "janedoe/scraper"\nitems = "items.jsonl"\n')

    assert serve(config.relative_to(tmp_path)).ask("POST", SYNC_ITEMS) == (201, [{"title": "A"}, {"title": "B"}])


def test_it_listens_where_it_is_told_to(serve):
    mock = serve("--host", "localhost")

    assert mock.url.startswith("http://localhost:")
    assert mock.ask("GET", "/v2/users/me")[0] == 200


def test_the_official_client_talks_to_it(store):
    client = ApifyClient(store.token, api_url=store.url)

    run = client.actor("apify/hello-world").call(run_input={"any": "input"}, logger=None)

    assert (run.status, run.exit_code) == ("SUCCEEDED", 0)
    assert client.dataset(run.default_dataset_id).list_items().count > 0
    assert client.log(run.id).get()


def test_every_actor_of_the_world_without_a_file_answers(store):
    preset = Path(mockapify.__file__).parent / "presets" / "store.toml"
    for actor in tomllib.loads(preset.read_text(encoding="utf-8"))["actors"]:
        name = actor["name"]
        path = f"/v2/actors/{name.replace('/', '~')}/run-sync-get-dataset-items"
        status, items = store.ask("POST", path, prefilled(actor["input_schema"]))
        assert (name, status) == (name, 201)
        assert isinstance(items, list)


def test_boto3_puts_items_into_a_dataset_of_the_file(serve, write):
    arn = "arn:aws:personalize:us-east-1:123456789012:dataset/shop/ITEMS"
    mock = serve(write("mock.toml", f'[[personalize.datasets]]\narn = "{arn}"\n'))
    events = boto3.client(
        "personalize-events",
        endpoint_url=mock.url,
        region_name="us-east-1",
        aws_access_key_id=mock.token,
        aws_secret_access_key="x",
    )

    answered = events.put_items(datasetArn=arn, items=[{"itemId": "1"}])
    events.close()

    assert answered["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_the_price_watch_of_the_fixtures_does_what_its_comments_say(price_watch):
    scraper = "/v2/acts/janedoe~price-scraper"

    assert price_watch.tokens == {"janedoe": "janes-token", "shop-bot": "shop-bots-token"}
    status, items = price_watch.ask("POST", f"{scraper}/run-sync-get-dataset-items", {"currency": "USD", "more": 1})
    assert (status, [item["price"] for item in items]) == (201, [43.5])
    outcomes = []
    for _ in range(4):
        started = price_watch.ask("POST", f"{scraper}/runs?timeout=50&waitForFinish=60")[1]["data"]
        outcomes.append((started["status"], started["options"]["memoryMbytes"]))
    assert outcomes == [("SUCCEEDED", 512), ("FAILED", 512), ("TIMED-OUT", 512), ("TIMED-OUT", 512)]
    assert price_watch.ask("GET", scraper, token="shop-bots-token")[0] == 404


def test_the_datasets_of_the_price_watch_are_checked_and_viewed(price_watch):
    run = price_watch.ask("POST", "/v2/acts/janedoe~price-scraper/runs?waitForFinish=60", {"currency": "USD"})[1][
        "data"
    ]
    items = f"/v2/datasets/{run['defaultDatasetId']}/items"

    assert price_watch.ask("POST", items, {"sku": "lamp", "price": -1})[0] == 400
    status, viewed = price_watch.ask("GET", f"{items}?view=overview")
    assert (status, len(viewed)) == (200, 1)
    assert {key for item in viewed for key in item} <= {"sku", "price", "currency", "seller.name"}
    yesterday = "/v2/datasets/janedoe~yesterdays-prices/items"
    assert [item["price"] for item in price_watch.ask("GET", yesterday)[1]] == [44.9, 89.0]
