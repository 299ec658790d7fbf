"""Programs as Actors, as a test declares them."""

import sys

import pytest

from mockapify import Failed, Hangs

HELLO = [sys.executable, "-I", "-S", "-c", "print('hello')"]


def test_a_program_is_what_an_actor_runs(mockapify, apify_client):
    actor = mockapify.actor("me/hello", command=HELLO)
    run = apify_client.actor("me/hello").call(logger=None)
    assert (run.status, run.exit_code) == ("SUCCEEDED", 0)
    assert actor.runs[0].log.endswith("Z hello\n")


def test_time_does_not_jump_while_a_program_is_at_work(mockapify, apify_client):
    before = mockapify.clock.now()
    mockapify.actor("me/hello", command=HELLO)
    apify_client.actor("me/hello").call(logger=None)
    assert (mockapify.clock.now() - before).total_seconds() < 60


@pytest.mark.parametrize(
    "options",
    [{"items": [{"a": 1}]}, {"output": None}, {"duration": 5}, {"cwd": "."}, {"env": {}}],
    ids=lambda options: next(iter(options)),
)
def test_a_program_goes_with_nothing_that_it_would_overrule(mockapify, options):
    command = None if options.keys() & {"cwd", "env"} else HELLO
    with pytest.raises(ValueError, match="leave"):
        mockapify.actor("me/hello", command=command, **options)


def test_a_program_goes_with_no_outcomes(mockapify):
    with pytest.raises(ValueError, match="leave out outcomes"):
        mockapify.actor("me/hello", Failed(), command=HELLO)


def test_a_command_in_one_text_is_a_mistake_that_says_what_would_do(mockapify):
    with pytest.raises(TypeError, match="give a list"):
        mockapify.actor("me/hello", command="python main.py")


def test_the_variables_of_a_run_are_found_by_the_run_or_its_id(mockapify, apify_client):
    actor = mockapify.actor("me/hello", Hangs())
    run = apify_client.actor("me/hello").start()
    found = mockapify.env_for(run.id)
    assert found == mockapify.env_for(actor.runs[0])
    assert (found["ACTOR_RUN_ID"], found["APIFY_API_BASE_URL"]) == (run.id, mockapify.url)


def test_an_unknown_run_has_no_variables(mockapify):
    with pytest.raises(ValueError, match="there is no run 'nobody' here; start one first"):
        mockapify.env_for("nobody")


def test_who_emits_an_unknown_event_is_told_which_there_are(mockapify, apify_client):
    actor = mockapify.actor("me/hello", Hangs())
    apify_client.actor("me/hello").start()
    with pytest.raises(ValueError, match="choose one of"):
        actor.runs[0].emit("moving")
