from datetime import UTC, datetime, timedelta

import pytest
from apify_client.errors import ApifyApiError, ForbiddenError, InvalidRequestError

MINUTE = timedelta(minutes=1)
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)

pytestmark = pytest.mark.mockapify(clock="manual", start=NOON)


@pytest.fixture
def queue(client):
    """A client of a queue, as the worker `one`."""
    return client.request_queue(client.request_queues().get_or_create(name="to-do").id, client_key="one")


@pytest.fixture
def other(client, queue):
    """The same as the worker `two`."""
    return client.request_queue("tester/to-do", client_key="two")


def request(key, **more):
    return {"unique_key": key, "url": f"http://example.com/{key}"} | more


def fill(queue, keys):
    return queue.batch_add_requests([request(key) for key in keys])


def keys(listed):
    return "".join(one.unique_key for one in listed)


def test_a_queue_is_made_once_and_found_again(client):
    made = client.request_queues().get_or_create(name="to-do")
    again = client.request_queues().get_or_create(name="to-do")
    unnamed = client.request_queues().get_or_create()

    assert (again.id, again.name, unnamed.name) == (made.id, "to-do", None)
    assert client.request_queue("tester/to-do").get() == made
    assert client.request_queue("unknown").get() is None


def test_queues_are_listed(client, mockapify):
    made = [mockapify.request_queue(name).id for name in ("a", "b", "c")]
    unnamed = mockapify.request_queue().id

    assert [one.id for one in client.request_queues().list().items] == made
    assert [one.id for one in client.request_queues().list(desc=True, limit=1).items] == made[2:]
    assert unnamed in [one.id for one in client.request_queues().list(unnamed=True).items]
    assert [one.id for one in client.request_queues().iterate(chunk_size=2)] == made


def test_an_update_changes_name_and_general_access(queue, client):
    changed = queue.update(name="done", general_access="RESTRICTED")

    assert (changed.name, changed.general_access) == ("done", "RESTRICTED")
    assert client.request_queue("tester/done").get().id == changed.id


def test_a_deleted_queue_is_gone(queue):
    queue.delete()
    queue.delete()

    assert queue.get() is None


def test_a_request_comes_back_with_all_its_fields(queue):
    sent = request("a", method="POST", payload="x=1", user_data={"label": "LIST"}, headers={"a": "b"}, crawlDepth=2)

    added = queue.add_request(sent)
    again = queue.add_request(request("a"))

    assert (added.request_id, added.was_already_present, added.was_already_handled) == ("ypeBEsobvcr6wjG", False, False)
    assert (again.request_id, again.was_already_present) == (added.request_id, True)
    found = queue.get_request(added.request_id)
    assert (found.id, found.unique_key, found.url) == (added.request_id, "a", "http://example.com/a")
    assert (found.method, found.payload, found.headers, found.retry_count) == ("POST", "x=1", {"a": "b"}, 0)
    assert (found.user_data.label, found.crawlDepth) == ("LIST", 2)
    assert queue.get_request("missing") is None


def test_many_requests_are_added_in_batches(queue, client):
    added = fill(queue, [f"{number}" for number in range(60)])

    assert len(added.processed_requests) == 60
    assert added.unprocessed_requests == []
    assert len({one.request_id for one in added.processed_requests}) == 60
    assert queue.get().total_request_count == 60


def test_the_head_is_in_order_and_its_front_stacks(queue):
    fill(queue, "123")
    queue.add_request(request("y"), forefront=True)
    queue.batch_add_requests([request("x")], forefront=True)

    head = queue.list_head(limit=4)

    assert (keys(head.items), head.limit, head.had_multiple_clients) == ("xy12", 4, False)


def test_a_handled_request_leaves_the_queue(queue):
    fill(queue, "ab")
    found = queue.get_request(queue.list_head().items[0].id)
    found.handled_at = NOON

    updated = queue.update_request(found)

    assert (updated.was_already_present, updated.was_already_handled) == (True, False)
    assert keys(queue.list_head().items) == "b"
    data = queue.get()
    assert (data.handled_request_count, data.pending_request_count) == (1, 1)
    assert queue.get_request(found.id).handled_at == NOON


