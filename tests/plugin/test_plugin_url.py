"""With `--mockapify-url` the tests use a mockapify in another process."""

import pytest

from mockapify import MockServer


@pytest.fixture(scope="module")
def elsewhere():
    """A server as good as one in another process: the tests know nothing but its URL."""
    with MockServer() as server, server.open(user="somebody-else", token="busy"):
        yield server


@pytest.fixture
def run_against(run, elsewhere):
    return lambda source, *arguments: run(source, f"--mockapify-url={elsewhere.url}", *arguments)


def test_tests_are_written_as_ever(run_against, elsewhere, pytester):
    folder = pytester.mkdir("seeds")
    (folder / "items.json").write_text('[{"n": 7}]')
    (folder / "shop.toml").write_text('[[actors]]\nname = "acme/shop"\nitems = "items.json"\n')
    result = run_against(
        f"""
        import time
        from datetime import UTC, datetime

        import pytest
        import requests
        from apify_client import ApifyClient
        from mockapify import ErrorType, Failed, PushItems, Rejected, Sleep, Succeeded


        def test_an_actor(mockapify, apify_client):
            assert mockapify.url == {elsewhere.url!r}
            shop = mockapify.actor("me/shop", items=[{{"n": 1}}, {{"n": 2}}])
            shop.when(input={{"query": "dogs"}}).behaves(Failed("no dogs"))
            actor = ApifyClient().actor("tester/shop")
            run = actor.call(run_input={{"query": "cats"}}, logger=None)
            assert actor.call(run_input={{"query": "dogs"}}, logger=None).status == "FAILED"
            assert apify_client.dataset(run.default_dataset_id).list_items().items == [{{"n": 1}}, {{"n": 2}}]
            assert [one.status for one in shop.runs] == ["SUCCEEDED", "FAILED"]
            assert shop.runs[1].status_message == "no dogs"
            assert mockapify.runs[0].items == [{{"n": 1}}, {{"n": 2}}]
            mockapify.calls.of("runs.start").filter(json={{"query": "dogs"}}).assert_called_once_with(status=201)


        def test_outcomes(mockapify, apify_client):
            steps = Succeeded(steps=[PushItems({{"page": 1}}), Sleep(60)], output={{"pages": 1}}, charges={{"page": 1}})
            shop = mockapify.actor("me/shop", steps, Rejected(ErrorType.ACTOR_IS_NOT_RENTED), run_timeout=100)
            run = apify_client.actor("tester/shop").call(logger=None)
            assert run.options.timeout_secs == 100
            assert run.stats.run_time_secs >= 60
            assert apify_client.run(run.id).key_value_store().get_record("OUTPUT")["value"] == {{"pages": 1}}
            with pytest.raises(Exception, match="rented|rent"):
                apify_client.actor("tester/shop").start()


        def test_faults_cost_no_time(mockapify, apify_client):
            orders = mockapify.dataset("orders", items=[{{"n": 1}}])
            with mockapify.faults.add(ErrorType.RATE_LIMIT_EXCEEDED, times=3) as fault:
                apify_client.dataset(orders.id).push_items([{{"n": 2}}])
                assert fault.fired == 3
            assert orders.items == [{{"n": 1}}, {{"n": 2}}]
            assert mockapify.clock.jumped > 1


        @pytest.mark.mockapify(clock="manual", start=datetime(2030, 1, 2, tzinfo=UTC), seed=7, user="alice")
        def test_the_clock(mockapify, apify_client):
            mockapify.actor("me/shop", Succeeded(duration=60))
            run = apify_client.run(apify_client.actor("alice/shop").start().id)
            mockapify.clock.shift(seconds=30)
            assert run.get().status == "RUNNING"
            mockapify.clock.run_until_idle()
            assert run.get().status == "SUCCEEDED"
            mockapify.clock.move_to(datetime(2031, 1, 2, tzinfo=UTC))
            assert mockapify.clock.now() == datetime(2031, 1, 2, tzinfo=UTC)


        @pytest.mark.mockapify(load="seeds/shop.toml", user="acme")
        def test_files(mockapify):
            url = "https://api.apify.com/v2/acts/acme~shop/run-sync-get-dataset-items"
            answer = requests.post(url, headers={{"Authorization": f"Bearer {{mockapify.token}}"}})
            assert answer.json() == [{{"n": 7}}]


        @pytest.mark.parametrize("n", [1, 2])
        def test_alone(mockapify, n):
            assert len(mockapify.calls) == 0


        def test_shared(module_mockapify, make_mockapify):
            assert module_mockapify.token != make_mockapify().token


        @pytest.mark.mockapify_matrix("resilience", skip=["502 always", "reset always", "slow body", "TIMED-OUT"])
        def test_matrix(mockapify, mockapify_failure):
            mockapify.actor("me/shop", items=[{{"n": 1}}, {{"n": 2}}])
            try:
                run = ApifyClient().actor("tester/shop").call(logger=None)
                done = len(ApifyClient().dataset(run.default_dataset_id).list_items().items)
            except Exception:
                done = None
            expected = {{"FAILED": 1, "ABORTED": 1, "empty dataset": 0, "402": None, "403": None, "404": None}}
            assert done == expected.get(mockapify_failure, 2)
        """
    )

    result.assert_outcomes(passed=8 + 11)
    result.stdout.fnmatch_lines(["  429 twice       passed *"])
    assert len(elsewhere.worlds) == 1


