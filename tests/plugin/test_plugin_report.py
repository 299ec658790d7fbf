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
            "clock auto, which flows as real time does*",
            "+* POST /v2/datasets?name=prices (tester) -> 201",
            "+* GET /v2/datasets/unknown (tester) -> 404 record-not-found",
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


def test_the_report_is_a_timeline_that_says_what_was_virtual(run):
    result = run(
        """
        import pytest
        from mockapify import Failed


        @pytest.mark.mockapify(clock="manual")
        def test_fails(mockapify, apify_client):
            mockapify.actor("me/scraper", Failed("boom", duration=60))
            mockapify.faults.add(status=503, times=1, operation="datasets.*")
            apify_client.actor("tester/scraper").start()
            apify_client.actor("tester/scrapper").get()
            mockapify.clock.shift(seconds=90)
            apify_client.datasets().get_or_create(name="prices")
            assert False
        """
    )

    result.stdout.fnmatch_lines(
        [
            "clock manual, which stands still until the test moves it: 90.000 s passed since *, 90.000 s of them *",
            "+0.000 POST /v2/actors/tester~scraper/runs (tester) -> 201",
            "+0.000 run * of tester/scraper: CREATED, RUNNING",
            "+0.000 GET /v2/actors/tester~scrapper (tester) -> 404 record-not-found",
            "    there is no Actor 'tester/scrapper': did you mean 'tester/scraper'?",
            "+0.000 time jumps by 60.000 s",
            "+60.000 run * of tester/scraper: FAILED, boom",
            "+60.000 time jumps by 30.000 s",
            "+90.000 POST /v2/datasets?name=prices (tester) -> 503",
            "    fault: 503 (1 of 1)",
            "+90.000 POST /v2/datasets?name=prices (tester) -> 201",
        ],
        consecutive=True,
    )


def test_the_report_shows_a_condition_that_nearly_held(run):
    result = run(
        """
        from mockapify import Succeeded


        def test_fails(mockapify, apify_client):
            scraper = mockapify.actor("me/scraper")
            scraper.when(input={"query": "cats"}).behaves(Succeeded(items=[{"n": 1}]))
            apify_client.actor("tester/scraper").call(run_input={"qurey": "cats"}, logger=None)
            assert scraper.runs[0].items == [{"n": 1}]
        """
    )

    result.stdout.fnmatch_lines(
        [
            "what tester/scraper does when(input={'query': 'cats'}) was never used: *",
            "  run no. 1",
            "      input.query: expected 'cats', but it is missing; did you mean 'qurey'?",
        ]
    )


def test_a_long_story_shows_its_end(run):
    result = run(
        """
        def test_fails(mockapify, apify_client):
            for number in range(90):
                apify_client.dataset(f"no-{number}").get()
            assert False
        """
    )

    result.stdout.fnmatch_lines(["... 10 lines before these; mockapify.calls has all calls", "*/no-10 *", "*/no-89 *"])
    result.stdout.no_fnmatch_line("*/no-9 *")


def test_items_that_differ_are_told_field_by_field(run):
    result = run(
        """
        def test_fails(mockapify):
            prices = mockapify.dataset("prices", items=[{"n": 1, "title": "A"}, {"n": 2}, {"n": 3}])
            assert prices.items == [{"n": 1, "title": "B", "price": 5}, {"n": 3}]


        def test_other_lists_are_pytests_affair(mockapify):
            assert [1] == [2]
        """
    )

    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        [
            "E*the items of the dataset are not as expected (3 of them)",
            "E*items: expected 2 elements, got 3",
            "E*items[[]0[]].title: expected 'B', got 'A'",
            "E*items[[]0[]].price: expected 5, but it is missing",
            "E*items[[]1[]]: not expected, got {'n': 2}",
            "E*At index 0 diff: 1 != 2",
        ]
    )


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
    result.stdout.fnmatch_lines(["*- mockapify -*", "+* POST /v2/datasets?name=prices (tester) -> 201"])


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
    result.stdout.fnmatch_lines(
        ["*mockapify answered 500 because of bugs of its own; please report them. To allow it: *allow='bugs')*"]
    )
