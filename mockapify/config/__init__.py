"""mockapify.toml: a world declared in a file."""

from mockapify.config.declare import declare, sequence
from mockapify.config.source import ConfigError, Source, read
from mockapify.config.tables import Config

__all__ = ["Config", "ConfigError", "Source", "declare", "read", "sequence"]
