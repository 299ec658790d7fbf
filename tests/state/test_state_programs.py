"""Programs as runs: real processes, each of them Python without its site packages, which starts in 15 ms."""

import socket
import sys

import pytest
from cases import each_case

from mockapify.state import run_endings
from mockapify.state.behaviours import Command

PATIENCE = 10
"""Real seconds after which a program counts as stuck."""

HOLD = """
import os, socket, sys, time
held = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
os.fork()
held.send(b".")
time.sleep(60)
"""
"""A program of two processes that hold one end of a connection as long as either lives."""


def python(code, *arguments, **options):
    return Command([sys.executable, "-I", "-S", "-c", code, *map(str, arguments)], **options)


@pytest.fixture
def call(world, start, later):
    """Starts a run of a program and lets it begin."""
    world.url = "http://127.0.0.1:9"

    def calling(*commands, **options):
        run = start(*commands, **options)
        later()
        return run

    yield calling
    world.close()


@pytest.fixture
def ended(world):
    """Waits until no program is at work any more."""

    def wait(run):
        assert world.wait(lambda: world.working == 0, PATIENCE), run.status
        return run.status

    return wait


@pytest.fixture
def holding(call):
    """A run of a program of two processes, and the other end of the connection that they hold."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        run = call(python(HOLD, server.getsockname()[1]))
        server.settimeout(PATIENCE)
        connection, _ = server.accept()
    with connection:
        connection.settimeout(PATIENCE)
        assert connection.recv(1) == b"."
        assert connection.recv(1) == b"."
        yield run, connection


def lines(run):
    return [line[25:] for line in str(run.log).splitlines()][3:]


def is_held(connection):
    try:
        return connection.recv(1) != b""
    except ConnectionResetError:
        return False


@each_case(
    ("code", "status", "exit_code", "message"),
    [
        pytest.param("pass", "SUCCEEDED", 0, "Actor finished successfully", id="well"),
        pytest.param("raise SystemExit(3)", "FAILED", 3, "Actor finished with exit code 3", id="with a code"),
        pytest.param(
            "import os; os.kill(os.getpid(), 9)", "FAILED", 137, "Actor finished with exit code 137", id="by a signal"
        ),
    ],
)
def test_the_exit_code_says_how_the_run_ends(call, ended, code, status, exit_code, message):
    run = call(python(code))
    assert ended(run) == status
    assert (run.exit_code, run.status_message) == (exit_code, message)


def test_what_it_writes_becomes_lines_of_the_log(call, ended):
    code = (
        "import os; os.write(1, b'a\\n\\nb\\r\\n'); os.write(2, 'é\\n'.encode()); os.write(1, b'\\xff without an end')"
    )
    run = call(python(code))
    ended(run)
    assert lines(run) == ["a", "", "b", "é", "\N{REPLACEMENT CHARACTER} without an end"]


def test_it_has_the_platforms_variables_and_ours_but_not_those_of_another_apify(call, ended, monkeypatch, tmp_path):
    monkeypatch.setenv("ACTOR_TEST_PAY_PER_EVENT", "1")
    monkeypatch.setenv("APIFY_TOKEN", "a real one")
    monkeypatch.setenv("MINE", "inherited")
    names = ["ACTOR_RUN_ID", "APIFY_TOKEN", "ACTOR_TEST_PAY_PER_EVENT", "MINE", "APIFY_LOG_LEVEL", "PYTHONUNBUFFERED"]
    code = "import os, sys\nfor name in sys.argv[1:]: print(os.environ.get(name))\nprint(os.getcwd())"
    run = call(python(code, *names, cwd=tmp_path, env={"APIFY_LOG_LEVEL": "DEBUG"}))
    ended(run)
    assert lines(run) == [run.id, run.token, "None", "inherited", "DEBUG", "1", str(tmp_path.resolve())]


def test_an_abort_kills_it_and_what_it_started(world, holding, later, ended):
    run, connection = holding
    with world:
        run_endings.abort(world, run)
    later()
    assert not is_held(connection)
    assert ended(run) == "ABORTED"


def test_a_timeout_kills_it(holding, later, ended):
    run, connection = holding
    later(3600)
    assert not is_held(connection)
    assert ended(run) == "TIMING-OUT"
    later(1)
    assert run.status == "TIMED-OUT"


def test_a_graceful_abort_leaves_it_half_a_minute(world, holding, later, ended):
    run, connection = holding
    with world:
        run_endings.abort(world, run, gracefully=True)
    later(29.9)
    assert (run.status, world.working) == ("ABORTING", 1)
    later(0.1)
    assert not is_held(connection)
    assert ended(run) == "ABORTED"


def test_one_that_ends_by_itself_after_a_graceful_abort_is_aborted(world, call, ended):
    with world:
        run = call(python("print('I saw it')"))
        run_endings.abort(world, run, gracefully=True)
    assert ended(run) == "ABORTED"
    assert lines(run) == ["I saw it"]


def test_the_end_of_the_world_kills_it(world, holding):
    _, connection = holding
    world.close()
    assert not is_held(connection)


def test_what_a_program_leaves_behind_is_killed_when_it_ends(call, ended):
    with socket.create_server(("127.0.0.1", 0)) as server:
        leave = HOLD.replace("os.fork()", "if os.fork(): os._exit(0)")
        run = call(python(leave, server.getsockname()[1]))
        server.settimeout(PATIENCE)
        connection, _ = server.accept()
    with connection:
        connection.settimeout(PATIENCE)
        assert ended(run) == "SUCCEEDED"
        while is_held(connection):
            pass


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (Command(["no-such-program"]), "the program 'no-such-program' could not be started: [Errno 2]"),
        (python("pass", env={"A": "\0"}), "could not be started: embedded null byte"),
    ],
    ids=["an unknown program", "a variable that cannot be"],
)
def test_one_that_cannot_be_started_fails_and_says_why(world, call, ended, command, why):
    run = call(command)
    assert ended(run) == "FAILED"
    assert why in lines(run)[0]
    ((run_id, failure),) = world.actor_failures
    assert run_id == run.id
    assert why in failure


def test_the_last_words_of_one_that_fails_are_kept_for_the_report(world, call, ended):
    run = call(python("print('no cats'); raise SystemExit(3)"))
    ended(run)
    ((run_id, words),) = world.actor_failures
    assert run_id == run.id
    assert words.startswith("the program exited with 3; its log ends\n2026-01-31T12:00:00.000Z ACTOR: ")
    assert words.endswith("Z no cats")


def test_one_that_fails_is_started_again_where_the_run_asks_for_it(world, call, ended, later):
    run = call(python("raise SystemExit(1)"), python("print('again')"), restart_on_error=True)
    assert ended(run) == "SUCCEEDED"
    assert run.stats.restart_count == 1
    assert lines(run)[-1] == "again"


@each_case("moments", [pytest.param(0, id="before it begins"), pytest.param(1, id="as it begins")])
def test_a_run_that_is_aborted_at_once_starts_no_program(world, start, later, ended, moments):
    with world:
        run = start(Command(["no-such-program"]))
        for _ in range(moments):
            later()
        run_endings.abort(world, run)
        later()
    assert ended(run) == "ABORTED"
    assert world.actor_failures == []


@each_case(
    ("command", "error", "told"),
    [
        ("python main.py", TypeError, "give a list, such as [sys.executable, 'main.py']"),
        ([], ValueError, "give the program and its arguments"),
        ([1], TypeError, "int"),
    ],
)
def test_a_command_is_a_list_of_texts(command, error, told):
    with pytest.raises(error) as caught:
        Command(command)
    assert told in str(caught.value)
