import pytest
from cases import each_case

from mockapify.state import users


@each_case("name", ["abc", "Jane.Doe_1-x", "x" * 30])
def test_a_good_username_is_kept(world, name):
    assert users.create(world, name).username == name


@each_case("name", ["", "ab", "x" * 31, "a b c", "jöe", "me", "ME", "anonymous", "abc\n"])
def test_a_bad_username_is_refused_with_what_would_do(world, name):
    with pytest.raises(ValueError, match="will not do: use 3 to 30 characters"):
        users.create(world, name)
    assert world.users == {}


def test_a_username_is_taken_in_any_case(world):
    users.create(world, "JaneDoe")
    with pytest.raises(ValueError, match="username 'janedoe' is taken"):
        users.create(world, "janedoe")


def test_a_token_is_one_users_and_a_refused_user_leaves_nothing(world):
    users.create(world, "janedoe", "secret")
    with pytest.raises(ValueError, match="token 'secret' belongs to 'janedoe'"):
        users.create(world, "bobby", "secret")
    assert users.named(world, "bobby") is None


def test_without_a_token_one_is_made_up(world):
    user = users.create(world, "janedoe")
    assert user.token.startswith("apify_api_")
    assert world.tokens[user.token] is user


def test_users_are_found_by_name_in_any_case_and_created_when_unknown(world):
    jane = users.create(world, "janedoe")
    assert users.get_or_create(world, "JANEDOE") is jane
    assert users.get_or_create(world, "bobby") is users.named(world, "bobby")
