"""AWS Personalize, on the same port."""

from mockapify.api.call import Call, Reply
from mockapify.personalize import respond


def call_operation(call: Call, *, body: bytes) -> Reply:
    """Any operation of Personalize or Personalize Events; the path and `X-Amz-Target` say which."""
    answer = respond(call.world.personalize, call.url_path, call.headers, call.query_string, body)
    content_type = answer.headers.pop("Content-Type")
    return Reply(answer.body, status=answer.status, content_type=content_type, headers=answer.headers)
