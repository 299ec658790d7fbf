"""Pages of lists: ``maxResults`` and an opaque ``nextToken``."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from mockapify.personalize import errors
from mockapify.personalize.resources import AnyResource

MOST_RESULTS = 100


def page(
    resources: Sequence[AnyResource], request: Mapping[str, Any], *, listing: str
) -> tuple[list[AnyResource], str | None]:
    """The page `request` asks for of resources in order of creation, and the token of the page after it, if any.

    `listing` says what is listed; a token of another listing is not valid here. Raises InvalidNextTokenException.
    """
    after = _number(request["nextToken"], listing) if "nextToken" in request else -1
    remaining = [resource for resource in resources if resource.number > after]
    shown = remaining[: request.get("maxResults", MOST_RESULTS)]
    more = len(remaining) > len(shown)
    return shown, _token(shown[-1].number, listing) if more else None


def answer(name: str, shown: Sequence[Mapping[str, Any]], next_token: str | None) -> dict[str, Any]:
    """The answer of a List operation; there is no ``nextToken`` on the last page."""
    return {name: list(shown)} | ({"nextToken": next_token} if next_token else {})


def _token(number: int, listing: str) -> str:
    return base64.urlsafe_b64encode(f"{listing}\n{number}".encode()).decode()


def _number(token: str, listing: str) -> int:
    try:
        prefix, _, number = base64.b64decode(token, altchars=b"-_", validate=True).decode().rpartition("\n")
    except (binascii.Error, ValueError):
        raise errors.invalid_next_token() from None
    if prefix != listing or not (number.isascii() and number.isdigit() and len(number) < 10):
        raise errors.invalid_next_token()
    return int(number)
