"""What is read off a connection, however its bytes come in."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockapify.serve.connection import Connection, Serving
from mockapify.serve.parsers import H11Parser, HttptoolsParser

PARSERS = [HttptoolsParser, H11Parser]


class FakeTransport:
    """Remembers what was written."""

    def __init__(self):
        self.written = b""
        self.closed = False

    def write(self, data):
        self.written += data

    def close(self):
        self.closed = True

    def is_closing(self):
        return self.closed

    def get_extra_info(self, name):
        return ("127.0.0.1", 1)

    def pause_reading(self):
        pass

    def resume_reading(self):
        pass


async def mirror(scope, receive, send):
    """Answers with all that it was told."""
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = sorted((name, value) for name, value in scope["headers"] if name not in (b"expect", b"host"))
    told = repr((scope["method"], scope["path"], scope["query_string"], scope["http_version"], headers, body)).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(told))]})
    await send({"type": "http.response.body", "body": told})


def answers(parser, pieces):
    """What a connection answers to these bytes, whether it was closed, and what escaped the app."""
    errors = []

    async def talk():
        serving = Serving(mirror, errors.append)
        serving.new_parser = parser
        connection = Connection(serving)
        transport = FakeTransport()
        connection.connection_made(transport)
        for piece in pieces:
            if not transport.closed:
                connection.data_received(piece)
            await settled()
        connection.connection_lost(None)
        await settled()
        return transport.written, transport.closed

    async def settled():
        for _ in range(10):
            await asyncio.sleep(0)

    return *asyncio.run(talk()), errors


def cut(data, places):
    """The data in pieces."""
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(edges) if start < end]


TOKENS = st.text("abcXYZ09-", min_size=1, max_size=6)
VALUES = st.text("abc XYZ09;=,/", max_size=12).map(str.strip)
HEADERS = st.lists(st.tuples(TOKENS.map("x-".__add__), VALUES), max_size=4)
CHUNKS = st.lists(st.binary(max_size=30), max_size=4)


@st.composite
def requests(draw):
    """The bytes of one request that leaves its connection open."""
    method = draw(st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"]))
    target = draw(st.sampled_from(["/", "/v2/acts", "/a%20b?c=d", "/%C3%A4?x=%2F", "http://api.apify.com/v2?a=b"]))
    lines = [f"{method} {target} HTTP/1.1", "Host: x", *(f"{name}: {value}" for name, value in draw(HEADERS))]
    chunks = draw(CHUNKS) if method in ("POST", "PUT") else []
    if draw(st.booleans()):
        body = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks if chunk) + b"0\r\n\r\n"
        lines.append("Transfer-Encoding: chunked")
    else:
        body = b"".join(chunks)
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


@given(st.lists(requests(), min_size=1, max_size=3), st.lists(st.integers(0, 1000), max_size=8))
def test_requests_are_answered_alike_by_both_parsers_however_they_are_cut(sent, places):
    data = b"".join(sent)
    whole = answers(HttptoolsParser, [data])
    assert whole[0].count(b"HTTP/1.1 200 OK\r\n") == len(sent)
    assert whole[1:] == (False, [])
    for parser in PARSERS:
        assert answers(parser, cut(data, places)) == whole


@given(
    st.lists(requests(), max_size=2),
    st.binary(max_size=60) | st.text("GET /HTP1.\r\n: abc", max_size=60).map(str.encode),
    st.lists(st.integers(0, 1000), max_size=4),
)
@pytest.mark.parametrize("parser", PARSERS)
def test_nothing_that_a_client_sends_is_an_error_of_the_server(parser, sent, garbage, places):
    data = b"".join(sent)
    written, _, errors = answers(parser, cut(data + garbage, places))
    assert errors == []
    assert written.replace(b"connection: close\r\n", b"").startswith(answers(parser, [data])[0])
