"""From bytes to bytes: reads a request's body, runs the operation, renders its result or error as AWS does."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from mockapify.personalize import arn, control, errors, events
from mockapify.personalize.calls import Call
from mockapify.personalize.requests import REQUESTS
from mockapify.personalize.shapes import validate
from mockapify.personalize.sigv4 import credential
from mockapify.personalize.state import Personalize

EVENTS_CONTENT_TYPE = "application/json"
CONTROL_CONTENT_TYPE = "application/x-amz-json-1.1"

BAD_REQUEST = 400
EVENTS_STATUS = {"ResourceNotFoundException": 404, "ResourceInUseException": 409}
"""Statuses of Personalize Events that are not 400. The control plane answers 400 to these too, as AWS documents."""
STATUS = {"MissingAuthenticationTokenException": 403, "NotImplemented": 501}


OPERATIONS = (*events.OPERATIONS, *control.OPERATIONS, *sorted(control.NOT_BUILT))
"""All operations of both planes, as AWS names them."""


class Answer(Struct, frozen=True):
    """An HTTP response."""

    status: int
    headers: dict[str, str]
    body: bytes


def answer(personalize: Personalize, operation: str, body: bytes, *, region: str) -> Answer:
    """Answer one operation of either plane; every error of the platform is rendered, none is raised."""
    try:
        result = _run(personalize, operation, body, region)
    except errors.ServiceError as error:
        return render(personalize, operation, error)
    content = b"" if result is None else msgspec.json.encode(result)
    return Answer(200, _headers(personalize, operation), content)


def respond(personalize: Personalize, path: str, headers: Mapping[str, str], query: str, body: bytes) -> Answer:
    """Answer a POST to a path of either plane: finds the operation, wants a credential, takes the region from it.

    Header names may be in any case.
    """
    operation = asked_operation(path, headers)
    try:
        signed = credential(headers, query)
    except errors.ServiceError as error:
        return render(personalize, operation, error)
    if signed is None:
        return render(personalize, operation, errors.missing_authentication_token())
    return answer(personalize, operation, body, region=signed.region)


def asked_operation(path: str, headers: Mapping[str, str]) -> str:
    """Which operation of either plane a POST asks for; "" for none of them."""
    target = next((value for name, value in headers.items() if name.lower() == "x-amz-target"), None)
    return events.EVENTS.get(path) or control.operation_of(target)


def render(personalize: Personalize, operation: str, error: errors.ServiceError) -> Answer:
    """An error as the plane of that operation shows it."""
    statuses = EVENTS_STATUS | STATUS if operation in events.OPERATIONS else STATUS
    headers = _headers(personalize, operation) | {"x-amzn-ErrorType": error.code}
    content = msgspec.json.encode({"__type": error.code, "message": error.message})
    return Answer(statuses.get(error.code, BAD_REQUEST), headers, content)


def _run(personalize: Personalize, operation: str, body: bytes, region: str) -> dict[str, Any] | None:
    if operation in control.NOT_BUILT:
        raise errors.not_built(operation)
    run = events.OPERATIONS.get(operation) or control.OPERATIONS.get(operation)
    if run is None:
        raise errors.unknown_operation()
    request = validate(REQUESTS[operation], _read(body))
    return run(Call(personalize, request, region or arn.DEFAULT_REGION))


def _read(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise errors.body_is_no_json() from None


def _headers(personalize: Personalize, operation: str) -> dict[str, str]:
    content_type = EVENTS_CONTENT_TYPE if operation in events.OPERATIONS else CONTROL_CONTENT_TYPE
    return {"Content-Type": content_type, "x-amzn-RequestId": personalize.new_uuid()}
