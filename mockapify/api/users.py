"""Users."""

from typing import Any

from mockapify.api.call import Call, Data
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


def get(call: Call, user: User) -> Data:
    """What everybody may know of a user."""
    return Data({"username": user.username, "profile": user.profile})


def get_me(call: Call) -> Data:
    """The caller's own account."""
    user = call.caller
    return Data(
        {
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
            "isPaying": user.is_paying,
        }
    )


def _plan(user: User) -> dict[str, Any]:
    groups = {group["name"]: group["availableCount"] for group in PROXY_GROUPS}
    return {
        "id": user.plan_id,
        "description": "A plan without limits that a test would meet by accident.",
        "isEnabled": True,
        "enabledPlatformFeatures": FEATURES,
        "maxActorMemoryGbytes": 256,
        "maxConcurrentActorRuns": 256,
        "availableProxyGroups": groups,
        "tier": "GOLD" if user.is_paying else "FREE",
    }
