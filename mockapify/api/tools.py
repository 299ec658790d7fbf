"""Tools: what a request looked like when it arrived, and objects that prove who encoded them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from mockapify import wire
from mockapify.api.call import Call, Data, JSONObject, Reply
from mockapify.api.query import Query
from mockapify.state import tools

TRUE = {"true", "1"}


class BrowserInfo(Query, kw_only=True):
    """Parameters of the echo. Any text will do: the platform's document has no 400 here."""

    skip_headers: str = ""
    raw_headers: str = ""


class DecodeAndVerify(Struct, rename="camel"):
    """What is to be decoded."""

    encoded: str


def browser_info(call: Call, *, query: BrowserInfo) -> Reply:
    """The request itself, for tests of proxies.

    Simplified: the country is unknown, and the names of headers are in lower case, also the raw ones.
    """
    info: dict[str, Any] = {
        "method": call.method,
        "clientIp": call.client_ip or None,
        "countryCode": None,
        "bodyLength": len(call.sent_body),
    }
    received = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in call.raw_headers]
    if query.skip_headers.lower() not in TRUE:
        info["headers"] = _by_name(received)
    if query.raw_headers.lower() in TRUE:
        info["rawHeaders"] = [text for header in received for text in header]
    return Reply(wire.encode(info))


def encode_and_sign(call: Call, *, body: JSONObject) -> Data:
    """The object as a text that says who encoded it."""
    return Data({"encoded": tools.encode_and_sign(call.caller, body)})


def decode_and_verify(call: Call, *, body: DecodeAndVerify) -> Data:
    """The object of such a text, and whose it is.

    Simplified: nobody is a verified user.
    """
    decoded, user = tools.decode_and_verify(call.world, body.encoded)
    return Data({"decoded": decoded, "encodedByUserId": user.id, "isVerifiedUser": user.is_verified})


def _by_name(headers: Iterable[tuple[str, str]]) -> dict[str, str | list[str]]:
    """The headers by name; one that came more than once has a list."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in headers:
        values[name].append(value)
    return {name: given[0] if len(given) == 1 else given for name, given in values.items()}
