"""The fixture takes over the code under test, unless it is told not to."""

import pytest

CODE = """
import os

from apify_client import ApifyClient

early = ApifyClient("early-token")


def prices():
    client = ApifyClient(os.environ["APIFY_TOKEN"])
    run = client.actor("janedoe/scraper").call()
    return client.dataset(run.default_dataset_id).list_items().items
"""


def test_code_under_test_needs_no_change(run, pytester):
    pytester.makepyfile(code_under_test=CODE)
    result = run(
        """
        import os

        import code_under_test
        import pytest


        def test_prices(mockapify):
            mockapify.actor("janedoe/scraper", items=[{"price": 1}], duration=3600)
            assert code_under_test.prices() == [{"price": 1}]


        @pytest.mark.mockapify(token="early-token")
        def test_a_client_that_was_made_at_import_time(mockapify):
            assert code_under_test.early.user().get().username == "tester"


        def test_restored():
            assert "APIFY_API_BASE_URL" not in os.environ
        """
    )

    result.assert_outcomes(passed=3)


SWITCHES = """
    import time
    from datetime import timedelta

    import apify_client.http_clients._base as base
    import pytest
    from apify_client import ApifyClient


    def switches(mockapify):
        return ApifyClient().token == mockapify.token, base.time is not time
"""


@pytest.mark.parametrize(
    ("ini", "arguments", "marker", "expected"),
    [
        ("", [], "", (True, True)),
        ("mockapify_intercept = false", [], "", (False, True)),
        ("mockapify_fast_retries = false", [], "", (True, False)),
        ("", ["--mockapify-intercept=no", "--mockapify-fast-retries=no"], "", (False, False)),
        ("mockapify_intercept = false", ["--mockapify-intercept=yes"], "", (True, True)),
        (
            "mockapify_intercept = false",
            ["--mockapify-fast-retries=yes"],
            "intercept=True, fast_retries=False",
            (True, False),
        ),
    ],
    ids=["default", "ini intercept", "ini fast_retries", "command line", "command line over ini", "marker over all"],
)
def test_the_switches(run, pytester, ini, arguments, marker, expected):
    pytester.makeini(f"[pytest]\n{ini}\n")
    result = run(
        f"""{SWITCHES}

    @pytest.mark.mockapify({marker})
    def test_it(mockapify):
        assert switches(mockapify) == {expected}


    def test_restored():
        assert base.time is time
        assert ApifyClient().token is None
        """,
        *arguments,
    )

    result.assert_outcomes(passed=2)


def test_clients_of_the_fixtures_do_not_wait_for_their_retries(run):
    result = run(
        """
        import pytest
        from apify_client.errors import RateLimitError


        @pytest.mark.mockapify(clock="manual")
        def test_limits(mockapify, apify_client, monkeypatch):
            monkeypatch.setattr("time.sleep", lambda seconds: pytest.fail(f"slept {seconds}"))
            mockapify.settings.rate_limits = True
            with pytest.raises(RateLimitError):
                for _ in range(61):
                    apify_client.datasets().list()
            assert [entry.status for entry in mockapify.calls] == [200] * 60 + [429] * 5
        """
    )

    result.assert_outcomes(passed=1)


def test_the_command_line_tells_of_the_switches(run):
    result = run("def test_nothing(): pass", "--help")

    result.stdout.fnmatch_lines(
        ["*--mockapify-intercept={yes,no}*", "*--mockapify-fast-retries={yes,no}*", "*mockapify_intercept (bool):*"]
    )


def test_mock_apify_takes_over_inside_a_test_of_the_fixture(run):
    result = run(
        """
        import unittest

        from apify_client import ApifyClient

        from mockapify import mock_apify


        @mock_apify(user="inner")
        def test_decorated(mockapify):
            assert ApifyClient().user().get().username == "inner"


        @mock_apify(user="unit")
        class TestUnit(unittest.TestCase):
            def test_it(self):
                assert ApifyClient().user().get().username == "unit"
                assert self.mockapify.token == ApifyClient().token


        def test_both(mockapify):
            with mock_apify(user="inner"):
                assert ApifyClient().user().get().username == "inner"
            assert ApifyClient().user().get().username == "tester"
        """
    )

    result.assert_outcomes(passed=3)
