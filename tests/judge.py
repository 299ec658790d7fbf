"""The judge: every response of the whole suite is held against the platform's own document.

Responses of processes that a test starts are out of its reach; the same operations are asked in this one as well.
"""

import codecs
from collections.abc import Iterable

import msgspec
from document import Document
from starlette.types import Message, Send

from mockapify.api.edge import Exchange

Finding = tuple[str, str]
"""Where in a response, a JSON path or a word, and what is wrong there."""

ANYWHERE = {
    (401, "token-not-provided"): "needs a token where the document says that the token is optional",
    (401, "user-or-token-not-found"): "the token is looked at before the operation",
    (404, "page-not-found"): "no operation has this address",
    (405, "method-not-allowed"): "the address is of operations with other methods",
    (409, "actor-name-not-unique"): "the type has this status, which the document lists for tasks and schedules only",
    (413, "request-too-large"): "the limit holds for the body of any request, also where none is expected",
    (415, "unsupported-content-encoding"): "the same for its encoding",
}
"""Errors that an operation may answer with although the document does not list their status there, and why."""

EXCEPTIONS = {
    ("key_value_stores.get_record", 200, "$"): "a record is any JSON, or what only its content type calls so",
    ("runs.run_sync", 201, "content type"): "the record comes under its own (the document's own text of the operation)",
    ("runs.run_sync", 201, "$"): "it is any JSON, as it is in the store",
    ("runs.run_sync_items", 201, "content type"): "the items come in the format that the query asks for",
    ("runs.run_sync_items", 201, "$"): "of a task the document says an object; they come as an Actor's do",
    ("schedules.update", 409, "status"): "a name can be taken at an update as it can at creation",
    ("tasks.create", 400, "$.error.type"): "`cannot-publish-actor-task` is newer than the document's list of types",
    ("tasks.update", 400, "$.error.type"): "the same",
}
"""Where answers rightly differ from the document: handler, status and place, and why."""


class Judge:
    """Collects what the document has against responses."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.findings: list[str] = []

    def watch(self, exchange: Exchange) -> None:
        """Look at what this exchange sends before it is sent, so that no test ends before its verdict."""
        exchange.send = Watched(self, exchange, exchange.send)

    def look(self, exchange: Exchange, status: int, content_type: str, body: bytes) -> None:
        """Judge one response."""
        if not exchange.path.startswith("/v2/") or exchange.method == "OPTIONS":  # which browsers ask, of no operation
            return
        if exchange.mishap is not None or exchange.expected is not None:  # It is the test's own answer.
            return
        route = exchange.route
        name = route.name if route is not None else ""
        where = f"{exchange.method} {route.operation.path if route is not None else exchange.path} -> {status}"
        self.findings += [
            f"{where}: {place}: {message}"
            for place, message in self._verdict(exchange, status, content_type.partition(";")[0], body)
            if (name, status, place) not in EXCEPTIONS
        ]

    def _verdict(self, exchange: Exchange, status: int, media_type: str, body: bytes) -> Iterable[Finding]:
        operation = exchange.route.operation if exchange.route is not None else None
        if operation is not None and not operation.is_built and status == 501:  # mockapify's own
            return []
        key = (operation.method, operation.canonical) if operation is not None else None
        response = self._document.response(key, status) if key is not None else None
        is_head = exchange.scope["method"] == "HEAD"
        if key is None or response is None:
            return self._undocumented(status, None if is_head else body)
        if status == 204:
            return [("body", "there is one")] if body else []
        content = response.get("content") or {}
        if media_type not in content:
            return [] if "*/*" in content or is_head else [("content type", f"{media_type!r} is not documented")]
        if media_type != "application/json" or is_head:
            return []
        return self._json(body, *self._document.place(key, status), "content", media_type, "schema")

    def _undocumented(self, status: int, body: bytes | None) -> Iterable[Finding]:
        """An error that the operation's list of statuses lacks; a HEAD request's has no body to tell its type."""
        if body is None:
            known = any(status == listed for listed, _ in ANYWHERE)
            return [] if known else [("status", "is not documented")]
        if self._json(body, "components", "schemas", "ErrorResponse"):
            return [("status", "is not documented, and the body is none of an error")]
        type_ = msgspec.json.decode(body)["error"]["type"]
        return [] if (status, type_) in ANYWHERE else [("status", f"is not documented ({type_})")]

    def _json(self, body: bytes, *where: str) -> list[Finding]:
        try:
            value = msgspec.json.decode(body.removeprefix(codecs.BOM_UTF8))  # which the query may ask for
        except (msgspec.DecodeError, RecursionError) as error:
            return [("$", f"is no JSON: {error}")]
        return self._document.errors(value, *where)


class Watched:
    """Sends on what an exchange sends, having kept it for the judge."""

    def __init__(self, judge: Judge, exchange: Exchange, send: Send) -> None:
        self._judge = judge
        self._exchange = exchange
        self._send = send
        self._status = 0
        self._headers: dict[bytes, bytes] = {}
        self._chunks: list[bytes] = []
        self._length = 0
        self._judged = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], dict(message["headers"])
        else:
            self._chunks.append(message.get("body", b""))
            self._length += len(self._chunks[-1])
            # A client that was told the length goes on before an empty last message is sent.
            told = self._length == int(self._headers.get(b"content-length", -1))
            if not self._judged and (told or not message.get("more_body", False)):
                self._judged = True
                content_type = self._headers.get(b"content-type", b"").decode("latin-1")
                self._judge.look(self._exchange, self._status, content_type, b"".join(self._chunks))
        await self._send(message)
