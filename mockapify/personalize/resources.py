"""What all Personalize resources share: a name, an ARN, times, and a status that changes as the clock goes on."""

from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from msgspec import Struct

from mockapify.personalize import errors

ACTIVE = "ACTIVE"
CREATE = ("CREATE PENDING", "CREATE IN_PROGRESS", ACTIVE)
UPDATE = ("UPDATE PENDING", "UPDATE IN_PROGRESS", ACTIVE)
DELETE = ("DELETE PENDING", "DELETE IN_PROGRESS")
STATUSES = tuple(dict.fromkeys((*CREATE, *UPDATE, *DELETE, "CREATE FAILED", "UPDATE FAILED")))

STEP_SECONDS = 0.5
"""How long a resource stays in each status that passes by itself. The platform takes minutes. Half a second lets the
next request still meet CREATE PENDING or DELETE PENDING, and a caller that polls every second soon see ACTIVE."""


class Clock(Protocol):
    """The world's clock."""

    def now(self) -> datetime: ...

    def call_later(self, seconds: float, callback: Callable[[], None]) -> object: ...


class Ids(Protocol):
    """The world's source of ids."""

    def digits(self, n: int, /) -> str:
        """`n` hexadecimal digits."""


class Resource(Struct, kw_only=True):
    """Anything with an ARN. `number` counts the world's resources in order of creation."""

    arn: str
    name: str
    number: int
    created: datetime
    updated: datetime
    status: str = ACTIVE

    @property
    def passing(self) -> bool:
        """Whether the status is one that the platform will change by itself."""
        return self.status.endswith(("PENDING", "IN_PROGRESS"))

    def require_active(self) -> None:
        """Raise ResourceInUseException unless ACTIVE."""
        if self.status != ACTIVE:
            raise errors.not_active(self.arn, self.status)

    def require_settled(self) -> None:
        """Raise ResourceInUseException while being created, updated or deleted; a failed resource is settled."""
        if self.passing:
            raise errors.not_active(self.arn, self.status)


AnyResource = TypeVar("AnyResource", bound=Resource)


def find(resources: Mapping[str, AnyResource], arn: str) -> AnyResource:
    """The resource of that ARN. Raises ResourceNotFoundException."""
    try:
        return resources[arn]
    except KeyError:
        raise errors.not_found(arn) from None


def progress(
    clock: Clock, resource: Resource, statuses: Sequence[str], then: Callable[[], None] = lambda: None
) -> None:
    """Take a resource through `statuses`, the first one now, each next after STEP_SECONDS.

    `then` is called on reaching ACTIVE, or one step after the last status when that is not ACTIVE. A status that was
    set from outside in between stays: the progress ends there.
    """
    current, *rest = statuses
    resource.status = current
    resource.updated = clock.now()
    if current == ACTIVE:
        then()
        return

    def step() -> None:
        if resource.status != current:
            return
        if rest:
            progress(clock, resource, rest, then)
        else:
            then()

    clock.call_later(STEP_SECONDS, step)


def retire(clock: Clock, resources: MutableMapping[str, AnyResource], resource: AnyResource) -> None:
    """Take a resource through the deletion statuses, then out of `resources`."""

    def remove() -> None:
        if resources.get(resource.arn) is resource:
            del resources[resource.arn]

    progress(clock, resource, DELETE, remove)


def describe(resource: object, members: Mapping[str, str]) -> dict[str, Any]:
    """The wire form of a resource: `members` maps member names to attributes; attributes that are None are left out.

    Times become seconds since the epoch, the form of timestamps in awsJson1.1.
    """
    values = {member: getattr(resource, attribute) for member, attribute in members.items()}
    return {
        member: value.timestamp() if isinstance(value, datetime) else value
        for member, value in values.items()
        if value is not None
    }


def of_region(resources: Iterable[AnyResource], region: str) -> list[AnyResource]:
    """The resources of a region, oldest first: AWS lists and counts one region at a time."""
    return sorted((one for one in resources if one.arn.split(":")[3] == region), key=lambda one: one.number)
