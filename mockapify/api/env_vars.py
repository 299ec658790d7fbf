"""Environment variables of Actor versions. Values of secret ones never leave."""

from urllib.parse import quote

from mockapify.api.call import NO_CONTENT, Call, Data, Reply, created
from mockapify.state import env_vars
from mockapify.state.env_vars import EnvVar, EnvVarSettings
from mockapify.state.versions import Version


def list_all(call: Call, version: Version) -> Data:
    """The version's variables, in the order of their creation."""
    return Data({"total": len(version.env_vars), "items": version.env_vars})


def create(call: Call, version: Version, *, body: EnvVarSettings) -> Data:
    """A new variable of the version."""
    env_var = env_vars.create(version, body)
    name = quote(env_var.name, safe="")
    place = f"actors/{version.actor.id}/versions/{version.version_number}/env-vars/{name}"
    return created(call, env_var, place)


def get(call: Call, env_var: EnvVar) -> Data:
    """The variable itself."""
    return Data(env_var)


def update(call: Call, env_var: EnvVar, *, body: EnvVarSettings) -> Data:
    """Change value or secrecy, not the name. Without a value the variable keeps its own."""
    env_vars.update(env_var, body)
    return Data(env_var)


def delete(call: Call, env_var: EnvVar) -> Reply:
    """Forget the variable."""
    env_vars.delete(env_var)
    return NO_CONTENT
