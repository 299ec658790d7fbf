"""mock_apify outside pytest's fixtures: as a block, on functions, on unittest's classes."""

import asyncio
import inspect
import traceback
import unittest
from functools import partial

import pytest
from apify_client import ApifyClient, ApifyClientAsync
from apify_client.errors import ServerError
from cases import each_case

from mockapify import Failed, MockApify, mock_apify
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


ASKED = "GET /v2/users/me (tester) -> 200"


def failing():
    username()
    raise LookupError("no cats")


async def failing_async():
    failing()


class Failing(unittest.TestCase):
    __test__ = False  # for pytest

    def test_it(self):
        failing()


class FailingAtFirst(unittest.TestCase):
    __test__ = False  # for pytest

    def setUp(self):
        failing()

    def test_it(self):
        """It is never come to."""


class FailingInAPart(unittest.TestCase):
    __test__ = False  # for pytest

    def test_it(self):
        with self.subTest():
            failing()


class FailingAtLast(unittest.IsolatedAsyncioTestCase):
    __test__ = False  # for pytest

    async def asyncTearDown(self):
        failing()

    async def test_it(self):
        """All is well until it is over."""


class FailingByWhatIsLeft(unittest.TestCase):
    __test__ = False  # for pytest

    def test_it(self):
        username()
        self.mockapify.actor("me/scraper", Failed("never"))


def told_by_unittest(case):
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    ((_, told),) = result.errors + result.failures
    return told


def told_by(function):
    with pytest.raises((LookupError, AssertionError)) as caught:
        function()
    return "".join(traceback.format_exception(caught.value))


def block():
    with mock_apify():
        failing()


def block_of_what_is_left():
    with mock_apify() as mock:
        username()
        mock.actor("me/scraper", Failed("never"))


@each_case(
    "failed",
    [
        pytest.param(lambda: told_by(block), id="a block"),
        pytest.param(lambda: told_by(block_of_what_is_left), id="a block that leaves something behind"),
        pytest.param(lambda: told_by(mock_apify(failing)), id="a function"),
        pytest.param(lambda: told_by(lambda: asyncio.run(mock_apify(failing_async)())), id="a coroutine function"),
        *(
            pytest.param(partial(told_by_unittest, mock_apify(case)), id=case.__name__)
            for case in (Failing, FailingAtFirst, FailingInAPart, FailingAtLast, FailingByWhatIsLeft)
        ),
    ],
)
def test_what_fails_tells_once_what_happened(failed):
    told = failed()
    assert told.count("clock auto, ") == 1
    assert told.count(ASKED) == 1


def test_what_was_left_behind_is_told_once():
    def story():
        with mock_apify() as mock:
            scraper = mock.actor("me/scraper")
            scraper.when(input={"query": "cats"}).behaves(Failed("boom"))

            @mock.actor("me/other")
            def other(run):
                raise LookupError("no cats")

            for name, given in ("me/scraper", {"query": "dogs"}), ("me/other", None):
                ApifyClient().actor(name).call(run_input=given, logger=None)

    told = told_by(story)
    for once in ("was never used", "input.query: expected 'cats'", "LookupError: no cats", "SUCCEEDED, Actor finished"):
        assert told.count(once) == 1


def test_what_fails_tells_nothing_when_nothing_happened_and_nothing_of_other_mocks(mockapify):
    def story():
        with mock_apify():
            raise LookupError("no cats")

    username()
    with pytest.raises(LookupError) as caught:
        story()
    assert not hasattr(caught.value, "__notes__")
    assert ASKED in mockapify.report


@each_case("leave", [pytest.skip, pytest.xfail, unittest.TestCase().skipTest])
def test_a_test_that_is_not_meant_to_pass_is_told_nothing(leave):
    def story():
        with mock_apify():
            username()
            leave("no cats")

    kinds = (pytest.skip.Exception, pytest.xfail.Exception, unittest.SkipTest)
    with pytest.raises(kinds, match="no cats") as left:
        story()
    assert not hasattr(left.value, "__notes__")
