"""AWS Personalize, on the same port."""

import re
from collections.abc import Mapping

from mockapify.api.call import Call, Reply
from mockapify.personalize import OPERATIONS, asked_operation, respond

NAMES = {name: f"personalize.{re.sub('(?<=[a-z])(?=[A-Z])', '_', name).lower()}" for name in OPERATIONS}
"""What the journal and faults call its operations: `personalize.put_items` for PutItems."""

UNKNOWN = "personalize.unknown_operation"


def call_operation(call: Call, *, body: bytes) -> Reply:
    """Any operation of Personalize or Personalize Events; the path and `X-Amz-Target` say which."""
    answer = respond(call.world.personalize, call.url_path, call.headers, call.query_string, body)
    content_type = answer.headers.pop("Content-Type")
    return Reply(answer.body, status=answer.status, content_type=content_type, headers=answer.headers)


def name_of(path: str, headers: Mapping[str, str]) -> str:
    """The name of the operation that is called."""
    return NAMES.get(asked_operation(path, headers), UNKNOWN)
