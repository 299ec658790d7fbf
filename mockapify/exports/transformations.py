"""The single steps between a stored item and an exported one: each maps a stream of items to a stream of items."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

Item: TypeAlias = dict[str, Any]
Step: TypeAlias = Callable[[Iterator[Item]], Iterator[Item]]

MISSING: Final = object()


def drop_failed(items: Iterator[Item]) -> Iterator[Item]:
    """Leave out items with an `errorInfo`, as the legacy crawler's failed pages have."""
    return (item for item in items if "errorInfo" not in item)


def strip_hidden(items: Iterator[Item]) -> Iterator[Item]:
    """Take the top-level fields that begin with `#` away."""
    return ({key: value for key, value in item.items() if not key.startswith("#")} for item in items)


def drop_empty(items: Iterator[Item]) -> Iterator[Item]:
    """Leave out items without any field. That the transformed item counts, not the stored one, is inferred."""
    return filter(None, items)


def pick(fields: tuple[str, ...]) -> Step:
    """Keep `fields` only, in their order; a field that an item lacks is not filled in."""

    def step(items: Iterator[Item]) -> Iterator[Item]:
        for item in items:
            yield {name: value for name in fields if (value := find_field(item, name)) is not MISSING}

    return step


def find_field(item: Item, name: str) -> Any:
    """The value of the field `name`, or MISSING.

    A dotted name that is no key itself reaches into objects. That the picked value stands under the dotted name also
    without `flatten` is inferred.
    """
    if name in item or "." not in name:
        return item.get(name, MISSING)
    value: Any = item
    for part in name.split("."):
        value = value.get(part, MISSING) if isinstance(value, dict) else MISSING
    return value


def unwind(field: str) -> Step:
    """Merge the object in `field` into its item, or make one record per element when it is an array.

    The field itself disappears, the item's other keys come first, and the unwound value wins a clash of names.
    """

    def step(items: Iterator[Item]) -> Iterator[Item]:
        for item in items:
            elements = elements_of(item.get(field))
            if elements is None:
                yield item
                continue
            del item[field]
            for element in elements:
                yield item | element

    return step


def elements_of(value: Any) -> list[Item] | None:
    """What is merged into the parent when `value` is unwound; None when the item stays as it is.

    Inferred: an empty array leaves the item without the field; an array with anything but objects is left alone.
    """
    if isinstance(value, dict):
        return [value]
    if isinstance(value, list) and all(isinstance(element, dict) for element in value):
        return value or [{}]
    return None


def flatten(fields: tuple[str, ...]) -> Step:
    """Replace the objects in `fields` by their properties under dotted names, at the place of the field."""
    prefixes = tuple(f"{name}." for name in fields)

    def step(items: Iterator[Item]) -> Iterator[Item]:
        for item in items:
            flat: Item = {}
            for key, value in item.items():
                # A dotted name in `fields` has picked its value already; it belongs to the object it came from.
                if key in fields or key.startswith(prefixes):
                    _add_flat(flat, key, value)
                else:
                    flat[key] = value
            yield flat

    return step


def _add_flat(flat: Item, path: str, value: Any) -> None:
    """Arrays and empty objects below a flattened object are kept whole (inferred)."""
    if not isinstance(value, dict) or not value:
        flat[path] = value
        return
    for key, inner in value.items():
        _add_flat(flat, f"{path}.{key}", inner)


def omit(fields: tuple[str, ...], *, dotted: bool) -> Step:
    """Take `fields` away. With `dotted`, keys may be dotted paths, and omitting `a` takes `a.b` too (inferred)."""
    prefixes = tuple(f"{name}." for name in fields) if dotted else ()

    def step(items: Iterator[Item]) -> Iterator[Item]:
        for item in items:
            for name in fields:
                omit_field(item, name)
            yield {key: value for key, value in item.items() if not key.startswith(prefixes)} if prefixes else item

    return step


def omit_field(item: Item, name: str) -> None:
    """Delete one field. That a dotted name reaches into objects is documented for views and inferred for requests."""
    if name in item or "." not in name:
        item.pop(name, None)
        return
    *parents, last = name.split(".")
    value: Any = item
    for part in parents:
        value = value.get(part) if isinstance(value, dict) else None
    if isinstance(value, dict):
        value.pop(last, None)


def rename(names: Mapping[str, str]) -> Step:
    """Give the fields their output names, in place."""

    def step(items: Iterator[Item]) -> Iterator[Item]:
        return ({names.get(key, key): value for key, value in item.items()} for item in items)

    return step
