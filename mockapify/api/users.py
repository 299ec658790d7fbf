"""Users."""

from typing import Any

from mockapify.api.call import Call, Data
from mockapify.state.users import User

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
    groups = [{"name": "SHADER", "description": None, "availableCount": 10}]
    return Data(
        {
            "id": user.id,
            "username": user.username,
            "profile": user.profile,
            "email": user.email,
            "proxy": {"password": user.proxy_password, "groups": groups},
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
    return {"id": user.plan_id}
