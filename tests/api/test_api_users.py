import pytest
from cases import each_case

pytestmark = pytest.mark.mockapify(clock="manual", seed=7, user="Jane.Doe")


def test_ones_own_account_is_complete(mockapify, ask):
    me = ask("GET", "/v2/users/me").data
    assert (me["username"], me["email"], me["isPaying"]) == ("Jane.Doe", "jane.doe@example.com", True)
    assert me["proxy"]["password"]
    assert me["proxy"]["groups"]
    assert all(feature["isEnabled"] for feature in me["effectivePlatformFeatures"].values())
    assert me["createdAt"] == mockapify.clock.now().text()
    assert me["plan"]["id"]


@each_case("token", [pytest.param("", id="with a token"), pytest.param(None, id="without")])
@each_case("name", ["Jane.Doe", "jane.doe"])
def test_others_see_the_public_profile_only(ask, name, token):
    seen = ask("GET", f"/v2/users/{name}", token=token).data
    assert seen.keys() == {"username", "profile"}
    assert seen["username"] == "Jane.Doe"


def test_a_user_is_found_by_id(ask):
    id_ = ask("GET", "/v2/users/me").data["id"]
    assert ask("GET", f"/v2/users/{id_}").data["username"] == "Jane.Doe"
