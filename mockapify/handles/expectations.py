"""What a test answers itself."""

import json as json_
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mockapify.expectations import Expectation, Lifetime, Respond
from mockapify.handles.handle import Handle
from mockapify.wire import UNSET
from mockapify.world import World

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response


class MockExpectation(Handle):
    """A request that is expected; say how it is answered."""

    _instead = "say how it is answered: .respond_with_json(...)"

    def __init__(self, world: World, expectation: Expectation) -> None:
        self._world = world
        self._expectation = expectation

    def __repr__(self) -> str:
        return f"<MockExpectation {self._expectation}>"

    @property
    def call_count(self) -> int:
        """How many requests it has met."""
        with self._world:
            return self._expectation.met

    def respond_with_json(
        self,
        response_json: object,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        content_type: str = "application/json",
    ) -> None:
        """Answer with JSON.

        Raises:
            TypeError: It has no JSON form.
        """
        self.respond_with_data(json_.dumps(response_json), status, headers, content_type=content_type)

    def respond_with_data(
        self,
        response_data: str | bytes | Iterable[bytes] = "",
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        mimetype: str | None = None,
        content_type: str | None = None,
    ) -> None:
        """Answer with a body, text being `text/plain` unless told otherwise."""
        body = b"".join(response_data) if not isinstance(response_data, str | bytes) else response_data

        def respond(_: "Request") -> "Response":
            from werkzeug.wrappers import Response

            return Response(body, status, headers, mimetype=mimetype, content_type=content_type)

        self._respond(respond)

    def respond_with_response(self, response: "Response") -> None:
        """Answer with this, again and again."""
        data, status, headers = response.get_data(), response.status_code, dict(response.headers)
        self.respond_with_data(data, status, headers, content_type=response.headers.get("Content-Type"))

    def respond_with_handler(self, func: "Callable[[Request], Response]") -> None:
        """Answer with what the function makes of the request. It runs in a thread of its own, so it may call the mock;
        what it raises is status 500, and fails the test at its end."""
        self._respond(func)

    def _respond(self, respond: Respond) -> None:
        with self._world:
            self._expectation.respond = respond


class ExpectsRequests:
    """The verbs that let a test answer requests itself."""

    _world: World

    def expect_request(
        self,
        uri: str | re.Pattern[str],
        method: str | None = None,
        data: object = None,
        headers: Mapping[str, object] | None = None,
        query_string: object = None,
        *,
        json: object = UNSET,
        lifetime: Lifetime = "permanent",
    ) -> MockExpectation:
        """Answer some requests yourself, in the words of pytest-httpserver, whatever the platform would answer:
        `mockapify.expect_request("/v2/brand-new", method="GET").respond_with_json({"data": {}})`.

        No token is asked for, and no fault hits such a request. A test in which there was none fails, if it is strict.
        Of a header that an answer has twice the last one is sent.

        Args:
            uri: The path, decoded, or a compiled regular expression that it begins with.
            method: The method; any if not given.
            data: The whole body, as bytes or as a text.
            headers: Headers that it has, perhaps among others.
            query_string: The whole query, as bytes, as a text, or as a mapping.
            json: What the body is as JSON. It may compare itself, as `unittest.mock.ANY` and dirty-equals do, and so
                may all the others and the values in them.
            lifetime: `permanent`, or as `expect_oneshot_request` and `expect_ordered_request`.
        """
        given = {"uri": uri, "method": method, "headers": headers, "query_string": query_string, "data": data}
        said = {name: wanted for name, wanted in given.items() if wanted is not None}
        expectation = Expectation(lifetime, said if json is UNSET else said | {"json": json})
        with self._world:
            self._world.expectations.add(expectation)
        return MockExpectation(self._world, expectation)

    def expect_oneshot_request(self, uri: str | re.Pattern[str], *said: Any, **more: Any) -> MockExpectation:
        """The same for one request: those that follow are for others to answer."""
        return self.expect_request(uri, *said, **more, lifetime="oneshot")

    def expect_ordered_request(self, uri: str | re.Pattern[str], *said: Any, **more: Any) -> MockExpectation:
        """The same for one request, and not before all ordered ones that were said earlier."""
        return self.expect_request(uri, *said, **more, lifetime="ordered")
