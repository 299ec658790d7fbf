"""The fixtures hand each test an Apify of its own."""


def test_every_fixture_works_in_synchronous_and_asynchronous_tests(run):
    result = run(
        """
        import pytest

        ITEMS = [{"title": "A"}]


        @pytest.fixture
        def anyio_backend():
            return "asyncio"


        def test_synchronous(mockapify, apify_client):
            mockapify.actor("janedoe/scraper", items=ITEMS)
            run = apify_client.actor("janedoe/scraper").call(logger=None)
            assert apify_client.dataset(run.default_dataset_id).list_items().items == ITEMS


        @pytest.mark.anyio
        async def test_asynchronous(mockapify, apify_client_async):
            mockapify.actor("janedoe/scraper", items=ITEMS)
            run = await apify_client_async.actor("janedoe/scraper").call(logger=None)
            assert (await apify_client_async.dataset(run.default_dataset_id).list_items()).items == ITEMS
        """
    )

    result.assert_outcomes(passed=2)


def test_every_test_has_a_fresh_apify_on_the_one_server(run):
    result = run(
        """
        import pytest

        seen = []


        @pytest.mark.parametrize("number", range(3))
        def test_fresh(number, mockapify, mockapify_server):
            assert mockapify.runs == []
            assert len(mockapify.calls) == 0
            mockapify.dataset("prices", items=[{"number": number}])
            assert mockapify.dataset("prices").items == [{"number": number}]
            assert mockapify.url == mockapify_server.url
            seen.append((mockapify.url, mockapify.token))


        def test_seen():
            assert len({url for url, _ in seen}) == 1
            assert len({token for _, token in seen}) == 3
        """
    )

    result.assert_outcomes(passed=4)


def test_fixtures_of_one_test_share_its_apify(run):
    result = run(
        """
        import pytest


        @pytest.fixture
        def prices(apify_client):
            return apify_client.datasets().get_or_create(name="prices")


        def test_shared(prices, mockapify, apify_client_async):
            assert mockapify.dataset("prices").id == prices.id
            assert len(mockapify.calls) == 1
        """
    )

    result.assert_outcomes(passed=1)


def test_an_apify_is_closed_after_its_test(run):
    result = run(
        """
        from urllib.error import HTTPError
        from urllib.request import urlopen

        import pytest

        kept = []


        def test_first(mockapify):
            kept.append(mockapify)
            assert urlopen(f"{mockapify.url}/v2/users/me?token={mockapify.token}").status == 200


        def test_second(mockapify_server):
            [first] = kept
            with pytest.raises(HTTPError, match="401"):
                urlopen(f"{mockapify_server.url}/v2/users/me?token={first.token}")
        """
    )

    result.assert_outcomes(passed=2)


def test_public_urls_of_the_clients_lead_to_the_mock(run):
    result = run(
        """
        import asyncio


        def test_public_urls(mockapify, apify_client, apify_client_async):
            dataset = mockapify.dataset("prices")
            for url in (
                apify_client.dataset(dataset.id).create_items_public_url(),
                asyncio.run(apify_client_async.dataset(dataset.id).create_items_public_url()),
            ):
                assert url.startswith(f"{mockapify.url}/v2/datasets/{dataset.id}/items?signature=")
        """
    )

    result.assert_outcomes(passed=1)


def test_another_apify_is_opened_on_the_server(run):
    result = run(
        """
        def test_two(mockapify, mockapify_server):
            with mockapify_server.open(user="other") as other:
                other.dataset("prices", items=[{"of": "other"}])
                assert mockapify.dataset("prices").items == []
                assert other.url == mockapify.url
        """
    )

    result.assert_outcomes(passed=1)


def test_test_classes_and_unittest_style_fixtures_work(run):
    result = run(
        """
        import unittest

        import pytest


        class TestPlain:
            def test_it(self, mockapify):
                assert mockapify.token


        class TestUnit(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def _mock(self, mockapify):
                self.mock = mockapify

            def test_it(self):
                assert self.mock.token
        """
    )

    result.assert_outcomes(passed=2)


