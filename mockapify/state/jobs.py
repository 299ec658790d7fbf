"""Jobs: what runs and builds have in common."""

from typing import Literal

from mockapify.clock import Timestamp
from mockapify.wire import UNSET, Resource, UnsetType

JobStatus = Literal["READY", "RUNNING", "SUCCEEDED", "FAILED", "TIMING-OUT", "TIMED-OUT", "ABORTING", "ABORTED"]
FINISHED: frozenset[str] = frozenset({"SUCCEEDED", "FAILED", "TIMED-OUT", "ABORTED"})

Origin = Literal["DEVELOPMENT", "WEB", "API", "SCHEDULER", "TEST", "WEBHOOK", "ACTOR", "CLI", "CI", "STANDBY", "MCP"]


class JobMeta(Resource, kw_only=True):
    """Where the job came from. The last two are of runs that a schedule started, at the moment it was due."""

    origin: Origin = "API"
    client_ip: str | UnsetType = UNSET
    user_agent: str | UnsetType = UNSET
    schedule_id: str | UnsetType = UNSET
    scheduled_at: Timestamp | UnsetType = UNSET
