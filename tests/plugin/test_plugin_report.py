"""When a test fails, the report says what happened in its Apify."""

import pytest


def test_the_report_of_a_failed_test_lists_its_calls(run):
    result = run(
        """
        def test_fails(mockapify, apify_client):
            apify_client.datasets().get_or_create(name="prices")
            apify_client.dataset("unknown").get()
            assert False
        """
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*- mockapify -*",
            "POST /v2/datasets?name=prices (tester) -> 201",
            "GET /v2/datasets/unknown (tester) -> 404 record-not-found",
        ]
    )


def test_the_report_shows_what_had_no_effect(run):
    result = run(
        """
        from urllib.request import urlopen


        def test_fails(mockapify):
            urlopen(f"{mockapify.url}/v2/datasets?token={mockapify.token}&lmit=3").read()
            assert False
        """
    )

    result.stdout.fnmatch_lines(["*query parameter 'lmit' is unknown here and had no effect"])


def test_the_report_does_not_show_secrets_of_other_tests(run):
    result = run(
        """
        def test_passes(mockapify, apify_client):
            apify_client.datasets().get_or_create(name="of-another-test")


        def test_fails(mockapify, apify_client):
            apify_client.datasets().get_or_create(name="mine")
            assert False
        """
    )

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.no_fnmatch_line("*of-another-test*")


def test_the_traceback_of_actor_code_is_in_the_report(run):
    result = run(
        """
        def test_fails(mockapify, apify_client):
            @mockapify.actor("janedoe/scraper")
            def scraper(run):
                raise LookupError("no cats")

            assert apify_client.actor("janedoe/scraper").call(logger=None).status == "SUCCEEDED"
        """
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["Actor code of run * failed:", "Traceback *", "*LookupError: no cats"])


def test_tests_that_pass_and_tests_without_an_apify_have_no_such_section(run):
    result = run(
        """
        def test_passes(mockapify, apify_client):
            apify_client.datasets().get_or_create()


        def test_fails():
            assert False


        def test_fails_before_any_call(mockapify):
            assert False
        """,
        "-rA",
    )

    result.assert_outcomes(passed=1, failed=2)
    result.stdout.no_fnmatch_line("*- mockapify -*")


def test_a_fixture_that_fails_has_the_section_too(run):
    result = run(
        """
        import pytest


        @pytest.fixture
        def prices(apify_client, mockapify):
            apify_client.datasets().get_or_create(name="prices")
            raise RuntimeError("not my day")


        def test_fails(prices):
            pass
        """
    )

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*- mockapify -*", "POST /v2/datasets?name=prices (tester) -> 201"])


@pytest.mark.outside_document(reason="500 is mockapify's own, and here it is provoked")
def test_a_bug_of_mockapify_fails_the_test_that_met_it(run):
    result = run(
        """
        from urllib.error import HTTPError
        from urllib.request import urlopen

        import pytest

        from mockapify.api import users
        from mockapify.state import users as state


        def test_meets_it(mockapify, monkeypatch):
            monkeypatch.setattr(state.User, "profile", property(lambda self: 1 / 0), raising=False)
            with pytest.raises(HTTPError, match="500"):
                urlopen(f"{mockapify.url}/v2/users/me?token={mockapify.token}")


        def test_does_not(mockapify):
            pass
        """
    )

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*ZeroDivisionError*"])
    result.stdout.fnmatch_lines(["*mockapify answered 500 because of bugs of its own; please report them*"])
