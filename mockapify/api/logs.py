"""Logs of runs and builds."""

from mockapify.api.call import Answer, Call, Reply, Tail
from mockapify.api.query import Query
from mockapify.state.builds import FINISHED, Build
from mockapify.state.runs import Run

PLAIN = "text/plain; charset=utf-8"


class GetLog(Query, kw_only=True):
    """Parameters of a log."""

    stream: bool = False
    download: bool = False
    raw: bool = False


def get(call: Call, owner: Run | Build, *, query: GetLog) -> Answer:
    """The log so far; with `stream`, all of it, until the run or build ends."""
    headers = {"Content-Disposition": f'attachment; filename="{owner.id}.log"'} if query.download else {}
    if not query.stream:
        return Reply(owner.log.read(), content_type=PLAIN, headers=headers)
    return Tail(owner.log.read, lambda: owner.status in FINISHED, PLAIN, headers)
