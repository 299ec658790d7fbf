from contextlib import nullcontext
from datetime import timedelta

import pytest
from cases import each_case
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from queue_model import SECONDS_A_CLIENT_MAY_ASK_FOR, QueueModel

from mockapify import wire
from mockapify.clock import Timestamp
from mockapify.errors import ApiError
from mockapify.state import storages
from mockapify.state.queued_requests import Client, changed_request, id_of, new_request
from mockapify.state.request_queues import RequestQueue, fill

A, B = Client("a"), Client("b")
NOW = Timestamp.at(1_800_000_000)
LATER = NOW + timedelta(seconds=10)


@pytest.fixture
def queue(world, user):
    made, _ = storages.get_or_create(world, RequestQueue, user, "to-do")
    return made


def fields(key, **more):
    return {"uniqueKey": key, "url": f"http://example.com/{key}"} | more


def add(queue, keys, client=A, **options):
    return [queue.add(new_request(fields(key)), client, NOW, **options) for key in keys]


def put(queue, key, client=A, now=NOW, *, forefront=False, **more):
    return queue.update(changed_request(fields(key, **more)), client, now, forefront=forefront)


def lock(queue, limit, client=A, now=NOW, seconds=10):
    return "".join(request.unique_key for request in queue.lock_head(client, now, seconds=seconds, limit=limit))


def head(queue, client=A, now=NOW):
    return "".join(request.unique_key for request in queue.head(client, now, limit=100))


def flags(registration):
    return registration.was_already_present, registration.was_already_handled


def counts(queue):
    return queue.total_request_count, queue.handled_request_count, queue.pending_request_count


HANDLED = {"handledAt": "2026-01-31T12:00:00Z"}


def test_requests_are_handed_out_as_they_were_added(queue):
    add(queue, "abc")

    assert head(queue) == "abc"
    assert lock(queue, 2) == "ab"
    assert head(queue) == "c"


def test_what_is_added_to_the_front_stacks(queue):
    add(queue, "abc")
    add(queue, "xy", forefront=True)

    assert head(queue) == "yxabc"


def test_a_known_request_stays_as_and_where_it_is(queue):
    first, again, handled = *add(queue, "aa"), put(queue, "a", **HANDLED)
    add(queue, "b")
    queue.add(new_request(fields("b", method="POST")), A, NOW, forefront=True)

    assert [flags(one) for one in (first, again, handled)] == [(False, False), (True, False), (True, False)]
    assert flags(*add(queue, "a")) == (True, True)
    assert queue.requests[id_of("b")].method == "GET"
    assert counts(queue) == (2, 1, 1)


def test_a_batch_with_the_same_request_twice_adds_nothing(queue):
    with pytest.raises(ApiError, match='more than one request with uniqueKey "a"') as caught:
        queue.add_all([new_request(fields(key)) for key in "aba"], A, NOW)

    assert (caught.value.status, caught.value.type) == (400, "request-queue-duplicate-requests")
    assert counts(queue) == (0, 0, 0)


def test_a_batch_has_at_most_25_requests(queue):
    requests = [new_request(fields(f"{number}")) for number in range(26)]

    with pytest.raises(ApiError, match="a batch has at most 25 requests, not 26"):
        queue.add_all(requests, A, NOW)
    assert len(queue.add_all(requests[:25], A, NOW)) == 25


def test_a_request_may_be_added_as_handled(queue):
    registration = queue.add(new_request(fields("a", **HANDLED)), A, NOW)

    assert flags(registration) == (False, False)
    assert (head(queue), counts(queue)) == ("", (1, 1, 0))


def test_counters_move_with_each_change(queue):
    seen = [counts(queue)]
    add(queue, "ab")
    for change in (
        lambda: put(queue, "a", **HANDLED),
        lambda: put(queue, "a", **HANDLED),
        lambda: put(queue, "a"),
        lambda: put(queue, "c"),
        lambda: put(queue, "d", **HANDLED),
        lambda: queue.delete(id_of("d"), A, NOW),
        lambda: queue.delete(id_of("a"), A, NOW),
        lambda: queue.delete(id_of("a"), A, NOW),
    ):
        change()
        seen.append(counts(queue))

    assert seen == [(0, 0, 0), (2, 1, 1), (2, 1, 1), (2, 0, 2), (3, 0, 3), (4, 1, 3), (3, 0, 3), (2, 0, 2), (2, 0, 2)]


