"""Everything that runs of pytest inside a test might import first.

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
