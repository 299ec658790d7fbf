from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockapify.clock import Clock
from mockapify.errors import ApiError
from mockapify.state import rate_limits
from mockapify.state.rate_limits import RateLimits


@pytest.fixture
def clock():
    return Clock("manual")


@pytest.fixture
def limits(clock):
    return RateLimits(clock)


def passes(limits, *, times=1, limit=1000, caller="alice", resource="orders"):
    """How many of so many requests pass."""
    passed = 0
    for _ in range(times):
        with suppress(ApiError):
            limits.count(caller, resource, limit)
            passed += 1
    return passed


def test_a_caller_is_limited_over_all_it_asks_for(limits, clock, monkeypatch):
    monkeypatch.setattr(rate_limits, "PER_MINUTE", 5)
    assert sum(passes(limits, resource=str(n)) for n in range(7)) == 5
    with pytest.raises(ApiError) as caught:
        limits.count("alice", "another", 60)
    assert (caught.value.status, caught.value.type) == (429, "rate-limit-exceeded")
    assert caught.value.message == "You have exceeded the rate limit of 5 requests per minute"
    assert passes(limits, caller="bob") == 1
    clock.advance_to(clock.time() + 60)
    assert passes(limits) == 1


def test_the_limit_over_all_is_the_platforms():
    assert rate_limits.PER_MINUTE == 250_000


def test_what_is_over_is_forgotten(limits, clock, monkeypatch):
    monkeypatch.setattr(rate_limits, "FORGET_ABOVE", 10)
    for n in range(100):
        clock.advance_to(clock.time() + 2)
        passes(limits, resource=str(n))
    assert len(limits._windows) <= 12


@settings(max_examples=25)
@given(st.lists(st.floats(0, 3), max_size=40), st.integers(1, 5))
def test_of_each_second_that_begins_with_a_request_the_first_so_many_pass(pauses, limit):
    clock = Clock("manual")
    limits = RateLimits(clock)
    begin, seen = 0.0, 0
    for pause in pauses:
        clock.advance_to(clock.time() + pause)
        if clock.time() >= begin + 1:
            begin, seen = clock.time(), 0
        seen += 1
        assert passes(limits, limit=limit) == (seen <= limit)
