"""All seams, and what is there at the moment."""

import functools
import importlib

from mockapify.interception import default_token, patience
from mockapify.interception.patience import VirtualTime
from mockapify.interception.process import LIBRARIES
from mockapify.world import World


def _route(host, call):
    return None


TABLES = [library.seams(_route) for library in LIBRARIES]
TABLES.append(default_token.seams(lambda: "a-token"))
TABLES.append(patience.seams(lambda: VirtualTime(World())))
SEAMS = [seam for table in TABLES for seam in table if not seam.optional]


def current(seam):
    """What is in the place of the seam."""
    return functools.reduce(getattr, seam.path.split("."), importlib.import_module(seam.module))
