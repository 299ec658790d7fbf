"""Runs and builds, as far as they are the same to those who start them and wait for them."""

from collections.abc import Callable
from typing import Any, Protocol, get_args

from mockapify.api.call import Answer, Call, Wait
from mockapify.state.jobs import JobMeta, Origin
from mockapify.wire import UNSET

Then = Callable[[], Answer]

MAX_WAIT_SECONDS = 60
ORIGINS: tuple[str, ...] = get_args(Origin)


class Job(Protocol):
    """A run or a build."""

    @property
    def is_finished(self) -> bool:
        """Whether it is in a status it never leaves by itself."""


def when_finished(job: Job, seconds: float, then: Then) -> Answer:
    """What `then` answers when the job is finished, or after that many seconds; at once without any."""
    if not seconds or job.is_finished:
        return then()
    return Wait(until=lambda: job.is_finished, seconds=min(seconds, MAX_WAIT_SECONDS), then=then)


def meta(call: Call) -> JobMeta:
    """Where a job comes from that this call starts."""
    asked = call.headers.get("x-apify-request-origin", "")
    origin: Any = asked if asked in ORIGINS else "API" if call.run is None else "ACTOR"
    return JobMeta(origin=origin, client_ip=call.client_ip, user_agent=call.headers.get("user-agent", UNSET))
