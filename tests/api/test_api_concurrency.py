import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from cases import each_case

pytestmark = pytest.mark.mockapify(seed=7)

THREADS = 8
ROUNDS = 20


@pytest.fixture
def speaker(mockapify, connect):
    """A connection of its own, that sends and reads."""

    def opened():
        connection = connect()

        def speak(method, path, body=None):
            headers = {"Authorization": f"Bearer {mockapify.token}", "Content-Type": "application/json"}
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            return response.status, response.read()

        return speak

    return opened


def at_once(work):
    """What `work` returned for each thread's number, all threads having begun together."""
    gate = threading.Barrier(THREADS)

    def begin(number):
        gate.wait(30)
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


@each_case("size", [pytest.param(3, id="small pushes"), pytest.param(400, id="pushes worked on in threads")])
def test_pushes_at_once_lose_nothing_and_tear_nothing(mockapify, again, speaker, size):
    again()
    dataset = mockapify.dataset("orders")
    speakers = [speaker() for _ in range(THREADS)]
    padding = "x" * 200

    def push(number):
        return {
            speakers[number](
                "POST",
                "/v2/datasets/~orders/items",
                [{"thread": number, "round": round_, "part": part, "x": padding} for part in range(size)],
            )[0]
            for round_ in range(ROUNDS if size < 100 else 3)
        }

    assert at_once(push) == [{201}] * THREADS
    items = dataset.items
    rounds = ROUNDS if size < 100 else 3
    assert len(items) == THREADS * rounds * size
    for start in range(0, len(items), size):
        batch = items[start : start + size]
        assert [item["part"] for item in batch] == list(range(size))
        assert len({(item["thread"], item["round"]) for item in batch}) == 1
    for number in range(THREADS):
        seen = [item["round"] for item in items if item["thread"] == number]
        assert seen == sorted(seen)


def test_rejected_arrays_between_good_ones_leave_no_item_behind(mockapify, speaker):
    dataset = mockapify.dataset("orders")
    speakers = [speaker() for _ in range(THREADS)]

    def push(number):
        good, bad = [{"good": number}], [{"bad": number}, 5]
        return [
            speakers[number]("POST", "/v2/datasets/~orders/items", good if n % 2 else bad)[0] for n in range(ROUNDS)
        ]

    assert at_once(push) == [[400, 201] * (ROUNDS // 2)] * THREADS
    items = dataset.items
    assert len(items) == THREADS * ROUNDS // 2
    assert all("good" in item for item in items)


def test_one_name_makes_one_storage_however_many_ask_for_it_at_once(speaker):
    speakers = [speaker() for _ in range(THREADS)]
    answers = at_once(lambda number: speakers[number]("POST", "/v2/datasets?name=orders"))
    assert sorted(status for status, _ in answers) == [200] * (THREADS - 1) + [201]
    assert len({json.loads(body)["data"]["id"] for _, body in answers}) == 1


def test_readers_see_whole_pushes_only(mockapify, speaker):
    mockapify.dataset("orders")
    speakers = [speaker() for _ in range(THREADS)]

    def work(number):
        if number % 2:
            return [speakers[number]("POST", "/v2/datasets/~orders/items", [{}] * 10)[0] for _ in range(ROUNDS)]
        counts = [len(json.loads(speakers[number]("GET", "/v2/datasets/~orders/items")[1])) for _ in range(ROUNDS)]
        assert counts == sorted(counts)
        return {count % 10 for count in counts}

    assert at_once(work)[::2] == [{0}] * (THREADS // 2)


def test_runs_started_at_once_are_all_there_and_all_end(mockapify, speaker):
    mockapify.actor("me/scraper", items=[{"a": 1}], duration=30)
    speakers = [speaker() for _ in range(THREADS)]
    answers = at_once(lambda number: speakers[number]("POST", "/v2/actors/~scraper/runs?waitForFinish=60"))
    runs = [json.loads(body)["data"] for _, body in answers]
    assert {run["status"] for run in runs} == {"SUCCEEDED"}
    assert len({run["id"] for run in runs}) == len(mockapify.runs) == THREADS


def test_worlds_are_served_at_once_without_a_mix_up(mockapify_server, connect):
    with_mocks = [mockapify_server.open() for _ in range(THREADS)]

    def work(number):
        mock, connection = with_mocks[number], connect()
        headers = {"Authorization": f"Bearer {mock.token}", "Content-Type": "application/json"}
        for _ in range(ROUNDS):
            connection.request("POST", "/v2/datasets?name=orders", headers=headers)
            connection.getresponse().read()
            connection.request("POST", "/v2/datasets/~orders/items", json.dumps({"world": number}), headers)
            connection.getresponse().read()
        return mock.dataset("orders").items

    assert at_once(work) == [[{"world": number}] * ROUNDS for number in range(THREADS)]
    for mock in with_mocks:
        mock.close()


def test_a_big_export_that_is_read_slowly_holds_up_nobody(mockapify, speaker, connect):
    mockapify.dataset("big", items=[{"n": n, "text": "some text that makes it longer" * 200} for n in range(2_000)])
    slow, quick = connect(), speaker()
    slow.request("GET", "/v2/datasets/~big/items", headers={"Authorization": f"Bearer {mockapify.token}"})
    export = slow.getresponse()
    beginning = export.read(1000)
    assert quick("GET", "/v2/users/me")[0] == 200
    assert quick("POST", "/v2/datasets/~big/items", {"n": -1})[0] == 201
    assert not export.isclosed()
    assert len(json.loads(beginning + export.read())) == 2_000
