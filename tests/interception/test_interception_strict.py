"""Outside pytest's fixtures, too, what is left behind fails the test that left it."""

import asyncio
import unittest

import pytest
from apify_client import ApifyClient
from apify_client.errors import ServerError
from cases import each_case

from mockapify import Failed, Succeeded, mock_apify
from mockapify.state.users import User

ITEMS = [{"n": 1}]
UNUSED = r"what tester/scraper does was never used: Succeeded\(items=\[\{'n': 1\}\]\)"


def leave_behind(mockapify):
    mockapify.actor("me/scraper", items=ITEMS)


def told(case):
    """What unittest tells of the tests: the texts of failures and of errors, by the name of the test."""
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    return tuple(
        {test.id().rpartition(".")[2]: text for test, text in found} for found in (result.failures, result.errors)
    )


def test_a_block_that_leaves_something_behind_fails_and_names_its_own_switches():
    with pytest.raises(AssertionError, match=UNUSED) as failed, mock_apify() as mock:
        leave_behind(mock)

    lines = str(failed.value).splitlines()
    assert lines[1] == "To allow it: mock_apify(allow='unused')."
    assert lines[-1] == "mock_apify(strict=False) allows all of it."


def test_each_call_of_a_function_is_looked_at():
    @mock_apify
    def story(mockapify, number):
        if number:
            leave_behind(mockapify)
        return number

    assert story(number=0) == 0
    with pytest.raises(AssertionError, match=UNUSED):
        story(number=1)


def test_each_call_of_a_coroutine_function_is_looked_at():
    @mock_apify
    async def story(mockapify):
        leave_behind(mockapify)

    with pytest.raises(AssertionError, match=UNUSED):
        asyncio.run(story())


@each_case("options", [{"strict": False}, {"allow": "unused"}, {"allow": ["unused", "bugs"]}])
def test_what_is_allowed_may_be_left_behind(options):
    with mock_apify(**options) as mock:
        leave_behind(mock)

    mock_apify(**options)(leave_behind)()


@each_case("options", [{"allow": "unsued"}, {"allow": ["unsued"], "strict": False}])
def test_an_unknown_name_is_refused_at_once(options):
    with pytest.raises(ValueError, match=r"there is no check 'unsued' to allow; did you mean 'unused'\?"):
        mock_apify(**options)


def test_what_raises_by_itself_is_not_told_what_it_leaves_behind():
    @mock_apify
    def story(mockapify):
        leave_behind(mockapify)
        raise LookupError("no cats")

    with pytest.raises(LookupError, match="no cats"):
        story()


@pytest.fixture
def buggy(monkeypatch):
    """Makes a call that meets a bug of mockapify, which the caller does not mind."""

    def meet(_=None):
        monkeypatch.setattr(User, "profile", property(lambda self: 1 / 0), raising=False)
        with pytest.raises(ServerError):
            ApifyClient(max_retries=0).user().get()

    return meet


@pytest.mark.outside_document(reason="500 is mockapify's own, and here it is provoked")
def test_a_bug_counts_even_when_the_block_raised_by_itself(buggy):
    @mock_apify
    def story():
        buggy()
        raise LookupError("no cats")

    with pytest.raises(ExceptionGroup, match=r"bugs of its own; .* mock_apify\(allow='bugs'\)") as raised:
        story()

    assert isinstance(raised.value.__context__, LookupError)


@pytest.mark.outside_document(reason="500 is mockapify's own, and here it is provoked")
@pytest.mark.parametrize("options", [{"strict": False}, {"allow": "bugs"}], ids=str)
def test_a_bug_can_be_allowed(buggy, options):
    with mock_apify(**options):
        buggy()


def test_a_test_of_a_testcase_fails_itself():
    @mock_apify
    class Prices(unittest.TestCase):
        def test_bad(self):
            leave_behind(self.mockapify)

        def test_good(self):
            leave_behind(self.mockapify)
            ApifyClient().actor("tester/scraper").call(logger=None)

        def test_raises(self):
            leave_behind(self.mockapify)
            raise LookupError("no cats")

        def test_skips(self):
            leave_behind(self.mockapify)
            self.skipTest("not today")

        @unittest.skip("never")
        def test_is_skipped(self):
            raise AssertionError

        @unittest.expectedFailure
        def test_is_known_to_fail(self):
            leave_behind(self.mockapify)
            raise AssertionError("known")

        def test_fails_in_a_part(self):
            leave_behind(self.mockapify)
            with self.subTest("a part"):
                raise LookupError("no dogs")

    failures, errors = told(Prices)
    assert list(failures) == ["test_bad"]
    assert "AssertionError: what tester/scraper does was never used" in failures["test_bad"]
    assert {name: text.splitlines()[-1] for name, text in errors.items()} == {
        "test_raises": "LookupError: no cats",
        "test_fails_in_a_part [a part]": "LookupError: no dogs",
    }


def test_what_setup_declares_may_go_unused_but_not_what_the_test_adds():
    @mock_apify
    class Prices(unittest.TestCase):
        def setUp(self):
            self.scraper = self.mockapify.actor("me/scraper", items=ITEMS)

        def test_good(self):
            pass

        def test_bad(self):
            self.scraper.behaves(Failed("never"))

    failures, errors = told(Prices)
    assert (list(failures), errors) == (["test_bad"], {})


def test_a_teardown_may_still_use_it():
    @mock_apify
    class Prices(unittest.TestCase):
        def tearDown(self):
            ApifyClient().actor("tester/scraper").call(logger=None)

        def test_good(self):
            self.addCleanup(ApifyClient().actor("tester/scraper").call, logger=None)
            self.mockapify.actor("me/scraper", Failed("boom"), Succeeded())

    assert told(Prices) == ({}, {})


def test_an_asynchronous_test_of_a_testcase_fails_itself():
    @mock_apify
    class Prices(unittest.IsolatedAsyncioTestCase):
        async def asyncSetUp(self):
            self.scraper = self.mockapify.actor("me/scraper", items=ITEMS)

        async def test_good(self):
            await asyncio.sleep(0)

        async def test_bad(self):
            self.scraper.behaves(Failed("never"))

    failures, errors = told(Prices)
    assert (list(failures), errors) == (["test_bad"], {})


@pytest.mark.outside_document(reason="500 is mockapify's own, and here it is provoked")
def test_a_bug_is_an_error_of_the_test_that_met_it(buggy):
    @mock_apify(allow="unused")
    class Prices(unittest.TestCase):
        def test_bad(self):
            buggy()

    failures, errors = told(Prices)
    assert (failures, list(errors)) == ({}, ["test_bad"])
    assert "bugs of its own" in errors["test_bad"]


def test_a_test_can_be_run_again():
    @mock_apify
    class Prices(unittest.TestCase):
        def test_it(self):
            leave_behind(self.mockapify)

    test, result = Prices("test_it"), unittest.TestResult()
    test.run(result)
    test.run(result)

    assert (result.testsRun, len(result.failures), result.errors) == (2, 2, [])
    assert test.test_it.__func__ is Prices.test_it


def test_a_testcase_that_allows_it():
    @mock_apify(strict=False)
    class Prices(unittest.TestCase):
        def test_it(self):
            leave_behind(self.mockapify)

    assert told(Prices) == ({}, {})
