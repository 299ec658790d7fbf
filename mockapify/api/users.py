"""Users: their accounts, and what they may use and did use."""

from datetime import datetime
from typing import Any

from mockapify.api.call import Call, Data, Reply
from mockapify.api.query import Query
from mockapify.state import limits, usage
from mockapify.state.limits import LimitChanges
from mockapify.state.users import User

PROXY_GROUPS: list[dict[str, Any]] = [{"name": "SHADER", "description": None, "availableCount": 10}]

FEATURES = (
    "ACTORS",
    "STORAGE",
    "SCHEDULER",
    "PROXY",
    "PROXY_EXTERNAL_ACCESS",
    "PROXY_RESIDENTIAL",
    "PROXY_SERPS",
    "WEBHOOKS",
    "ACTORS_PUBLIC_ALL",
    "ACTORS_PUBLIC_DEVELOPER",
)


KEPT_FROM_LIMITED_RUNS = ("id", "email", "profile", "createdAt")


class GetMonthlyUsage(Query, kw_only=True):
    """Parameters of the monthly usage: any day of the cycle that is meant, the current one without it."""

    date: datetime | None = None


def get(call: Call, user: User) -> Data:
    """What everybody may know of a user.

    Simplified: the profile of a declared user has a name and nothing else.
    """
    return Data({"username": user.username, "profile": user.profile})


def get_me(call: Call) -> Data:
    """The caller's own account; an Actor run with limited permissions sees less of it.

    Simplified: all accounts have the same features and proxy groups.
    """
    user = call.caller
    account = {
        "id": user.id,
        "username": user.username,
        "profile": user.profile,
        "email": user.email,
        "proxy": {"password": user.proxy_password, "groups": PROXY_GROUPS},
        "plan": _plan(user),
        "effectivePlatformFeatures": {
            name: {
                "isEnabled": True,
                "disabledReason": None,
                "disabledReasonType": None,
                "isTrial": False,
                "trialExpirationAt": None,
            }
            for name in FEATURES
        },
        "createdAt": user.created_at,
        "isPaying": user.plan.is_paid,
    }
    if call.scope is None:
        return Data(account)
    shown = {name: value for name, value in account.items() if name not in KEPT_FROM_LIMITED_RUNS}
    return Data({**shown, "plan": {"availableProxyGroups": _plan(user)["availableProxyGroups"]}})


def get_limits(call: Call) -> Data:
    """The limits of the caller's account, and what is used of them.

    Simplified: memory, concurrent jobs and the monthly usage are enforced, the other limits only shown.
    """
    return Data(limits.account(call.world, call.caller))


def update_limits(call: Call, *, body: LimitChanges | None) -> Reply:
    """Change the limits that an account may set itself.

    Simplified: nothing is deleted when its retention is over. That a monthly usage which is reached already is the one
    that is too low is a guess.
    """
    limits.update(call.world, call.caller, body or LimitChanges())
    return Reply(b"{}", status=201)


def get_monthly_usage(call: Call, *, query: GetMonthlyUsage) -> Data:
    """What the caller's account used in a monthly cycle.

    Simplified: only runs cost something, each on the day on which it ends. That a cycle begins on the day of the month
    on which the account was created is a guess, and there are no discounts.
    """
    return Data(usage.monthly(call.world, call.caller, query.date))


def _plan(user: User) -> dict[str, Any]:
    plan = user.plan
    groups = {group["name"]: group["availableCount"] for group in PROXY_GROUPS}
    return {
        "id": plan.id,
        "description": f"The plan {plan.id.capitalize()}.",
        "isEnabled": True,
        "monthlyBasePriceUsd": plan.monthly_price_usd,
        "monthlyUsageCreditsUsd": plan.included_usage_usd,
        "usageDiscountPercent": 0,
        "enabledPlatformFeatures": FEATURES,
        "maxMonthlyUsageUsd": plan.monthly_usage_usd,
        "maxActorMemoryGbytes": user.limits.max_actor_memory_gbytes,
        "maxMonthlyActorComputeUnits": user.limits.max_monthly_actor_compute_units,
        "maxMonthlyResidentialProxyGbytes": user.limits.max_monthly_residential_proxy_gbytes,
        "maxMonthlyProxySerps": user.limits.max_monthly_proxy_serps,
        "maxMonthlyExternalDataTransferGbytes": user.limits.max_monthly_external_data_transfer_gbytes,
        "maxActorCount": user.limits.max_actor_count,
        "maxActorTaskCount": user.limits.max_actor_task_count,
        "dataRetentionDays": plan.data_retention_days,
        "availableProxyGroups": groups,
        "teamAccountSeatCount": user.limits.max_team_account_seat_count,
        "supportLevel": "COMMUNITY",
        "availableAddOns": [],
        "tier": plan.tier,
        "apiRateLimitBoosts": 0,
        "maxScheduleCount": user.limits.max_schedule_count,
        "maxConcurrentActorRuns": user.limits.max_concurrent_actor_jobs,
        "planPricing": {},
    }
