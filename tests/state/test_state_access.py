import pytest

from mockapify.errors import ApiError
from mockapify.state import access, users

FOLLOW, RESTRICTED = "FOLLOW_USER_SETTING", "RESTRICTED"
BY_ID, BY_NAME = "ANYONE_WITH_ID_CAN_READ", "ANYONE_WITH_NAME_CAN_READ"
OK, NO_TOKEN, FORBIDDEN = None, (401, "token-not-provided"), (403, "insufficient-permissions")


@pytest.fixture
def owner(world):
    return users.create(world, "owner")


@pytest.fixture
def caller(world, owner, request):
    return {"owner": owner, "stranger": users.create(world, "stranger"), "nobody": None}[request.param]


@pytest.mark.parametrize(
    ("caller", "general_access", "by_name", "writing", "answer"),
    [
        ("owner", RESTRICTED, False, False, OK),
        ("owner", RESTRICTED, True, True, OK),
        ("stranger", FOLLOW, False, False, FORBIDDEN),
        ("stranger", RESTRICTED, False, False, FORBIDDEN),
        ("stranger", BY_ID, False, False, OK),
        ("stranger", BY_ID, True, False, FORBIDDEN),
        ("stranger", BY_ID, False, True, FORBIDDEN),
        ("stranger", BY_NAME, False, False, OK),
        ("stranger", BY_NAME, True, False, OK),
        ("stranger", BY_NAME, True, True, FORBIDDEN),
        ("nobody", FOLLOW, False, False, NO_TOKEN),
        ("nobody", RESTRICTED, False, False, NO_TOKEN),
        ("nobody", BY_ID, False, False, OK),
        ("nobody", BY_ID, True, False, NO_TOKEN),
        ("nobody", BY_NAME, False, False, OK),
        ("nobody", BY_NAME, True, False, OK),
        ("nobody", BY_NAME, True, True, NO_TOKEN),
    ],
    indirect=["caller"],
)
def test_who_may_do_what(caller, owner, general_access, by_name, writing, answer):
    def require():
        access.require(caller, owner.id, "dataset", general_access=general_access, writing=writing, by_name=by_name)

    if answer is OK:
        require()
        return
    with pytest.raises(ApiError) as caught:
        require()
    assert (caught.value.status, caught.value.type) == answer


@pytest.mark.parametrize("caller", ["stranger"], indirect=True)
@pytest.mark.parametrize("what", ["dataset", "key-value store", "Actor run"])
def test_the_refusal_names_the_kind_of_object(caller, owner, what):
    with pytest.raises(ApiError) as caught:
        access.require(caller, owner.id, what, general_access=FOLLOW, writing=False)
    assert caught.value.message == (
        f"Insufficient permissions for the {what}. "
        "Make sure you're passing a correct API token and that it has the required permissions."
    )
