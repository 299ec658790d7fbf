import pytest
from cases import each_case

from mockapify.personalize.errors import ServiceError
from mockapify.personalize.sigv4 import Credential, credential

SCOPE = "AKID/20260101/eu-west-1/personalize/aws4_request"
HEADER = f"AWS4-HMAC-SHA256 Credential={SCOPE}, SignedHeaders=host;x-amz-date, Signature=0abc"
MEANT = Credential("AKID", "20260101", "eu-west-1", "personalize")


@each_case("name", ["Authorization", "authorization", "AUTHORIZATION"])
def test_the_header_names_the_credential(name):
    assert credential({"Host": "x", name: HEADER}, "") == MEANT


def test_spaces_after_commas_are_optional():
    assert credential({"Authorization": HEADER.replace(", ", ",")}, "") == MEANT


def test_a_presigned_query_names_the_credential():
    assert credential({}, "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + SCOPE.replace("/", "%2F")) == MEANT


def test_an_access_key_id_may_have_slashes():
    scope = "a/b/20260101/eu-west-1/personalize/aws4_request"

    assert credential({}, f"X-Amz-Credential={scope}").access_key_id == "a/b"


@each_case("headers", [{}, {"Authorization": "Bearer apify_api_x"}, {"Authorization": ""}])
def test_without_a_signature_there_is_no_credential(headers):
    assert credential(headers, "token=x") is None


@each_case(
    ("header", "told"),
    [
        ("AWS4-HMAC-SHA256", "Authorization header requires 'Credential' parameter."),
        (HEADER.replace("Signature=0abc", ""), "Authorization header requires 'Signature' parameter."),
        (
            HEADER.replace("SignedHeaders=host;x-amz-date", "x"),
            "Authorization header requires 'SignedHeaders' parameter.",
        ),
        (HEADER.replace("/eu-west-1", ""), "Credential must have exactly 5 slash-delimited elements"),
        (HEADER.replace("eu-west-1", ""), "Credential must have exactly 5 slash-delimited elements"),
    ],
)
def test_an_aws_header_that_cannot_be_read_is_an_incomplete_signature(header, told):
    with pytest.raises(ServiceError, match=told) as raised:
        credential({"Authorization": header}, "")

    assert raised.value.code == "IncompleteSignatureException"
