"""The platform's error types, and the errors that mockapify itself answers with."""

import inspect
import re
from pathlib import Path

import pytest
from cases import each_case

from mockapify import ErrorType, Rejected, errors

NEWER_THAN_THE_DOCUMENT = {"cannot-publish-actor-task", "cannot-start-actor-runs", "memory-limit-exceeded"}


def test_every_type_is_in_the_official_document(document):
    listed = set(document.content["components"]["schemas"]["ErrorType"]["enum"])
    assert {str(type_) for type_ in ErrorType} - NEWER_THAN_THE_DOCUMENT <= listed
    assert listed.isdisjoint(NEWER_THAN_THE_DOCUMENT)


def test_every_type_has_its_own_name_a_status_and_a_message():
    assert [type_.name for type_ in ErrorType] == [type_.replace("-", "_").upper() for type_ in ErrorType]
    assert [type_ for type_ in ErrorType if not 400 <= type_.status < 600 or not type_.message] == []
    assert [ErrorType(str(type_)) for type_ in ErrorType] == list(ErrorType)


def test_errors_take_their_status_from_the_catalogue():
    made_elsewhere = [
        module.name
        for module in Path(inspect.getfile(errors)).parent.glob("*.py")
        if "ApiError(" in module.read_text(encoding="utf-8") and module.name not in ("catalogue.py", "error.py")
    ]
    assert made_elsewhere == []


@each_case(
    ("error", "status", "type_"),
    [
        (errors.rate_limit_exceeded(60, "second"), 429, ErrorType.RATE_LIMIT_EXCEEDED),
        (errors.run_timeout_exceeded(300), 408, ErrorType.RUN_TIMEOUT_EXCEEDED),
        (errors.record_not_found(), 404, ErrorType.RECORD_NOT_FOUND),
        (errors.actor_name_not_unique(), 409, ErrorType.ACTOR_NAME_NOT_UNIQUE),
    ],
)
def test_an_error_with_the_numbers_of_the_example_is_the_one_in_the_catalogue(error, status, type_):
    assert (error.status, error.type, error.message) == (status, type_, type_.message)


def test_what_clients_try_again_is_429_and_what_the_server_got_wrong():
    retried = [str(type_) for type_ in ErrorType if type_.is_retried]
    assert "rate-limit-exceeded" in retried
    assert "query-timeout" in retried
    assert {ErrorType(type_).status for type_ in retried} == {429, 500, 503}


OF_AWS = (
    "no error type 'ThrottlingException'; one of AWS is said by status=400, "
    "body={'__type': 'ThrottlingException', 'message': '...'}"
)


def test_a_name_that_is_none_says_what_was_meant():
    with pytest.raises(ValueError, match="no error type 'RATE_LIMIT'; did you mean 'rate-limit-exceeded'"):
        ErrorType("RATE_LIMIT")
    with pytest.raises(ValueError, match=r"no error type 429; one with that status is ErrorType\.RATE_LIMIT_EXCEEDED"):
        Rejected(429)
    with pytest.raises(ValueError, match=re.escape(OF_AWS)):
        ErrorType("ThrottlingException")


def test_an_error_can_be_made_of_a_type():
    error = ErrorType.INVALID_INPUT.error("Invalid input: no", status=403)
    assert (error.status, error.body()) == (403, {"error": {"type": "invalid-input", "message": "Invalid input: no"}})
