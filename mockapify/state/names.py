"""Names of Actors, tasks and schedules."""

import itertools
import re

from mockapify import errors
from mockapify.state.collection import Collection, T

MAX_LENGTH = 63
NAME = re.compile(rf"[a-zA-Z0-9][a-zA-Z0-9-]{{1,{MAX_LENGTH - 2}}}[a-zA-Z0-9]", re.ASCII)


def check(name: str) -> str:
    """The name itself, when it will do.

    Raises:
        ApiError: 400 `invalid-value`.
    """
    if not NAME.fullmatch(name):
        raise errors.invalid_value(
            f'name "{name}" is not allowed: use 3 to {MAX_LENGTH} letters, digits and hyphens, with no hyphen at '
            "either end"
        )
    return name


def free(collection: Collection[T], user_id: str, wanted: str) -> str:
    """A name for what was given none: the wanted one, or with the first number that nobody took yet."""
    endings = itertools.chain([""], (f"-{number}" for number in itertools.count(1)))
    names = (wanted[: MAX_LENGTH - len(ending)] + ending for ending in endings)
    return next(name for name in names if collection.named(user_id, name) is None)
