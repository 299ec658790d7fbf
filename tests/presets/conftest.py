from pathlib import Path

import pytest

from mockapify import MockServer
from mockapify.config import Source, declare
from mockapify.world import World


@pytest.fixture
def declared():
    """Makes the world that a file declares, without a server."""

    def make(path):
        world = World(seed=7)
        declare(world, Source(Path(path)))
        return world

    return make


@pytest.fixture(scope="session")
def presets_server():
    with MockServer() as server:
        yield server
