import json
import threading
from urllib.parse import quote

import pytest
from cases import each_case

from mockapify import Hangs, MockServer

pytestmark = pytest.mark.mockapify(clock="manual", seed=7)

PLATFORM_LISTS = "This API end-point can only be accessed using the following HTTP methods: "
NO_TOKEN = {"type": "token-not-provided", "message": "Authentication token was not provided"}
BAD_TOKEN = {
    "type": "user-or-token-not-found",
    "message": "User was not found or authentication token is not valid",
}


def not_found(what):
    return {"type": "record-not-found", "message": f"{what} was not found"}


@pytest.fixture
def strangers_token(mockapify):
    """A mock with storages of its own user; here is another one."""
    mockapify.dataset("orders", items=[{"a": 1}])
    mockapify.key_value_store("stuff")["record"] = {"a": 1}
    return mockapify.user("stranger").token


@each_case(
    ("method", "path", "body", "headers", "status", "error"),
    [
        ("POST", "/v2/datasets", "[]", {}, 400, ("invalid-request", "POST data must be a JSON object")),
        ("PUT", "/v2/datasets/~orders", "5", {}, 400, ("invalid-request", "POST data must be a JSON object")),
        ("PUT", "/v2/datasets/~orders", "", {}, 400, ("invalid-request", "POST data must be a JSON object")),
        ("PUT", "/v2/datasets/~orders", '{"name":5}', {}, 400,
         ("invalid-value", "Invalid value provided: Expected `str | null`, got `int` - at `$.name`")),
        ("PUT", "/v2/key-value-stores/~stuff/records/a%20b", "x", {}, 400,
         ("invalid-record-key", "Record key contains invalid character")),
        ("GET", "/v2/datasets?limit=x", None, {}, 400,
         ("invalid-value", 'Invalid value provided: query parameter "limit" must be a number, at least 0, not "x"')),
        ("GET", "/v2/datasets/nothing", None, {}, 404, ("record-not-found", "Dataset was not found")),
        ("GET", "/v2/key-value-stores/nothing", None, {}, 404, ("record-not-found", "Store was not found")),
        ("GET", "/v2/key-value-stores/~stuff/records/x", None, {}, 404, ("record-not-found", "Record was not found")),
        ("GET", "/v2/actor-runs/nothing", None, {}, 404, ("record-not-found", "Run was not found")),
        ("GET", "/v2/actor-builds/nothing", None, {}, 404, ("record-not-found", "Build was not found")),
        ("GET", "/v2/users/nobody", None, {}, 404, ("record-not-found", "User was not found")),
        ("GET", "/v2/actors/tester~nothing", None, {}, 404, ("record-not-found", "Actor was not found")),
        ("GET", "/v2/nothing", None, {}, 404,
         ("page-not-found",
          "We have bad news: there is no API endpoint at this URL. Did you specify it correctly?")),
        ("PATCH", "/v2/logs/x", None, {}, 405, ("method-not-allowed", f"{PLATFORM_LISTS}OPTIONS,GET")),
        ("DELETE", "/v2/datasets", None, {}, 405, ("method-not-allowed", f"{PLATFORM_LISTS}OPTIONS,GET,POST")),
        ("POST", "/v2/datasets", "{}", {"Content-Encoding": "bla"}, 415,
         ("unsupported-content-encoding", 'Content-Encoding "bla" is not supported.')),
        ("POST", "/v2/datasets/~orders/items", "{}", {"Content-Type": "text/plain"}, 415,
         ("invalid-content-type-header", 'Content-Type "text/plain" is not supported. Use "application/json".')),
    ],
)  # fmt: skip
def test_errors_are_the_platforms_to_the_letter(ask, strangers_token, method, path, body, headers, status, error):
    answer = ask(method, path, body, headers={"Content-Type": "application/json"} | headers)
    assert (answer.status, answer.json) == (status, {"error": {"type": error[0], "message": error[1]}})
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


def test_an_actor_that_is_not_there_by_id_may_also_be_one_not_to_be_seen(ask):
    answer = ask("GET", "/v2/actors/aaaaaaaaaaaaaaaaa")
    assert (answer.status, answer.error["type"]) == (404, "record-or-token-not-found")


