"""What an operation gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockapify.personalize.state import Personalize


@dataclass(frozen=True)
class Call:
    """A validated request: `request` holds its known members that are not null, `region` is where it was sent."""

    personalize: "Personalize"
    request: Mapping[str, Any]
    region: str