def test_a_crawl_of_five_writes_ten_times_without_locks_and_fifteen_times_with_them(queue):
    add(queue, "abcde")
    head(queue)
    for key in "abcde":
        put(queue, key, **HANDLED)
    assert queue.stats.write_count == 10

    add(queue, "vwxyz")
    lock(queue, 5)
    for key in "vwxyz":
        put(queue, key, **HANDLED)
    assert queue.stats.write_count == 25


def test_stats_count_what_was_read_deleted_and_stored(queue):
    add(queue, "abc")
    length = sum(len(request.content) for request in queue.requests.values())
    assert queue.stats.storage_bytes == length

    queue.page(NOW, after=None, limit=2)
    queue.get(id_of("a"), NOW)
    head(queue)
    lock(queue, 1)
    gone = queue.delete(id_of("c"), A, NOW)
    queue.delete(id_of("c"), A, NOW)

    assert (queue.stats.read_count, queue.stats.head_item_read_count, queue.stats.delete_count) == (3, 4, 1)
    assert queue.stats.storage_bytes == length - len(gone.content)


def test_a_missing_request_is_told(queue):
    with pytest.raises(ApiError, match="404 record-not-found: Request was not found"):
        queue.get("missing", NOW)
    assert queue.stats.read_count == 0


def test_an_update_without_handled_at_gives_the_request_back(queue):
    add(queue, "abc")
    lock(queue, 2)

    put(queue, "a")
    put(queue, "b", forefront=True)

    assert (head(queue), queue.locks) == ("bca", {})
    put(queue, "c", forefront=True, userData={"n": 1})
    assert head(queue) == "cba"
    assert wire.decode(queue.requests[id_of("c")].content)["userData"] == {"n": 1}


def test_a_handled_request_leaves_the_head_and_its_lock_ends(queue):
    add(queue, "ab")
    lock(queue, 1)

    assert flags(put(queue, "a", **HANDLED)) == (True, False)
    put(queue, "b", **HANDLED)

    assert (head(queue, now=LATER), queue.locks) == ("", {})
    assert flags(put(queue, "a")) == (True, True)
    assert head(queue) == "a"


def test_a_lock_ends_when_its_time_is_over(queue):
    add(queue, "ab")
    lock(queue, 1)

    assert head(queue, now=LATER - timedelta(milliseconds=1)) == "b"
    assert head(queue, now=LATER) == "ba"
    assert queue.locks == {}


def test_locks_end_in_their_order_also_when_nobody_looks(queue):
    add(queue, "abcd")
    lock(queue, 1, seconds=3)
    lock(queue, 1, seconds=1)
    queue.prolong_lock(id_of("b"), A, NOW, seconds=2)
    lock(queue, 1, seconds=1)
    queue.prolong_lock(id_of("c"), A, NOW, seconds=1, forefront=True)

    assert head(queue, now=LATER) == "cdba"


def test_a_prolonged_lock_holds_from_now(queue):
    add(queue, "ab")
    lock(queue, 1)
    almost = LATER - timedelta(seconds=1)

    assert queue.prolong_lock(id_of("a"), A, almost, seconds=10) == almost + timedelta(seconds=10)
    assert head(queue, now=LATER) == "b"
    assert head(queue, now=almost + timedelta(seconds=10)) == "ba"


@each_case(("forefront", "order"), [(True, "abc"), (False, "bca")])
def test_a_released_request_goes_to_the_front_or_to_the_end(queue, forefront, order):
    add(queue, "abc")
    lock(queue, 1)

    queue.release_lock(id_of("a"), A, NOW, forefront=forefront)

    assert head(queue) == order


@pytest.mark.parametrize("verb", ["prolong", "release"])
def test_only_who_holds_a_lock_may_prolong_or_release_it(queue, verb):
    def use(key, client, now=NOW):
        if verb == "prolong":
            queue.prolong_lock(id_of(key), client, now, seconds=1)
        else:
            queue.release_lock(id_of(key), client, now)

    add(queue, "abc")
    put(queue, "c", **HANDLED)
    lock(queue, 1, Client("a", "run-1"))

    for key, client, now, message in [
        ("a", B, NOW, "locked by another client"),
        ("a", Client(), NOW, "locked by another client"),
        ("a", Client("b", "run-2"), NOW, "locked by another client"),
        ("b", A, NOW, "not locked"),
        ("c", A, NOW, "already handled"),
    ]:
        with pytest.raises(ApiError, match=f"400 request-handled-or-locked: Request is {message}"):
            use(key, client, now)
    with pytest.raises(ApiError, match="404 record-not-found"):
        use("missing", A)
    use("a", Client("b", "run-1"))
    with pytest.raises(ApiError, match="not locked"):
        use("a", A, LATER)


