import base64
import json

import pytest
from cases import each_case

pytestmark = pytest.mark.mockapify(seed=7)


@each_case("method", ["GET", "POST", "PUT", "DELETE"])
def test_browser_info_tells_what_arrived(ask, method):
    info = ask(method, "/v2/browser-info", "hello", headers={"X-Mine": "a"}, token=None).json
    assert (info["method"], info["clientIp"], info["countryCode"], info["bodyLength"]) == (method, "127.0.0.1", None, 5)
    assert info["headers"]["x-mine"] == "a"
    assert "rawHeaders" not in info


def test_headers_are_left_out_or_shown_as_they_came(ask):
    info = ask("GET", "/v2/browser-info?skipHeaders=1&rawHeaders=true", headers={"X-Mine": "a"}).json
    assert "headers" not in info
    names, values = info["rawHeaders"][::2], info["rawHeaders"][1::2]
    assert dict(zip(names, values, strict=True))["x-mine"] == "a"


def test_odd_parameters_of_the_echo_are_no_mistake(ask):
    info = ask("GET", "/v2/browser-info?skipHeaders=perhaps&rawHeaders=2").json
    assert "headers" in info
    assert "rawHeaders" not in info


def test_a_header_that_came_twice_has_both_values(mockapify, connect):
    connection = connect()
    connection.putrequest("GET", "/v2/browser-info?rawHeaders=1")
    for value in ("a", "b"):
        connection.putheader("X-Forwarded-For", value)
    connection.endheaders()
    info = json.loads(connection.getresponse().read())
    assert info["headers"]["x-forwarded-for"] == ["a", "b"]
    assert [
        pair for pair in zip(info["rawHeaders"][::2], info["rawHeaders"][1::2], strict=True) if "for" in pair[0]
    ] == [
        ("x-forwarded-for", "a"),
        ("x-forwarded-for", "b"),
    ]


@each_case("token", [pytest.param("", id="with a token"), pytest.param(None, id="without")])
def test_what_was_signed_is_verified_by_anybody(ask, token):
    encoded = ask("POST", "/v2/tools/encode-and-sign", {"key": "žluťoučký", "list": [1, None]}).data["encoded"]
    assert json.loads(base64.b64decode(encoded)).keys() == {"payload", "signature"}
    assert ask("POST", "/v2/tools/decode-and-verify", {"encoded": encoded}, token=token).data == {
        "decoded": {"key": "žluťoučký", "list": [1, None]},
        "encodedByUserId": ask("GET", "/v2/users/me").data["id"],
        "isVerifiedUser": False,
    }


def test_who_signs_needs_a_token(ask):
    assert ask("POST", "/v2/tools/encode-and-sign", {"a": 1}, token=None).error["type"] == "token-not-provided"


@each_case(
    ("body", "content_type", "status", "error_type"),
    [
        ('{"encoded":"e30="}', "application/json", 400, "invalid-signature"),
        ('{"encoded":5}', "application/json", 400, "invalid-value"),
        ("{}", "application/json", 400, "invalid-value"),
        ("[]", "application/json", 400, "invalid-request"),
        ('{"encoded":"e30="}', "text/plain", 415, "invalid-content-type-header"),
    ],
)
def test_what_cannot_be_verified_is_refused(ask, body, content_type, status, error_type):
    answer = ask("POST", "/v2/tools/decode-and-verify", body, headers={"Content-Type": content_type})
    assert (answer.status, answer.error["type"]) == (status, error_type)


@each_case(("body", "content_type", "status"), [("[1]", "application/json", 400), ('{"a":1}', "text/plain", 415)])
def test_only_json_objects_are_signed(ask, body, content_type, status):
    assert ask("POST", "/v2/tools/encode-and-sign", body, headers={"Content-Type": content_type}).status == status
