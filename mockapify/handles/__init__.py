"""Handles: objects of a world as a test sees them. Every method is one turn."""

from mockapify.handles.actors import MockActor, MockBehaviour, MockTask
from mockapify.handles.clock import MockClock
from mockapify.handles.runs import MockRun
from mockapify.handles.schedules import MockSchedule, MockSchedules
from mockapify.handles.storages import MockDataset, MockKeyValueStore, MockRequestQueue
from mockapify.handles.webhooks import MockDispatch, MockWebhook, MockWebhooks

__all__ = [
    "MockActor",
    "MockBehaviour",
    "MockClock",
    "MockDataset",
    "MockDispatch",
    "MockKeyValueStore",
    "MockRequestQueue",
    "MockRun",
    "MockSchedule",
    "MockSchedules",
    "MockTask",
    "MockWebhook",
    "MockWebhooks",
]