def test_unlocking_ends_the_locks_of_the_key_and_of_the_run(queue):
    add(queue, "abcd")
    for client in (Client("x", "run-1"), Client("y", "run-1"), Client("x"), Client("z")):
        lock(queue, 1, client)

    assert queue.unlock_all(Client("nobody"), NOW) == 0
    assert queue.unlock_all(Client("x", "run-1"), NOW) == 3
    assert head(queue) == "abc"
    assert [queue.requests[id_].unique_key for id_ in queue.locks] == ["d"]


@pytest.mark.parametrize(
    "visit",
    [
        lambda queue: head(queue, B),
        lambda queue: lock(queue, 1, B),
        lambda queue: add(queue, "a", B),
        lambda queue: put(queue, "a", B),
        lambda queue: queue.delete("missing", B, NOW),
        lambda queue: queue.unlock_all(B, NOW),
        lambda queue: head(queue, Client()),
    ],
)
def test_a_second_client_key_is_noticed_and_remembered(queue, visit):
    add(queue, "ab")
    head(queue)
    assert not queue.had_multiple_clients

    visit(queue)
    head(queue)

    assert queue.had_multiple_clients


def test_calls_without_a_key_are_one_client(queue):
    for _ in range(3):
        add(queue, "a", Client())
    assert not queue.had_multiple_clients


def test_looking_at_requests_makes_nobody_a_client(queue):
    add(queue, "a")
    queue.page(NOW, after=None, limit=5)
    queue.get(id_of("a"), NOW)
    fill(queue, ["http://example.com"], NOW)

    assert not queue.had_multiple_clients


def test_pages_follow_each_other_in_the_order_of_adding(queue):
    add(queue, "abc")
    add(queue, "d", forefront=True)
    put(queue, "b", forefront=True)
    keys, after, more = "", None, True
    while more:
        found, more = queue.page(NOW, after=after, limit=3)
        keys += "".join(request.unique_key for request in found)
        after = found[-1].id

    assert keys == "abcd"


def test_a_list_goes_on_after_a_request_that_is_gone(queue):
    add(queue, "abcd")
    queue.delete(id_of("b"), A, NOW)
    queue.delete(id_of("a"), A, NOW)
    add(queue, "a")

    found, more = queue.page(NOW, after=id_of("b"), limit=2)

    assert ([request.unique_key for request in found], more) == (["c", "d"], True)
    with pytest.raises(ApiError, match=r'400 invalid-value: .* "never" was ever in this queue'):
        queue.page(NOW, after="never", limit=2)


def test_a_list_can_be_of_some_states(queue):
    add(queue, "abcd")
    put(queue, "c", **HANDLED)
    lock(queue, 2)

    for states, keys in (
        ((), "abcd"),
        (["locked"], "ab"),
        (["pending"], "d"),
        (["locked", "pending"], "abd"),
    ):
        found, more = queue.page(NOW, after=None, limit=9, states=states)
        assert ("".join(request.unique_key for request in found), more) == (keys, False), states


def test_another_state_is_refused(queue):
    with pytest.raises(ApiError, match='filter "handled" must be one of locked, pending'):
        queue.page(NOW, after=None, limit=9, states=["handled"])


def test_dates_tell_who_looked_and_who_wrote(queue):
    add(queue, "a")
    head(queue, now=LATER)
    assert (queue.modified_at, queue.accessed_at) == (NOW, LATER)
    put(queue, "a", now=LATER)
    assert queue.modified_at == LATER


def test_a_queue_is_filled_with_urls_and_requests(queue):
    fill(queue, ["http://a", {"url": "http://b", "uniqueKey": "b", "label": "LIST"}, {"url": "http://a"}], NOW)

    assert [wire.decode(request.content).get("label") for request in queue.requests.values()] == [None, "LIST"]
    assert [request.unique_key for request in queue.requests.values()] == ["http://a", "b"]
    with pytest.raises(ApiError, match="required field `uniqueKey`"):
        fill(queue, ["http://c", {"label": "no URL"}], NOW)
    assert queue.total_request_count == 2


