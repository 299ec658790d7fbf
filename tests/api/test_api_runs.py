import base64
import gzip
import json
from datetime import UTC, datetime

import brotli
import pytest
from cases import each_case

from mockapify import Aborted, Failed, Hangs, Succeeded, TimedOut

START = datetime(2026, 1, 31, 12, tzinfo=UTC)

pytestmark = pytest.mark.mockapify(clock="manual", seed=7, start=START)


@pytest.fixture
def scraper(mockapify):
    return mockapify.actor("me/scraper", items=[{"n": n} for n in range(3)], output={"ok": True}, duration=10)


def encoded(value):
    return base64.b64encode(json.dumps(value).encode()).decode()


def test_a_fresh_run_is_shown_field_by_field(mockapify, ask, scraper):
    answer = ask("POST", "/v2/actors/~scraper/runs", headers={"User-Agent": "tests"})
    run = answer.data
    id_ = run["id"]
    assert (answer.status, answer.headers["Location"]) == (201, f"{mockapify.url}/v2/actor-runs/{id_}")
    storages = [run.pop(f"default{kind}Id") for kind in ("Dataset", "KeyValueStore", "RequestQueue")]
    assert run.pop("storageIds") == {
        kind: {"default": storage}
        for kind, storage in zip(("datasets", "keyValueStores", "requestQueues"), storages, strict=True)
    }
    assert run.pop("containerUrl").endswith(".runs.apify.net")
    assert run.pop("buildId") == ask("GET", "/v2/actors/~scraper/builds/default").data["id"]
    assert run == {
        "id": id_,
        "actId": scraper.id,
        "userId": ask("GET", "/v2/users/me").data["id"],
        "startedAt": "2026-01-31T12:00:00.000Z",
        "finishedAt": None,
        "status": "READY",
        "meta": {"origin": "API", "clientIp": "127.0.0.1", "userAgent": "tests"},
        "stats": {
            "inputBodyLen": None,
            "migrationCount": 0,
            "rebootCount": 0,
            "restartCount": 0,
            "resurrectCount": 0,
            "metamorph": 0,
            "computeUnits": 0.0,
        },
        "options": {"build": "latest", "timeoutSecs": 3600, "memoryMbytes": 1024, "diskMbytes": 2048},
        "buildNumber": "0.0.1",
        "generalAccess": "FOLLOW_USER_SETTING",
        "consoleUrl": f"https://console.apify.com/view/runs/{id_}",
        "platformUsageBillingModel": "USER",
        "usageTotalUsd": 0.0,
    }


def test_a_run_is_no_longer_ready_when_it_is_asked_for(scraper, start, get):
    run = start()
    assert run["status"] == "READY"
    assert get(run).data["status"] == "RUNNING"


def test_a_finished_run_shows_how_it_went(mockapify, scraper, start, get):
    run = start()
    mockapify.clock.shift(seconds=10)
    shown = get(run).data
    assert (shown["status"], shown["exitCode"], shown["statusMessage"]) == (
        "SUCCEEDED",
        0,
        "Actor finished successfully",
    )
    assert (shown["finishedAt"], shown["isStatusMessageTerminal"]) == ("2026-01-31T12:00:10.000Z", True)
    figures = {"durationMillis", "runTimeSecs", "memAvgBytes", "memMaxBytes", "cpuAvgUsage", "cpuMaxUsage"}
    assert figures <= shown["stats"].keys()
    assert shown["usage"].keys() == shown["usageUsd"].keys() == {"ACTOR_COMPUTE_UNITS"}


def test_items_and_records_are_found_below_the_run_and_below_the_last_one(mockapify, ask, scraper, start, get):
    run = start()
    mockapify.clock.shift(seconds=10)
    for prefix in (f"/v2/actor-runs/{run['id']}", "/v2/acts/~scraper/runs/last", "/v2/actors/me~scraper/runs/last"):
        assert ask("GET", f"{prefix}/dataset/items").json == [{"n": 0}, {"n": 1}, {"n": 2}]
        assert ask("GET", f"{prefix}/key-value-store/records/OUTPUT").json == {"ok": True}
        assert ask("GET", f"{prefix}/dataset").data["id"] == run["defaultDatasetId"]
        assert ask("GET", f"{prefix}/key-value-store/keys").data["count"] == 1
        assert ask("GET", prefix).data["id"] == run["id"]
    assert ask("GET", f"/v2/acts/~scraper/runs/{run['id']}").data["id"] == run["id"]


