"""Builds."""

from mockapify.api.call import Call, Data
from mockapify.api.query import NonNegative, Query
from mockapify.state import builds
from mockapify.state.actors import Actor
from mockapify.state.builds import Build


class GetBuild(Query, kw_only=True):
    """Parameters of one build. Builds that exist are finished, so there is nothing to wait for."""

    wait_for_finish: NonNegative = 0


def get(call: Call, build: Build, *, query: GetBuild) -> Data:
    """The build itself."""
    return Data(build)


def get_default(call: Call, actor: Actor, *, query: GetBuild) -> Data:
    """The build that a run takes when it names none."""
    return Data(builds.find(call.world, actor, actor.default_run_options.build))
