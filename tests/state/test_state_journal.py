from mockapify.journal import Entry, Journal


def entry(path="/v2/datasets", status=200, **more):
    values = {"query": "", "operation": "datasets.list_all", "username": "jane", "request_length": 0} | more
    return Entry(at=0.0, method="GET", path=path, status=status, **values)


def test_entries_come_in_the_order_of_the_calls():
    journal = Journal()
    journal.add(entry("/a"))
    journal.add(entry("/b"))
    assert [one.path for one in journal] == ["/a", "/b"]
    assert len(journal) == 2


def test_a_full_journal_forgets_the_oldest():
    journal = Journal(size=2)
    for path in ("/a", "/b", "/c"):
        journal.add(entry(path))
    assert [one.path for one in journal] == ["/b", "/c"]


def test_calls_of_one_operation_are_found_by_its_name():
    journal = Journal()
    journal.add(entry("/a"))
    journal.add(entry("/b", operation="runs.start"))
    assert [one.path for one in journal.of("runs.start")] == ["/b"]


def test_a_journal_prints_one_call_a_line_with_its_notes_below():
    journal = Journal()
    journal.add(entry(query="x=1", notes=("x is unknown",)))
    journal.add(entry("/v2/nope", status=404, operation="", username="", error_type="page-not-found"))
    assert str(journal) == (
        "GET /v2/datasets?x=1 (jane) -> 200\n    x is unknown\nGET /v2/nope (no token) -> 404 page-not-found"
    )


def test_a_journal_may_grow_while_somebody_reads_it():
    journal = Journal()
    journal.add(entry("/a"))
    for one in journal:
        journal.add(one)
        assert len(journal) == 2
