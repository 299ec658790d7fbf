"""Request queues, their requests and locks."""

from typing import Any

from mockapify import errors
from mockapify.api.call import NO_CONTENT, Call, Data, JSONText, Reply
from mockapify.api.query import NonNegative, Query
from mockapify.api.queued_requests import (
    cursor_after,
    in_batch,
    in_head,
    read_batch,
    read_cursor,
    read_json,
    read_name,
    shown_request,
)
from mockapify.api.storages import (
    CreateStorage,
    ListStorages,
    UpdateBody,
    answer_created,
    change,
    obtain,
    page,
    shown,
)
from mockapify.state import storages
from mockapify.state.queued_requests import Client, changed_request, check_client_key, id_of, new_request
from mockapify.state.request_queues import RequestQueue

HEAD_LIMIT = 1000
DEFAULT_HEAD_LIMIT = 100
LOCK_LIMIT = 25
PAGE_LIMIT = 10_000
MAX_LOCK_SECS = 1_000_000_000
"""A longer lock is lowered to this. The platform's own limit is not public."""


class ByClient(Query, kw_only=True):
    """Who works on the queue, among those with the same token."""

    client_key: str | None = None


class Placed(ByClient, kw_only=True):
    """Where a request goes: to the end of the queue or to the front."""

    forefront: bool = False


class Head(ByClient, kw_only=True):
    """How many requests to read."""

    limit: NonNegative = 0


class LockHead(Head, kw_only=True):
    """How many requests to hand out, and for how long."""

    lock_secs: NonNegative | None = None


class ProlongLock(Placed, kw_only=True):
    """For how long from now."""

    lock_secs: NonNegative | None = None


class ListRequests(ByClient, kw_only=True):
    """Parameters of a list of requests."""

    limit: NonNegative = 0
    cursor: str | None = None
    exclusive_start_id: str | None = None
    filter: tuple[str, ...] = ()


def list_all(call: Call, *, query: ListStorages) -> Data:
    """The caller's request queues.

    Simplified: `ownership=sharedWithMe` finds nothing.
    """
    return page(call, RequestQueue, query)


def get_or_create(call: Call, *, query: CreateStorage) -> Data:
    """The caller's queue of that name, or a new one."""
    queue, new = obtain(call, RequestQueue, query.name)
    return answer_created(call, queue, new=new)


def get(call: Call, queue: RequestQueue) -> Data:
    """The queue itself."""
    return Data(shown(queue, call))


def update(call: Call, queue: RequestQueue, *, body: UpdateBody) -> Data:
    """Change name, title or general access."""
    return change(call, queue, body)


def delete(call: Call, queue: RequestQueue) -> Reply:
    """Forget the queue and its requests."""
    storages.delete(call.world, queue)
    return NO_CONTENT


def get_head(call: Call, queue: RequestQueue, *, query: Head) -> Data:
    """The requests that would be handed out next."""
    limit = min(int(query.limit) or DEFAULT_HEAD_LIMIT, HEAD_LIMIT)
    requests = queue.head(_client(call, query), call.world.clock.now(), limit=limit)
    return Data({**_of_head(queue, limit), "items": [in_head(request) for request in requests]})


def lock_head(call: Call, queue: RequestQueue, *, query: LockHead) -> Data:
    """Hand out the next requests.

    Simplified: a lock of more than 1,000,000,000 seconds is lowered to that; the platform's limit is not public.
    """
    client = _client(call, query)
    limit = min(int(query.limit) or LOCK_LIMIT, LOCK_LIMIT)
    seconds = _lock_secs(query.lock_secs)
    requests = queue.lock_head(client, call.world.clock.now(), seconds=seconds, limit=limit)
    answer = {
        **_of_head(queue, limit),
        "lockSecs": seconds,
        "queueHasLockedRequests": bool(queue.locks),
        "items": [{**in_head(request), "lockExpiresAt": queue.locks[request.id].until} for request in requests],
    }
    return Data(answer if client.key is None else {**answer, "clientKey": client.key}, status=201)


def list_requests(call: Call, queue: RequestQueue, *, query: ListRequests) -> Data:
    """A page of requests, whatever their state.

    Simplified: requests come in the order in which they were added; the platform's order is not public.
    """
    _client(call, query)
    if query.exclusive_start_id is not None and (query.cursor is not None or query.filter):
        raise errors.parameters_mismatched("exclusiveStartId cannot be used together with cursor or filter")
    limit = min(int(query.limit) or PAGE_LIMIT, PAGE_LIMIT)
    after = query.exclusive_start_id if query.cursor is None else read_cursor(query.cursor)
    requests, more = queue.page(call.world.clock.now(), after=after, limit=limit, states=query.filter)
    given = {"exclusiveStartId": query.exclusive_start_id, "cursor": query.cursor}
    answer: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if more:
        answer["nextCursor"] = cursor_after(requests[-1].id)
    return Data({"items": [shown_request(queue, request) for request in requests], "limit": limit, **answer})


