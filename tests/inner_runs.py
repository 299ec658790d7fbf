"""Runs of pytest inside a test: what is imported for them, and what they go without.

Such a run forgets at its end the modules that it was the first to import. What is imported a second time is another
module with other classes: an exception of the one is not caught by the other. Nor need the next run import it again.
"""

from importlib import import_module
from pkgutil import walk_packages

import apify_client  # noqa: F401
import boto3  # noqa: F401

import mockapify

for module in walk_packages(mockapify.__path__, "mockapify."):
    if not module.name.endswith("__main__"):
        import_module(module.name)

PLUGINS = (
    "asyncio",
    "cacheprovider",
    "doctest",
    "faulthandler",
    "hypothesispytest",
    "junitxml",
    "legacypath",
    "pastebin",
    "pytest_httpserver",
    "randomly",
    "respx",
    "schemathesis",
    "setuponly",
    "setupplan",
    "stepwise",
    "xdist",
    "xdist.looponfail",
)
"""Plugins that no test of ours needs in such a run, or only few: to register them is a good part of what it costs."""


def without(*plugins: str) -> tuple[str, ...]:
    """The options that leave plugins out."""
    return tuple(word for name in plugins for word in ("-p", f"no:{name}"))
