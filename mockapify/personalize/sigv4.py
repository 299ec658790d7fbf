"""Signature Version 4: who says to have signed a request. Signatures are never verified."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from msgspec import Struct

from mockapify.personalize import errors

SCHEME = "AWS4"
PARAMETERS = ("Credential", "Signature", "SignedHeaders")


class Credential(Struct, frozen=True):
    """A credential scope: ``<access key id>/<date>/<region>/<service>/aws4_request``."""

    access_key_id: str
    date: str
    region: str
    service: str


def credential(headers: Mapping[str, str], query: str) -> Credential | None:
    """The credential of an ``Authorization: AWS4-...`` header or a presigned query string, None when there is neither.

    Header names may be in any case. Raises IncompleteSignatureException for an AWS4 header or ``X-Amz-Credential`` that
    cannot be read.
    """
    authorization = next((value for name, value in headers.items() if name.lower() == "authorization"), "").strip()
    if authorization.startswith(SCHEME):
        return _of_header(authorization)
    presigned = parse_qs(query).get("X-Amz-Credential")
    return _of_scope(presigned[0]) if presigned else None


def _of_header(authorization: str) -> Credential:
    _, _, rest = authorization.partition(" ")
    pairs = (part.strip().partition("=") for part in rest.split(","))
    given = {name: value for name, _, value in pairs}
    if missing := [name for name in PARAMETERS if not given.get(name)]:
        sentences = " ".join(f"Authorization header requires '{name}' parameter." for name in missing)
        raise errors.incomplete_signature(f"{sentences} Authorization={authorization}")
    return _of_scope(given["Credential"])


def _of_scope(scope: str) -> Credential:
    # Read from its end, because an access key id may hold slashes.
    parts = scope.rsplit("/", 4)
    if len(parts) != 5 or not all(parts):
        raise errors.incomplete_signature(
            f"Credential must have exactly 5 slash-delimited elements, keyid/date/region/service/term, got '{scope}'"
        )
    access_key_id, date, region, service, _ = parts
    return Credential(access_key_id, date, region, service)
