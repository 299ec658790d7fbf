"""Mocks in another process: what the plugin's fixtures hand out with `--mockapify-url`."""

from mockapify.remote.mock import RemoteApify
from mockapify.remote.server import RemoteServer

__all__ = ["RemoteApify", "RemoteServer"]
