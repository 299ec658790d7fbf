"""mockapify.toml: a world declared in a file."""

from mockapify.config.declare import declare
from mockapify.config.source import ConfigError, Source
from mockapify.config.tables import Config

__all__ = ["Config", "ConfigError", "Source", "declare"]
