"""Public links: signed addresses that open a storage's content without a token."""

from mockapify.api.call import Call
from mockapify.state import access
from mockapify.state.signatures import sign_content
from mockapify.state.storages import Storage

HOUR = 3600
LIFETIME_SECONDS = 14 * 24 * HOUR
"""How long the signature of such a link is good."""


def public_url(call: Call, storage: Storage, path: str) -> str:
    """The address of a storage's items or keys, signed where that is needed to read them."""
    url = call.link(path)
    if access.is_public(call.world, storage):
        return url
    # Whole hours, so that the link stays the same, and is signed once, while somebody polls the storage.
    expires_at = (int(call.world.clock.time()) // HOUR + 1) * HOUR + LIFETIME_SECONDS
    return f"{url}?signature={sign_content(storage.url_signing_secret_key or '', storage.id, expires_at * 1000)}"
