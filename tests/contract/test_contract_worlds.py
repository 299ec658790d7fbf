"""The part of the control API that opens worlds and says what is in them."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from cases import each_case

WORLDS = "/__mockapify__/worlds"


@pytest.fixture
def send(mockapify):
    """Sends a text as TOML: `send("declarations", text)`."""
    address = urlsplit(mockapify.url)

    def call(path, text):
        connection = HTTPConnection(address.hostname, address.port)
        connection.request("POST", f"/__mockapify__/{path}", text, {"Content-Type": "application/toml"})
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body

    return call


def test_a_world_is_opened_used_and_closed(ask, mockapify):
    opened = ask("POST", WORLDS, {"clock": "manual", "user": "alice", "seed": 7}).json
    assert ask("GET", "/v2/users/me", token=opened["token"]).data["username"] == "alice"
    assert opened["name"] in ask("GET", WORLDS).json["worlds"]
    assert ask("GET", f"/__mockapify__/clock?world={opened['name']}").json["mode"] == "manual"

    assert ask("DELETE", f"{WORLDS}/{opened['name']}").status == 204
    assert opened["name"] not in ask("GET", WORLDS).json["worlds"]
    assert ask("DELETE", f"{WORLDS}/{opened['name']}").status == 204
    assert ask("GET", "/v2/users/me", token=opened["token"]).status == 401


@each_case(
    ("body", "told"),
    [
        ({"clok": "manual"}, "clok"),
        ({"clock": "fast"}, "fast"),
        ({"token": "TOKEN"}, "belongs to another open world"),
        ({"user": "a!"}, "username 'a!' will not do"),
        (
            {"load": [{"path": "mock.toml", "text": "[[actors]]\nnam = 1"}]},
            "mock.toml, line 2: actors[0].nam: ",
        ),
        ({"load": [{"path": "mock.toml", "text": "]"}]}, "mock.toml: not valid TOML"),
    ],
)
def test_a_world_that_will_not_do_is_not_opened(ask, mockapify, body, told):
    before = ask("GET", WORLDS).json
    body = body if "token" not in body else {"token": mockapify.token}
    answer = ask("POST", WORLDS, body)
    assert answer.status == 400
    assert told in answer.json["detail"]
    assert ask("GET", WORLDS).json == before


@pytest.mark.mockapify(user="acme")
def test_what_a_file_says_is_declared_as_toml_or_as_json(ask, send, mockapify, tmp_path):
    (tmp_path / "items.json").write_text('[{"n": 1}]')
    text = '[[actors]]\nname = "acme/shop"\nitems = "items.json"\n'
    assert send(f"declarations?path={tmp_path}/mock.toml", text) == (204, "")
    tables = {"datasets": [{"user": "acme", "name": "orders", "items": [{"n": 2}]}]}
    assert ask("POST", "/__mockapify__/declarations", tables).status == 204

    assert ask("POST", "/v2/acts/acme~shop/run-sync-get-dataset-items").json == [{"n": 1}]
    assert mockapify.dataset("orders").items == [{"n": 2}]
    assert ask("GET", "/__mockapify__/runs").json["runs"][0]["items"] == [{"n": 1}]


def test_runs_of_an_actor_that_is_deleted_are_listed_as_well(ask, mockapify):
    mockapify.actor("me/shop", items=[{"n": 1}])
    ask("POST", "/v2/acts/~shop/runs?waitForFinish=9")
    ask("DELETE", "/v2/acts/~shop")
    (run,) = ask("GET", "/__mockapify__/runs").json["runs"]
    assert (run["actor"], run["status"], run["items"]) == ("", "SUCCEEDED", [{"n": 1}])


@pytest.mark.mockapify(allow="unused")
def test_what_is_declared_is_waited_for_unless_it_is_the_scene(ask, send):
    faults = '[[faults]]\nstatus = 503\npath = "/v2/{}"\n'
    send("declarations?scene=yes", faults.format("scenery"))
    assert ask("GET", "/__mockapify__/left-behind").json == {"told": ""}
    send("declarations", faults.format("store"))
    assert "no call met the fault 503, path='/v2/store'" in ask("GET", "/__mockapify__/left-behind").json["told"]
    assert ask("GET", "/__mockapify__/left-behind?allow=unused").json == {"told": ""}
    assert ask("GET", "/__mockapify__/left-behind?passed=no").json == {"told": ""}
    assert "did you mean 'unused'" in ask("GET", "/__mockapify__/left-behind?allow=unusd").json["detail"]


@each_case(
    ("path", "body", "told"),
    [
        ("declarations", {"actors": [{"nam": "x"}]}, "request: actors[0].nam: there is no such key"),
        ("declarations", {"datasets": [{"user": "tester", "name": "a!"}]}, "request: datasets[0]"),
        ("actors", {"name": "me/shop", "behaves": [{"status": "OK"}]}, "request: actors[0].behaves[0].status"),
        ("actors", {"name": "shop", "behaves": []}, "shop"),
        ("behaviours", {"actor": "me/none", "behaves": []}, "there is no Actor 'me/none'; declare it first"),
        ("failures", {"failure": "429"}, "the matrix 'resilience' has no failure '429'"),
        ("tokens", {"token": ""}, "token"),
        ("datasets", {"name": "a!"}, "name"),
        ("datasets", {"items": [1]}, "items[0]"),
    ],
)
def test_what_will_not_do_is_a_problem_that_says_why(ask, path, body, told):
    answer = ask("POST", f"/__mockapify__/{path}", body)
    assert answer.status == 400
    assert told in answer.json["detail"]


def test_what_is_not_there_is_a_problem(ask):
    assert ask("GET", "/__mockapify__/datasets/nothing").status == 404
    assert "one of the open worlds" in ask("GET", "/__mockapify__/report?world=nothing").json["detail"]
