"""The real hosts: which of them a mock answers for, and which it only keeps calls away from."""

import re
from collections.abc import Mapping
from functools import lru_cache

SERVED = re.compile(
    r"api\.apify\.com|personalize(-events)?(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|api\.aws)", re.ASCII
)
REFUSED = re.compile(
    r"(.+\.)?apify\.(com|actor)|personalize-runtime(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|api\.aws)", re.ASCII
)

ASKED_HOST = "x-mockapify-host"
"""Header of a call whose URL was rewritten: the host that was asked for. Others say it in `Host` itself."""


def plain(host: str) -> str:
    """The name of a host, without a port, in the spelling that is compared: lower case, no dot at the end."""
    return host.partition(":")[0].lower().rstrip(".")


def asked(headers: Mapping[str, str]) -> str | None:
    """The real host that a request was made for, by its headers, in lower case; None when it was the mock's own."""
    host = headers.get(ASKED_HOST) or headers.get("host", "")
    return plain(host) if is_served(host) else None


@lru_cache  # Every call asks, and most ask about the same host.
def is_served(host: str) -> bool:
    """Whether a mock answers for this host: the Apify API, AWS Personalize and its events."""
    return SERVED.fullmatch(plain(host)) is not None


@lru_cache
def is_refused(host: str) -> bool:
    """Whether this host is the real platform's, too, but no mock answers for it: the proxy, the Console, ..."""
    return not is_served(host) and REFUSED.fullmatch(plain(host)) is not None
