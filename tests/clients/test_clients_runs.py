"""The official clients list, watch and change runs."""

from datetime import UTC, datetime, timedelta

import pytest
from apify_client.errors import InvalidRequestError, NotFoundError

from mockapify import Failed, Hangs, Succeeded

FAR = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def started(client, mockapify):
    """Three finished runs of one Actor, an hour apart, and a running one of another: SUCCEEDED, FAILED, SUCCEEDED."""
    mockapify.actor("janedoe/scraper", Succeeded(), Failed(), Succeeded())
    mockapify.actor("janedoe/other", Hangs())
    runs = []
    for name in ("scraper", "scraper", "scraper", "other"):
        runs.append(client.actor(f"janedoe/{name}").start(wait_for_finish=5))
        mockapify.clock.shift(minutes=20)
    return runs


def ids(runs):
    return [run.id for run in runs]


def test_runs_are_listed_oldest_first(client, started):
    listed = client.runs().list()

    assert ids(listed.items) == ids(started)
    assert (listed.total, listed.count, listed.offset, listed.desc) == (4, 4, 0, False)
    assert ids(client.runs().list(desc=True).items) == ids(started[::-1])
    assert ids(client.actor("janedoe/scraper").runs().list().items) == ids(started[:3])


def test_runs_are_filtered_by_status(client, started):
    assert ids(client.runs().list(status="FAILED").items) == ids(started[1:2])
    assert ids(client.runs().list(status=["RUNNING", "FAILED"]).items) == [started[1].id, started[3].id]
    assert ids(client.runs().list(status="ABORTED").items) == []


def test_runs_are_filtered_by_the_moment_of_their_start(client, started):
    second = started[1].started_at

    assert ids(client.runs().list(started_after=second).items) == ids(started[1:])
    assert ids(client.runs().list(started_before=second).items) == ids(started[:2])
    assert ids(client.runs().list(started_after=second, started_before=second).items) == ids(started[1:2])
    assert ids(client.runs().list(started_after=second + timedelta(milliseconds=1)).items) == ids(started[2:])
    assert client.runs().list(started_after=FAR, started_before=FAR).items == []


def test_runs_are_paged(client, started):
    page = client.runs().list(offset=1, limit=2)

    assert ids(page.items) == ids(started[1:3])
    assert (page.total, page.offset, page.limit, page.count) == (4, 1, 2, 2)
    assert ids(client.runs().iterate(chunk_size=3)) == ids(started)
    assert ids(client.runs().iterate(desc=True)) == ids(started[::-1])


def test_nobody_elses_runs_are_listed(stranger, started):
    assert stranger.runs().list().items == []
    assert stranger.actor("janedoe/scraper").runs().list().items == []


def test_a_run_shows_itself(client, started):
    shown = client.run(started[0].id).get()

    assert (shown.id, shown.status, shown.build_number) == (started[0].id, "SUCCEEDED", started[0].build_number)
    assert shown.meta.origin == "API"
    assert shown.stats.duration_millis is not None
    assert shown.usage_total_usd > 0


def test_an_unknown_run_is_none(client):
    assert client.run("unknown").get() is None
    with pytest.raises(NotFoundError) as missing:
        client.run("unknown").abort()
    assert (missing.value.type, missing.value.message) == ("record-not-found", "Run was not found")


def test_waiting_for_an_unknown_run_gives_none(client):
    assert client.run("unknown").wait_for_finish(wait_duration=timedelta(seconds=0)) is None


def test_waiting_for_no_time_tells_how_it_stands(client, started):
    assert client.run(started[3].id).wait_for_finish(wait_duration=timedelta(seconds=0)).status == "RUNNING"


def test_the_status_message_is_changed(client, started):
    changed = client.run(started[3].id).update(status_message="Half way", is_status_message_terminal=False)

    assert changed.status_message == "Half way"
    assert client.run(started[3].id).get().status_message == "Half way"


def test_a_finished_run_is_deleted_and_its_storages_stay(client, started):
    client.run(started[0].id).delete()

    assert client.run(started[0].id).get() is None
    assert client.dataset(started[0].default_dataset_id).get() is not None
    assert ids(client.runs().list().items) == ids(started[1:])


def test_a_run_under_way_is_not_deleted(client, started):
    with pytest.raises(InvalidRequestError) as refused:
        client.run(started[3].id).delete()

    assert refused.value.type == "cannot-remove-running-run"
    assert client.run(started[3].id).get() is not None


def test_items_are_iterated_over_while_the_run_goes_on(client, mockapify):
    items = [{"number": number} for number in range(10)]
    mockapify.actor("janedoe/scraper", items=items, duration=4)

    run = client.actor("janedoe/scraper").start()

    assert list(client.run(run.id).iterate_dataset_items()) == items


def test_a_log_is_read_by_run_and_by_id(client, started):
    log = client.run(started[0].id).log().get()

    assert log == client.log(started[0].id).get()
    assert log.encode() == client.log(started[0].id).get_as_bytes()
    assert all(line[:4].isdigit() and line[23:25] == "Z " for line in log.splitlines())


def test_an_actors_lines_are_in_its_log(client, mockapify):
    mockapify.actor("janedoe/scraper", Succeeded(log=["one", "two\nthree"]))

    run = client.actor("janedoe/scraper").call(logger=None)

    log = client.log(run.id).get()
    assert [line[25:] for line in log.splitlines()][-3:] == ["one", "two", "three"]


def test_the_log_of_a_build_is_read(client, mockapify):
    mockapify.actor("janedoe/scraper")
    build = client.actor("janedoe/scraper").default_build().get()

    assert client.log(build.id).get() == client.build(build.id).log().get()


def test_an_unknown_log_is_none(client):
    assert client.log("unknown").get() is None
    assert client.log("unknown").get_as_bytes() is None
