"""Fakes: made-up items that a JSON schema allows."""

from collections.abc import Mapping
from typing import Any

__all__ = ["fake_items"]


def fake_items(schema: Mapping[str, Any], n: int, seed: int | str = 0) -> list[dict[str, Any]]:
    """`n` items that are valid for a schema, with values that look like their keys: a `url` is an address.

    The same schema and seed give the same items, and fewer of them are the first of more. Properties that are not
    required are missing now and then.

    Args:
        schema: The JSON schema of one item, or a dataset schema, whose `fields` are one. Drafts 2019-09 and 2020-12 are
            chosen by `$schema`, draft-07 is meant without it.
        n: How many.
        seed: Other seeds give other items.

    Raises:
        SchemaError: The schema will not do.
        ValueError: No item was found that it allows; the message names the place. Values are found by trial, so this
            may happen to narrow conditions that do allow something.
    """
    from mockapify.fakes.maker import Maker  # Not before somebody asks for it: most tests never do.

    fields = schema.get("fields")
    maker = Maker(dict(fields) if isinstance(fields, Mapping) and "properties" not in schema else dict(schema), seed)
    return [maker.item() for _ in range(n)]
