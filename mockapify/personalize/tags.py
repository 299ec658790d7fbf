"""Tags given on creation. They are checked and forgotten: the operations that read tags are not built."""

from collections.abc import Mapping
from typing import Any

from mockapify.personalize import errors

MOST_TAGS = 50


def check(request: Mapping[str, Any]) -> None:
    """Raises TooManyTagsException; the shape allows more tags than a resource can have."""
    if len(request.get("tags", ())) > MOST_TAGS:
        raise errors.too_many_tags(MOST_TAGS)
