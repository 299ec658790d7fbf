"""Field statistics of a dataset whose schema names fields."""

from collections.abc import Iterable, Mapping
from typing import Any

from mockapify import wire
from mockapify.wire import Resource


class FieldStatistics(Resource, kw_only=True):
    """What is known of one field. Both ends are None while no item has a value there."""

    min: float | None = None
    max: float | None = None
    null_count: int = 0
    empty_count: int = 0

    def take(self, value: object) -> None:
        """Count one item's value. Strings, arrays and objects count by their length, booleans as 0 and 1."""
        if value is None:
            self.null_count += 1
            return
        size = len(value) if isinstance(value, str | list | dict) else value
        if isinstance(size, bool):
            size = int(size)
            self.min = 0  # The platform says 0 for every boolean, also when all of them are true.
        elif isinstance(value, str | list | dict) and not value:
            self.empty_count += 1
        if isinstance(size, int | float):
            self.min = size if self.min is None else min(self.min, size)
            self.max = size if self.max is None else max(self.max, size)


def field_statistics(items: Iterable[bytes], schema: Mapping[str, Any]) -> dict[str, FieldStatistics]:
    """Statistics of each top-level field that the item schema names; a missing field counts as nothing."""
    properties = schema.get("properties")
    statistics = {name: FieldStatistics() for name in (properties if isinstance(properties, Mapping) else ())}
    for raw in items:
        item = wire.decode(raw)
        for name, field in statistics.items():
            if name in item:
                field.take(item[name])
    return statistics
