"""What is asked wrongly ends with code 2 and a line that says what would do."""

import pytest

ACTOR = '[[actors]]\nname = "janedoe/scraper"\n'


@pytest.fixture
def refusal(ask, write):
    """Serves a config that will not do; gives the one line that says why."""

    def serve(text):
        code, output, errors = ask("serve", "--port", "0", str(write("mock.toml", text)))
        assert (code, output) == (2, "")
        assert errors.count("\n") == 1
        return errors.rstrip("\n")

    return serve


def test_a_mistake_ends_the_process_with_code_2_and_no_traceback(run, write):
    done = run("serve", "--port", "0", str(write("mock.toml", "clock = \n")))

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("mockapify: ")
    assert done.stderr.count("\n") == 1


def test_text_that_is_no_toml_is_refused_with_its_place(refusal, tmp_path):
    assert refusal("clock = \n").startswith(f"mockapify: {tmp_path / 'mock.toml'}: not valid TOML: ")


def test_a_misspelt_key_is_refused_with_its_line_and_the_right_spelling(refusal, tmp_path):
    said = refusal(f"{ACTOR}itmes = []\n")

    assert said == (
        f"mockapify: {tmp_path / 'mock.toml'}, line 3: actors[0].itmes: there is no such key; did you mean 'items'?"
    )


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        pytest.param('clock = "fast"\n', 1, "clock: ", id="a clock"),
        pytest.param('[[actors]]\nname = "scraper"\n', 1, "actors[0]: ", id="an Actor without an owner"),
        pytest.param(f"{ACTOR}duration = -1\n", 1, "actors[0]: duration is", id="a negative duration"),
        pytest.param(f'{ACTOR}items = "none.jsonl"\n', 3, "none.jsonl: there is no such file", id="a missing file"),
        pytest.param(
            f'{ACTOR}[[actors.behaves]]\nstatus = "BROKEN"\n', 4, "actors[0].behaves[0].status", id="a status"
        ),
        pytest.param('[[users]]\nname = "al"\n', 1, "users[0]", id="a short user name"),
        pytest.param('[[users]]\nname = "bob"\n[[users]]\nname = "bob"\n', 3, "users[1]", id="a user twice"),
        pytest.param(f"{ACTOR}{ACTOR}", 3, "actors[1]", id="an Actor twice"),
        pytest.param('[[datasets]]\nuser = "bob"\nname = "a b"\n', 1, "datasets[0]", id="a dataset name"),
        pytest.param('[[personalize.datasets]]\narn = "arn:x"\n', 1, "personalize.datasets[0]", id="an ARN"),
        pytest.param(
            '[[datasets]]\nuser = "bob"\nname = "a"\nitems = [{ b = 1 }]\n[datasets.schema.fields]\nrequired = ["a"]\n',
            4,
            "must have required property 'a'",
            id="items that do not fit their schema",
        ),
        pytest.param(
            '[[actors]]\nname = "janedoe/scraper"\n[actors.dataset_schema.fields]\ntype = "objekt"\n',
            None,
            "actors[0]",
            id="a schema that is none",
        ),
    ],
)
def test_a_config_that_makes_no_sense_is_refused_with_line_and_key(refusal, text, line, told):
    said = refusal(text)

    assert told in said
    assert line is None or f"mock.toml, line {line}: " in said


def test_an_unknown_config_is_named(ask, tmp_path):
    code, output, errors = ask("serve", "none.toml")

    assert (code, output, errors) == (2, "", "mockapify: none.toml: there is no such file\n")


def test_a_folder_is_no_config(ask, tmp_path):
    code, _output, errors = ask("serve", str(tmp_path))

    assert code == 2
    assert errors.startswith(f"mockapify: {tmp_path}: cannot be read: ")


@pytest.mark.parametrize("user", ["alice", ":token", "alice:", ""])
def test_a_user_without_name_or_token_is_refused(ask, user):
    code, _output, errors = ask("serve", "--user", user)

    assert code == 2
    assert errors.endswith(f"argument --user: {user!r} is not NAME:TOKEN, such as alice:alice-token\n")


def test_a_malformed_user_name_is_refused(ask):
    code, _output, errors = ask("serve", "--port", "0", "--user", "a!:token")

    assert code == 2
    assert errors.startswith("mockapify: --user a!:token: username 'a!' will not do: use 3 to 30 characters")


def test_a_token_that_two_users_would_have_is_refused(ask):
    code, _output, errors = ask("serve", "--port", "0", "--user", "alice:token", "--user", "bob:token")

    assert code == 2
    assert errors == "mockapify: --user bob:token: token 'token' belongs to 'alice'; give each user its own\n"


@pytest.mark.parametrize("port", ["-1", "65536", "http", ""])
def test_what_is_no_port_is_refused(ask, port):
    code, _output, errors = ask("serve", f"--port={port}")

    assert code == 2
    assert errors.endswith(f"argument --port: {port!r} is no port; give a number from 0 to 65535\n")


def test_an_address_of_another_machine_is_named(ask):
    code, output, errors = ask("serve", "--host", "192.0.2.1", "--port", "1")

    assert (code, output) == (2, "")
    assert errors.startswith("mockapify: cannot listen on 192.0.2.1:1: ")


def test_an_unknown_clock_is_refused(ask):
    code, _output, errors = ask("serve", "--clock", "fast")

    assert code == 2
    assert "argument --clock: invalid choice: 'fast'" in errors


@pytest.mark.parametrize("arguments", [[], ["unknown"], ["serve", "a.toml", "b.toml"]])
def test_a_command_that_is_none_is_refused_with_the_usage(ask, arguments):
    code, output, errors = ask(*arguments)

    assert (code, output) == (2, "")
    assert errors.startswith("usage: mockapify ")