def test_405_names_the_methods_in_a_header_too(ask):
    assert ask("PATCH", "/v2/datasets").headers["Allow"] == "OPTIONS,GET,POST"


@each_case(
    ("method", "path"),
    [
        ("GET", "/v2/datasets"),
        ("POST", "/v2/datasets"),
        ("GET", "/v2/datasets/~orders"),
        ("GET", "/v2/datasets/tester~orders/items"),
        ("PUT", "/v2/datasets/tester~orders"),
        ("DELETE", "/v2/datasets/tester~orders"),
        ("GET", "/v2/users/me"),
        ("GET", "/v2/actor-runs"),
        ("GET", "/v2/actors/tester~scraper/runs/last"),
        ("GET", "/v2/actors/tester~scraper/runs/last/dataset/items"),
        ("GET", "/v2/actors/tester~scraper/runs/last/log"),
    ],
)
def test_without_a_token_401(mockapify, ask, strangers_token, method, path):
    mockapify.actor("tester/scraper")
    answer = ask(method, path, token=None)
    assert (answer.status, answer.error) == (401, NO_TOKEN)


@each_case("operation", ["runs", "run-sync", "run-sync-get-dataset-items"])
def test_running_an_actor_without_a_token_is_offered_for_payment(mockapify, ask, operation):
    mockapify.actor("tester/scraper")
    answer = ask("POST", f"/v2/actors/tester~scraper/{operation}", token=None)
    assert (answer.status, answer.error) == (
        402,
        {
            "type": "x402-payment-required",
            "message": "Please provide X402-PAYMENT-SIGNATURE header with the payment. See https://x402.org.",
        },
    )
    assert mockapify.runs == []


@each_case(
    "path",
    ["/v2/datasets", "/v2/nothing", "/v2/actors/tester~scraper/builds/default", "/v2/users/tester", "/v2/logs/x"],
)
def test_a_bad_token_is_refused_even_where_none_is_needed(mockapify, ask, path):
    mockapify.actor("tester/scraper")
    for answer in (ask("GET", path, token="bad"), ask("GET", f"{path}?token=bad", token=None)):
        assert (answer.status, answer.error) == (401, BAD_TOKEN)


@each_case(
    "authorization",
    ["Bearer {}", "bearer {}", "BEARER {}", "bEaReR    {}", "Bearer {}  "],
)
@each_case("name", ["Authorization", "authorization", "AUTHORIZATION"])
def test_the_token_comes_by_header_in_any_case(mockapify, ask, name, authorization):
    assert ask("GET", "/v2/users/me", headers={name: authorization.format(mockapify.token)}, token=None).status == 200


def test_the_token_comes_by_query_too(mockapify, ask):
    assert ask("GET", f"/v2/users/me?token={mockapify.token}", token=None).data["username"] == "tester"


@each_case(
    ("authorization", "error"),
    [("Bearer ", BAD_TOKEN), ("Bearer", BAD_TOKEN), ("Basic dGVzdA==", NO_TOKEN), ("", NO_TOKEN)],
)
def test_other_authorization_is_no_token(ask, authorization, error):
    answer = ask("GET", "/v2/users/me", headers={"Authorization": authorization}, token=None)
    assert (answer.status, answer.error) == (401, error)


def test_the_older_spelling_answers_the_same(mockapify, ask):
    mockapify.actor("me/scraper", items=[{"a": 1}])
    ask("POST", "/v2/acts/~scraper/runs")
    mockapify.clock.shift(seconds=10)
    for path in ("", "/runs", "/runs/last", "/runs/last/dataset/items", "/builds/default", "/nothing"):
        older, modern = (ask("GET", f"/v2/{word}/~scraper{path}") for word in ("acts", "actors"))
        assert (older.status, older.body) == (modern.status, modern.body)


@each_case("id_", ["tester~scraper", "~scraper", "me~scraper", "tester%2Fscraper", "tester%2fscraper",
                                 "tester%7Escraper", "%7Escraper", "TESTER~scraper"])  # fmt: skip
