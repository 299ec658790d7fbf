"""What can be done with a run besides starting and aborting it, over HTTP."""

import json

import pytest
from cases import each_case

from mockapify import Failed, Hangs, Succeeded

pytestmark = pytest.mark.mockapify(clock="manual", seed=7)

EVENTS = {
    "page": {"eventTitle": "Page", "eventDescription": "A page was read", "eventPriceUsd": 0.1},
    "apify-actor-start": {"eventTitle": "Start", "eventDescription": "It started", "eventPriceUsd": 0.05},
}
PER_EVENT = {"pricingModel": "PAY_PER_EVENT", "pricingPerEvent": {"actorChargeEvents": EVENTS}}
PER_RESULT = {"pricingModel": "PRICE_PER_DATASET_ITEM", "pricePerUnitUsd": 0.1}

ACTIONS = {
    "resurrect": "resurrect",
    "reboot": "reboot",
    "metamorph": "metamorph?targetActorId=tester~reader",
    "charge": "charge",
}


@pytest.fixture
def scraper(mockapify):
    mockapify.actor("me/reader", Succeeded(items=[{"by": "reader"}], duration=5))
    return mockapify.actor("me/scraper", Hangs(), Succeeded(items=[{"n": 1}], duration=5))


@pytest.fixture
def act(ask):
    """Does something with a run: `act(run, "reboot")`."""

    def post(run, action, body=None, **more):
        return ask("POST", f"/v2/actor-runs/{run['id']}/{action}", body, **more)

    return post


def test_a_finished_run_is_resurrected(mockapify, scraper, start, get, act):
    run = start("timeout=10")
    mockapify.clock.shift(seconds=20)
    answer = act(run, "resurrect?memory=256&timeout=60&restartOnError=1")
    assert answer.status == 200
    data = answer.data
    assert (data["id"], data["status"], data["finishedAt"]) == (run["id"], "RUNNING", None)
    assert {"exitCode", "statusMessage", "isStatusMessageTerminal"}.isdisjoint(data)
    assert data["stats"]["resurrectCount"] == 1
    options = {"build": "latest", "timeoutSecs": 60, "memoryMbytes": 256, "diskMbytes": 512, "restartOnError": True}
    assert data["options"] == options
    assert data["storageIds"] == run["storageIds"]
    mockapify.clock.shift(seconds=5)
    assert get(run).data["status"] == "SUCCEEDED"
    assert get(run, "/dataset/items").json == [{"n": 1}]


def test_a_run_is_rebooted(mockapify, scraper, start, get, act):
    run = start()
    mockapify.clock.shift(seconds=20)
    answer = act(run, "reboot")
    assert (answer.status, answer.data["status"], answer.data["stats"]["rebootCount"]) == (200, "RUNNING", 1)
    mockapify.clock.shift(seconds=5)
    assert get(run).data["status"] == "SUCCEEDED"


@each_case("target", ["{id}", "tester~reader", "~reader", "tester%2Freader"])
def test_a_run_becomes_another_actor(mockapify, ask, scraper, start, get, act, target):
    id_ = ask("GET", "/v2/actors/~reader").data["id"]
    run = start(body={"first": True})
    body = b'<input lang="en"/>'
    answer = act(run, f"metamorph?targetActorId={target.format(id=id_)}", body, headers={"Content-Type": "text/xml"})
    assert answer.status == 200
    assert (answer.data["id"], answer.data["status"], answer.data["stats"]["metamorph"]) == (run["id"], "RUNNING", 1)
    (one,) = answer.data["metamorphs"]
    assert (one["actorId"], one["inputKey"]) == (id_, "INPUT-METAMORPH-1")
    record = get(run, "/key-value-store/records/INPUT-METAMORPH-1")
    assert (record.body, record.headers["Content-Type"]) == (body, "text/xml")
    assert get(run, "/key-value-store/records/INPUT").json == {"first": True}
    mockapify.clock.shift(seconds=5)
    assert get(run, "/dataset/items").json == [{"by": "reader"}]


@each_case(
    ("query", "status", "type_"),
    [
        ("", 400, "parameter-required"),
        ("targetActorId=", 400, "parameter-required"),
        ("targetActorId=nobody~nothing", 404, "record-or-token-not-found"),
        ("targetActorId=someone~secret", 404, "record-or-token-not-found"),
        ("targetActorId=~reader&build=beta", 403, "unknown-build-tag"),
        ("targetActorId=someone~paid", 403, "cannot-metamorph-to-pay-per-result-actor"),
        ("targetActorId=someone~mighty", 403, "insufficient-permissions"),
    ],
)
def test_a_metamorph_that_will_not_do_changes_nothing(mockapify, scraper, start, get, act, query, status, type_):
    mockapify.actor("someone/secret", public=False)
    mockapify.actor("someone/paid", pricing_infos=[PER_RESULT])
    mockapify.actor("someone/mighty", permission_level="FULL_PERMISSIONS")
    run = start()
    before = get(run).data
    answer = act(run, f"metamorph?{query}")
    assert (answer.status, answer.error["type"]) == (status, type_)
    assert get(run).data == before


