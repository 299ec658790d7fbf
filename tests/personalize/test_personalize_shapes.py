import pytest
from cases import each_case

from mockapify.personalize.errors import ServiceError
from mockapify.personalize.shapes import TIMESTAMP, Integer, Listing, Number, Pattern, Structure, Text, validate

NAME = Text(min=1, max=3, pattern=Pattern("[a-z]*"))
THING = Structure(
    required={"name": NAME},
    optional={
        "secret": Text(max=3, sensitive=True),
        "size": Integer(min=1, max=9),
        "value": Number(),
        "at": TIMESTAMP,
        "color": Text(values=("RED", "BLUE")),
        "names": Listing(NAME, min=1, max=2),
        "inner": Structure(required={"name": NAME, "secret": Text(sensitive=True)}),
        "inners": Listing(Structure(required={"name": NAME}, optional={"secret": Text(sensitive=True)}), max=1),
        "secrets": Listing(Text(max=1, sensitive=True), max=1),
    },
)


def refused(request):
    with pytest.raises(ServiceError) as raised:
        validate(THING, request)
    assert raised.value.code == "InvalidInputException"
    return raised.value.message


def test_a_request_keeps_known_members_that_are_not_null():
    assert validate(THING, {"name": "a", "size": None, "unknown": 1, "value": 1.5}) == {"name": "a", "value": 1.5}


@each_case(
    ("request_", "message"),
    [
        ({"name": 1}, "NUMBER_VALUE can not be converted to a String"),
        ({"name": True}, "TRUE_VALUE can not be converted to a String"),
        ({"name": []}, "Start of list found where not expected"),
        ({"name": {}}, "Start of structure or map found where not expected."),
        ({"name": "a", "size": "1"}, "STRING_VALUE can not be converted to an Integer"),
        ({"name": "a", "size": False}, "FALSE_VALUE can not be converted to an Integer"),
        ({"name": "a", "value": "1"}, "STRING_VALUE can not be converted to a Float"),
        ({"name": "a", "value": True}, "TRUE_VALUE can not be converted to a Float"),
        ({"name": "a", "at": "today"}, "STRING_VALUE can not be converted to milliseconds since epoch"),
        ({"name": "a", "names": "a"}, "Expected list or null"),
        ({"name": "a", "names": {}}, "Start of structure or map found where not expected."),
        ({"name": "a", "names": ["a", 1]}, "NUMBER_VALUE can not be converted to a String"),
        ({"name": "a", "inner": "a"}, "Unexpected field type"),
        ({"name": "a", "inner": []}, "Start of list found where not expected"),
        ({"name": "a", "inners": [{"name": 1}]}, "NUMBER_VALUE can not be converted to a String"),
    ],
)
def test_a_member_of_a_wrong_json_type_is_refused(request_, message):
    assert refused(request_) == message


@each_case(
    ("request_", "violation"),
    [
        ({}, "Value null at 'name' failed to satisfy constraint: Member must not be null"),
        (
            {"name": ""},
            "Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            {"name": "abcd"},
            "Value 'abcd' at 'name' failed to satisfy constraint: Member must have length less than or equal to 3",
        ),
        (
            {"name": "A\n"},
            (
                "Value 'A\n' at 'name' failed to satisfy constraint: "
                "Member must satisfy regular expression pattern: [a-z]*"
            ),
        ),
        (
            {"name": "a", "secret": "abcd"},
            "Value at 'secret' failed to satisfy constraint: Member must have length less than or equal to 3",
        ),
        (
            {"name": "a", "size": 10},
            "Value '10' at 'size' failed to satisfy constraint: Member must have value less than or equal to 9",
        ),
        (
            {"name": "a", "size": 0},
            "Value '0' at 'size' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            {"name": "a", "color": "GREEN"},
            "Value 'GREEN' at 'color' failed to satisfy constraint: Member must satisfy enum value set: [RED, BLUE]",
        ),
        (
            {"name": "a", "names": []},
            "Value '[]' at 'names' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            {"name": "a", "names": ["a", None]},
            "Value null at 'names.2.member' failed to satisfy constraint: Member must not be null",
        ),
        (
            {"name": "a", "inner": {"name": "a"}},
            "Value at 'inner.secret' failed to satisfy constraint: Member must not be null",
        ),
        (
            {"name": "a", "inners": [{"name": "a", "secret": "s"}, {"name": "b"}]},
            (
                "Value '[{name=a, secret=*** Sensitive Data Redacted ***}, {name=b}]' at 'inners' "
                "failed to satisfy constraint: Member must have length less than or equal to 1"
            ),
        ),
        (
            {"name": "a", "secrets": ["ab"]},
            "Value at 'secrets.1.member' failed to satisfy constraint: Member must have length less than or equal to 1",
        ),
        (
            {"name": "a", "secrets": ["a", "b"]},
            (
                "Value '[*** Sensitive Data Redacted ***, *** Sensitive Data Redacted ***]' at 'secrets' "
                "failed to satisfy constraint: Member must have length less than or equal to 1"
            ),
        ),
    ],
)
def test_a_violated_constraint_is_told(request_, violation):
    assert refused(request_) == f"1 validation error detected: {violation}"


def test_all_violated_constraints_are_counted():
    assert refused({"name": "ABCD", "size": 0}) == (
        "3 validation errors detected: "
        "Value 'ABCD' at 'name' failed to satisfy constraint: Member must have length less than or equal to 3; "
        "Value 'ABCD' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]*; "
        "Value '0' at 'size' failed to satisfy constraint: Member must have value greater than or equal to 1"
    )


@each_case("request_", [None, [], "x", 1, True])
def test_what_is_no_object_is_no_request(request_):
    assert refused(request_) == "The request body must be a JSON object."
