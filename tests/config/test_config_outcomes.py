import pytest
from cases import each_case

from mockapify.config import ConfigError
from mockapify.errors import ApiError
from mockapify.state.behaviours import Succeeded
from mockapify.state.patterns import NO_TRAITS, RunTraits
from mockapify.state.steps import Charge, Log, PushItems, SetValue, Sleep, StatusMessage


def behaviour(world):
    [actor] = world.actors
    return actor.behaviour


def test_steps_are_declared_one_after_the_other(load, write):
    write('{"n": 2}\n', "more.jsonl")
    world = load("""
        [[actors]]
        name = "janedoe/abc"
        items = [{ a = 1 }]
        output = { ok = true }
        duration = 9
        [[actors.behaves]]
        steps = [
            { push_items = [{ n = 1 }] },
            { sleep = 30 },
            { push_items = "more.jsonl" },
            { log = ["a", "b"] },
            { status_message = "halfway" },
            { set_value = { A = 1, B = "b" } },
            { charge = { result = 2 } },
        ]
        """)
    assert behaviour(world).next() == Succeeded(
        output={"ok": True},
        steps=[
            PushItems({"n": 1}),
            Sleep(30.0),
            PushItems({"n": 2}),
            Log(["a", "b"]),
            StatusMessage("halfway"),
            SetValue("A", 1),
            SetValue("B", "b"),
            Charge("result", 2),
        ],
    )


def test_runs_are_picked_by_build_memory_and_task(load):
    world = load("""
        [[actors]]
        name = "janedoe/abc"
        [[actors.when]]
        task = "janedoe/daily"
        memory_mbytes = 4096
        status = "FAILED"
        [[actors.when]]
        build = "beta"
        status = "ABORTED"
        """)
    daily = RunTraits(memory_mbytes=(4096,), task=("janedoe/daily", "daily", "id"))
    assert behaviour(world).next(daily).status == "FAILED"
    assert behaviour(world).next(daily._replace(memory_mbytes=(1024,))).status == "SUCCEEDED"
    assert behaviour(world).next(RunTraits(build=("0.1.1", "beta"))).status == "ABORTED"


def test_a_start_may_be_rejected(load):
    world = load("""
        [[actors]]
        name = "janedoe/abc"
        items = [{ a = 1 }]
        [[actors.behaves]]
        status = "REJECTED"
        error = "actor-is-not-rented"
        message = "Rent it"
        """)
    with pytest.raises(ApiError, match="403 actor-is-not-rented: Rent it"):
        behaviour(world).start(NO_TRAITS)


@each_case(
    ("table", "told"),
    [
        ("[[actors.when]]\nitems = []", r"line 3: actors\[0\]\.when\[0\]: .*say at least one of input, build,"),
        ("[[actors.behaves]]\nsteps = [{ log = 'a', sleep = 1 }]",
         r"line 4: actors\[0\]\.behaves\[0\]\.steps\[0\]: a step says one thing; give one of push_items, set_value"),
        ("[[actors.behaves]]\nsteps = [{ log = 'a' }, {}]", r"steps\[1\]: a step says one thing"),
        ("[[actors.behaves]]\nsteps = [{ sleep = -1 }]", r"steps\[0\]: Sleep is in virtual seconds and cannot be -1"),
        ("[[actors.behaves]]\nsteps = [{ push_items = 'none.csv' }]", r"steps\[0\]\.items: .*there is no such file"),
        ("[[actors.behaves]]\nsteps = [{ sleep = 1 }]\nduration = 3", r"behaves\[0\]: .*leave out items, log and dura"),
        ("[[actors.behaves]]\nstatus = 'REJECTED'", r"behaves\[0\]: say which error of the platform it is"),
        ("[[actors.behaves]]\nstatus = 'REJECTED'\nerror = 'actor-not-rented'", r"did you mean 'actor-is-not-rented'"),
        ("[[actors.behaves]]\nstatus = 'REJECTED'\nerror = 'actor-disabled'\nitems = []",
         r"behaves\[0\]: a run that is REJECTED does nothing: leave out items"),
        ("[[actors.behaves]]\nerror = 'actor-disabled'", r"behaves\[0\]: error and message are those of a start that"),
        ("dataset_schema.fields.properties.n.type = 'number'\nbehaves = [{ steps = [{ push_items = [{ n = 'x' }] }] }]",
         r"item 0/n must be number"),
    ],
)  # fmt: skip
def test_what_does_not_describe_a_run_is_told_with_its_place(load, table, told):
    with pytest.raises(ConfigError, match=told):
        load(f"[[actors]]\nname = 'janedoe/abc'\n{table}")