def test_what_is_pushed_from_outside_goes_to_the_runs_dataset(mockapify, ask, scraper, start, get):
    run = start()
    assert ask("POST", f"/v2/actor-runs/{run['id']}/dataset/items", {"from": "outside"}).status == 201
    assert ask("PUT", f"/v2/actor-runs/{run['id']}/key-value-store/records/x", "y").status == 201
    assert mockapify.runs[0].items == [{"from": "outside"}]


@each_case(
    ("query", "options"),
    [
        ("timeout=60", {"timeoutSecs": 60}),
        ("timeout=0", {"timeoutSecs": 0}),
        ("memory=256", {"memoryMbytes": 256, "diskMbytes": 512}),
        ("build=0.0.1", {"build": "0.0.1"}),
        ("maxItems=5", {"maxItems": 5}),
        ("maxItems=0", {"maxItems": 0}),
        ("maxTotalChargeUsd=0.5", {"maxTotalChargeUsd": 0.5}),
        ("restartOnError=1", {"restartOnError": True}),
        ("restartOnError=false", {}),
        ("timeout=&memory=&build=&maxItems=", {}),
        ("forcePermissionLevel=FULL_PERMISSIONS", {}),
    ],
)
def test_options_of_a_start_show_in_the_run(scraper, start, query, options):
    usual = {"build": "latest", "timeoutSecs": 3600, "memoryMbytes": 1024, "diskMbytes": 2048}
    assert start(query)["options"] == usual | options


@each_case(
    ("query", "status", "type_"),
    [
        ("memory=100", 400, "invalid-value"),
        ("memory=65536", 400, "invalid-value"),
        ("memory=x", 400, "invalid-value"),
        ("timeout=-1", 400, "invalid-value"),
        ("timeout=soon", 400, "invalid-value"),
        ("maxItems=-1", 400, "invalid-value"),
        ("maxTotalChargeUsd=free", 400, "invalid-value"),
        ("restartOnError=maybe", 400, "invalid-value"),
        ("waitForFinish=-1", 400, "invalid-value"),
        ("forcePermissionLevel=NONE", 400, "invalid-value"),
        ("build=beta", 403, "unknown-build-tag"),
        ("build=9.9.9", 403, "build-not-found"),
        ("webhooks=x", 400, "invalid-value"),
        ("webhooks=%C3%A9", 400, "invalid-value"),
        ("webhooks=" + encoded({}), 400, "invalid-value"),
        ("webhooks=" + encoded([{}]), 400, "invalid-value"),
        ("webhooks=" + encoded([{"eventTypes": "x", "requestUrl": "y"}]), 400, "invalid-value"),
        ("webhooks=" + base64.b64encode(b"[" * 5000).decode(), 400, "invalid-value"),
        ("webhooks=" + base64.b64encode(b"\xff").decode(), 400, "invalid-value"),
    ],
)
def test_a_start_that_will_not_do_starts_nothing(mockapify, ask, scraper, query, status, type_):
    answer = ask("POST", f"/v2/actors/~scraper/runs?{query}")
    assert (answer.status, answer.error["type"]) == (status, type_)
    assert mockapify.runs == []


@each_case(
    "webhooks",
    [
        pytest.param("", id="empty"),
        pytest.param(encoded([]), id="none"),
        pytest.param(encoded([{"eventTypes": ["ACTOR.RUN.SUCCEEDED"], "requestUrl": "http://x/?>>>"}]), id="one"),
    ],
)
def test_good_webhooks_are_taken_also_with_a_plus_that_was_not_escaped(mockapify, scraper, start, webhooks):
    assert start(f"webhooks={webhooks}")["status"] == "READY"


@each_case(("header", "origin"), [("CLI", "CLI"), ("CI", "CI"), ("NONSENSE", "API"), ("", "API")])
def test_the_origin_is_what_the_caller_says_if_there_is_one_like_that(scraper, start, header, origin):
    assert start(headers={"X-Apify-Request-Origin": header})["meta"]["origin"] == origin


