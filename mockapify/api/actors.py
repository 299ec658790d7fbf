"""Actors."""

from mockapify.api.call import Call, Data
from mockapify.state.actors import Actor


def get(call: Call, actor: Actor) -> Data:
    """The Actor itself."""
    return Data(actor)
