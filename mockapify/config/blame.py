"""Blame: errors of the rules as errors of the file."""

from collections.abc import Iterator
from contextlib import contextmanager

from mockapify.config.source import Source
from mockapify.errors import ApiError
from mockapify.personalize import ServiceError


@contextmanager
def blaming(source: Source, *place: str | int) -> Iterator[None]:
    """Turn what the rules say against something into what is wrong at its place in the file.

    Raises:
        ConfigError: In place of the errors of the rules.
    """
    try:
        yield
    except ApiError as error:
        raise source.error(place, _told(error)) from None
    except ServiceError as error:
        raise source.error(place, error.message) from None
    except (ValueError, TypeError) as error:
        raise source.error(place, str(error)) from None


def _told(error: ApiError) -> str:
    """The error's message, with the first of the items that do not fit."""
    for item in (error.data or {}).get("invalidItems", ()):
        problem = item["validationErrors"][0]
        return f"{error.message}: item {item['itemPosition']}{problem['instancePath']} {problem['message']}"
    return error.message
