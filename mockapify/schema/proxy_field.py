"""The field of an Actor's input that says which proxy servers to go through (`editor: proxy`)."""

import re
from typing import Any, Final

_PROXY_URL: Final = re.compile(r"(?:https?|socks(?:4a?|5h?)?)://(?:[^@\s]*@)?[^\s.:@/]+\.[^\s:@/]+:\d+")
# The platform knows the list of countries; here it is only looked at whether it could be a code.
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


def proxy_problem(name: str, actor_input: dict[str, Any], *, required: bool, needed: bool) -> str | None:
    """What is wrong with the field of that name in the platform's words, None when nothing is.

    `needed` tells whether a required field has no default that could stand in for it. Whether the user may use a proxy
    group is not looked at. A value that is no object is JSON Schema's affair.
    """
    value = actor_input.get(name)
    if name not in actor_input and needed:
        return f"Field input.{name} is required"
    if not isinstance(value, dict):
        return None
    if value.get("useApifyProxy"):
        return _country_problem(value.get("apifyProxyCountry"))
    urls = value.get("proxyUrls")
    if required and not (isinstance(urls, list) and urls):
        return f"Field input.{name} is required. Please provide custom proxy URLs or use Apify Proxy."
    problems = [_url_problem(urls)] if isinstance(urls, list) else []
    if value.get("apifyProxyCountry"):
        problems.append("The country for Apify Proxy can be specified only when using Apify Proxy.")
    return ", ".join(filter(None, problems)) or None


def _country_problem(country: object) -> str | None:
    if not country or (isinstance(country, str) and _COUNTRY.fullmatch(country)):
        return None
    return f'Country code "{country}" is invalid. Only ISO 3166-1 alpha-2 country codes are supported.'


def _url_problem(urls: list[Any]) -> str | None:
    """The last of the URLs that will not do, as the platform has it."""
    bad = [url for url in urls if not (isinstance(url, str) and _PROXY_URL.fullmatch(url.strip()))]
    if not bad:
        return None
    return (
        f'Proxy URL "{str(bad[-1]).strip()}" has invalid format, it must be http://[username[:password]]@hostname:port.'
    )
