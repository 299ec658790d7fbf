"""AWS Personalize Events and enough of the Personalize control plane to create what events are put into."""

from typing import TYPE_CHECKING

from mockapify.first_use import on_first_use

if TYPE_CHECKING:
    from mockapify.personalize.answers import OPERATIONS, Answer, answer, asked_operation, render, respond
    from mockapify.personalize.control import operation_of
    from mockapify.personalize.datasets import Dataset
    from mockapify.personalize.errors import ServiceError
    from mockapify.personalize.event_trackers import EventTracker
    from mockapify.personalize.events import EVENTS
    from mockapify.personalize.sigv4 import Credential, credential
    from mockapify.personalize.state import Personalize

__all__ = [
    "EVENTS",
    "OPERATIONS",
    "Answer",
    "Credential",
    "Dataset",
    "EventTracker",
    "Personalize",
    "ServiceError",
    "answer",
    "asked_operation",
    "credential",
    "operation_of",
    "render",
    "respond",
]

__getattr__ = on_first_use(
    __name__,
    Answer="answers",
    Credential="sigv4",
    Dataset="datasets",
    EVENTS="events",
    EventTracker="event_trackers",
    OPERATIONS="answers",
    Personalize="state",
    ServiceError="errors",
    answer="answers",
    asked_operation="answers",
    credential="sigv4",
    operation_of="control",
    render="answers",
    respond="answers",
)
