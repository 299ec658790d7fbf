"""Faults for tests in other languages: over the control API, and in mockapify.toml."""

from pathlib import Path

import pytest
from cases import each_case

from mockapify import ConfigError

FAULTS = "/__mockapify__/faults"
ME = "/v2/users/me"


def test_a_fault_is_added_listed_and_removed(mockapify, ask):
    sent = {"error": "rate-limit-exceeded", "slowBody": 2.0, "afterItems": 1, "actor": "tester/scraper"}
    added = ask("POST", FAULTS, sent)
    assert added.status == 201
    assert added.json == {"id": 1, "seen": 0, "fired": 0, **sent}
    assert ask("GET", FAULTS).json == {"faults": [added.json]}
    assert ask("DELETE", f"{FAULTS}/1").status == 204
    assert ask("GET", FAULTS).json == {"faults": []}
    assert len(mockapify.faults) == 0


def test_a_fault_says_how_often_it_was_met(ask):
    ask("POST", FAULTS, {"status": 502, "times": 1})
    assert [ask("GET", ME).status for _ in range(3)] == [502, 200, 200]
    (fault,) = ask("GET", FAULTS).json["faults"]
    assert (fault["seen"], fault["fired"]) == (3, 1)


def test_all_faults_are_removed_together(mockapify, ask):
    mockapify.faults.add(status=502)
    mockapify.faults.add(status=503)
    assert ask("DELETE", FAULTS).status == 204
    assert len(mockapify.faults) == 0


@each_case(
    ("sent", "told"),
    [
        ({}, "nothing goes wrong"),
        ([], "object"),
        ("{", "truncated"),
        ({"error": "rate-limit"}, "did you mean 'rate-limit-exceeded'?"),
        ({"status": "502"}, "status"),
        ({"statuss": 502}, "statuss"),
        ({"status": 502, "operation": "datasets.pop"}, "there is no operation 'datasets.pop'"),
    ],
)
def test_what_makes_no_sense_is_a_problem(ask, sent, told):
    answer = ask("POST", FAULTS, sent)
    assert (answer.status, answer.headers["content-type"]) == (400, "application/problem+json")
    assert told in answer.json["detail"]


def test_removing_what_is_not_there_is_a_problem(ask):
    answer = ask("DELETE", f"{FAULTS}/9")
    assert (answer.status, answer.json["detail"]) == (404, f"there is no fault 9; GET {FAULTS} lists them")


def test_a_file_brings_faults(mockapify, ask, tmp_path: Path):
    path = tmp_path / "mock.toml"
    path.write_text("[[faults]]\nstatus = 502\ntimes = 1\n\n[[faults]]\nerror = 'too-many-requests'\nnth = 2\n")
    mockapify.load(path)
    assert [ask("GET", ME).status for _ in range(4)] == [502, 200, 429, 200]


@each_case(
    ("lines", "told"),
    [
        ("status = 502\ntime = 1", r"line 4: faults\[0\].time: there is no such key; did you mean 'times'"),
        ("error = 'rate-limit'", r"line 2: faults\[0\]: the platform has no error type 'rate-limit'; did you mean"),
        ("status = 502\noperation = 'x'", r"line 2: faults\[0\]: there is no operation 'x'"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(mockapify, tmp_path: Path, lines, told):
    path = tmp_path / "mock.toml"
    path.write_text(f"\n[[faults]]\n{lines}\n")
    with pytest.raises(ConfigError, match=told):
        mockapify.load(path)