@each_case(
    ("content_type", "body", "seen"),
    [
        pytest.param("application/json", b'{"q": 1.0}', {"q": 1.0}, id="object"),
        pytest.param("application/json; charset=utf-8", b"[1]", [1], id="array"),
        pytest.param("application/json", b"null", None, id="null"),
        pytest.param("application/json", b"{broken", b"{broken", id="broken"),
        pytest.param("text/plain; charset=utf-8", "é".encode(), "é", id="text"),
        pytest.param("application/octet-stream", b"\0\xff", b"\0\xff", id="binary"),
        pytest.param("application/x-www-form-urlencoded", b"a=1", b"a=1", id="form"),
        pytest.param("whatever", b"x", b"x", id="odd type"),
        pytest.param("application/json", b"[" * 100_000, b"[" * 100_000, id="deep"),
    ],
)
def test_input_of_any_type_becomes_the_record_byte_for_byte(
    mockapify, again, scraper, start, get, content_type, body, seen
):
    again()
    run = start(body=body, headers={"Content-Type": content_type})
    assert run["stats"]["inputBodyLen"] == len(body)
    record = get(run, "/key-value-store/records/INPUT")
    assert (record.body, record.headers["Content-Type"]) == (body, content_type)
    assert mockapify.runs[0].input == seen


@each_case("compress", [pytest.param(gzip.compress, id="gzip"), pytest.param(brotli.compress, id="br")])
def test_compressed_input_is_seen_by_the_actor_as_it_was_meant(mockapify, again, scraper, start, get, compress):
    again()
    encoding = "gzip" if compress is gzip.compress else "br"
    scraper.when(input={"q": "cats"}).behaves(Failed("no cats"))
    headers = {"Content-Type": "application/json", "Content-Encoding": encoding}
    run = start(body=compress(b'{"q":"cats"}'), headers=headers)
    assert mockapify.runs[0].input == {"q": "cats"}
    record = get(run, "/key-value-store/records/INPUT", headers={"Accept-Encoding": "identity"})
    assert (record.body, record.headers["Content-Type"]) == (b'{"q":"cats"}', "application/json")
    mockapify.clock.shift(seconds=10)
    assert get(run).data["statusMessage"] == "no cats"


@each_case("encoding", ["gzip", "br"])
def test_input_that_is_not_compressed_as_it_says_starts_nothing(mockapify, ask, scraper, encoding):
    answer = ask("POST", "/v2/actors/~scraper/runs", b"plain", headers={"Content-Encoding": encoding})
    assert (answer.status, answer.error["type"]) == (400, "invalid-request")
    assert mockapify.runs == []


def test_without_a_body_there_is_no_input(scraper, start, get):
    assert get(start(), "/key-value-store/records/INPUT").status == 404


def test_the_input_picks_what_the_run_does(mockapify, scraper, start, get):
    scraper.when(input={"q": "cats"}).behaves(Failed("no cats"))
    cats, dogs = start(body={"q": "cats"}), start(body={"q": "dogs"})
    mockapify.clock.shift(seconds=10)
    assert (get(cats).data["statusMessage"], get(dogs).data["status"]) == ("no cats", "SUCCEEDED")


def test_running_until_idle_ends_all_runs(mockapify, scraper, start, get):
    runs = [start() for _ in range(3)]
    mockapify.clock.run_until_idle()
    assert {get(run).data["status"] for run in runs} == {"SUCCEEDED"}


