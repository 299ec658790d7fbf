"""Logs of runs and builds."""

from functools import partial

from mockapify.api.call import Answer, Call, Reply, Tail
from mockapify.api.query import Query
from mockapify.state.builds import Build
from mockapify.state.jobs import FINISHED
from mockapify.state.runs import Run

PLAIN = "text/plain; charset=utf-8"


class GetLog(Query, kw_only=True):
    """Parameters of a log."""

    stream: bool = False
    download: bool = False
    raw: bool = False


def get(call: Call, owner: Run | Build, *, query: GetLog) -> Answer:
    """The log so far; with `stream`, all of it, until the run or build ends.

    Simplified: a log may be of any length. Besides what the behaviour
    writes there are a few lines of the platform.
    """
    headers = {"Content-Disposition": f'attachment; filename="{owner.id}.log"'} if query.download else {}
    if not query.stream:
        return Reply(owner.log.read(raw=query.raw), content_type=PLAIN, headers=headers)
    return Tail(partial(owner.log.piece, raw=query.raw), lambda: owner.status in FINISHED, PLAIN, headers)
