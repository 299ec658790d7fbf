import pytest
from cases import each_case

from mockapify import Aborted, Failed, Hangs, Succeeded

pytestmark = pytest.mark.mockapify(seed=7)

ITEMS = [{"n": n} for n in range(3)]
METHODS = pytest.mark.parametrize("method", ["GET", "POST"])


@pytest.fixture
def scraper(mockapify):
    return mockapify.actor("me/scraper", items=ITEMS, output={"ok": True}, duration=10)


@METHODS
def test_a_synchronous_run_answers_with_its_output(mockapify, ask, scraper, method):
    answer = ask(method, "/v2/actors/~scraper/run-sync")
    assert (answer.status, answer.body) == (201, b'{"ok":true}')
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert mockapify.runs[0].status == "SUCCEEDED"


@METHODS
def test_a_synchronous_run_answers_with_its_items(ask, scraper, method):
    answer = ask(method, "/v2/acts/~scraper/run-sync-get-dataset-items")
    assert (answer.status, answer.json) == (201, ITEMS)
    assert answer.headers["X-Apify-Pagination-Total"] == "3"


def test_another_record_may_be_asked_for(ask, scraper):
    answer = ask(
        "POST", "/v2/actors/~scraper/run-sync?outputRecordKey=INPUT", "hello", headers={"Content-Type": "text/x-own"}
    )
    assert (answer.status, answer.body, answer.headers["Content-Type"]) == (201, b"hello", "text/x-own")


@each_case("key", ["missing", "%00", "%ff", "a/b"])
def test_a_record_that_is_missing_is_an_empty_answer(ask, scraper, key):
    answer = ask("POST", f"/v2/actors/~scraper/run-sync?outputRecordKey={key}")
    assert (answer.status, answer.body) == (201, b"")


@each_case(
    ("query", "body"),
    [
        ("format=csv&bom=0", b'"n"\r\n"0"\r\n"1"\r\n"2"\r\n'),
        ("format=jsonl&limit=1&desc=1", b'{"n":2}'),
        ("fields=n&outputFields=m&offset=2&format=jsonl", b'{"m":2}'),
    ],
)
def test_items_come_as_asked_for(ask, scraper, query, body):
    answer = ask("POST", f"/v2/actors/~scraper/run-sync-get-dataset-items?{query}")
    assert (answer.status, answer.body) == (201, body)


@each_case("query", ["format=exe", "limit=-1", "memory=100", "outputFields=a", "webhooks=x", "timeout=x"])
def test_what_could_not_be_answered_later_is_refused_before_the_run(mockapify, ask, scraper, query):
    answer = ask("POST", f"/v2/actors/~scraper/run-sync-get-dataset-items?{query}")
    assert answer.status == 400
    assert mockapify.runs == []


@each_case("operation", ["run-sync", "run-sync-get-dataset-items"])
@each_case(
    ("outcome", "query", "status"),
    [
        pytest.param(Failed(), "", "FAILED", id="failed"),
        pytest.param(Aborted(), "", "ABORTED", id="aborted"),
        pytest.param(Hangs(), "timeout=5", "TIMED-OUT", id="timed out"),
    ],
)
def test_a_run_that_did_not_succeed_is_an_error_that_names_it(mockapify, again, ask, operation, outcome, query, status):
    again()
    mockapify.actor("me/scraper", outcome)
    answer = ask("POST", f"/v2/actors/~scraper/{operation}?{query}")
    (run,) = mockapify.runs
    assert (answer.status, answer.error) == (
        400,
        {"type": "run-failed", "message": f"Actor run did not succeed (run ID: {run.id}, status: {status})"},
    )


@METHODS
@each_case("operation", ["run-sync", "run-sync-get-dataset-items"])
def test_after_300_virtual_seconds_it_gives_up_and_the_run_goes_on(mockapify, again, ask, method, operation):
    again()
    mockapify.actor("me/scraper", Succeeded(items=ITEMS, duration=400))
    answer = ask(method, f"/v2/actors/~scraper/{operation}")
    assert (answer.status, answer.error) == (
        408,
        {
            "type": "run-timeout-exceeded",
            "message": "Actor run exceeded the timeout of 300 seconds for this API endpoint",
        },
    )
    (run,) = mockapify.runs
    assert run.status == "RUNNING"
    mockapify.clock.shift(seconds=101)
    assert (run.status, run.items) == ("SUCCEEDED", ITEMS)


def test_a_run_of_just_under_300_seconds_is_answered(mockapify, ask):
    mockapify.actor("me/scraper", Succeeded(items=ITEMS, duration=299))
    assert ask("POST", "/v2/actors/~scraper/run-sync-get-dataset-items").json == ITEMS


def test_the_patience_can_be_set(mockapify, ask):
    mockapify.settings.sync_run_seconds = 5
    mockapify.actor("me/scraper", Hangs())
    answer = ask("POST", "/v2/actors/~scraper/run-sync")
    assert (answer.status, answer.error["message"]) == (
        408,
        "Actor run exceeded the timeout of 5 seconds for this API endpoint",
    )


def test_a_function_actor_is_waited_for(mockapify, ask):
    @mockapify.actor("me/scraper")
    def scraper(run):
        run.push_data({"got": run.input})
        run.sleep(200)
        return {"done": True}

    assert ask("POST", "/v2/actors/~scraper/run-sync", {"q": 1}).json == {"done": True}
    assert mockapify.runs[0].items == [{"got": {"q": 1}}]


@each_case("storage", ["dataset", "key-value-store"])
def test_a_storage_that_the_actors_own_code_deleted_is_not_found(mockapify, again, ask, storage):
    again()
    operation = {"dataset": "run-sync-get-dataset-items", "key-value-store": "run-sync"}[storage]

    @mockapify.actor("me/scraper")
    def scraper(run):
        world = mockapify._world
        with world:
            collection = world.datasets if storage == "dataset" else world.key_value_stores
            collection.remove(next(iter(collection)))

    answer = ask("POST", f"/v2/actors/~scraper/{operation}")
    assert (answer.status, answer.error["type"]) == (404, "record-not-found")
