"""Request queues: what is to be crawled, in order, each request handed out to one client at a time."""

import itertools
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from msgspec import field

from mockapify import errors
from mockapify.clock import Timestamp
from mockapify.state.deadlines import Deadlines
from mockapify.state.queued_requests import Client, Lock, Request, new_request
from mockapify.state.storages import Kind, Storage
from mockapify.wire import Resource

MAX_BATCH = 25


class RequestQueueStats(Resource, kw_only=True):
    """Counters."""

    read_count: int = 0
    write_count: int = 0
    delete_count: int = 0
    head_item_read_count: int = 0
    storage_bytes: int = 0


class Registration(Resource, kw_only=True):
    """What became of a request that was added or changed. `was_already_handled` is how it was before."""

    request_id: str
    was_already_present: bool
    was_already_handled: bool


class RequestQueue(Storage, kw_only=True):
    """A request queue. Locks expire when the clock says so, which is looked at whenever somebody asks."""

    kind: ClassVar = Kind("request-queues", "request queue", "Request queue", "requestQueue")

    total_request_count: int = 0
    handled_request_count: int = 0
    pending_request_count: int = 0
    had_multiple_clients: bool = False
    stats: RequestQueueStats = field(default_factory=RequestQueueStats)

    def __post_init__(self) -> None:
        self.requests: dict[str, Request] = {}
        """All requests by id, in the order in which they were added."""
        self.locks: dict[str, Lock] = {}
        self._line: OrderedDict[str, None] = OrderedDict()
        """Ids of pending requests that nobody locks, in order. They come at both ends and may leave anywhere."""
        self._expiries = Deadlines()
        self._numbers: dict[str, int] = {}
        """By id, also of deleted requests, which one it was that was added: where a list goes on."""
        self._next_number = itertools.count()
        self._client_keys: set[str | None] = set()

    def add(self, request: Request, client: Client | None, now: Timestamp, *, forefront: bool = False) -> Registration:
        """Add the request, at the end or the front; one that is there already stays as it is.

        Without a `client` it is nobody that the queue would count among its clients.
        """
        self._meet(client, now)
        known = self.requests.get(request.id)
        if known is None:
            self._keep(request, now, forefront=forefront)
        return _registration(request, known)

    def add_all(
        self, requests: Sequence[Request], client: Client, now: Timestamp, *, forefront: bool = False
    ) -> list[Registration]:
        """Add a batch, one after the other.

        Raises:
            ApiError: 400: two of them are the same one, or they are too many; none is added then.
        """
        check_batch(requests)
        seen: set[str] = set()
        for request in requests:
            if request.id in seen:
                raise errors.duplicate_requests(request.unique_key)
            seen.add(request.id)
        return [self.add(request, client, now, forefront=forefront) for request in requests]

    def update(self, request: Request, client: Client, now: Timestamp, *, forefront: bool = False) -> Registration:
        """Put the request in the place of the one with its id, or add it. Its lock ends.

        Unless it is handled it goes to the end of the line, or to the front: that is how clients give a request back.
        """
        self._meet(client, now)
        known = self.requests.get(request.id)
        self._unlock(request.id)
        self._keep(request, now, forefront=forefront)
        return _registration(request, known)

    def delete(self, id_: str, client: Client, now: Timestamp) -> Request | None:
        """Forget the request; one that is not there is no error."""
        self._meet(client, now)
        request = self.requests.pop(id_, None)
        if request is not None:
            self._unlock(id_)
            self._line.pop(id_, None)
            self._count(request, -1)
            self.stats.delete_count += 1
            self.write(now)
        return request

    def get(self, id_: str, now: Timestamp) -> Request:
        """The request.

        Raises:
            ApiError: 404 `record-not-found`.
        """
        self._expire(now)
        request = self._find(id_)
        self.read(now)
        self.stats.read_count += 1
        return request

    def head(self, client: Client, now: Timestamp, *, limit: int) -> list[Request]:
        """Up to `limit` requests that would be handed out next."""
        self._meet(client, now)
        self.read(now)
        found = [self.requests[id_] for id_ in itertools.islice(self._line, limit)]
        self.stats.head_item_read_count += len(found)
        return found

    def lock_head(self, client: Client, now: Timestamp, *, seconds: float, limit: int) -> list[Request]:
        """Hand out up to `limit` requests: nobody else gets them for so many seconds."""
        self._meet(client, now)
        until = now + timedelta(seconds=seconds)
        taken = [self._line.popitem(last=False)[0] for _ in range(min(limit, len(self._line)))]
        for id_ in taken:
            self._lock(id_, Lock(client, until))
        self.stats.head_item_read_count += len(taken)
        self.stats.write_count += len(taken)
        if taken:
            self.write(now)
        return [self.requests[id_] for id_ in taken]

    def prolong_lock(
        self, id_: str, client: Client, now: Timestamp, *, seconds: float, forefront: bool = False
    ) -> Timestamp:
        """Let the client's lock hold for so many seconds from now; `forefront` is where the request goes then.

        Raises:
            ApiError: 404: there is no such request; 400 `request-handled-or-locked`: the client does not hold its lock.
        """
        self._meet(client, now)
        self._require_lock(id_, client)
        until = now + timedelta(seconds=seconds)
        self._lock(id_, Lock(client, until, forefront))
        return until

    def release_lock(self, id_: str, client: Client, now: Timestamp, *, forefront: bool = False) -> None:
        """End the client's lock; the request goes to the end of the line or to the front.

        Raises:
            ApiError: 404: there is no such request; 400 `request-handled-or-locked`: the client does not hold its lock.
        """
        self._meet(client, now)
        self._require_lock(id_, client)
        self._unlock(id_)
        self._line_up(id_, forefront=forefront)

    def unlock_all(self, client: Client, now: Timestamp) -> int:
        """End all locks of the client and of its run, and say how many they were."""
        self._meet(client, now)
        unlocked = [id_ for id_, lock in self.locks.items() if client.is_colleague(lock.client)]
        for id_ in unlocked:
            self._unlock(id_)
            self._line_up(id_, forefront=False)
        return len(unlocked)

    def page(
        self, now: Timestamp, *, after: str | None, limit: int, states: Iterable[str] = ()
    ) -> tuple[list[Request], bool]:
        """Up to `limit` requests, and whether more follow. They come as they were added; the platform's order is not
        public.

        Args:
            after: The id that the page before ended with; its request may have been deleted since.
            states: Only requests in one of these, `locked` or `pending`; all when there are none.

        Raises:
            ApiError: 400: there never was such a request, or no such state.
        """
        self._expire(now)
        self.read(now)
        requests = list(self.requests.values())
        if after is not None:
            if after not in self._numbers:
                raise errors.invalid_value(f'no request with id "{after}" was ever in this queue')
            start = bisect_right(requests, self._numbers[after], key=lambda request: self._numbers[request.id])
            requests = requests[start:]
        checks = [self._check(state) for state in states]
        if checks:
            requests = [request for request in requests if any(check(request.id) for check in checks)]
        self.stats.read_count += len(requests[:limit])
        return requests[:limit], len(requests) > limit

    def _check(self, state: str) -> Callable[[str], bool]:
        checks = {"locked": self.locks.__contains__, "pending": self._line.__contains__}
        if state not in checks:
            raise errors.invalid_value(f'filter "{state}" must be one of {", ".join(checks)}')
        return checks[state]

    def _meet(self, client: Client | None, now: Timestamp) -> None:
        """Begin a call that the platform tells clients apart by."""
        if client is not None:
            self._client_keys.add(client.key)
            self.had_multiple_clients = len(self._client_keys) > 1
        self._expire(now)

    def _expire(self, now: Timestamp) -> None:
        """End the locks whose time is over, in the order in which they ended."""
        for id_ in self._expiries.take_due(now):
            self._line_up(id_, forefront=self.locks.pop(id_).forefront)

    def _keep(self, request: Request, now: Timestamp, *, forefront: bool) -> None:
        known = self.requests.get(request.id)
        if known is not None:
            self._count(known, -1)
        else:
            self._numbers[request.id] = next(self._next_number)
        self.requests[request.id] = request
        self._count(request, 1)
        if request.is_handled:
            self._line.pop(request.id, None)
        else:
            self._line_up(request.id, forefront=forefront)
        self.stats.write_count += 1
        self.write(now)

    def _count(self, request: Request, step: int) -> None:
        self.total_request_count += step
        if request.is_handled:
            self.handled_request_count += step
        else:
            self.pending_request_count += step
        self.stats.storage_bytes += step * len(request.content)

    def _line_up(self, id_: str, *, forefront: bool) -> None:
        self._line[id_] = None
        self._line.move_to_end(id_, last=not forefront)

    def _lock(self, id_: str, lock: Lock) -> None:
        self.locks[id_] = lock
        self._expiries.set(id_, lock.until)

    def _unlock(self, id_: str) -> None:
        if self.locks.pop(id_, None) is not None:
            self._expiries.drop(id_)

    def _find(self, id_: str) -> Request:
        request = self.requests.get(id_)
        if request is None:
            raise errors.record_not_found("Request")
        return request

    def _require_lock(self, id_: str, client: Client) -> None:
        request = self._find(id_)
        lock = self.locks.get(id_)
        if lock is None:
            raise errors.request_handled_or_locked(
                "Request is already handled" if request.is_handled else "Request is not locked"
            )
        if not client.is_colleague(lock.client):
            raise errors.request_handled_or_locked("Request is locked by another client")


def check_batch(requests: Sequence[object]) -> None:
    """Refuse a batch that is too long.

    Raises:
        ApiError: 400 `invalid-value`.
    """
    if len(requests) > MAX_BATCH:
        raise errors.invalid_value(f"a batch has at most {MAX_BATCH} requests, not {len(requests)}")


def _registration(request: Request, known: Request | None) -> Registration:
    return Registration(
        request_id=request.id,
        was_already_present=known is not None,
        was_already_handled=known is not None and known.is_handled,
    )


def fill(
    queue: RequestQueue, requests: Iterable[str | Mapping[str, Any]], now: Timestamp, *, forefront: bool = False
) -> None:
    """Add any number of URLs and requests, in the name of no client; `uniqueKey` is the URL where none is given.

    Raises:
        ApiError: 400: one of them will not do; none is added then.
    """
    given = [{"url": request} if isinstance(request, str) else request for request in requests]
    made = [new_request({"uniqueKey": fields.get("url"), **fields}) for fields in given]
    for request in made:
        queue.add(request, None, now, forefront=forefront)
