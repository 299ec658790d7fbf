"""mockapify: an in-memory double of the Apify API v2 and of AWS Personalize Events."""

from mockapify.clock import Mode
from mockapify.config import ConfigError
from mockapify.errors import ApiError
from mockapify.handles import (
    MockActor,
    MockBehaviour,
    MockClock,
    MockDataset,
    MockDispatch,
    MockKeyValueStore,
    MockRequestQueue,
    MockRun,
    MockSchedule,
    MockSchedules,
    MockTask,
    MockWebhook,
    MockWebhooks,
)
from mockapify.interception import RealHostError, mock_apify
from mockapify.journal import Entry, Journal
from mockapify.mock import MockApify
from mockapify.mock_server import MockServer
from mockapify.serve import PortTaken
from mockapify.state.behaviours import Aborted, Failed, Hangs, Outcome, Succeeded, TimedOut
from mockapify.state.functions import RunContext, RunEnded

__version__ = "0.1.0"

__all__ = [
    "Aborted",
    "ApiError",
    "ConfigError",
    "Entry",
    "Failed",
    "Hangs",
    "Journal",
    "MockActor",
    "MockApify",
    "MockBehaviour",
    "MockClock",
    "MockDataset",
    "MockDispatch",
    "MockKeyValueStore",
    "MockRequestQueue",
    "MockRun",
    "MockSchedule",
    "MockSchedules",
    "MockServer",
    "MockTask",
    "MockWebhook",
    "MockWebhooks",
    "Mode",
    "Outcome",
    "PortTaken",
    "RealHostError",
    "RunContext",
    "RunEnded",
    "Succeeded",
    "TimedOut",
    "mock_apify",
]
