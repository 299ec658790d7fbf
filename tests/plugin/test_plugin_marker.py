"""The marker says how the Apify of a test is made."""

import pytest


def test_every_option_of_the_marker_has_its_effect(run):
    result = run(
        """
        from datetime import UTC, datetime

        import pytest


        @pytest.mark.mockapify(
            clock="manual", seed=7, start=datetime(2030, 1, 2, tzinfo=UTC), user="alice", token="alice-token"
        )
        def test_options(mockapify, apify_client):
            assert mockapify.clock.mode == "manual"
            assert mockapify.clock.now() == datetime(2030, 1, 2, tzinfo=UTC)
            assert mockapify.token == "alice-token"
            assert apify_client.user().get().username == "alice"


        def test_defaults(mockapify, apify_client):
            assert mockapify.clock.mode == "auto"
            assert apify_client.user().get().username == "tester"
        """
    )

    result.assert_outcomes(passed=2)


def test_a_seed_makes_the_same_ids_in_each_test(run):
    result = run(
        """
        import pytest

        seen = []


        @pytest.mark.mockapify(seed=7)
        @pytest.mark.parametrize("time", ["first", "second"])
        def test_seeded(mockapify, time):
            seen.append((mockapify.token, mockapify.dataset("prices").id))


        def test_seen():
            assert len(seen) == 2
            assert len(set(seen)) == 1
        """
    )

    result.assert_outcomes(passed=3)


def test_nearer_markers_win_and_the_rest_adds_up(run):
    result = run(
        """
        import pytest

        pytestmark = pytest.mark.mockapify(clock="manual", user="module", token="module-token")


        @pytest.mark.mockapify(user="class")
        class TestNear:
            @pytest.mark.mockapify(token="own-token")
            def test_it(self, mockapify, apify_client):
                assert apify_client.user().get().username == "class"
                assert mockapify.token == "own-token"
                assert mockapify.clock.mode == "manual"
        """
    )

    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        pytest.param(
            'clok="manual"',
            "*the marker mockapify takes allow, clock, fast_retries, general_access, intercept, load, seed, start, "
            "strict, token, user by keyword, not clok*",
            id="an unknown name",
        ),
        pytest.param(
            '"manual"',
            "*the marker mockapify takes allow, clock, fast_retries, general_access, intercept, load, seed, start, "
            "strict, token, user by keyword, not 'manual'*",
            id="by position",
        ),
        pytest.param('clock="fast"', "*clock mode 'fast' is unknown; choose one of auto, manual, real*", id="a clock"),
        pytest.param('user="a!"', "*username 'a!' will not do: use 3 to 30 characters*", id="a user name"),
    ],
)
def test_wrong_arguments_are_an_error_of_that_test_only(run, marker, said):
    result = run(
        f"""
        import pytest


        @pytest.mark.mockapify({marker})
        def test_wrong(mockapify):
            pass


        def test_right(mockapify):
            pass
        """
    )

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines([said])
    result.stdout.no_fnmatch_line("*held.py*")


def test_a_start_without_a_time_zone_says_what_would_do(run):
    result = run(
        """
        from datetime import datetime

        import pytest


        @pytest.mark.mockapify(start=datetime(2030, 1, 2))
        def test_wrong(mockapify):
            pass
        """
    )

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*time zone*"])


def test_the_marker_is_declared(run):
    result = run("def test_nothing(): pass", "--markers")

    result.stdout.fnmatch_lines(
        ["@pytest.mark.mockapify(clock='auto', seed=None, load=(), start=None, *", "@pytest.mark.mockapify_matrix(*"]
    )
