"""Mocks that several tests share, and further ones of one test."""


def test_a_shared_apify_keeps_what_the_tests_before_left(run):
    result = run(
        """
        import pytest

        seen = []


        @pytest.fixture(scope="module")
        def shop(module_mockapify):
            return module_mockapify.actor("me/shop", items=[{"n": 1}])


        @pytest.mark.parametrize("scope", ["session", "module", "class"])
        class TestShared:
            @pytest.mark.parametrize("time", [1, 2])
            def test_it(self, scope, time, session_mockapify, module_mockapify, class_mockapify):
                mock = {"session": session_mockapify, "module": module_mockapify, "class": class_mockapify}[scope]
                mock.dataset("kept", items=[{"time": time}])
                assert [item["time"] for item in mock.dataset("kept").items] == [*range(1, time + 1)]
                seen.append(mock.token)


        def test_the_code_under_test_reaches_the_innermost(shop, module_mockapify, mockapify):
            from apify_client import ApifyClient

            assert len({module_mockapify.token, mockapify.token, *seen}) == 4
            assert ApifyClient().user().get().id
            assert (len(mockapify.calls), len(module_mockapify.calls)) == (1, 0)


        def test_without_a_nearer_one_it_reaches_the_shared_one(shop, module_mockapify):
            from apify_client import ApifyClient

            assert ApifyClient().actor("tester/shop").call(logger=None).status == "SUCCEEDED"
            assert len(shop.runs) == 1
        """,
    )

    result.assert_outcomes(passed=8)


def test_each_test_is_answerable_for_its_own_part_of_a_shared_apify(run):
    result = run(
        """
        import pytest
        from apify_client import ApifyClient
        from mockapify import Failed

        pytestmark = pytest.mark.mockapify(user="modest")


        @pytest.fixture(scope="module", autouse=True)
        def scene(module_mockapify):
            module_mockapify.actor("me/scene", Failed("never used, and that may be"))
            return module_mockapify


        def test_has_an_actor_that_raises(scene):
            @scene.actor("me/broken")
            def broken(run):
                raise RuntimeError("oops")

            ApifyClient().actor("modest/broken").call(logger=None)


        def test_comes_after_it(scene):
            assert scene.clock.mode == "auto"


        def test_uses_nothing_of_its_own(scene):
            scene.actor("me/extra", Failed("boom"))


        def test_comes_last(scene):
            ApifyClient().user().get()


        def test_fails(scene):
            ApifyClient().user("nobody-else").get()
            assert 1 == 2
        """,
        "-rA",
    )

    result.assert_outcomes(passed=4, failed=1, errors=2)
    result.stdout.fnmatch_lines_random(
        [
            "*ERROR at teardown of test_has_an_actor_that_raises*",
            "the function of run * failed:",
            "what modest/extra does was never used: Failed(status_message='boom')",
            "*- module_mockapify -*",
        ]
    )
    story = result.stdout.str().partition("= FAILURES =")[2]
    assert "GET /v2/users/nobody-else" in story
    assert "me~broken" not in story


def test_a_test_makes_further_ones(run, pytester):
    result = run(
        """
        import pytest
        from apify_client import ApifyClient


        @pytest.mark.mockapify(clock="manual")
        def test_two(mockapify, make_mockapify, apify_client):
            staging = make_mockapify(user="staging")
            assert (staging.clock.mode, mockapify.clock.mode) == ("manual", "manual")
            assert ApifyClient().user().get().username == "staging"
            assert apify_client.user().get().username == "tester"
            staging.dataset("orders", items=[{"n": 1}])
            assert mockapify.dataset("orders").items == []


        def test_strict(make_mockapify):
            made = make_mockapify(token="a"), make_mockapify(token="b", allow="unused"), make_mockapify(strict=False)
            for mock in made:
                mock.actor("me/unused", items=[{"n": mock.token}])


        def test_wrong(make_mockapify):
            make_mockapify(clok="manual")


        def test_fails(make_mockapify):
            make_mockapify()
            assert ApifyClient().user("nobody").get()
        """
    )

    result.assert_outcomes(passed=2, failed=2, errors=1)
    result.stdout.fnmatch_lines_random(
        [
            "what tester/unused does was never used: Succeeded(items=[[]{'n': 'a'}[]])",
            "*make_mockapify() takes *load*user by keyword, not clok",
            "*- mockapify made by the test -*",
        ]
    )
    result.stdout.no_fnmatch_line("*{'n': 'b'}*")
    result.stdout.no_fnmatch_line("During handling of*")


def test_files_say_what_a_mock_begins_with(run, pytester):
    folder = pytester.mkdir("seeds")
    (folder / "users.toml").write_text('clock = "manual"\nseed = 7\n[[users]]\nname = "alice"\n')
    (folder / "actors.toml").write_text('[[actors]]\nname = "alice/shop"\nitems = [{ n = 1 }]\n')
    (folder / "wrong.toml").write_text('[[actors]]\nnam = "alice/shop"\n')
    pytester.makeini("[pytest]\nmockapify_load = seeds/users.toml")

    result = run(
        """
        import pytest


        @pytest.mark.mockapify(load="seeds/actors.toml")
        def test_near(mockapify, apify_client):
            assert mockapify.clock.mode == "manual"
            assert apify_client.user().get().username == "alice"
            assert [actor.name for actor in mockapify.actors] == ["alice/shop"]


        @pytest.mark.mockapify(clock="auto", user="bob")
        def test_far(mockapify, apify_client):
            assert mockapify.clock.mode == "auto"
            assert apify_client.user().get().username == "bob"
            assert mockapify.actors == []


        @pytest.mark.mockapify(load="seeds/wrong.toml")
        def test_wrong(mockapify):
            pass


        @pytest.mark.mockapify(load=["missing.toml"])
        def test_missing(mockapify):
            pass
        """
    )

    result.assert_outcomes(passed=2, errors=2)
    result.stdout.fnmatch_lines(["*wrong.toml, line 2: actors*.nam: there is no such key; did you mean 'name'[?]"])
    result.stdout.fnmatch_lines(["*missing.toml: there is no such file"])