def test_a_token_of_the_environment_that_is_somebody_elses_there_stays_theirs(run_against, monkeypatch):
    monkeypatch.setenv("APIFY_TOKEN", "busy")
    result = run_against(
        """
        from apify_client import ApifyClient


        def test_it(mockapify):
            assert ApifyClient().user().get().username == "tester"
            assert ApifyClient("busy").user().get().username == "somebody-else"
        """
    )

    result.assert_outcomes(passed=1)


def test_it_is_as_strict_and_its_story_is_told(run_against):
    result = run_against(
        """
        import requests
        from apify_client import ApifyClient
        from mockapify import Failed
        import pytest


        @pytest.fixture
        def scene(mockapify):
            mockapify.actor("me/scene", Failed("may go unused"))


        def test_unused(mockapify, scene):
            mockapify.actor("me/shop", Failed("never used"))


        def test_swallows(mockapify, scene):
            try:
                requests.get("https://console.apify.com/")
            except RuntimeError:
                pass


        def test_fails(mockapify):
            ApifyClient().user("nobody").get()
            assert not mockapify.calls
        """
    )

    result.assert_outcomes(passed=2, failed=1, errors=2)
    result.stdout.fnmatch_lines_random(
        [
            "what tester/shop does was never used: Failed(status_message='never used')",
            "*console.apify.com*",
            "+* GET /v2/users/nobody (tester) -> 404 record-not-found",
        ]
    )
    result.stdout.no_fnmatch_line("*me/scene*")


def test_what_needs_a_mock_in_this_process_says_so(run_against):
    result = run_against(
        """
        from mockapify.state.behaviours import Program
        from mockapify import Succeeded


        def test_webhooks(mockapify):
            mockapify.webhooks.capture()


        def test_a_function(mockapify):
            mockapify.actor("me/shop", Program(print))


        def test_a_word_of_mocks(mockapify):
            mockapify.actor("me/shop").side_effect = [1]


        def test_bytes(mockapify):
            mockapify.actor("me/shop", Succeeded(output=b"%PDF"))
        """
    )

    result.assert_outcomes(failed=4)
    result.stdout.fnmatch_lines(
        [
            "*a mock in another process (--mockapify-url) has no 'webhooks': it has actor, *",
            "*a mock in another process cannot do Program(*",
            "*a RemoteActor does not let 'side_effect' be set; say what its runs do: .behaves(...)",
            "*a mock in another process takes texts and JSON as records, not b'%PDF'",
        ]
    )


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "nonsense"])
def test_where_nobody_answers_the_test_says_so_in_a_sentence(run, url):
    result = run("def test_it(mockapify): pass", f"--mockapify-url={url}")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"no mockapify answers at {url} (*); start one: mockapify serve"])
    result.stdout.no_fnmatch_line("*held.py*")
