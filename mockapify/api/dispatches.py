"""Webhook dispatches.

Simplified: requests go to this machine only, unless the setting `webhook_hosts` allows others or an app was named that
answers in their place; other dispatches fail at once, and say so. Dispatches are kept as long as their world.
"""

from mockapify.api.call import Call, Data
from mockapify.api.query import Page
from mockapify.state import dispatches
from mockapify.state.dispatches import Dispatch
from mockapify.state.webhooks import Webhook


def list_all(call: Call, webhook: Webhook | None = None, *, query: Page) -> Data:
    """The dispatches of the caller, all or those of one webhook."""
    return Data(query.of(dispatches.listed(call.world, call.caller, webhook)))


def get(call: Call, dispatch: Dispatch) -> Data:
    """The dispatch itself, with every call that was made."""
    return Data(dispatch)
