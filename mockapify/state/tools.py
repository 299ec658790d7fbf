"""Tools: objects that are encoded and signed in the name of a user."""

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from mockapify import errors, wire

if TYPE_CHECKING:
    from mockapify.state.users import User
    from mockapify.world import World


class Signed(Struct):
    """The text, before it is made base64. That it has these two keys is public, what is in them is not."""

    payload: str
    signature: str


class Payload(Struct, rename="camel"):
    """What is signed."""

    user_id: str
    value: Any


def encode_and_sign(user: "User", value: dict[str, Any]) -> str:
    """The object as a text, in base64, that only this user's account can have made."""
    payload = wire.encode(Payload(user.id, value)).decode()
    return base64.b64encode(wire.encode(Signed(payload, _signature(user, payload)))).decode()


def decode_and_verify(world: "World", encoded: str) -> "tuple[Any, User]":
    """The object of such a text, and who encoded it.

    Raises:
        ApiError: 400 `invalid-signature`: it was not made here, or was changed.
    """
    try:
        signed = wire.decode_as(base64.b64decode(encoded, validate=True), Signed)
        payload = wire.decode_as(signed.payload.encode(), Payload)
    except ValueError:  # of the base64, or of the JSON in it
        raise errors.invalid_signature() from None
    user = world.users.get(payload.user_id)
    if user is None or not hmac.compare_digest(signed.signature.encode(), _signature(user, signed.payload).encode()):
        raise errors.invalid_signature()
    return payload.value, user


def _signature(user: "User", payload: str) -> str:
    return hmac.new(user.proxy_password.encode(), payload.encode(), hashlib.sha256).hexdigest()