KEYS = st.sampled_from("pqrstuvwxyz")
CLIENTS = st.sampled_from([None, "a", "b"])
LIMITS = st.integers(1, 4)
SECONDS = st.sampled_from(SECONDS_A_CLIENT_MAY_ASK_FOR)


class QueueMachine(RuleBasedStateMachine):
    """Several clients do whatever they like to a queue, and a model says what they should see."""

    def __init__(self):
        super().__init__()
        self.queue = RequestQueue(
            id="q",
            name=None,
            user_id="u",
            username="janedoe",
            created_at=NOW,
            modified_at=NOW,
            accessed_at=NOW,
            console_url="",
        )
        self.model = QueueModel()

    @property
    def now(self):
        return NOW + timedelta(seconds=self.model.now)

    @rule(seconds=st.sampled_from([0.5, 1, 4, 30]))
    def pass_time(self, seconds):
        self.model.pass_time(seconds)

    @rule(key=KEYS, client=CLIENTS, forefront=st.booleans())
    def add(self, key, client, forefront):
        added = self.queue.add(new_request(fields(key)), Client(client), self.now, forefront=forefront)
        assert flags(added) == self.model.add(key, client, forefront)

    @rule(keys=st.lists(KEYS, unique=True), client=CLIENTS, forefront=st.booleans())
    def add_all(self, keys, client, forefront):
        requests = [new_request(fields(key)) for key in keys]
        added = self.queue.add_all(requests, Client(client), self.now, forefront=forefront)
        assert [flags(one) for one in added] == [self.model.add(key, client, forefront) for key in keys]

    @rule(key=KEYS, client=CLIENTS, forefront=st.booleans(), handled=st.booleans())
    def update(self, key, client, forefront, handled):
        more = HANDLED if handled else {}
        known = put(self.queue, key, Client(client), self.now, forefront=forefront, **more)
        assert flags(known) == self.model.update(key, client, forefront, handled)

    @rule(key=KEYS, client=CLIENTS)
    def delete(self, key, client):
        self.queue.delete(id_of(key), Client(client), self.now)
        self.model.delete(key, client)

    @rule(client=CLIENTS, limit=LIMITS)
    def head(self, client, limit):
        found = self.queue.head(Client(client), self.now, limit=limit)
        assert [request.unique_key for request in found] == self.model.head(client, limit)

    @rule(client=CLIENTS, limit=LIMITS, seconds=SECONDS)
    def lock_head(self, client, limit, seconds):
        found = self.queue.lock_head(Client(client), self.now, limit=limit, seconds=seconds)
        assert [request.unique_key for request in found] == self.model.lock_head(client, limit, seconds)

    @rule(key=KEYS, client=CLIENTS, forefront=st.booleans(), seconds=SECONDS)
    def prolong(self, key, client, forefront, seconds):
        may = self.model.prolong(key, client, seconds, forefront)
        with nullcontext() if may else pytest.raises(ApiError):
            self.queue.prolong_lock(id_of(key), Client(client), self.now, seconds=seconds, forefront=forefront)

    @rule(key=KEYS, client=CLIENTS, forefront=st.booleans())
    def release(self, key, client, forefront):
        may = self.model.release(key, client, forefront)
        with nullcontext() if may else pytest.raises(ApiError):
            self.queue.release_lock(id_of(key), Client(client), self.now, forefront=forefront)

    @rule(client=CLIENTS)
    def unlock(self, client):
        assert self.queue.unlock_all(Client(client), self.now) == self.model.unlock(client)

    @invariant()
    def lists_and_counters_agree(self):
        model = self.model
        found, _ = self.queue.page(self.now, after=None, limit=99)
        locked, _ = self.queue.page(self.now, after=None, limit=99, states=["locked"])
        pending, _ = self.queue.page(self.now, after=None, limit=99, states=["pending"])
        assert [request.unique_key for request in found] == model.known
        assert {request.unique_key for request in locked} == set(model.locks)
        assert {request.unique_key for request in pending} == set(model.line)
        handled = len(model.handled)
        assert counts(self.queue) == (len(model.known), handled, len(model.known) - handled)
        assert self.queue.had_multiple_clients == (len(model.clients) > 1)
        assert (self.queue.stats.write_count, self.queue.stats.delete_count) == (model.writes, model.deletes)
        assert self.queue.stats.storage_bytes == sum(len(request.content) for request in found)


QueueMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestAQueueThatSeveralClientsUse = QueueMachine.TestCase
