import base64
import json

import pytest
from cases import each_case
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockapify.errors import ApiError
from mockapify.state import tools, users

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=3), values, max_size=3),
    max_leaves=5,
)


def parts(encoded):
    return json.loads(base64.b64decode(encoded))


def joined(**changed):
    return base64.b64encode(json.dumps(changed).encode()).decode()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # neither the world nor the user is changed
@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), JSON, max_size=3))
def test_what_was_encoded_is_decoded_with_who_did_it(world, user, value):
    assert tools.decode_and_verify(world, tools.encode_and_sign(user, value)) == (value, user)


def test_the_text_has_a_payload_and_a_signature(user):
    assert parts(tools.encode_and_sign(user, {"a": 1})).keys() == {"payload", "signature"}


@pytest.fixture
def other(world):
    with world:
        return users.create(world, "mallory")


@each_case(
    "forge",
    [
        lambda good, mine: "",
        lambda good, mine: "no base64!",
        lambda good, mine: "ž",
        lambda good, mine: base64.b64encode(b"[]").decode(),
        lambda good, mine: base64.b64encode(b"\xff").decode(),
        lambda good, mine: joined(payload="{}", signature=""),
        lambda good, mine: joined(payload='{"userId":"nobody","value":1}', signature=""),
        lambda good, mine: joined(payload="\ud800", signature="\ud800"),
        lambda good, mine: joined(payload=good["payload"], signature="\ud800"),
        lambda good, mine: joined(payload=good["payload"], signature="ž"),
        lambda good, mine: joined(payload=good["payload"].replace("1", "2"), signature=good["signature"]),
        lambda good, mine: joined(payload=good["payload"], signature=mine["signature"]),
    ],
)
def test_what_was_changed_or_made_elsewhere_is_refused(world, user, other, forge):
    good, mine = (parts(tools.encode_and_sign(one, {"a": 1})) for one in (user, other))
    with pytest.raises(ApiError) as caught:
        tools.decode_and_verify(world, forge(good, mine))
    assert (caught.value.status, caught.value.type) == (400, "invalid-signature")
