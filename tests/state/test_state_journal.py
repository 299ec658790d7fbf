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


def test_a_body_is_kept_until_there_are_too_many():
    journal = Journal()
    for number in range(6):
        journal.add(entry(f"/{number}", body=b'"' + b"x" * (4 * 1024 * 1024 - 2) + b'"', request_length=4_194_304))
    journal.add(entry("/long", body=b"x" * (4 * 1024 * 1024 + 1), request_length=9))
    assert [one.body is None for one in journal] == [True, True, False, False, False, False, True]
    assert repr(journal.last.json) == "<9 bytes that were not kept>"


def test_a_body_is_json_or_else_text():
    bodies = [b'{"a": 1}', b"plain", b"", b"\xff"]
    assert [entry(body=body).json for body in bodies] == [{"a": 1}, "plain", None, "\ufffd"]


def test_an_entry_as_plain_json_has_its_body_as_what_it_is():
    plain = entry(body=b'{"a": 1}', request_length=8).as_plain()
    assert (plain["body"], plain["requestLength"], plain["errorType"]) == ({"a": 1}, 8, "")
    assert entry(body=None).as_plain()["body"] is None


def test_jumps_from_timer_to_timer_are_one():
    journal = Journal()
    journal.jumped(10, 20)
    journal.jumped(20, 25)
    journal.add(entry(number=journal.next_number()))
    journal.jumped(25, 26)
    assert [(one.at, one.jumped) for one in journal.happenings] == [(10, 15), (25, 1)]