def test_locked_requests_are_kept_from_others_until_the_lock_ends(queue, other, mockapify):
    fill(queue, "abc")

    locked = queue.list_and_lock_head(lock_duration=MINUTE, limit=2)
    rest = other.list_and_lock_head(lock_duration=timedelta(seconds=5), limit=9)

    assert (keys(locked.items), locked.lock_secs, locked.client_key) == ("ab", 60, "one")
    assert {one.lock_expires_at for one in locked.items} == {NOON + MINUTE}
    assert (keys(rest.items), rest.had_multiple_clients, rest.queue_has_locked_requests) == ("c", True, True)
    assert other.list_head().items == []
    mockapify.clock.shift(seconds=5)
    assert keys(queue.list_head().items) == "c"


def test_a_lock_is_prolonged_and_released_by_its_client_only(queue, other, mockapify):
    fill(queue, "ab")
    id_ = queue.list_and_lock_head(lock_duration=MINUTE, limit=1).items[0].id
    mockapify.clock.shift(seconds=30)

    assert queue.prolong_request_lock(id_, lock_duration=MINUTE).lock_expires_at == NOON + timedelta(seconds=90)
    with pytest.raises(InvalidRequestError, match="locked by another client") as refused:
        other.prolong_request_lock(id_, lock_duration=MINUTE)
    assert refused.value.type == "request-handled-or-locked"
    with pytest.raises(InvalidRequestError, match="locked by another client"):
        other.delete_request_lock(id_)
    queue.delete_request_lock(id_, forefront=True)
    assert keys(queue.list_head().items) == "ab"


def test_a_request_is_given_back_by_an_update(queue):
    fill(queue, "abc")
    first, second = queue.list_and_lock_head(lock_duration=MINUTE, limit=2).items

    queue.update_request(queue.get_request(first.id))
    queue.update_request(queue.get_request(second.id), forefront=True)

    assert keys(queue.list_head().items) == "bca"


def test_a_client_unlocks_all_it_locked(queue, other):
    fill(queue, "abc")
    queue.list_and_lock_head(lock_duration=MINUTE, limit=2)
    other.list_and_lock_head(lock_duration=MINUTE, limit=1)

    assert queue.unlock_requests().unlocked_count == 2
    assert queue.unlock_requests().unlocked_count == 0
    assert keys(queue.list_head().items) == "ab"


def test_requests_are_deleted(queue):
    added = fill(queue, "abcd").processed_requests

    queue.delete_request(added[0].request_id)
    queue.delete_request(added[0].request_id)
    result = queue.batch_delete_requests([{"id": added[1].request_id}, {"unique_key": "c"}])

    assert [one.id or one.unique_key for one in result.processed_requests] == [added[1].request_id, "c"]
    assert result.unprocessed_requests == []
    assert keys(queue.list_requests().items) == "d"


def test_requests_are_listed_by_page_and_state(queue):
    fill(queue, "abcde")
    queue.list_and_lock_head(lock_duration=MINUTE, limit=2)

    first = queue.list_requests(limit=2)
    second = queue.list_requests(limit=9, cursor=first.next_cursor)

    assert (keys(first.items), keys(second.items), second.next_cursor) == ("ab", "cde", None)
    assert keys(queue.iterate_requests(chunk_size=2)) == "abcde"
    assert keys(queue.iterate_requests(limit=3, chunk_size=2)) == "abc"
    assert keys(queue.list_requests(filter=["locked"]).items) == "ab"
    assert keys(queue.list_requests(filter=["locked", "pending"]).items) == "abcde"


def test_a_runs_queue_is_the_one_that_the_run_names(client, mockapify):
    mockapify.actor("tester/crawler")
    run = client.actor("tester/crawler").start()

    client.run(run.id).request_queue().add_request(request("a"))
    client.actor("tester/crawler").last_run().request_queue().add_request(request("b"))

    assert keys(client.request_queue(run.default_request_queue_id).list_head().items) == "ab"


def test_a_stranger_is_kept_out(queue, stranger):
    queue.update(general_access="RESTRICTED")

    with pytest.raises(ForbiddenError, match="Insufficient permissions for the request queue"):
        stranger.request_queue(queue.get().id).get()


def test_a_wrong_call_is_refused(queue, client):
    with pytest.raises(ApifyApiError, match="Client key must be a string between 1 and 32"):
        client.request_queue(queue.get().id, client_key="x" * 33).list_head()
    with pytest.raises(ApifyApiError, match="Request ID does not correspond to uniqueKey"):
        queue.update_request(request("a") | {"id": "other"})
