"""The environment: what clients, and child processes of the code under test, read from it."""

from collections.abc import Mapping

TOKENS = ("APIFY_TOKEN", "APIFY_API_TOKEN")
"""Where clients find their token: the second is what integrations such as those of LangChain and Haystack read."""

PROXIES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
LOOPBACK = "127.0.0.1,localhost"
AWS_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
AWS_REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
REGION = "us-east-1"


def variables(environ: Mapping[str, str], *, url: str, token: str) -> dict[str, str]:
    """What to set, on top of what was set before, so that callers reach the mock at `url` with `token`.

    AWS credentials and region are set where there are none. The URL leads to the mock whatever the credentials are.
    """
    found = {
        **dict.fromkeys(TOKENS, token),
        "APIFY_API_BASE_URL": url,
        "APIFY_API_PUBLIC_BASE_URL": url,
        "AWS_ENDPOINT_URL_PERSONALIZE": url,
        "AWS_ENDPOINT_URL_PERSONALIZE_EVENTS": url,
    }
    if not any(environ.get(name) for name in AWS_KEYS):
        found |= dict.fromkeys(AWS_KEYS, token)
    if not any(environ.get(name) for name in AWS_REGIONS):
        found["AWS_DEFAULT_REGION"] = REGION
    if any(environ.get(name) for name in PROXIES):
        # Else impit would ask the proxy for the mock.
        for name in ("NO_PROXY", "no_proxy"):
            found[name] = ",".join(filter(None, (environ.get(name), LOOPBACK)))
    return found
