"""Handles: objects of a world as a test sees them. Every method is one turn."""

from mockapify.handles.actors import MockActor, MockBehaviour, MockTask
from mockapify.handles.clock import MockClock
from mockapify.handles.expectations import ExpectsRequests, MockExpectation
from mockapify.handles.faults import MockFault, MockFaults
from mockapify.handles.hooks import HookRequest, MockHook
from mockapify.handles.runs import MockRun
from mockapify.handles.schedules import MockSchedule, MockSchedules
from mockapify.handles.storages import MockDataset, MockKeyValueStore, MockRequestQueue, MockStorages
from mockapify.handles.users import MockUser
from mockapify.handles.webhooks import MockDispatch, MockWebhook, MockWebhooks

__all__ = [
    "ExpectsRequests",
    "HookRequest",
    "MockActor",
    "MockBehaviour",
    "MockClock",
    "MockDataset",
    "MockDispatch",
    "MockExpectation",
    "MockFault",
    "MockFaults",
    "MockHook",
    "MockKeyValueStore",
    "MockRequestQueue",
    "MockRun",
    "MockSchedule",
    "MockSchedules",
    "MockStorages",
    "MockTask",
    "MockUser",
    "MockWebhook",
    "MockWebhooks",
]