def test_the_fixtures_tell_what_they_are_for(run):
    result = run("def test_nothing(): pass", "--fixtures")

    result.stdout.fnmatch_lines(
        [
            "mockapify_server *",
            "*The server of this test run*",
            "mockapify -- *",
            "*A fresh Apify for this test.*",
            "apify_client -- *",
            "apify_client_async -- *",
        ]
    )


def test_first_uses_import_nothing_that_they_do_not_need(run_apart):
    result = run_apart(
        """
        import json
        import sys
        from urllib.request import urlopen

        HEAVY = {"werkzeug", "starlette.applications", "uvicorn", "jsonschema", "jsonschema_rs", "regress", "cronsim"}


        def test_a_run(mockapify):
            mockapify.actor("me/scraper", items=[{"title": "A"}])
            url = f"{mockapify.url}/v2/acts/tester~scraper/run-sync-get-dataset-items?token={mockapify.token}"
            assert json.load(urlopen(url)) == [{"title": "A"}]
            assert HEAVY & {*sys.modules} == set()
        """
    )
    result.assert_outcomes(passed=1)


def test_fresh_processes_have_one_plugin_that_imports_nothing_unasked_and_workers_of_xdist_a_server_each(
    run_apart, pytester
):
    installed = pytester.mkdir("mockapify-0.0.0.dist-info")
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: mockapify\nVersion: 0.0.0\n")
    (installed / "entry_points.txt").write_text("[pytest11]\nconftest_plugin = conftest_plugin\n")
    (installed / "RECORD").write_text("conftest_plugin.py,,\n")
    pytester.makeconftest(
        """
        import sys


        def pytest_sessionstart(session):
            ours = [name for name in sys.modules if name.partition(".")[0] in ("mockapify", "apify_client")]
            session.config.imported_before = ours
        """
    )
    pytester.makepyfile(
        test_other_worker="""
        import os
        from urllib.request import urlopen

        import pytest


        @pytest.mark.parametrize("number", range(4))
        def test_alone(number, mockapify):
            assert os.environ["PYTEST_XDIST_WORKER_COUNT"] == "2"
            assert len(mockapify.calls) == 0
            assert urlopen(f"{mockapify.url}/v2/users/me?token={mockapify.token}").status == 200
            assert len(mockapify.calls) == 1


        @pytest.mark.mockapify_matrix("resilience")
        def test_under_each_failure(mockapify):
            pass
        """
    )

    result = run_apart(
        """
        import asyncio


        def test_nothing_is_there_that_nobody_asked_for(pytestconfig):
            assert pytestconfig.imported_before == []


        def test_the_flag_and_the_entry_point_are_one_plugin(mockapify, request):
            manager = request.config.pluginmanager
            assert [name for name, _ in manager.list_name_plugin() if "conftest_plugin" in name] == ["conftest_plugin"]


        def test_sync(mockapify, apify_client):
            @mockapify.actor("janedoe/scraper")
            def scraper(run):
                run.sleep(60)

            assert apify_client.actor("janedoe/scraper").call(logger=None).status == "SUCCEEDED"


        def test_async(mockapify, apify_client_async):
            mockapify.actor("janedoe/scraper")
            asyncio.run(apify_client_async.actor("janedoe/scraper").call(logger=None))


        def test_left_alone_while_it_runs(mockapify, apify_client):
            @mockapify.actor("janedoe/scraper")
            def scraper(run):
                run.sleep(1_000_000)

            apify_client.actor("janedoe/scraper").start(run_timeout=None)
        """,
        "-n2",
        "--dist=loadfile",
        "-W",
        "error",
        "--strict-config",
    )

    result.assert_outcomes(passed=5 + 4 + 15)
    result.stdout.fnmatch_lines(["*::test_under_each_failure", "  nothing *", "  404 *"])
    assert "warning" not in result.stdout.str().lower()
    assert result.stderr.str() == ""