def test_an_actor_is_named_in_every_usual_way(mockapify, ask, id_):
    actor = mockapify.actor("me/scraper")
    assert ask("GET", f"/v2/actors/{id_}").data["id"] == actor.id
    assert ask("GET", f"/v2/acts/{id_}/runs").data["total"] == 0


@each_case("id_", ["tester~orders", "~orders", "me~orders", "tester%2Forders", "tester%7Eorders"])
def test_a_storage_is_named_in_every_usual_way(mockapify, ask, id_):
    dataset, store = mockapify.dataset("orders"), mockapify.key_value_store("orders")
    assert ask("GET", f"/v2/datasets/{id_}").data["id"] == dataset.id
    assert ask("GET", f"/v2/key-value-stores/{id_}").data["id"] == store.id


@each_case("path", ["/v2/datasets/", "/v2//datasets", "//v2/datasets", "/v2/datasets/x/y", "/v2", "/v2/",
                                  "/V2/datasets", "/v2/Datasets", "/v2/datasets%2F", "/", "/nothing"])  # fmt: skip
def test_there_is_one_spelling_of_a_path_and_no_redirect(ask, path):
    answer = ask("GET", path)
    assert answer.status in (404, 405)
    assert answer.error["type"] in ("page-not-found", "method-not-allowed")


def test_head_is_answered_as_get_without_a_body(mockapify, ask):
    mockapify.dataset("orders")
    answer = ask("HEAD", "/v2/datasets/~orders")
    assert (answer.status, answer.body) == (200, b"")
    assert ask("HEAD", "/v2/datasets/nothing").status == 404


def test_a_call_is_noted_with_all_that_is_known_of_it(mockapify, ask):
    mockapify.dataset("orders")
    ask("POST", "/v2/datasets/~orders/items?x=1", [{"a": 1}])
    ask("GET", "/v2/nothing", token=None)
    pushed, lost = mockapify.calls
    assert (pushed.method, pushed.path, pushed.query) == ("POST", "/v2/datasets/~orders/items", "x=1")
    assert (pushed.operation, pushed.username, pushed.status) == ("datasets.push_items", "tester", 201)
    assert pushed.request_length == len(b'[{"a": 1}]')
    assert pushed.at == pytest.approx(mockapify.clock.now().timestamp(), abs=0.001)
    assert (lost.operation, lost.username, lost.status, lost.error_type) == ("", "", 404, "page-not-found")


def test_parameters_without_effect_are_noted_and_nothing_else(mockapify, ask):
    assert ask("GET", "/v2/datasets?standby=1&limit=5&token=&Limit=3").status == 200
    (entry,) = mockapify.calls
    assert entry.notes == (
        "query parameter 'standby' is unknown here and had no effect",
        "query parameter 'Limit' is unknown here and had no effect",
    )


def test_a_call_that_nobody_can_place_is_kept_beside_the_worlds(mockapify_server, ask):
    with mockapify_server.open() as other:
        before = len(mockapify_server.worlds.strays)
        assert ask("GET", "/v2/datasets", token="nobody's").status == 401
        assert len(mockapify_server.worlds.strays) == before + 1
        assert len(other.calls) == 0


def test_two_mocks_on_one_server_do_not_notice_each_other(mockapify, mockapify_server, ask):
    mockapify.dataset("orders", items=[{"mine": 1}])
    with mockapify_server.open() as other:
        assert ask("GET", "/v2/datasets/~orders", token=other.token).status == 404
        assert ask("POST", "/v2/datasets?name=orders", token=other.token).status == 201
        assert ask("GET", "/v2/datasets/~orders").data["itemCount"] == 1


def test_public_links_work_without_a_token_whatever_else_the_server_hosts(mockapify, mockapify_server, ask):
    mockapify.key_value_store("stuff")["record"] = {"a": 1}
    mockapify.dataset("orders", items=[{"a": 1}])
    with mockapify_server.open():
        store, dataset = ask("GET", "/v2/key-value-stores/~stuff").data, ask("GET", "/v2/datasets/~orders").data
        (key,) = ask("GET", "/v2/key-value-stores/~stuff/keys").data["items"]
        for url in (store["keysPublicUrl"], key["recordPublicUrl"], dataset["itemsPublicUrl"]):
            assert url.startswith(mockapify.url)
            assert ask("GET", url.removeprefix(mockapify.url), token=None).status == 200