def add_request(call: Call, queue: RequestQueue, *, query: Placed, body: JSONText) -> Data:
    """Add a request, unless it is there already."""
    request = new_request(read_json(body))
    added = queue.add(request, _client(call, query), call.world.clock.now(), forefront=query.forefront)
    return Data(added, status=201)


def add_requests(call: Call, queue: RequestQueue, *, query: Placed, body: JSONText) -> Data:
    """Add up to 25 requests, all or none.

    Simplified: all requests are processed, or the call as a whole fails: `unprocessedRequests` is always empty.
    """
    client = _client(call, query)
    requests = read_batch(body, new_request)
    added = queue.add_all(requests, client, call.world.clock.now(), forefront=query.forefront)
    processed = [in_batch(request, registration) for request, registration in zip(requests, added, strict=True)]
    return Data({"processedRequests": processed, "unprocessedRequests": []}, status=201)


def delete_requests(call: Call, queue: RequestQueue, *, query: ByClient, body: JSONText) -> Data:
    """Delete up to 25 requests; those that are not there count as deleted.

    Simplified: all requests are processed, or the call as a whole fails: `unprocessedRequests` is always empty.
    """
    if not call.content_type:  # Other operations take JSON without it, too.
        raise errors.unsupported_media_type("")
    client = _client(call, query)
    names = read_batch(body, read_name)
    for name in names:
        id_ = id_of(name.unique_key or "") if name.id is None else name.id
        queue.delete(id_, client, call.world.clock.now())
    return Data({"processedRequests": names, "unprocessedRequests": []})


def unlock_requests(call: Call, queue: RequestQueue, *, query: ByClient) -> Data:
    """End all locks of this client, and of the run that it belongs to."""
    return Data({"unlockedCount": queue.unlock_all(_client(call, query), call.world.clock.now())})


def get_request(call: Call, queue: RequestQueue) -> Data:
    """One request."""
    return Data(shown_request(queue, queue.get(call.path["requestId"], call.world.clock.now())))


def update_request(call: Call, queue: RequestQueue, *, query: Placed, body: JSONText) -> Data:
    """Mark a request as handled, give it back, or change it; one that is not there is added."""
    request = changed_request(read_json(body))
    if request.id != call.path["requestId"]:
        raise errors.request_id_invalid()
    return Data(queue.update(request, _client(call, query), call.world.clock.now(), forefront=query.forefront))


def delete_request(call: Call, queue: RequestQueue, *, query: ByClient) -> Reply:
    """Delete a request; one that is not there is no error."""
    queue.delete(call.path["requestId"], _client(call, query), call.world.clock.now())
    return NO_CONTENT


def prolong_lock(call: Call, queue: RequestQueue, *, query: ProlongLock) -> Data:
    """Keep a request for longer.

    Simplified: a lock of more than 1,000,000,000 seconds is lowered to that; the platform's limit is not public.
    """
    until = queue.prolong_lock(
        call.path["requestId"],
        _client(call, query),
        call.world.clock.now(),
        seconds=_lock_secs(query.lock_secs),
        forefront=query.forefront,
    )
    return Data({"lockExpiresAt": until})


def release_lock(call: Call, queue: RequestQueue, *, query: Placed) -> Reply:
    """Give a request back as it is."""
    client = _client(call, query)
    queue.release_lock(call.path["requestId"], client, call.world.clock.now(), forefront=query.forefront)
    return NO_CONTENT


def _client(call: Call, query: ByClient) -> Client:
    return Client(check_client_key(query.client_key), call.run.id if call.run is not None else None)


def _lock_secs(given: float | None) -> int:
    if given is None:
        raise errors.invalid_value('query parameter "lockSecs" is required: how many seconds the lock is to hold')
    if given < 1:
        raise errors.invalid_value(f'query parameter "lockSecs" must be at least 1, not "{given:g}"')
    return min(int(given), MAX_LOCK_SECS)


def _of_head(queue: RequestQueue, limit: int) -> dict[str, Any]:
    return {
        "limit": limit,
        "queueModifiedAt": queue.modified_at,
        "hadMultipleClients": queue.had_multiple_clients,
    }
