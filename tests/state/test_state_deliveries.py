import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cases import each_case
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from werkzeug.wrappers import Request as WSGIRequest
from werkzeug.wrappers import Response as WSGIResponse

from mockapify.deliveries import MAX_BODY, is_asgi, is_loopback, post
from mockapify.state.dispatches import Delivery

WAIT = 10  # seconds until a test gives up on what takes milliseconds
SEEN = {"method": "POST", "url": "https://my-app.test/hook?a=b%20c", "type": "application/json", "body": '{"n":1}'}

CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgERUjXALxy/r53bpf
Iq8WRwlATHDxrb29wbyafRa2FyOhRANCAARpihRaZKRFDvOg+Vvs06eQtHfXvo46
eLLZVYHgiGov44MOV4b/4hYG2yqLYmBGLFgCF4+jQpFp4HSw+mOW8epP
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBgDCCASWgAwIBAgIUYJSpfIQzj6mm6Et3gZbCVcDtwAswCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjA3NDAwOVoYDzIxMjYxMDI5
MDc0MDA5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARpihRaZKRFDvOg+Vvs06eQtHfXvo46eLLZVYHgiGov44MOV4b/4hYG
2yqLYmBGLFgCF4+jQpFp4HSw+mOW8epPo1MwUTAdBgNVHQ4EFgQUCqpyHgMT1Aqu
1zozKWXMT788uFwwHwYDVR0jBBgwFoAUCqpyHgMT1Aqu1zozKWXMT788uFwwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEA5DAjruJHnSI34NEmul1L
+EyIHdunh9l2tRuBArAp/vICIQCuZrfAlIg1w1LC68tqLafdR902N4Apu1FYvvhH
+tJyew==
-----END CERTIFICATE-----
"""
"""Made for localhost by its own authority, which nobody trusts, and good until 2126."""


@pytest.fixture
def deliver(world):
    """Makes a request, and waits for what comes of it."""

    def delivered(url, *, headers=None, body=b"{}", **options):
        answers = []
        done = threading.Event()

        def answered(answer):
            assert world._depth == 1  # in a turn
            answers.append(answer)
            done.set()

        with world:
            world.deliver(Delivery(url=url, headers=headers or {}, body=body, **options), answered)
        assert done.wait(WAIT)
        return answers[0]

    return delivered


@pytest.fixture
def serve():
    """Starts a server that answers every POST by what a function makes of the handler; TLS with `certificate`."""
    running = []

    def started(respond, certificate=None):
        class Handler(BaseHTTPRequestHandler):
            wbufsize = -1

            def do_POST(self):
                respond(self)

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        running.append((server, thread))
        return f"{'https' if certificate else 'http'}://localhost:{server.server_port}"

    yield started
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


def respond_with(body, **headers):
    def respond(handler):
        handler.send_response(200)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return respond


@WSGIRequest.application
def wsgi(request):
    body = request.get_data(as_text=True)
    seen = {"method": request.method, "url": request.url, "type": request.content_type, "body": body}
    assert seen == SEEN
    return WSGIResponse(request.headers["X-Own"], 202)


async def asgi_hook(request: Request):
    body = (await request.body()).decode()
    seen = {"method": request.method, "url": str(request.url), "type": request.headers["content-type"], "body": body}
    assert seen == SEEN
    return JSONResponse(request.headers["x-own"], 202)


ASGI = Starlette(routes=[Route("/hook", asgi_hook, methods=["POST"])])


@each_case(("app", "body"), [pytest.param(wsgi, "mine", id="wsgi"), pytest.param(ASGI, '"mine"', id="asgi")])
def test_an_app_of_this_process_answers_for_its_address(world, deliver, app, body):
    world.deliveries.name("https://my-app.test", app)
    headers = {"Content-Type": "application/json", "X-Own": "mine"}
    answer = deliver("https://my-app.test/hook?a=b%20c", headers=headers, body=b'{"n":1}')
    assert (answer.status, answer.body, answer.error) == (202, body, None)


@each_case("url", ["http://my-app.test/", "https://my-app.test:8443/", "https://other.test/"])
def test_an_app_answers_for_no_other_address(world, deliver, url):
    world.deliveries.name("https://my-app.test", wsgi)
    assert deliver(url).final


def broken_wsgi(environ, start_response):
    raise KeyError("order")


async def broken_asgi(scope, receive, send):
    raise KeyError("order")


def failing_wsgi(environ, start_response):
    pytest.fail("no such order")


async def silent_asgi(scope, receive, send):
    pass


async def leaving_asgi(scope, receive, send):
    assert (await receive())["body"] == b"{}"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"a", "more_body": True})
    await send({"type": "http.response.body", "body": b"b"})
    assert await receive() == {"type": "http.disconnect"}


@each_case(
    ("app", "error"),
    [
        (broken_wsgi, "The app raised KeyError: 'order'"),
        (broken_asgi, "The app raised KeyError: 'order'"),
        (failing_wsgi, "The app raised Failed: no such order"),
        (silent_asgi, "The app raised RuntimeError: it returned without a whole response"),
    ],
)
def test_an_app_that_raises_is_status_500_with_the_traceback(world, deliver, app, error):
    world.deliveries.name("http://my-app.test:80", app)
    answer = deliver("http://my-app.test/")
    assert (answer.status, answer.error) == (500, error)
    assert "Traceback" in answer.body


def test_an_asgi_app_may_answer_in_pieces_and_look_whether_anybody_is_there(world, deliver):
    world.deliveries.name("http://my-app.test", leaving_asgi)
    assert deliver("http://my-app.test").body == "ab"


@each_case(
    "address", ["my-app.test", "ftp://my-app.test", "https://my-app.test/hook", "https://", "https://a.test?b", ""]
)
def test_an_address_is_scheme_and_host(world, address):
    with pytest.raises(ValueError, match="give scheme and host"):
        world.deliveries.name(address, wsgi)


class Both:
    def __call__(self, scope, receive, send):
        """Called with three: ASGI."""


async def wrapped_asgi(*args):
    """Called with whatever a decorator is called with."""


def with_a_default(environ, start_response, extra=None):
    """Called with two: WSGI."""


@each_case(
    ("app", "verdict"),
    [
        (broken_wsgi, False),
        (with_a_default, False),
        (wsgi, False),
        (broken_asgi, True),
        (Both(), True),
        (ASGI, True),
        (wrapped_asgi, True),
    ],
)
def test_wsgi_and_asgi_are_told_apart_by_how_they_are_called(app, verdict):
    assert is_asgi(app) is verdict


@each_case("app", [lambda scope: None, lambda: None, 5])
def test_what_is_neither_is_refused(world, app):
    with pytest.raises(ValueError, match=r"neither a WSGI app.* nor an ASGI app"):
        world.deliveries.name("https://my-app.test", app)


@each_case(
    ("host", "verdict"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("localhost.example.com", False),
        ("127.0.0.1.example.com", False),
        ("2130706433", False),
        ("example.com", False),
    ],
)
def test_this_machine_is_known_by_its_name_or_address(host, verdict):
    assert is_loopback(host) is verdict


def test_of_a_long_answer_only_the_beginning_is_kept(serve):
    url = serve(respond_with(b"a" * (MAX_BODY + 1)))
    assert post(Delivery(url=url, headers={}, body=b"{}")).body == "a" * MAX_BODY


def test_bytes_that_are_no_text_do_no_harm(serve):
    url = serve(respond_with(b"\xff"))
    assert post(Delivery(url=url, headers={}, body=b"{}")).body == "\ufffd"


def test_name_and_password_of_a_url_are_sent_as_they_are_by_browsers(serve):
    seen = []

    def respond(handler):
        seen.append((handler.path, handler.headers["Authorization"], handler.headers["Host"].partition(":")[0]))
        respond_with(b"")(handler)

    url = serve(respond).replace("//", "//jane:a%20b@")
    assert post(Delivery(url=f"{url}/x?y=1#z", headers={}, body=b"{}")).is_good
    assert seen == [("/x?y=1", "Basic amFuZTphIGI=", "localhost")]


@each_case(
    "headers",
    [
        pytest.param({"X": "a\r\nY: b"}, id="line break"),
        pytest.param({"X:": "a"}, id="colon"),
        pytest.param({"X": "\u0416"}, id="alphabet"),
    ],
)
def test_headers_that_http_does_not_allow_are_an_error_of_the_dispatch(serve, headers):
    url = serve(respond_with(b""))
    answer = post(Delivery(url=url, headers=headers, body=b"{}"))
    assert answer.status is None
    assert answer.error.startswith("Cannot send request: ")


def test_a_target_that_speaks_no_http_is_an_error_of_the_dispatch(serve):
    url = serve(lambda handler: handler.wfile.write(b"hello\r\n"))
    assert post(Delivery(url=url, headers={}, body=b"{}")).error == "Cannot send request: hello\r\n"


def test_a_certificate_that_nobody_trusts_is_refused_unless_told_otherwise(serve, tmp_path):
    certificate = tmp_path / "localhost.pem"
    certificate.write_text(CERTIFICATE)
    url = serve(respond_with(b"hello"), certificate)
    strict = post(Delivery(url=url, headers={}, body=b"{}"))
    assert strict.error.startswith("Cannot send request: [SSL: CERTIFICATE_VERIFY_FAILED]")
    assert post(Delivery(url=url, headers={}, body=b"{}", ignore_ssl_errors=True)).body == "hello"
