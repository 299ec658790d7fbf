"""CORS: what lets the pages of any origin call the API and read its answers."""

from collections.abc import Iterable

from mockapify.api.call import Reply

Headers = list[tuple[bytes, bytes]]
"""Header names in lower case and values, as ASGI takes them."""

EXPOSED = ["X-RateLimit-Limit"] + [
    f"X-Apify-Pagination-{name}" for name in ("Total", "Offset", "Desc", "Count", "Limit")
]
ON_EVERY_ANSWER: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", ", ".join(EXPOSED).encode()),
]
"""The platform sends them whether or not the request names its origin, and so do errors and streams."""

ALLOWED = "*, Authorization, Content-Type, User-Agent, X-Apify-Request-Origin"
"""Any header; Authorization is never covered by the wildcard, and not all browsers know the wildcard."""


def preflight(methods: Iterable[str]) -> Reply:
    """What a browser is told that asks whether a page may send one of these methods."""
    listed = ", ".join(methods)
    headers = {
        "Allow": f"OPTIONS, {listed}",
        "Access-Control-Allow-Methods": listed,
        "Access-Control-Allow-Headers": ALLOWED,
    }
    return Reply(status=204, content_type=None, headers=headers)
