from textwrap import dedent

import pytest

from mockapify.config import Source, declare
from mockapify.world import World


@pytest.fixture
def write(tmp_path):
    """Writes a file beside the others of this test."""

    def writing(text, name="mock.toml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())
        return path

    return writing


@pytest.fixture
def load(write):
    """Makes a world in which is declared what a text says."""

    def loading(text):
        world = World(mode="manual", seed=7)
        declare(world, Source(write(text)))
        return world

    return loading