@each_case("action", ["reboot", "metamorph"])
def test_what_is_over_is_said_to_have_finished_already(mockapify, scraper, start, act, action):
    run = start("timeout=1")
    mockapify.clock.shift(seconds=20)
    answer = act(run, ACTIONS[action])
    assert (answer.status, answer.error["type"]) == (403, "job-finished")
    assert "already finished" in answer.error["message"]


def test_a_run_under_way_cannot_be_resurrected(scraper, start, act):
    answer = act(start(), "resurrect")
    assert (answer.status, answer.error["type"]) == (403, "operation-not-allowed")


@each_case("query", ["memory=100", "timeout=-1", "maxItems=x", "restartOnError=maybe"])
def test_a_resurrection_with_odd_options_is_refused(mockapify, scraper, start, get, act, query):
    run = start("timeout=1")
    mockapify.clock.shift(seconds=20)
    answer = act(run, f"resurrect?{query}")
    assert (answer.status, answer.error["type"]) == (400, "invalid-value")
    assert get(run).data["status"] == "TIMED-OUT"


def test_the_older_addresses_work_too(mockapify, ask, scraper, start):
    run = start()
    prefix = f"/v2/acts/~scraper/runs/{run['id']}"
    assert ask("POST", f"{prefix}/metamorph?targetActorId=~reader").status == 200
    mockapify.clock.shift(seconds=5)
    assert ask("POST", f"{prefix}/resurrect").data["status"] == "RUNNING"


def test_the_last_run_is_rebooted_and_changed(ask, scraper, start):
    start()
    assert ask("POST", "/v2/actors/~scraper/runs/last/reboot?status=RUNNING").data["stats"]["rebootCount"] == 1
    answer = ask("POST", "/v2/acts/~scraper/runs/last/metamorph?targetActorId=~reader&origin=API")
    assert answer.data["stats"]["metamorph"] == 1
    assert ask("POST", "/v2/actors/~scraper/runs/last/reboot?status=FAILED").status == 404


@pytest.fixture
def paid(mockapify):
    return mockapify.actor("me/scraper", Hangs(), pricing_infos=[PER_EVENT])


def test_events_are_charged_once_for_each_key(mockapify, paid, start, get, act):
    run = start("memory=2048")
    assert run["chargedEventCounts"] == run["accountedChargedEventCounts"] == {"page": 0, "apify-actor-start": 0}
    assert run["pricingInfo"]["pricingModel"] == "PAY_PER_EVENT"
    for key in ("a", "a", "b"):
        answer = act(run, "charge", {"eventName": "page", "count": 2}, headers={"Idempotency-Key": key})
        assert (answer.status, answer.json) == (201, {})
    shown = get(run).data
    assert shown["chargedEventCounts"] == {"page": 4, "apify-actor-start": 2}
    assert (shown["usageTotalUsd"], shown["platformUsageBillingModel"]) == (0.5, "DEVELOPER")
    assert {"usage", "usageUsd"}.isdisjoint(shown)
    (handle,) = mockapify.runs
    assert (handle.charges, handle.cost_usd) == ({"page": 4, "apify-actor-start": 2}, 0.5)


def test_a_run_that_has_cost_all_it_may_is_aborted(mockapify, paid, start, get, act):
    run = start("maxTotalChargeUsd=0.3")
    assert act(run, "charge", {"eventName": "page", "count": 3}).status == 201
    assert get(run).data["status"] == "ABORTING"
    mockapify.clock.shift(seconds=30)
    shown = get(run).data
    assert (shown["status"], shown["usageTotalUsd"]) == ("ABORTED", 0.25)
    assert (shown["chargedEventCounts"]["page"], shown["accountedChargedEventCounts"]["page"]) == (3, 2)
    assert "maximum total charge" in shown["statusMessage"]


@each_case(
    ("body", "status", "type_"),
    [
        ({"eventName": "book", "count": 1}, 400, "invalid-value"),
        ({"eventName": "apify-actor-start", "count": 1}, 405, "cannot-charge-apify-event"),
        ({"eventName": "page"}, 400, "invalid-value"),
        ({"count": 1}, 400, "invalid-value"),
        ({"eventName": "page", "count": 0}, 400, "invalid-value"),
        ({"eventName": "page", "count": -1}, 400, "invalid-value"),
        ({"eventName": "page", "count": 1.5}, 400, "invalid-value"),
        ({"eventName": "page", "count": 10**30}, 400, "invalid-value"),
        ({"eventName": None, "count": 1}, 400, "invalid-value"),
        ([], 400, "invalid-request"),
    ],
)
def test_a_charge_that_will_not_do_charges_nothing(paid, start, get, act, body, status, type_):
    run = start()
    answer = act(run, "charge", body)
    assert (answer.status, answer.error["type"]) == (status, type_)
    assert get(run).data["chargedEventCounts"]["page"] == 0


def test_an_actor_without_events_cannot_charge(scraper, start, act):
    answer = act(start(), "charge", {"eventName": "page", "count": 1})
    assert (answer.status, answer.error["type"]) == (405, "cannot-charge-non-pay-per-event-actor")


