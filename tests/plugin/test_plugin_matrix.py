"""A test runs under each failure of a matrix, and a table says what the code under test did."""

import pytest

SHOP = """
import impit
import pytest
from apify_client import ApifyClient
from apify_client.errors import ApifyApiError


def prices():
    client = ApifyClient()
    run = client.actor("tester/shop").call(logger=None)
    if run.status != "SUCCEEDED":
        raise LookupError(run.status)
    return client.dataset(run.default_dataset_id).list_items().items


@pytest.fixture
def shop(mockapify):
    return mockapify.actor("me/shop", items=[{"n": 1}, {"n": 2}, {"n": 3}])

"""


def test_a_test_meets_each_failure_and_the_table_tells_what_came_of_it(run):
    result = run(
        SHOP
        + """
@pytest.fixture
def prepared(apify_client):
    return apify_client.datasets().get_or_create(name="before-anything-goes-wrong")


@pytest.mark.mockapify_matrix("resilience")
def test_prices(shop, prepared):
    assert len(prices()) == 3


@pytest.mark.mockapify_matrix("resilience", skip=["502 always", "slow body"])
def test_prices_or_a_reason(shop, mockapify_failure):
    try:
        found = len(prices())
    except (ApifyApiError, LookupError, impit.HTTPError) as error:
        found = str(error)
    assert (found == 3) == (mockapify_failure in ("nothing", "429 twice", "502 once", "reset", "truncated JSON")), found


def test_as_ever(shop, mockapify_failure):
    assert mockapify_failure is None
    assert len(prices()) == 3
"""
    )

    result.assert_outcomes(passed=6 + 13 + 1, failed=9)
    result.stdout.fnmatch_lines(
        [
            "*= mockapify: what the code under test did =*",
            "*::test_prices",
            "  nothing         passed   4 calls, 1 run, 1 virtual s",
            "  429 twice       passed   * calls, 1 run, * virtual s",
            "  502 once        passed   * calls, 1 run, * virtual s",
            "  502 always      failed   6 calls, 0 runs, * virtual s  apify_client.errors.ServerError: *",
            "  reset           passed   * calls, 2 runs, * virtual s",
            "  reset always    failed   6 calls, 0 runs, * virtual s  impit.*",
            "  truncated JSON  passed   * calls, 2 runs, * virtual s",
            "  slow body       passed   * calls, 1 run, * virtual s",
            "  FAILED          failed   * calls, 1 run, * virtual s  LookupError: FAILED",
            "  TIMED-OUT       failed   * calls, 1 run, 360? virtual s  LookupError: TIMED-OUT",
            "  ABORTED         failed   * calls, 1 run, * virtual s  LookupError: ABORTED",
            "  empty dataset   failed   * calls, 1 run, * virtual s  assert 0 == 3",
            "  402             failed   2 calls, 0 runs, 0 virtual s  apify_client.errors.*",
            "  403             failed   2 calls, 0 runs, 0 virtual s  apify_client.errors.ForbiddenError: *",
            "  404             failed   2 calls, 0 runs, 0 virtual s  apify_client.errors.NotFoundError: *",
            "*::test_prices_or_a_reason",
            "  nothing         passed   *",
            "  429 twice       passed   *",
        ]
    )


def test_runs_that_end_otherwise_keep_half_of_their_items(run):
    result = run(
        SHOP
        + """
from mockapify import Failed, PushItems, Sleep, Succeeded


@pytest.mark.mockapify_matrix("resilience", only=["reset", "FAILED", "TIMED-OUT", "ABORTED", "402", "empty dataset"])
@pytest.mark.parametrize("outcome", ["items", "steps"], ids=["items-402", "steps"])
def test_it(mockapify, outcome, mockapify_failure):
    outcomes = {
        "items": Succeeded(items=[{"n": 1}, {"n": 2}, {"n": 3}], output={"n": 3}),
        "steps": Succeeded(steps=[PushItems([{"n": 1}, {"n": 2}]), Sleep(3), PushItems({"n": 3})], output={"n": 3}),
    }
    shop = mockapify.actor("me/shop", outcomes[outcome])
    try:
        prices()
    except (LookupError, ApifyApiError):
        pass
    assert [item["n"] for run in shop.runs[-1:] for item in run.items] == {
        "FAILED": [1, 2], "TIMED-OUT": [1, 2], "ABORTED": [1, 2], "402": [], "empty dataset": [],
    }.get(mockapify_failure, [1, 2, 3])
    if mockapify_failure == "empty dataset":
        assert shop.runs[-1].output == {"n": 3}
"""
    )

    result.assert_outcomes(passed=12)
    result.stdout.fnmatch_lines(["*::test_it[[]items-402[]]", "*::test_it[[]steps[]]"])


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        ('"resilence"', "mockapify_matrix: there is no matrix 'resilence'; there is 'resilience'"),
        (
            '"resilience", skip=["430 twice"]',
            "mockapify_matrix: the matrix 'resilience' has no failure '430 twice'; did you mean '429 *",
        ),
        ("", "mockapify_matrix: it takes the name of a matrix, such as 'resilience', and lists of failures as only= *"),
        ('"resilience", onyl=["404"]', "mockapify_matrix: it takes the name of a matrix, *"),
        (
            '"resilience", only=["405"]',
            "mockapify_matrix: the matrix 'resilience' has no failure '405'; did you *",
        ),
    ],
)
def test_a_wrong_marker_is_told_when_tests_are_collected(run, marker, said):
    result = run(f"import pytest\n@pytest.mark.mockapify_matrix({marker})\ndef test_it(mockapify): pass\n")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*::test_it: {said}"])


@pytest.mark.parametrize(("expected", "is_printed"), [(3, False), (4, True)])
def test_who_wants_it_quiet_sees_the_table_of_failures_only(run, expected, is_printed):
    result = run(
        SHOP
        + f"""
@pytest.mark.mockapify_matrix("resilience", only=["nothing", "502 once"])
def test_it(shop):
    assert len(prices()) == {expected}
""",
        "-q",
    )

    assert ("502 once        " in result.stdout.str()) == is_printed
