import asyncio

import pytest
from apify_client.errors import ForbiddenError


def test_several_users_call_in_their_own_name(mockapify):
    bob = mockapify.user("bob")
    ours = mockapify.dataset("orders", items=[{"n": 1}])
    theirs = bob.client().datasets().get_or_create(name="orders")

    assert theirs.id != ours.id
    with pytest.raises(ForbiddenError):
        bob.client().dataset(ours.id).get()
    assert asyncio.run(bob.client_async().user().get()).username == "bob"


def test_options_of_a_client_are_passed_on(mockapify):
    assert mockapify.user("bob").client(token=mockapify.token).user().get().username == "tester"


def test_a_user_is_found_again_by_name(mockapify):
    bob = mockapify.user("bob", token="bobs")

    assert mockapify.user("Bob").token == mockapify.user("bob", token="bobs").token == bob.token
    assert mockapify.user("tester").token == mockapify.token


def test_a_user_does_not_change_by_being_named_again(mockapify):
    mockapify.user("bob", token="bobs")
    for changed in ({"token": "another"}, {"general_access": "ANYONE_WITH_ID_CAN_READ"}):
        with pytest.raises(ValueError, match="username 'bob' is taken"):
            mockapify.user("bob", **changed)
