from datetime import UTC, datetime

import pytest
from cases import each_case

from mockapify import Hangs, Succeeded

pytestmark = pytest.mark.mockapify(clock="manual", seed=7, start=datetime(2026, 1, 10, 8, tzinfo=UTC))

HOUR = 3600


@pytest.fixture
def scraper(mockapify):
    return mockapify.actor("me/scraper", Hangs())


@each_case("call", ["runs", "run-sync", "run-sync-get-dataset-items"])
@each_case("address", ["actors/~scraper", "actor-tasks/~nightly"])
def test_every_start_beyond_the_accounts_memory_is_refused(mockapify, ask, scraper, address, call):
    mockapify.task("me/nightly", "me/scraper")
    mockapify.account(plan="FREE", memory_mbytes=8192)
    answer = ask("POST", f"/v2/{address}/{call}?memory=16384")
    assert (answer.status, answer.error["type"]) == (402, "actor-memory-limit-exceeded")
    assert answer.error["message"].startswith(
        "By launching this job you will exceed the memory limit of 8192MB for all your Actor runs and builds "
        "(currently used: 0MB, requested: 16384MB)."
    )
    assert mockapify.runs == []


def test_a_run_that_ends_makes_room_for_another(mockapify, ask, scraper, start):
    mockapify.account(concurrent_runs=1)
    first = start()
    assert ask("POST", "/v2/actors/~scraper/runs").error["type"] == "concurrent-runs-limit-exceeded"
    ask("POST", f"/v2/actor-runs/{first['id']}/abort")
    start()


def test_a_new_account_meets_no_limit_by_accident(ask, scraper, start):
    for _ in range(40):
        start("memory=32768")
    me, limits = ask("GET", "/v2/users/me").data, ask("GET", "/v2/users/me/limits").data
    assert (me["plan"]["id"], me["isPaying"]) == ("ENTERPRISE", True)
    assert limits["current"]["actorMemoryGbytes"] == 40 * 32
    assert limits["current"]["activeActorJobCount"] == 40
    assert limits["limits"]["maxConcurrentActorJobs"] == me["plan"]["maxConcurrentActorRuns"] == 10_000


def test_a_plan_is_shown_where_an_account_is(mockapify, ask):
    mockapify.account(plan="FREE")
    me = ask("GET", "/v2/users/me").data
    assert me["isPaying"] is False
    assert {name: me["plan"][name] for name in ("id", "tier", "maxActorMemoryGbytes", "maxConcurrentActorRuns")} == {
        "id": "FREE",
        "tier": "FREE",
        "maxActorMemoryGbytes": 16,
        "maxConcurrentActorRuns": 25,
    }


def test_another_users_account_is_changed_by_its_name(mockapify, ask):
    token = mockapify.user("bobby").token
    mockapify.account(plan="SCALE", user="Bobby")
    assert ask("GET", "/v2/users/me", token=token).data["plan"]["id"] == "SCALE"
    assert ask("GET", "/v2/users/me").data["plan"]["id"] == "ENTERPRISE"


def test_an_account_that_is_not_there_is_named(mockapify):
    with pytest.raises(ValueError, match=r"there is no user 'bobby' here; make it first: mockapify.user\('bobby'\)"):
        mockapify.account(plan="FREE", user="bobby")


def test_limits_that_are_put_stick(ask):
    answer = ask("PUT", "/v2/users/me/limits", {"maxMonthlyUsageUsd": 12.5, "dataRetentionDays": 30})
    assert (answer.status, answer.json) == (201, {})
    assert ask("PUT", "/v2/users/me/limits", {"dataRetentionDays": 31}).status == 201
    limits = ask("GET", "/v2/users/me/limits").data["limits"]
    assert (limits["maxMonthlyUsageUsd"], limits["dataRetentionDays"]) == (12.5, 31)


@each_case("body", [{"maxMonthlyUsageUsd": "5"}, {"dataRetentionDays": 1.5}, {"dataRetentionDays": 0}])
def test_limits_of_the_wrong_type_or_size_are_refused(ask, body):
    assert ask("PUT", "/v2/users/me/limits", body).error["type"] == "invalid-value"


def test_what_runs_cost_is_shown_and_limited(mockapify, ask, start):
    mockapify.actor("me/scraper", Succeeded(duration=2 * HOUR))
    start("memory=4096&timeout=0")
    mockapify.clock.shift(seconds=2 * HOUR)
    usage = ask("GET", "/v2/users/me/usage/monthly").data
    assert usage["usageCycle"] == {"startAt": "2026-01-10T00:00:00.000Z", "endAt": "2026-02-09T23:59:59.999Z"}
    assert usage["monthlyServiceUsage"]["ACTOR_COMPUTE_UNITS"]["quantity"] == 8
    assert [(day["date"], day["totalUsageCreditsUsd"]) for day in usage["dailyServiceUsages"]] == [
        ("2026-01-10T00:00:00.000Z", 2)
    ]
    too_low = ask("PUT", "/v2/users/me/limits", {"maxMonthlyUsageUsd": 1})
    assert (too_low.status, too_low.error["type"]) == (403, "monthly-usage-limit-too-low")
    assert ask("PUT", "/v2/users/me/limits", {"maxMonthlyUsageUsd": 2}).status == 201
    refused = ask("POST", "/v2/actors/~scraper/runs")
    assert (refused.status, refused.error["type"]) == (403, "platform-feature-disabled")


@each_case("date", ["2025-12-31", "2026-01-09T23:59:59Z"])
def test_the_usage_of_another_month_is_asked_for_by_any_day_of_it(ask, date):
    usage = ask("GET", f"/v2/users/me/usage/monthly?date={date}").data
    assert usage["usageCycle"] == {"startAt": "2025-12-10T00:00:00.000Z", "endAt": "2026-01-09T23:59:59.999Z"}
    assert usage["totalUsageCreditsUsdAfterVolumeDiscount"] == 0


@each_case("date", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31", "0001-01-01T00:00:00%2B14:00"])
def test_a_day_that_is_none_or_too_far_away_is_refused(ask, date):
    answer = ask("GET", f"/v2/users/me/usage/monthly?date={date}")
    assert (answer.status, answer.error["type"]) == (400, "invalid-value")


@each_case("path", ["/v2/users/me/limits", "/v2/users/me/usage/monthly"])
def test_an_account_is_nobody_elses(ask, path):
    assert ask("GET", path, token=None).error["type"] == "token-not-provided"


def test_a_file_says_what_an_account_may_use(mockapify, ask, tmp_path):
    file = tmp_path / "mock.toml"
    file.write_text(
        '[[users]]\nname = "bobby"\ntoken = "t"\nplan = "STARTER"\nconcurrent_runs = 3\nmemory_mbytes = 2048\n'
    )
    mockapify.load(file)
    limits = ask("GET", "/v2/users/me/limits", token="t").data["limits"]
    assert (limits["maxConcurrentActorJobs"], limits["maxActorMemoryGbytes"]) == (3, 2)
    assert ask("GET", "/v2/users/me", token="t").data["plan"]["id"] == "STARTER"
