"""What tests of several folders share."""

import gc
import json
from collections.abc import Callable, Iterator, Mapping
from email.message import Message
from functools import cache
from http.client import HTTPConnection
from importlib import metadata
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import hypothesis
import pytest

# At run time these are imported by the fixtures: the process that hands the tests to workers needs none of them.
if TYPE_CHECKING:
    from document import Document
    from judge import Judge

    from mockapify import MockApify, Snapshot
    from mockapify.api.edge import Exchange

# How long an example takes says something of the machine, nothing of the code. Examples are others in every run.
hypothesis.settings.register_profile("suite", deadline=None, max_examples=50)
hypothesis.settings.load_profile("suite")

MARKER = "outside_document(reason): this test provokes answers that the platform's document does not have"


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker, and look for garbage less often: that was a tenth of the suite's time."""
    config.addinivalue_line("markers", MARKER)
    gc.set_threshold(50_000, 20, 20)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected stays to the end: the garbage collector need not go through it ever again."""
    gc.freeze()


@pytest.fixture(scope="session")
def document() -> "Document":
    """The official OpenAPI document of the platform, from the path or URL in MOCKAPIFY_SPEC."""
    from document import Document

    found = Document.load()
    if found is None:
        pytest.skip("MOCKAPIFY_SPEC names no copy of the platform's OpenAPI document")
    return found


@pytest.fixture(scope="session")
def judge() -> "Iterator[Judge | None]":
    """The judge of all responses; none without MOCKAPIFY_SPEC."""
    # pytest runs inside a test forget the modules that they were the first to import. An extension module like
    # httptools must not be imported a second time: it goes on raising the exceptions of the first, which nobody
    # catches any more.
    import httptools  # noqa: F401 - see above
    from document import Document
    from judge import Judge

    from mockapify.api.edge import Exchange

    found = Document.load()
    if found is None:
        yield None
        return
    judge = Judge(found)
    answer = Exchange.run

    async def watched(exchange: "Exchange") -> None:
        judge.watch(exchange)
        await answer(exchange)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Exchange, "run", watched)
        yield judge


@pytest.fixture(autouse=True)
def _every_response_is_judged(judge: "Judge | None", request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test that caused a response which the platform's document does not have."""
    yield
    if judge is None:
        return
    findings, judge.findings = judge.findings, []
    marker = request.node.get_closest_marker("outside_document")
    if marker is None:
        assert findings == [], "answers that the platform's document does not have"
    else:
        assert marker.kwargs.keys() == {"reason"}, "the marker outside_document needs a reason"
        assert findings, "every answer is in the platform's document: the marker outside_document can go"


@pytest.fixture(scope="session", autouse=True)
def _versions_are_read_once() -> Iterator[None]:
    """Each client of apify-client reads its own version from disk, which is half the time that it takes to make one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(metadata, "version", cache(metadata.version))
        yield


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
def ask(mockapify: "MockApify") -> Iterator[Callable[..., Response]]:
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


@pytest.fixture
def again(mockapify: "MockApify") -> Callable[[], None]:
    """Called at the start of each case of a table, so that every case finds the world that the first one found."""
    first: list[Snapshot] = []

    def back() -> None:
        if not first:
            first.append(mockapify.snapshot())
        mockapify.restore(first[0])

    return back
