"""mock_apify outside pytest's fixtures: as a block, on functions, on unittest's classes."""

import asyncio
import inspect
import unittest

import pytest
from apify_client import ApifyClient, ApifyClientAsync
from apify_client.errors import ServerError

from mockapify import MockApify, mock_apify
from mockapify.state.users import User


def username():
    return ApifyClient().user().get().username


def outcome(case):
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    assert [text for _, text in result.errors + result.failures] == []
    return result.testsRun


def test_a_block_has_a_mock():
    with mock_apify(user="alice", clock="manual") as mock:
        assert isinstance(mock, MockApify)
        assert mock.clock.mode == "manual"
        assert username() == "alice"

    assert ApifyClient().token is None


def test_each_call_of_a_function_has_its_own():
    @mock_apify
    def prices():
        assert username() == "tester"
        client = ApifyClient()
        client.datasets().get_or_create(name="prices")
        return client.datasets().list(unnamed=True).total

    assert [prices(), prices()] == [1, 1]


def test_a_parameter_gets_the_mock_and_is_no_fixture():
    @mock_apify(user="alice")
    def story(first, /, *, mockapify, second=2):
        mockapify.dataset("prices")
        return first, second, username()

    assert story(1) == (1, 2, "alice")
    assert list(inspect.signature(story).parameters) == ["first", "second"]
    assert story.__name__ == "story"


def test_a_coroutine_function_stays_one():
    @mock_apify(user="alice")
    async def ask(mockapify):
        assert mockapify.token == ApifyClientAsync().token
        return (await ApifyClientAsync().user().get()).username

    assert inspect.iscoroutinefunction(ask)
    assert asyncio.run(ask()) == "alice"


def test_every_test_of_a_testcase_has_its_own_from_setup_on():
    @mock_apify(user="alice")
    class Prices(unittest.TestCase):
        def setUp(self):
            assert self.mockapify.runs == []
            self.mockapify.actor("me/scraper")

        def test_one(self):
            assert username() == "alice"
            ApifyClient().actor("me/scraper").call(logger=None)

        def test_two(self):
            self.test_one()

    assert outcome(Prices) == 2


def test_asynchronous_tests_of_a_testcase_have_it_too():
    @mock_apify
    class Prices(unittest.IsolatedAsyncioTestCase):
        async def asyncSetUp(self):
            self.user = await ApifyClientAsync().user().get()

        async def test_it(self):
            assert self.user.username == "tester"

        @mock_apify(user="inner")
        async def test_a_single_one(self, mockapify):
            assert mockapify is not self.mockapify
            assert username() == "inner"

    assert outcome(Prices) == 2


def test_switches_are_taken(monkeypatch):
    monkeypatch.setenv("APIFY_TOKEN", "mine")
    with mock_apify(intercept=False, fast_retries=False):
        assert ApifyClient().token is None


def test_other_classes_and_generators_are_told_what_would_do():
    class Plain:
        pass

    def generator():
        yield

    with pytest.raises(TypeError, match=r"unittest\.TestCase classes, not .*Plain; for pytest use its fixture"):
        mock_apify(Plain)
    with pytest.raises(TypeError, match=r"cannot decorate the generator .*; use `with mock_apify\(\):` in it"):
        mock_apify(generator)


@pytest.mark.outside_document(reason="500 is mockapify's own, and here it is provoked")
def test_a_bug_of_mockapify_is_raised_at_the_end(monkeypatch):
    def story():
        with mock_apify():
            monkeypatch.setattr(User, "profile", property(lambda self: 1 / 0), raising=False)
            with pytest.raises(ServerError):
                ApifyClient(max_retries=0).user().get()

    with pytest.raises(ExceptionGroup, match="bugs of its own"):
        story()


def test_an_error_in_the_block_is_not_hidden():
    with pytest.raises(LookupError, match="no cats"), mock_apify():
        raise LookupError("no cats")