@pytest.mark.parametrize(
    ("outcome", "status"),
    [(Hangs(), "ABORTED"), (Succeeded(), "SUCCEEDED"), (Failed(), "FAILED"), (Aborted(), "ABORTED"),
     (TimedOut(), "TIMED-OUT")],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_abort_ends_a_run_and_leaves_a_finished_one(mockapify, ask, start, get, outcome, status):
    mockapify.actor("me/scraper", outcome)
    run = start("timeout=5")
    mockapify.clock.shift(seconds=4 if isinstance(outcome, Hangs) else 10)
    answer = ask("POST", f"/v2/actor-runs/{run['id']}/abort")
    assert (answer.status, answer.data["status"]) == (200, "ABORTING" if isinstance(outcome, Hangs) else status)
    assert get(run).data["status"] == status


def test_a_graceful_abort_takes_30_seconds(mockapify, ask, start, get):
    mockapify.actor("me/scraper", Hangs())
    run = start()
    get(run)
    assert ask("POST", f"/v2/acts/~scraper/runs/{run['id']}/abort?gracefully=1").data["status"] == "ABORTING"
    mockapify.clock.shift(seconds=29)
    assert get(run).data["status"] == "ABORTING"
    mockapify.clock.shift(seconds=1)
    assert get(run).data["status"] == "ABORTED"


def test_an_update_changes_message_and_access(ask, scraper, start, get):
    run = start()
    changed = ask(
        "PUT",
        f"/v2/actor-runs/{run['id']}",
        {"statusMessage": "Half way", "isStatusMessageTerminal": False, "generalAccess": "ANYONE_WITH_ID_CAN_READ"},
    )
    assert changed.status == 200
    shown = get(run).data
    assert (shown["statusMessage"], shown["isStatusMessageTerminal"]) == ("Half way", False)
    assert shown["generalAccess"] == "ANYONE_WITH_ID_CAN_READ"
    assert ask("PUT", f"/v2/actor-runs/{run['id']}", {}).data["statusMessage"] == "Half way"


@each_case("body", [{"generalAccess": "ANYONE_WITH_NAME_CAN_READ"}, {"generalAccess": None}, {"generalAccess": 0},
     {"statusMessage": 5}, {"isStatusMessageTerminal": "yes"}])  # fmt: skip
def test_an_update_that_will_not_do_is_refused(ask, scraper, start, get, body):
    run = start()
    before = get(run).body
    answer = ask("PUT", f"/v2/actor-runs/{run['id']}", {"statusMessage": "x"} | body)
    assert (answer.status, answer.error["type"]) == (400, "invalid-value")
    assert get(run).body == before


@each_case("path", ["", "/log", "/dataset/items", "/key-value-store/records/OUTPUT"])
def test_who_has_the_id_of_a_public_run_reads_it_with_its_storages(mockapify, ask, scraper, start, get, path):
    run = start()
    mockapify.clock.shift(seconds=10)
    assert get(run, path, token=None).status == 401
    ask("PUT", f"/v2/actor-runs/{run['id']}", {"generalAccess": "ANYONE_WITH_ID_CAN_READ"})
    assert get(run, path, token=None).status == 200
    assert get(run, path, token=mockapify.user("stranger").token).status == 200
    assert ask("POST", f"/v2/actor-runs/{run['id']}/abort", token=None).status == 401
    assert ask("POST", f"/v2/actor-runs/{run['id']}/dataset/items", {}, token=None).status == 401


def test_without_a_token_nobody_sees_what_a_run_cost(mockapify, ask, scraper, start, get):
    run = start()
    mockapify.clock.shift(seconds=10)
    ask("PUT", f"/v2/actor-runs/{run['id']}", {"generalAccess": "ANYONE_WITH_ID_CAN_READ"})
    assert {"usageUsd", "usageTotalUsd"} <= get(run).data.keys()
    assert {"usageUsd", "usageTotalUsd"}.isdisjoint(get(run, token=None).data)


def test_only_a_finished_run_can_be_deleted(mockapify, ask, scraper, start, get):
    run = start()
    refused = ask("DELETE", f"/v2/actor-runs/{run['id']}")
    assert (refused.status, refused.error["type"]) == (400, "cannot-remove-running-run")
    mockapify.clock.shift(seconds=10)
    assert ask("DELETE", f"/v2/actor-runs/{run['id']}").status == 204
    assert get(run).status == 404
    assert ask("GET", f"/v2/datasets/{run['defaultDatasetId']}/items").json == [{"n": 0}, {"n": 1}, {"n": 2}]


def test_a_strangers_run_of_a_public_actor_is_theirs(mockapify, ask, scraper):
    stranger = mockapify.user("stranger").token
    run = ask("POST", "/v2/actors/tester~scraper/runs", token=stranger)
    assert run.status == 201
    assert ask("GET", f"/v2/actor-runs/{run.data['id']}").status == 403
    assert ask("GET", "/v2/actors/~scraper/runs/last").status == 404


def test_the_method_may_be_given_as_a_parameter(ask):
    assert ask("GET", "/v2/datasets?method=PoSt&name=orders").status == 201
    assert ask("POST", "/v2/datasets/~orders?method=delete").status == 204
    answer = ask("GET", "/v2/datasets?method=XXX")
    assert (answer.status, answer.error["type"]) == (405, "method-not-allowed")
