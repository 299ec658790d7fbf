"""Versions: the sources of an Actor."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field, structs

from mockapify import errors
from mockapify.state import env_vars
from mockapify.state.env_vars import EnvVar, EnvVarSettings
from mockapify.wire import UNSET, Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.state.actors import Actor

NUMBER = re.compile(r"[1-9]?[0-9]\.[1-9]?[0-9]", re.ASCII)
MAX_SOURCE_BYTES = 3 * 1024 * 1024
"""How large all source files of a version may be together."""

SourceType = Literal["SOURCE_FILES", "GIT_REPO", "TARBALL", "GITHUB_GIST", "SOURCE_CODE"]

URLS: dict[str, str] = {"GIT_REPO": "git_repo_url", "TARBALL": "tarball_url", "GITHUB_GIST": "git_hub_gist_url"}
"""Where the sources of a type are that are not in the version itself."""


class SourceFile(Resource, kw_only=True):
    """A file of the sources, or with `folder` a folder."""

    name: str
    format: Literal["TEXT", "BASE64"] | UnsetType = UNSET
    content: str | UnsetType = UNSET
    folder: bool | UnsetType = UNSET


class VersionSettings(Struct, rename="camel", kw_only=True):
    """What can be said of a version. UNSET says nothing."""

    version_number: str | UnsetType | None = UNSET
    source_type: SourceType | UnsetType | None = UNSET
    env_vars: list[EnvVarSettings] | UnsetType | None = UNSET
    apply_env_vars_to_build: bool | UnsetType | None = UNSET
    build_tag: str | UnsetType | None = UNSET
    source_files: list[SourceFile] | UnsetType = UNSET
    git_repo_url: str | UnsetType | None = UNSET
    tarball_url: str | UnsetType | None = UNSET
    git_hub_gist_url: str | UnsetType | None = UNSET


class Version(Resource, kw_only=True):
    """A version of the source code."""

    version_number: str = "0.0"
    source_type: SourceType = "SOURCE_FILES"
    env_vars: list[EnvVar] = field(default_factory=list)
    apply_env_vars_to_build: bool = False
    build_tag: str | None = "latest"
    source_files: list[SourceFile] | UnsetType = UNSET
    git_repo_url: str | UnsetType = UNSET
    tarball_url: str | UnsetType = UNSET
    git_hub_gist_url: str | UnsetType = UNSET

    def __post_init__(self) -> None:
        self.actor: Actor
        """The Actor that it is of."""


class HiddenVersion(Resource, kw_only=True):
    """A version as others see it than the Actor's owner."""

    version_number: str
    source_type: None = None
    env_vars: None = None
    apply_env_vars_to_build: None = None
    build_tag: str | None


def hidden(version: Version) -> HiddenVersion:
    """The version without its sources and environment variables."""
    return HiddenVersion(version_number=version.version_number, build_tag=version.build_tag)


def create(actor: "Actor", settings: VersionSettings) -> Version:
    """A new version of the Actor.

    Raises:
        ApiError: 400: the number, the source type or its URL is missing or malformed; 403 `version-already-exists` or
            `versions-size-exceeded`.
    """
    version = made(settings)
    _check_free(actor.versions, version.version_number)
    actor.versions = [*actor.versions, adopted(version, actor)]
    return version


def update(version: Version, settings: VersionSettings) -> None:
    """Change what is said, all or nothing; another number renames the version.

    Raises:
        ApiError: As for `create`.
    """
    changed = made(settings, version)
    _check_free([one for one in version.actor.versions if one is not version], changed.version_number)
    for name in version.__struct_fields__:
        setattr(version, name, getattr(changed, name))
    adopted(version, version.actor)


def delete(version: Version) -> None:
    """Forget the version; its builds stay.

    Raises:
        ApiError: 403 `too-few-versions`: it is the Actor's last one.
    """
    actor = version.actor
    if len(actor.versions) == 1:
        raise errors.too_few_versions()
    actor.versions = [one for one in actor.versions if one is not version]


def find(actor: "Actor", number: str) -> Version | None:
    """The Actor's version with that number, or None."""
    return next((version for version in actor.versions if version.version_number == number), None)


def all_made(settings: Sequence[VersionSettings], known: Sequence[Version]) -> list[Version]:
    """The versions of an Actor that replace the `known` ones; what one leaves open is as in the known one.

    Raises:
        ApiError: As for `create`.
    """
    before = {version.version_number: version for version in known}
    made_so_far: list[Version] = []
    for one in settings:
        version = made(one, before.get(one.version_number or ""))
        _check_free(made_so_far, version.version_number)
        made_so_far.append(version)
    return made_so_far


def adopted(version: Version, actor: "Actor") -> Version:
    """The version itself, which knows now whose it is, and its variables whose they are."""
    version.actor = actor
    for env_var in version.env_vars:
        env_var.version = version
    return version


def made(settings: VersionSettings, known: Version | None = None) -> Version:
    """A version of no Actor yet. What the settings leave open is as in the `known` one, or as by default.

    Raises:
        ApiError: 400 `invalid-value`; 403 `versions-size-exceeded` or `env-var-already-exists`.
    """
    own = known or Version()
    number = settings.version_number or (known.version_number if known is not None else "")
    if not NUMBER.fullmatch(number):
        raise errors.invalid_value(f'"versionNumber" must be two numbers from 0 to 99 like "0.1", not "{number}"')
    source_type = settings.source_type or (known.source_type if known is not None else None)
    if source_type is None:
        raise errors.invalid_value('"sourceType" is required')
    applies, tag = settings.apply_env_vars_to_build, settings.build_tag
    return Version(
        version_number=number,
        source_type=source_type,
        env_vars=_env_vars(settings, own),
        apply_env_vars_to_build=own.apply_env_vars_to_build if applies is UNSET else applies is True,
        build_tag=own.build_tag if tag is UNSET else tag or None,
        **_sources(source_type, settings, own),
    )


def _env_vars(settings: VersionSettings, own: Version) -> list[EnvVar]:
    if settings.env_vars is UNSET:
        return own.env_vars
    return env_vars.all_made(settings.env_vars or [], own.env_vars)


def _sources(source_type: SourceType, settings: VersionSettings, own: Version) -> dict[str, Any]:
    """What a version of that type says of its sources; what belongs to other types is left out."""
    if source_type == "SOURCE_FILES":
        files = own.source_files if settings.source_files is UNSET else settings.source_files
        if sum(len((file.content or "").encode()) for file in files or ()) > MAX_SOURCE_BYTES:
            raise errors.versions_size_exceeded(MAX_SOURCE_BYTES)
        return {"source_files": files or []}
    name = URLS.get(source_type)
    if name is None:
        return {}
    given = getattr(settings, name)
    url = getattr(own, name) if given is UNSET else given
    if not url:
        spelled = next(one.encode_name for one in structs.fields(Version) if one.name == name)
        raise errors.invalid_value(f'"{spelled}" is required for "sourceType" {source_type}')
    return {name: url}


def _check_free(versions: Sequence[Version], number: str) -> None:
    if any(version.version_number == number for version in versions):
        raise errors.version_already_exists(number)
