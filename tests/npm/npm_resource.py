"""What a table of calls consists of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mockapify import MockApify


@dataclass(frozen=True)
class Resource:
    """One of the client's classes, how to reach one that has something in it, and a call of each method.

    A call is JavaScript about `one`, which `reach` gives, and what its value is as JSON; see javascript.mjs.
    """

    kind: str
    prepare: Callable[[MockApify], Mapping[str, Any]]
    """Declares what there is in the Apify. Gives names that the JavaScript sees."""
    reach: str
    calls: Mapping[str, tuple[str, Any]]


def nothing(_: MockApify) -> Mapping[str, Any]:
    """Nothing is there but what the JavaScript makes."""
    return {}


DELETED = ("(await one.delete(), await one.get() === undefined)", True)
