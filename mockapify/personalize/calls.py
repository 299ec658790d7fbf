"""What an operation gets."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from mockapify.personalize.state import Personalize


class Call(Struct, frozen=True):
    """A validated request: `request` holds its known members that are not null, `region` is where it was sent."""

    personalize: "Personalize"
    request: Mapping[str, Any]
    region: str
