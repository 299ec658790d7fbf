"""Environment variables of Actor versions. The value of a secret one is kept and never shown."""

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from mockapify import errors
from mockapify.wire import UNSET, Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.state.versions import Version

NAME = re.compile(r"[^=\x00-\x20\x7f]+")


class EnvVarSettings(Struct, rename="camel", kw_only=True):
    """What can be said of an environment variable."""

    name: str | UnsetType = UNSET
    value: str | UnsetType = UNSET
    is_secret: bool | UnsetType | None = UNSET


class EnvVar(Resource, kw_only=True):
    """An environment variable. `value` is what is shown of it: nothing when it is secret."""

    name: str
    value: str | UnsetType = UNSET
    is_secret: bool = False

    def __post_init__(self) -> None:
        self.content = self.value or ""
        """Its value, of a secret one too."""
        self.version: Version
        """The version that it is of."""


def create(version: "Version", settings: EnvVarSettings) -> EnvVar:
    """A new variable of the version.

    Raises:
        ApiError: 400: it has no name or no value; 403 `env-var-already-exists`.
    """
    env_var = made(settings)
    if find(version, env_var.name) is not None:
        raise errors.env_var_already_exists(env_var.name)
    env_var.version = version
    version.env_vars = [*version.env_vars, env_var]
    return env_var


def update(env_var: EnvVar, settings: EnvVarSettings) -> None:
    """Change value or secrecy; without a value it keeps the one it has.

    Raises:
        ApiError: 403 `cannot-rename-env-var`; 400: a secret's own value would come to light.
    """
    if settings.name is not UNSET and settings.name != env_var.name:
        raise errors.cannot_rename_env_var()
    changed = made(settings, env_var)
    env_var.value, env_var.is_secret, env_var.content = changed.value, changed.is_secret, changed.content


def delete(env_var: EnvVar) -> None:
    """Forget the variable."""
    env_var.version.env_vars = [one for one in env_var.version.env_vars if one is not env_var]


def find(version: "Version", name: str) -> EnvVar | None:
    """The version's variable of that name, or None."""
    return next((env_var for env_var in version.env_vars if env_var.name == name), None)


def all_made(settings: list[EnvVarSettings], known: list[EnvVar]) -> list[EnvVar]:
    """The variables of a version that replace the `known` ones. A secret one that comes without its value keeps it.

    Raises:
        ApiError: 400: one has no name or no value; 403 `env-var-already-exists`: a name occurs twice.
    """
    before = {env_var.name: env_var for env_var in known}
    made_so_far: dict[str, EnvVar] = {}
    for one in settings:
        env_var = made(one, before.get(one.name or ""))
        if env_var.name in made_so_far:
            raise errors.env_var_already_exists(env_var.name)
        made_so_far[env_var.name] = env_var
    return list(made_so_far.values())


def made(settings: EnvVarSettings, known: EnvVar | None = None) -> EnvVar:
    """A variable of no version yet. What the settings leave open is as in the `known` one.

    Raises:
        ApiError: 400 `invalid-value`.
    """
    name = settings.name or (known.name if known is not None else "")
    if not NAME.fullmatch(name):
        raise errors.invalid_value(
            f'"name" of an environment variable is required, without spaces and "=", and was "{name}"'
        )
    is_secret = known is not None and known.is_secret if settings.is_secret is UNSET else settings.is_secret is True
    content = settings.value
    if content is UNSET and known is not None and (is_secret or not known.is_secret):
        content = known.content
    if content is UNSET:
        raise errors.invalid_value(f'"value" of the environment variable "{name}" is required')
    env_var = EnvVar(name=name, value=UNSET if is_secret else content, is_secret=is_secret)
    env_var.content = content
    return env_var
