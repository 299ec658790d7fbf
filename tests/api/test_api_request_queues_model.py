"""A request queue that several clients use through all its addresses, beside a model of a few lines."""

import itertools

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from queue_model import SECONDS_A_CLIENT_MAY_ASK_FOR, QueueModel

from mockapify.state.queued_requests import id_of

KEYS = st.sampled_from("stuvwxyz")
CLIENTS = st.sampled_from([None, "a", "b"])
LIMITS = st.integers(1, 4)
SECONDS = st.sampled_from(SECONDS_A_CLIENT_MAY_ASK_FOR)


def request(key, *, handled=False):
    fields = {"uniqueKey": key, "url": f"http://example.com/{key}", "handledAt": None}
    return fields | {"handledAt": "2026-01-31T12:00:00.000Z"} if handled else fields


def flags(answer):
    return answer["wasAlreadyPresent"], answer["wasAlreadyHandled"]


def keys(answer):
    return [item["uniqueKey"] for item in answer["items"]]


class QueueMachine(RuleBasedStateMachine):
    """What the model says, each client must be told, whichever address it uses."""

    def __init__(self, ask, clock, number):
        super().__init__()
        self.ask = ask
        self.clock = clock
        self.model = QueueModel()
        run = ask("POST", "/v2/actors/~crawler/runs").data
        ask("PUT", f"/v2/request-queues/{run['defaultRequestQueueId']}", {"name": f"queue-{number}"})
        self.addresses = itertools.cycle(
            [
                f"/v2/request-queues/{run['defaultRequestQueueId']}",
                f"/v2/request-queues/~queue-{number}",
                f"/v2/actor-runs/{run['id']}/request-queue",
                "/v2/actors/~crawler/runs/last/request-queue",
            ]
        )

    def call(self, method, path, body=None, **query):
        given = "&".join(f"{name}={value}" for name, value in query.items() if value is not None)
        return self.ask(method, f"{next(self.addresses)}{path}?{given}", body)

    @rule(seconds=st.sampled_from([1, 4, 30]))
    def pass_time(self, seconds):
        self.model.pass_time(seconds)
        self.clock.shift(seconds=seconds)

    @rule(key=KEYS, client=CLIENTS, forefront=st.sampled_from([0, 1]))
    def add(self, key, client, forefront):
        answer = self.call("POST", "/requests", request(key), clientKey=client, forefront=forefront)
        assert flags(answer.data) == self.model.add(key, client, forefront)

    @rule(batch=st.lists(KEYS, unique=True, min_size=1), client=CLIENTS, forefront=st.sampled_from([0, 1]))
    def add_batch(self, batch, client, forefront):
        answer = self.call("POST", "/requests/batch", [*map(request, batch)], clientKey=client, forefront=forefront)
        added = [flags(one) for one in answer.data["processedRequests"]]
        assert added == [self.model.add(key, client, forefront) for key in batch]

    @rule(key=KEYS, client=CLIENTS, forefront=st.sampled_from([0, 1]), handled=st.booleans())
    def update(self, key, client, forefront, handled):
        body = request(key, handled=handled)
        answer = self.call("PUT", f"/requests/{id_of(key)}", body, clientKey=client, forefront=forefront)
        assert flags(answer.data) == self.model.update(key, client, forefront, handled)

    @rule(batch=st.lists(KEYS, min_size=1, max_size=3), client=CLIENTS)
    def delete(self, batch, client):
        self.call("DELETE", "/requests/batch", [{"uniqueKey": key} for key in batch], clientKey=client)
        for key in batch:
            self.model.delete(key, client)

    @rule(client=CLIENTS, limit=LIMITS)
    def head(self, client, limit):
        answer = self.call("GET", "/head", clientKey=client, limit=limit)
        assert keys(answer.data) == self.model.head(client, limit)

    @rule(client=CLIENTS, limit=LIMITS, seconds=SECONDS)
    def lock_head(self, client, limit, seconds):
        answer = self.call("POST", "/head/lock", clientKey=client, limit=limit, lockSecs=seconds)
        assert keys(answer.data) == self.model.lock_head(client, limit, seconds)
        assert answer.data["queueHasLockedRequests"] == bool(self.model.locks)

    @rule(key=KEYS, client=CLIENTS, forefront=st.sampled_from([0, 1]), seconds=SECONDS)
    def prolong(self, key, client, forefront, seconds):
        path = f"/requests/{id_of(key)}/lock"
        answer = self.call("PUT", path, clientKey=client, forefront=forefront, lockSecs=seconds)
        assert (answer.status == 200) == self.model.prolong(key, client, seconds, forefront)

    @rule(key=KEYS, client=CLIENTS, forefront=st.sampled_from([0, 1]))
    def release(self, key, client, forefront):
        answer = self.call("DELETE", f"/requests/{id_of(key)}/lock", clientKey=client, forefront=forefront)
        assert (answer.status == 204) == self.model.release(key, client, forefront)

    @rule(client=CLIENTS)
    def unlock(self, client):
        answer = self.call("POST", "/requests/unlock", clientKey=client)
        assert answer.data["unlockedCount"] == self.model.unlock(client)

    @invariant()
    def lists_and_counters_agree(self):
        listed = self.call("GET", "/requests").data["items"]
        queue = self.call("GET", "").data
        assert [one["uniqueKey"] for one in listed] == self.model.known
        assert {one["uniqueKey"] for one in listed if "lockExpiresAt" in one} == set(self.model.locks)
        assert queue["pendingRequestCount"] == len(self.model.known) - len(self.model.handled)
        assert queue["hadMultipleClients"] == (len(self.model.clients) > 1)
        assert queue["stats"]["writeCount"] == self.model.writes


@pytest.mark.mockapify(clock="manual", seed=7)
def test_several_clients_see_what_the_model_says(mockapify, ask):
    mockapify.actor("tester/crawler")
    numbers = itertools.count(1)

    run_state_machine_as_test(
        lambda: QueueMachine(ask, mockapify.clock, next(numbers)),
        settings=settings(max_examples=12, stateful_step_count=20, deadline=None),
    )
