"""Versions of an Actor and their sources."""

import pytest
from cases import each_case

from mockapify import wire
from mockapify.errors import ApiError
from mockapify.state import env_vars, versions
from mockapify.state.env_vars import EnvVarSettings
from mockapify.state.versions import MAX_SOURCE_BYTES, SourceFile, VersionSettings


def make(actor, number="0.1", source_type="SOURCE_FILES", **more):
    return versions.create(actor, VersionSettings(version_number=number, source_type=source_type, **more))


def test_a_version_tags_its_builds_latest_unless_told_otherwise(actor):
    assert make(actor, "0.1").build_tag == "latest"
    assert make(actor, "0.2", build_tag="beta").build_tag == "beta"
    assert make(actor, "0.3", build_tag=None).build_tag is None


@pytest.mark.parametrize(
    ("source_type", "field", "spelled"),
    [
        ("GIT_REPO", "git_repo_url", "gitRepoUrl"),
        ("TARBALL", "tarball_url", "tarballUrl"),
        ("GITHUB_GIST", "git_hub_gist_url", "gitHubGistUrl"),
    ],
)
def test_sources_elsewhere_need_their_address(actor, source_type, field, spelled):
    with pytest.raises(ApiError, match=f'"{spelled}" is required for "sourceType" {source_type}'):
        make(actor, source_type=source_type)
    assert actor.versions == []

    version = make(actor, source_type=source_type, **{field: "https://example.com/x"})
    assert wire.decode(wire.encode(version))[spelled] == "https://example.com/x"
    assert "sourceFiles" not in wire.decode(wire.encode(version))


@each_case("number", [None, "", "1", "1.2.3", "100.0", "01.2", "0.x", "1.2\n"])
def test_a_number_that_will_not_do_is_refused(actor, number):
    with pytest.raises(ApiError, match='"versionNumber" must be two numbers'):
        make(actor, number)


def test_a_source_type_is_required(actor):
    with pytest.raises(ApiError, match='"sourceType" is required'):
        make(actor, source_type=None)


def test_a_number_is_taken_once(actor):
    make(actor)
    with pytest.raises(ApiError) as refused:
        make(actor)
    assert (refused.value.status, refused.value.type) == (403, "version-already-exists")


def test_source_files_have_a_size_limit(actor):
    half = SourceFile(name="a", content="é" * (MAX_SOURCE_BYTES // 4))
    version = make(actor, source_files=[half, half])
    with pytest.raises(ApiError) as refused:
        versions.update(version, VersionSettings(source_files=[half, half, SourceFile(name="b", content="x")]))
    assert (refused.value.status, refused.value.type) == (403, "versions-size-exceeded")
    assert len(version.source_files) == 2


def test_an_update_changes_what_it_names(actor):
    version = make(actor, source_files=[SourceFile(name="main.js", content="1")])
    versions.update(version, VersionSettings(build_tag="beta", apply_env_vars_to_build=True))
    assert (version.version_number, version.build_tag, version.apply_env_vars_to_build) == ("0.1", "beta", True)
    assert [file.content for file in version.source_files] == ["1"]


def test_sources_of_another_type_are_left_behind(actor):
    version = make(actor, source_files=[SourceFile(name="main.js", content="1")])
    versions.update(version, VersionSettings(source_type="GIT_REPO", git_repo_url="https://example.com/x.git"))
    versions.update(version, VersionSettings(source_type="SOURCE_FILES"))
    assert wire.decode(wire.encode(version))["sourceFiles"] == []


def test_another_number_renames_a_version(actor):
    first, second = make(actor, "0.1"), make(actor, "0.2")
    with pytest.raises(ApiError, match="already exists"):
        versions.update(second, VersionSettings(version_number="0.1"))
    versions.update(second, VersionSettings(version_number="0.3"))
    assert actor.versions == [first, second]
    assert versions.find(actor, "0.3") is second


def test_variables_that_come_with_a_version_replace_the_old_ones_but_secrets_keep_their_values(actor):
    secret = EnvVarSettings(name="SECRET", value="abc", is_secret=True)
    version = make(actor, env_vars=[secret, EnvVarSettings(name="OLD", value="1")])
    sent_back = [EnvVarSettings(name="SECRET", is_secret=True), EnvVarSettings(name="NEW", value="2")]
    versions.update(version, VersionSettings(env_vars=sent_back))

    assert [env_var.name for env_var in version.env_vars] == ["SECRET", "NEW"]
    assert env_vars.find(version, "SECRET").content == "abc"
    env_vars.delete(env_vars.find(version, "NEW"))
    assert [env_var.name for env_var in version.env_vars] == ["SECRET"]


def test_one_name_twice_among_variables_is_refused(actor):
    twice = [EnvVarSettings(name="A", value="1"), EnvVarSettings(name="A", value="2")]
    with pytest.raises(ApiError) as refused:
        make(actor, env_vars=twice)
    assert refused.value.type == "env-var-already-exists"


def test_the_last_version_cannot_be_deleted(actor):
    first, second = make(actor, "0.1"), make(actor, "0.2")
    versions.delete(first)
    with pytest.raises(ApiError) as refused:
        versions.delete(second)
    assert (refused.value.status, refused.value.type) == (403, "too-few-versions")
    assert actor.versions == [second]
