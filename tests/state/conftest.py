from datetime import UTC, datetime

import pytest

from mockapify.state import actors, catalog, executions, runs, users
from mockapify.state.catalog import ActorSettings
from mockapify.state.key_value_stores import record_of
from mockapify.state.runs import RunMeta
from mockapify.world import World

START = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
def world():
    """A world whose time stands still until a test moves it."""
    return World(mode="manual", seed=7, start=START)


@pytest.fixture
def user(world):
    with world:
        return users.create(world, "janedoe", "jane-token")


@pytest.fixture
def later(world):
    """Lets virtual seconds pass; without any, it is the next turn."""

    def advance(seconds=0.0):
        with world:
            world.clock.advance_to(world.clock.time() + seconds)

    return advance


@pytest.fixture
def actor(world, user):
    """An Actor as a user creates one: private and without sources."""
    with world:
        return catalog.create(world, user, ActorSettings(name="scraper"))


@pytest.fixture
def start(world, user):
    """Starts a run of an Actor that behaves like this."""

    def start_run(*outcomes, actor=None, given=NO_INPUT, origin="API", dataset_schema=None, **options):
        with world:
            if actor is None:
                actor = actors.declare(world, "janedoe/scraper", dataset_schema=dataset_schema)
                actor.behaviour.set(*outcomes)
            run = runs.create(
                world,
                actor,
                user,
                runs.options(actor, **options),
                meta=RunMeta(origin=origin),
                input_record=None if given is NO_INPUT else record_of("INPUT", given),
            )
            executions.start(world, actor, run)
        return run

    return start_run


NO_INPUT = object()
