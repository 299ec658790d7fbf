"""Tokens: what a request says of who sends it."""

from collections.abc import Mapping

from mockapify import personalize


def apify_token(headers: Mapping[str, str], parameters: Mapping[str, str]) -> str | None:
    """The Apify token: a Bearer in any case, or the query parameter."""
    scheme, _, token = headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    return parameters.get("token") or None


def access_key_id(headers: Mapping[str, str], query_string: str) -> str | None:
    """The id of the key that an AWS client says to have signed with."""
    try:
        signed = personalize.credential(headers, query_string)
    except personalize.ServiceError:  # It is answered by Personalize, in its own words.
        return None
    return signed.access_key_id if signed is not None else None
