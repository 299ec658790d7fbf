"""The fixtures work whatever runs the tests: pytest-asyncio, anyio with both backends, in random order, in threads."""


def test_pytest_asyncio_runs_them(run):
    result = run(
        """
        import asyncio

        from apify_client import ApifyClientAsync


        async def test_it(mockapify, apify_client_async):
            mockapify.actor("me/shop", items=[{"n": 1}])
            first, second = await asyncio.gather(
                apify_client_async.actor("tester/shop").call(logger=None),
                ApifyClientAsync().actor("tester/shop").call(logger=None),
            )
            assert {first.status, second.status} == {"SUCCEEDED"}
            assert len(mockapify.runs) == 2
        """,
        "-p",
        "pytest_asyncio.plugin",
        "-o",
        "asyncio_mode=auto",
        "-o",
        "asyncio_default_fixture_loop_scope=function",
    )

    result.assert_outcomes(passed=1)


def test_anyio_runs_them_on_both_backends(run):
    result = run(
        """
        import httpx
        import pytest

        pytestmark = pytest.mark.anyio


        @pytest.fixture(params=["asyncio", "trio"])
        def anyio_backend(request):
            return request.param


        async def test_it(mockapify, anyio_backend):
            mockapify.actor("me/shop", items=[{"n": 1}])
            url = "https://api.apify.com/v2/acts/tester~shop/run-sync-get-dataset-items"
            async with httpx.AsyncClient() as client:
                answer = await client.post(url, headers={"Authorization": f"Bearer {mockapify.token}"})
            assert answer.json() == [{"n": 1}]
        """
    )

    result.assert_outcomes(passed=2)


def test_the_order_of_tests_does_not_matter(run):
    source = """
        import pytest
        from apify_client import ApifyClient


        @pytest.mark.parametrize("n", range(6))
        def test_own(mockapify, n):
            assert ApifyClient().datasets().list().total == 0
            mockapify.dataset("kept")


        @pytest.mark.parametrize("n", range(6))
        def test_shared(module_mockapify, n):
            assert ApifyClient().datasets().get_or_create(name=f"of-{n}").name == f"of-{n}"
        """
    for seed in (1, 2):
        result = run(source, "-p", "pytest_randomly", "-p", "no:xdist", f"--randomly-seed={seed}")
        result.assert_outcomes(passed=12)


def test_threads_of_a_test_reach_its_mock(run):
    result = run(
        """
        from concurrent.futures import ThreadPoolExecutor

        from apify_client import ApifyClient


        def test_it(mockapify):
            def fetch(number):
                client = ApifyClient()
                client.dataset(client.datasets().get_or_create(name=f"of-{number % 3}").id).push_items([{"n": number}])

            with ThreadPoolExecutor(4) as pool:
                list(pool.map(fetch, range(12)))
            assert sorted(item["n"] for n in range(3) for item in mockapify.dataset(f"of-{n}").items) == [*range(12)]
        """
    )

    result.assert_outcomes(passed=1)


def test_two_servers_in_one_process_do_not_notice_each_other(run):
    result = run(
        """
        from apify_client import ApifyClient
        from mockapify import MockServer


        def test_it(mockapify, apify_client):
            with MockServer() as server, server.open(user="other") as other, other.intercept():
                assert server.url != mockapify.url
                assert ApifyClient().user().get().username == "other"
                assert apify_client.user().get().username == "tester"
                other.faults.add(status=502)
                assert apify_client.user().get().username == "tester"
            assert ApifyClient().user().get().username == "tester"
        """
    )

    result.assert_outcomes(passed=1)