def test_a_token_belongs_to_one_mock_of_a_server(mockapify, mockapify_server):
    with mockapify_server.open() as other, pytest.raises(ValueError, match="token"):
        other.user("somebody", token=mockapify.token)
    with pytest.raises(ValueError, match="token"):
        mockapify_server.open(token=mockapify.token)


def test_calls_to_a_closed_mock_get_401(mockapify, mockapify_server, ask):
    other = mockapify_server.open()
    assert ask("GET", "/v2/users/me", token=other.token).status == 200
    other.close()
    assert ask("GET", "/v2/users/me", token=other.token).status == 401


def test_a_mock_may_be_closed_twice_and_after_its_server():
    with MockServer() as server, server.open() as mock:
        mock.close()
        mock.close()
    with MockServer() as server, server.open() as mock:
        server.stop()


def test_closing_a_mock_answers_those_who_wait_in_it(mockapify_server, connect):
    mock = mockapify_server.open(clock="manual")
    mock.actor("me/scraper", Hangs())
    connection = connect()
    connection.request(
        "POST", "/v2/actors/~scraper/runs?waitForFinish=60", headers={"Authorization": f"Bearer {mock.token}"}
    )
    waiting = threading.Thread(target=lambda: answers.append(connection.getresponse().status))
    answers = []
    waiting.start()
    mock._world.wait(lambda: len(mock._world.runs) == 1, 10)
    mock.close()
    waiting.join(10)
    assert len(answers) == 1
    assert answers[0] < 500


def test_an_unknown_content_type_header_is_quoted_back(ask):
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    ask("POST", "/v2/datasets?name=orders")
    answer = ask("PUT", "/v2/datasets/~orders", "{}", headers=headers)
    assert (answer.status, answer.error["type"]) == (415, "invalid-content-type-header")
    # The platform's document knows no body of this operation, and so no 415.
    answer = ask("POST", "/v2/datasets", "{}", headers=headers)
    assert (answer.status, answer.error["type"]) == (400, "invalid-content-type-header")


@each_case(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/json;charset=UTF-8", None],
)
def test_json_may_be_called_so_in_any_spelling_or_not_at_all(ask, content_type):
    headers = {} if content_type is None else {"Content-Type": content_type}
    assert ask("POST", "/v2/datasets", json.dumps({"schema": None}), headers=headers).status == 201


def test_names_are_compared_after_decoding(mockapify, ask):
    mockapify.dataset("orders")
    assert ask("GET", f"/v2/datasets/{quote('~orders', safe='')}").status == 200
    assert ask("GET", "/v2/d%61tasets/~orders").status == 200


def test_a_client_that_leaves_while_it_waits_does_no_harm(mockapify, ask, connect):
    mockapify.actor("me/scraper", duration=10)
    world, connection = mockapify._world, connect()
    connection.request(
        "POST", "/v2/actors/~scraper/runs?waitForFinish=60", headers={"Authorization": f"Bearer {mockapify.token}"}
    )
    assert world.wait(lambda: len(world.runs) == 1, 10)
    connection.close()
    mockapify.clock.shift(seconds=10)
    assert ask("GET", "/v2/actors/~scraper/runs/last").data["status"] == "SUCCEEDED"
    assert mockapify.calls.bugs == []


def test_a_client_that_leaves_in_the_middle_of_its_body_changes_nothing(mockapify, ask, connect):
    mockapify.dataset("orders")
    connection = connect()
    connection.putrequest("POST", "/v2/datasets/~orders/items")
    connection.putheader("Authorization", f"Bearer {mockapify.token}")
    connection.putheader("Content-Length", "100")
    connection.endheaders(b'{"a":1}')
    connection.close()
    assert ask("GET", "/v2/datasets/~orders").data["itemCount"] == 0
    assert mockapify.calls.bugs == []
