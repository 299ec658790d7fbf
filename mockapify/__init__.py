"""mockapify: an in-memory double of the Apify API v2 and of AWS Personalize Events."""

from mockapify.clock import Mode
from mockapify.config import ConfigError
from mockapify.errors import ApiError
from mockapify.handles import MockActor, MockBehaviour, MockClock, MockDataset, MockKeyValueStore, MockRun
from mockapify.journal import Entry, Journal
from mockapify.mock import MockApify, MockServer
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
    "MockKeyValueStore",
    "MockRun",
    "MockServer",
    "Mode",
    "Outcome",
    "PortTaken",
    "RunContext",
    "RunEnded",
    "Succeeded",
    "TimedOut",
]
