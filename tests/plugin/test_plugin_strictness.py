"""A test that leaves something behind fails at its end, and is told how to allow it."""

import pytest

RUN_TWICE = """
    import pytest
    from mockapify import Failed, Succeeded


    def call(client, **more):
        return client.actor("tester/scraper").call(logger=None, **more)
"""


def test_what_was_never_used_fails_the_test_that_declared_it(run):
    result = run(
        RUN_TWICE
        + """
    def test_never_run(mockapify):
        mockapify.actor("me/scraper", items=[{"n": 1}])


    def test_half_of_it(mockapify, apify_client):
        mockapify.actor("me/scraper", Failed("boom"), Succeeded())
        call(apify_client)


    def test_no_such_input(mockapify, apify_client):
        scraper = mockapify.actor("me/scraper")
        scraper.when(input={"query": "cats", "page": 1}).behaves(Failed("boom"))
        call(apify_client, run_input={"query": "dogs", "page": 1})


    def test_without_an_outcome(mockapify, apify_client):
        mockapify.actor("me/scraper").when(memory_mbytes=512)
        call(apify_client)


    def test_builds(mockapify):
        mockapify.actor("me/scraper").builds_behave(Failed())


    def test_faults(mockapify):
        mockapify.faults.add(status=503, operation="datasets.*")


    def test_faults_of_a_block(mockapify):
        with mockapify.faults.add(status=502):
            pass
"""
    )

    result.assert_outcomes(passed=7, errors=7)
    result.stdout.fnmatch_lines(
        [
            "what tester/scraper does was never used: Succeeded(items=[[]{'n': 1}[]])",
            "To allow it: @pytest.mark.mockapify(allow='unused'), mockapify_allow = unused in the ini file, *",
            "strict=False in the marker, mockapify_strict = no in the ini file or *",
            "what tester/scraper does, no. 2 of 2, was never used: Succeeded()",
            "what tester/scraper does when(input={'query': 'cats', 'page': 1}) was never used: *'boom')",
            "  run no. 1",
            "      input.query: expected 'cats', got 'dogs'",
            "tester/scraper has no outcome when(memory_mbytes=512); say one: .behaves(...)",
            "what a build of tester/scraper does was never used: Failed()",
            "no call met the fault 503, operation='datasets.[*]'",
            "no call met the fault 502, all calls",
        ]
    )
    result.stdout.no_fnmatch_line("*During handling*")


def test_the_scene_may_go_unused(run, pytester):
    pytester.path.joinpath("world.toml").write_text('[[actors]]\nname = "jane/scraper"\nitems = [{ n = 1 }]\n')
    result = run(
        RUN_TWICE
        + """
    @pytest.fixture
    def scraper(mockapify):
        scraper = mockapify.actor("me/scraper", items=[{"n": 1}])
        scraper.when(input={"query": "cats"}).behaves(Failed("boom"))
        return scraper


    def test_of_a_fixture(scraper):
        pass


    def test_of_a_file(mockapify):
        mockapify.load("world.toml")


    def test_an_actor_that_is_only_there(mockapify):
        mockapify.actor("me/scraper")


    def test_a_fault_that_may_miss(mockapify):
        mockapify.faults.add(status=503, probability=0.5)


    def test_but_not_what_the_test_adds(scraper):
        scraper.behaves(Failed("never"))
"""
    )

    result.assert_outcomes(passed=5, errors=1)
    result.stdout.fnmatch_lines(["what tester/scraper does was never used: Failed(status_message='never')"])


def test_each_kind_is_found_and_can_be_allowed(run):
    source = """
        from urllib.error import HTTPError
        from urllib.request import Request, urlopen

        import pytest

        {marker}
        def test_all(mockapify, apify_client):
            made = apify_client.actors().create(
                name="made", versions=[{{"versionNumber": "0.0", "sourceType": "SOURCE_FILES", "sourceFiles": []}}]
            )
            apify_client.actor(made.id).build(version_number="0.0", wait_for_finish=60)
            apify_client.actor(made.id).call(logger=None)

            @mockapify.actor("me/raising")
            def raising(run):
                raise LookupError("no cats")

            apify_client.actor("tester/raising").call(logger=None)
            signed = f"AWS4-HMAC-SHA256 Credential={{mockapify.token}}/20260101/us-east-1/personalize/aws4_request"
            headers = {{"X-Amz-Target": "AmazonPersonalize.ListRecipes", "X-Amz-Date": "20260101T000000Z"}}
            headers["Authorization"] = f"{{signed}}, SignedHeaders=host;x-amz-date, Signature=0"
            request = Request(mockapify.url, b"{{}}", headers)
            with pytest.raises(HTTPError, match="501"):
                urlopen(request)
    """
    names = ("unexpected_runs", "not_built", "actor_errors")
    told = run(source.format(marker=""))

    told.assert_outcomes(passed=1, errors=1)
    told.stdout.fnmatch_lines(
        [
            "tester/made ran, once, but nothing says what its runs do: declare it by mockapify.actor('tester/made', *",
            "To allow it: @pytest.mark.mockapify(allow='unexpected_runs')*",
            "a call was answered 501, *: POST / (tester) -> 501*",
            "To allow it: @pytest.mark.mockapify(allow='not_built')*",
            "the function of run * failed:",
            "LookupError: no cats",
            "To allow it: @pytest.mark.mockapify(allow='actor_errors')*",
        ]
    )
    run(source.format(marker=f"@pytest.mark.mockapify(allow={names})")).assert_outcomes(passed=1)
    run(source.format(marker="@pytest.mark.mockapify(strict=False)")).assert_outcomes(passed=1)


UNUSED = """
    def test_unused(mockapify):
        mockapify.actor("me/scraper", items=[{"n": 1}])
"""


@pytest.mark.parametrize("flag", ["--mockapify-allow=unused", "--mockapify-strict=no"])
def test_the_command_line_allows_it(run, flag):
    run(UNUSED, flag).assert_outcomes(passed=1)


@pytest.mark.parametrize("line", ["mockapify_allow = unused", "mockapify_strict = no"])
def test_the_ini_file_allows_it(run, pytester, line):
    pytester.makeini(f"[pytest]\n{line}\n")
    run(UNUSED).assert_outcomes(passed=1)


def test_an_unknown_name_says_what_would_do(run):
    result = run(UNUSED, "--mockapify-allow=unsued")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*there is no check 'unsued' to allow; did you mean 'unused'?*"])


def test_a_test_that_failed_or_was_skipped_is_not_told_again(run):
    result = run(
        """
        import pytest


        def test_fails(mockapify):
            mockapify.actor("me/scraper", items=[{"n": 1}])
            assert False


        def test_is_skipped(mockapify):
            mockapify.actor("me/scraper", items=[{"n": 1}])
            pytest.skip("not today")


        @pytest.mark.xfail(reason="known")
        def test_is_known_to_fail(mockapify):
            mockapify.actor("me/scraper", items=[{"n": 1}])
            assert False
        """
    )

    result.assert_outcomes(failed=1, skipped=1, xfailed=1)