@each_case(
    ("price", "query", "type_"),
    [
        (PER_EVENT, "maxTotalChargeUsd=0", "max-total-charge-usd-must-be-greater-than-zero"),
        (PER_EVENT | {"minimalMaxTotalChargeUsd": 2}, "maxTotalChargeUsd=1", "max-total-charge-usd-below-minimum"),
        (PER_RESULT, "maxItems=0", "max-items-must-be-greater-than-zero"),
    ],
)
def test_a_start_with_limits_that_do_not_fit_the_price_is_refused(mockapify, ask, price, query, type_):
    mockapify.actor("me/scraper", pricing_infos=[price])
    answer = ask("POST", f"/v2/actors/~scraper/runs?{query}")
    assert (answer.status, answer.error["type"]) == (400, type_)
    assert mockapify.runs == []


@each_case("action", ACTIONS)
def test_only_the_owner_of_a_run_changes_it(mockapify, ask, scraper, start, get, act, action):
    run = start()
    ask("PUT", f"/v2/actor-runs/{run['id']}", {"generalAccess": "ANYONE_WITH_ID_CAN_READ"})
    stranger = mockapify.user("stranger").token
    body = {"eventName": "page", "count": 1} if action == "charge" else None
    before = get(run).data
    assert act(run, ACTIONS[action], body, token=stranger).status == 403
    assert act(run, ACTIONS[action], body, token=None).status == 401
    assert get(run).data == before


@each_case("action", ACTIONS)
def test_a_run_that_is_not_there_is_not_found(scraper, act, action):
    answer = act({"id": "unknown"}, ACTIONS[action], {"eventName": "page", "count": 1})
    assert (answer.status, answer.error) == (404, {"type": "record-not-found", "message": "Run was not found"})


def test_a_limited_run_changes_itself(mockapify, scraper, start, act):
    run, other = start(), start()
    token = mockapify.runs[0].token
    assert act(run, "reboot", token=token).status == 200
    assert act(run, ACTIONS["metamorph"], token=token).status == 200
    refused = act(other, "reboot", token=token)
    assert (refused.status, refused.error["type"]) == (403, "insufficient-permissions")


def test_figures_grow_from_look_to_look(mockapify, ask, scraper, start, get):
    run = start("memory=4096")
    seen = []
    for _ in range(3):
        mockapify.clock.shift(minutes=5)
        seen.append(get(run).data)
    assert [one["stats"]["durationMillis"] for one in seen] == [300_000, 600_000, 900_000]
    assert [one["usageTotalUsd"] for one in seen] == [pytest.approx(n / 12) for n in (1, 2, 3)]
    assert seen[0]["usage"]["ACTOR_COMPUTE_UNITS"] < seen[1]["usage"]["ACTOR_COMPUTE_UNITS"]
    (listed,) = ask("GET", "/v2/actor-runs").data["items"]
    assert listed["usageTotalUsd"] == seen[2]["usageTotalUsd"]


def test_whether_a_message_is_the_last_one_is_said_with_the_message(ask, scraper, start, get):
    run = start()
    refused = ask("PUT", f"/v2/actor-runs/{run['id']}", {"isStatusMessageTerminal": True})
    assert (refused.status, refused.error["type"]) == (400, "cannot-set-is-status-message-terminal")
    ask("PUT", f"/v2/actor-runs/{run['id']}", {"statusMessage": "Done", "isStatusMessageTerminal": True})
    ask("POST", f"/v2/actor-runs/{run['id']}/abort")
    shown = get(run).data
    assert (shown["status"], shown["statusMessage"]) == ("ABORTED", "Done")


def test_webhooks_hear_of_a_resurrection(mockapify, ask, start, act):
    mockapify.actor("me/scraper", Failed(duration=1))
    run = start()
    mockapify.clock.shift(seconds=2)
    webhook = {
        "eventTypes": ["ACTOR.RUN.RESURRECTED"],
        "requestUrl": "http://127.0.0.1:9/",
        "condition": {"actorRunId": run["id"]},
    }
    assert ask("POST", "/v2/webhooks", webhook).status == 201
    act(run, "resurrect")
    (dispatch,) = ask("GET", "/v2/webhook-dispatches").data["items"]
    assert (dispatch["eventType"], dispatch["eventData"]["actorRunId"]) == ("ACTOR.RUN.RESURRECTED", run["id"])


def test_the_price_of_a_run_is_that_of_its_start(ask, paid, start, get):
    run = start()
    price = run["pricingInfo"]
    later = PER_EVENT | {"startedAt": "2100-01-01T00:00:00.000Z"}
    infos = [*ask("GET", "/v2/actors/~scraper").data["pricingInfos"], later]
    assert ask("PUT", "/v2/actors/~scraper", {"pricingInfos": infos}).status == 200
    assert get(run).data["pricingInfo"] == price
    assert json.dumps(price, sort_keys=True) == json.dumps(infos[0], sort_keys=True)
