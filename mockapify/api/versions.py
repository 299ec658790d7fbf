"""Versions of Actors.

Simplified: sources in Git repositories, archives and gists are never fetched. An Actor may have any number of versions.
"""

from mockapify.api.call import NO_CONTENT, Call, Data, Reply, created
from mockapify.state import versions
from mockapify.state.actors import Actor
from mockapify.state.versions import Version, VersionSettings


def list_all(call: Call, actor: Actor) -> Data:
    """The Actor's versions, in the order of their creation."""
    return Data({"total": len(actor.versions), "items": actor.versions})


def create(call: Call, actor: Actor, *, body: VersionSettings) -> Data:
    """A new version of the Actor."""
    version = versions.create(actor, body)
    return created(call, version, f"actors/{actor.id}/versions/{version.version_number}")


def get(call: Call, version: Version) -> Data:
    """The version itself."""
    return Data(version)


def update(call: Call, version: Version, *, body: VersionSettings) -> Data:
    """Change what the body names. A secret environment variable that comes without its value keeps it.

    Simplified: another `versionNumber` renames the version, which is a guess.
    """
    versions.update(version, body)
    return Data(version)


def delete(call: Call, version: Version) -> Reply:
    """Forget the version; its builds stay. An Actor's last version cannot be deleted."""
    versions.delete(version)
    return NO_CONTENT
