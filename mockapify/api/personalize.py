"""AWS Personalize, on the same port."""

from collections.abc import Mapping
from functools import cache

from mockapify import personalize, wire
from mockapify.api.call import Call, Reply

UNKNOWN = "personalize.unknown_operation"


@cache
def operation_names() -> dict[str, str]:
    """What the journal and faults call its operations: `personalize.put_items` for PutItems."""
    return {name: f"personalize.{wire.snake(name)}" for name in personalize.OPERATIONS}


def call_operation(call: Call, *, body: bytes) -> Reply:
    """Any operation of Personalize or Personalize Events; the path and `X-Amz-Target` say which."""
    answer = personalize.respond(call.world.personalize, call.url_path, call.headers, call.query_string, body)
    content_type = answer.headers.pop("Content-Type")
    return Reply(answer.body, status=answer.status, content_type=content_type, headers=answer.headers)


def name_of(path: str, headers: Mapping[str, str]) -> str:
    """The name of the operation that is called."""
    return operation_names().get(personalize.asked_operation(path, headers), UNKNOWN)
