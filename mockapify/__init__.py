"""mockapify: an in-memory double of the Apify API v2 and of AWS Personalize Events."""

from typing import TYPE_CHECKING

from mockapify.calls import Calls
from mockapify.clock import Mode
from mockapify.differences import containing
from mockapify.errors import ApiError, ErrorType
from mockapify.first_use import on_first_use
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
from mockapify.state.behaviours import Aborted, Failed, Hangs, Outcome, Rejected, Succeeded, TimedOut
from mockapify.state.functions import RunContext, RunEnded
from mockapify.state.steps import Charge, Log, PushItems, SetValue, Sleep, StatusMessage

if TYPE_CHECKING:
    from mockapify.config import ConfigError
    from mockapify.fakes import fake_items
    from mockapify.interception import RealHostError, mock_apify
    from mockapify.serve import PortTaken
    from mockapify.snapshots import Snapshot

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

__getattr__ = on_first_use(
    __name__,
    ConfigError="config",
    PortTaken="serve",
    RealHostError="interception",
    Snapshot="snapshots",
    fake_items="fakes",
    mock_apify="interception",
)
