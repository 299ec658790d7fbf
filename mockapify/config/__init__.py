"""mockapify.toml: a world declared in a file."""

from typing import TYPE_CHECKING

from mockapify.first_use import on_first_use

if TYPE_CHECKING:
    from mockapify.config.declarations import declare, sequence
    from mockapify.config.source import ConfigError, Source, read
    from mockapify.config.tables import Config

__all__ = ["Config", "ConfigError", "Source", "declare", "read", "sequence"]

__getattr__ = on_first_use(
    __name__,
    Config="tables",
    ConfigError="source",
    Source="source",
    declare="declarations",
    read="source",
    sequence="declarations",
)
