"""mockapify: an in-memory double of the Apify API v2 and of AWS Personalize Events."""

from typing import TYPE_CHECKING, Any

from mockapify.calls import Calls
from mockapify.clock import Mode
from mockapify.config import ConfigError
from mockapify.differences import containing
from mockapify.errors import ApiError, ErrorType
from mockapify.fakes import fake_items
from mockapify.handles import (
    HookRequest,
    MockActor,
    MockBehaviour,
    MockClock,
    MockDataset,
    MockDispatch,
    MockExpectation,
    MockFault,
    MockFaults,
    MockHook,
    MockKeyValueStore,
    MockRequestQueue,
    MockRun,
    MockSchedule,
    MockSchedules,
    MockStorages,
    MockTask,
    MockUser,
    MockWebhook,
    MockWebhooks,
)
from mockapify.journal import Entry, Journal
from mockapify.mock import MockApify
from mockapify.mock_server import MockServer
from mockapify.serve import PortTaken
from mockapify.snapshots import Snapshot
from mockapify.state.behaviours import Aborted, Failed, Hangs, Outcome, Rejected, Succeeded, TimedOut
from mockapify.state.functions import RunContext, RunEnded
from mockapify.state.steps import Charge, Log, PushItems, SetValue, Sleep, StatusMessage

if TYPE_CHECKING:
    from mockapify.interception import RealHostError, mock_apify

__version__ = "0.1.0"

__all__ = [
    "Aborted",
    "ApiError",
    "Calls",
    "Charge",
    "ConfigError",
    "Entry",
    "ErrorType",
    "Failed",
    "Hangs",
    "HookRequest",
    "Journal",
    "Log",
    "MockActor",
    "MockApify",
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
    "MockServer",
    "MockStorages",
    "MockTask",
    "MockUser",
    "MockWebhook",
    "MockWebhooks",
    "Mode",
    "Outcome",
    "PortTaken",
    "PushItems",
    "RealHostError",
    "Rejected",
    "RunContext",
    "RunEnded",
    "SetValue",
    "Sleep",
    "Snapshot",
    "StatusMessage",
    "Succeeded",
    "TimedOut",
    "containing",
    "fake_items",
    "mock_apify",
]


def __getattr__(name: str) -> Any:
    """What only those need who intercept calls; a process that serves does not."""
    if name not in ("RealHostError", "mock_apify"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mockapify import interception

    return getattr(interception, name)
