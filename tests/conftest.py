"""What tests of several folders share."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
import uvicorn.protocols.http.auto  # noqa: F401 - see below

from mockapify import MockApify

# pytest runs inside a test forget the modules that they were the first to import. An extension module like httptools
# must not be imported a second time: it goes on raising the exceptions of the first, which nobody catches any more.


@pytest.fixture(scope="session")
def specification() -> dict[str, Any]:
    """The official OpenAPI document of the platform, from the path or URL in MOCKAPIFY_SPEC."""
    place = os.environ.get("MOCKAPIFY_SPEC")
    if not place:
        pytest.skip("MOCKAPIFY_SPEC names no copy of the platform's OpenAPI document")
    if "://" in place:
        with urlopen(place) as answer:
            document: dict[str, Any] = json.load(answer)
    else:
        document = json.loads(Path(place).read_bytes())
    return document


class Response:
    """An answer, read to its end."""

    def __init__(self, status: int, headers: Message, body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def data(self) -> Any:
        return self.json["data"]

    @property
    def error(self) -> Any:
        return self.json["error"]


@pytest.fixture
def ask(mockapify: MockApify) -> Iterator[Callable[..., Response]]:
    """Calls this test's mock with nothing in between: `ask("GET", "/v2/datasets", token=None)`."""
    address = urlsplit(mockapify.url)
    connection = HTTPConnection(address.hostname or "", address.port)

    def call(
        method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None, token: str | None = ""
    ) -> Response:
        sent = dict(headers or {})
        if token is not None:
            sent.setdefault("Authorization", f"Bearer {token or mockapify.token}")
        if isinstance(body, dict | list):
            body = json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        return Response(answer.status, answer.headers, answer.read())

    yield call
    connection.close()
