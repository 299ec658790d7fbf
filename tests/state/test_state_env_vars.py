"""Environment variables, and what becomes of secret ones."""

import pytest
from cases import each_case

from mockapify import wire
from mockapify.errors import ApiError
from mockapify.state import env_vars, versions
from mockapify.state.env_vars import EnvVarSettings
from mockapify.state.versions import VersionSettings


@pytest.fixture
def version(actor):
    return versions.create(actor, VersionSettings(version_number="0.1", source_type="SOURCE_FILES"))


def make(version, name="KEY", value="abc", **more):
    return env_vars.create(version, EnvVarSettings(name=name, value=value, **more))


def test_a_variable_shows_its_value(version):
    assert wire.decode(wire.encode(make(version))) == {"name": "KEY", "value": "abc", "isSecret": False}


def test_a_secret_is_kept_and_never_shown(version):
    secret = make(version, is_secret=True)

    assert wire.decode(wire.encode(secret)) == {"name": "KEY", "isSecret": True}
    assert b"abc" not in wire.encode(version)
    assert secret.content == "abc"


def test_a_secret_keeps_its_value_in_an_update_without_one(version):
    secret = make(version, is_secret=True)
    env_vars.update(secret, EnvVarSettings(name="KEY"))
    assert (secret.is_secret, secret.content) == (True, "abc")


def test_a_variable_can_become_secret(version):
    env_var = make(version)
    env_vars.update(env_var, EnvVarSettings(name="KEY", is_secret=True))
    assert wire.decode(wire.encode(env_var)) == {"name": "KEY", "isSecret": True}
    assert env_var.content == "abc"


def test_a_secret_comes_to_light_with_a_new_value_only(version):
    secret = make(version, is_secret=True)
    with pytest.raises(ApiError, match='"value" of the environment variable "KEY" is required'):
        env_vars.update(secret, EnvVarSettings(name="KEY", is_secret=False))
    assert (secret.is_secret, secret.content) == (True, "abc")

    env_vars.update(secret, EnvVarSettings(name="KEY", value="new", is_secret=False))
    assert (secret.is_secret, secret.value, secret.content) == (False, "new", "new")


@each_case("name", ["", "A B", "A=B", "A\n", "\x00"])
def test_a_name_that_no_process_could_have_is_refused(version, name):
    with pytest.raises(ApiError, match='"name" of an environment variable is required'):
        make(version, name=name)
    assert version.env_vars == []


def test_a_variable_needs_a_value(version):
    with pytest.raises(ApiError) as refused:
        env_vars.create(version, EnvVarSettings(name="KEY"))
    assert (refused.value.status, refused.value.type) == (400, "invalid-value")


def test_two_variables_of_a_version_cannot_have_one_name(version):
    make(version)
    with pytest.raises(ApiError) as refused:
        make(version)
    assert (refused.value.status, refused.value.type) == (403, "env-var-already-exists")


def test_a_variable_cannot_be_renamed(version):
    with pytest.raises(ApiError) as refused:
        env_vars.update(make(version), EnvVarSettings(name="OTHER", value="abc"))
    assert (refused.value.status, refused.value.type) == (403, "cannot-rename-env-var")


def test_a_deleted_variable_is_gone(version):
    kept, gone = make(version, "KEPT"), make(version, "GONE")
    env_vars.delete(gone)
    assert version.env_vars == [kept]
    assert env_vars.find(version, "GONE") is None
    assert env_vars.find(version, "KEPT") is kept
