import threading

import pytest
from cases import each_case

from mockapify.errors import ApiError
from mockapify.state import actors, executions, run_endings, runs, users
from mockapify.state.behaviours import Program, Succeeded
from mockapify.state.functions import RunEnded
from mockapify.state.steps import Log, SetValue, Sleep
from mockapify.world import World

PATIENCE = 10
"""Real seconds after which a function counts as stuck."""

NUMBERS = {"fields": {"type": "object", "properties": {"n": {"type": "number"}}}}


@pytest.fixture
def call(world, start, later):
    """Starts a run of a function and lets it begin."""

    def calling(function, **options):
        run = start(Program(function), **options)
        later()
        return run

    return calling


@pytest.fixture
def ended(world):
    """Waits until the run is over and none of its code is at work any more."""

    def wait(run):
        assert world.wait(lambda: run.is_finished and world.working == 0, PATIENCE), run.status
        return run.status

    return wait


@pytest.fixture
def asleep(world):
    """Waits until all Actor code sleeps or has ended."""

    def wait():
        assert world.wait(lambda: world.working == 0, PATIENCE)

    return wait


def test_a_function_pushes_stores_and_logs(world, call, ended):
    def scrape(run):
        run.push_data({"n": 1})
        run.push_data([{"n": 2}, {"n": 3}])
        run.set_value("OUTPUT", {"ok": True})
        run.set_value("page.html", "<p>")
        run.log.debug("d")
        run.log.info("i")
        run.log.warning("w")
        run.log.error("e")

    run = call(scrape)
    assert ended(run) == "SUCCEEDED"
    assert (run.exit_code, run.status_message) == (0, "Actor finished successfully")
    assert runs.dataset_of(world, run).items.compact == [b'{"n":1}', b'{"n":2}', b'{"n":3}']
    records = runs.store_of(world, run).records
    assert records["OUTPUT"].value == b'{"ok":true}'
    assert records["page.html"].content_type == "text/plain; charset=utf-8"
    written = [line[25:] for line in str(run.log).splitlines()]
    assert written[3:] == ["DEBUG d", "INFO  i", "WARN  w", "ERROR e"]


def test_a_function_sees_its_input_its_records_and_its_id(call, ended):
    seen = []

    def scrape(run):
        seen.extend([run.id, run.input, run.get_value("INPUT"), run.get_value("missing")])

    run = call(scrape, given={"q": 1})
    ended(run)
    assert seen == [run.id, {"q": 1}, {"q": 1}, None]


def test_a_function_charges_and_tells_how_it_goes(world, call, ended, later, asleep):
    def scrape(run):
        run.charge("result")
        run.charge("result", 2)
        run.charge("page")
        run.set_status_message("Half way")
        run.sleep(10)

    run = call(scrape)
    asleep()
    assert run.status_message == "Half way"
    assert run.charged_event_counts == {"result": 3, "page": 1}
    later(10)
    assert ended(run) == "SUCCEEDED"


@each_case("value", [{"a": 1}, 0, False, "text", b"\0", []])
def test_what_a_function_returns_becomes_the_output(world, call, ended, value):
    run = call(lambda _: value)
    ended(run)
    assert runs.store_of(world, run).records["OUTPUT"].as_python() == value


def test_a_function_that_returns_nothing_leaves_no_output(world, call, ended):
    run = call(lambda _: None)
    ended(run)
    assert runs.store_of(world, run).keys == []


def test_an_async_function_is_awaited(world, call, ended):
    async def scrape(run):
        run.push_data({"n": 1})
        return "done"

    run = call(scrape)
    assert ended(run) == "SUCCEEDED"
    assert runs.dataset_of(world, run).item_count == 1
    assert runs.store_of(world, run).records["OUTPUT"].value == b"done"


async def raise_later(run):
    raise ZeroDivisionError("later")


def raise_now(run):
    raise ZeroDivisionError("now")


@pytest.mark.parametrize("function", [raise_now, raise_later])
def test_an_exception_fails_the_run_and_is_kept(world, call, ended, function):
    run = call(function)
    assert ended(run) == "FAILED"
    assert (run.exit_code, run.status_message) == (91, "Actor finished with exit code 91")
    assert "ZeroDivisionError" in str(run.log)
    ((run_id, text),) = world.actor_failures
    assert run_id == run.id
    assert "ZeroDivisionError" in text
    assert function.__name__ in text


@pytest.mark.parametrize("error", [KeyboardInterrupt(), GeneratorExit()], ids=repr)
def test_exceptions_that_end_programs_end_the_run_only(world, call, ended, error):
    def scrape(run):
        raise error

    run = call(scrape)
    assert ended(run) == "FAILED"
    assert len(world.actor_failures) == 1


@each_case("is_async", [pytest.param(False, id="def"), pytest.param(True, id="async def")])
@each_case(
    ("code", "status", "exit_code"),
    [(3, "FAILED", 3), (0, "SUCCEEDED", 0), (None, "SUCCEEDED", 0), ("a message", "FAILED", 1)],
)
def test_leaving_the_program_ends_the_run_with_that_exit_code(world, call, ended, code, status, exit_code, is_async):
    def scrape(run):
        raise SystemExit(code)

    async def scrape_later(run):
        raise SystemExit(code)

    run = call(scrape_later if is_async else scrape)
    assert (ended(run), run.exit_code) == (status, exit_code)


@each_case(
    ("called", "bad", "told"),
    [
        ("returned", lambda run: object(), "has no JSON form"),
        ("pushed", lambda run: run.push_data({"n": object()}), "has no JSON form"),
        ("no object", lambda run: run.push_data([1]), "must be object"),
        ("not of the schema", lambda run: run.push_data({"n": "two"}), "must be number"),
        ("bad key", lambda run: run.set_value("a/b", 1), "Record key contains invalid character"),
        ("stored", lambda run: run.set_value("a", object()), "has no JSON form"),
    ],
)
def test_values_that_will_not_do_fail_the_run_with_the_reason(world, call, ended, called, bad, told):
    world.actor_failures.clear()
    run = call(bad, dataset_schema=NUMBERS)
    assert (ended(run), run.exit_code) == ("FAILED", 91)
    assert told in str(run.log)
    assert told in world.actor_failures[0][1]


def test_a_function_may_catch_a_refused_push_and_go_on(world, call, ended):
    def scrape(run):
        try:
            run.push_data([{"n": 1}, {"n": "two"}])
        except ApiError as error:
            run.log.info(error.type)

    run = call(scrape, dataset_schema=NUMBERS)
    assert ended(run) == "SUCCEEDED"
    assert runs.dataset_of(world, run).item_count == 0
    assert "INFO  schema-validation-error" in str(run.log)


def test_a_store_that_was_deleted_meanwhile_fails_the_run(world, call, ended, later, asleep):
    def scrape(run):
        run.sleep(1)
        return "too late"

    run = call(scrape)
    asleep()
    with world:
        world.key_value_stores.remove(runs.store_of(world, run))
    later(1)
    assert ended(run) == "FAILED"


def test_sleeping_ends_when_the_manual_clock_is_moved(world, call, ended, asleep, later):
    moments = []

    def scrape(run):
        for _ in range(2):
            run.sleep(100)
            moments.append(world.clock.time() - run_started)

    run_started = world.clock.time()
    run = call(scrape)
    asleep()
    later(99.5)
    asleep()
    assert moments == []
    later(0.5)
    asleep()
    later(100)
    assert ended(run) == "SUCCEEDED"
    assert moments == [100, 200]


def test_while_a_function_works_time_does_not_jump(world, call, ended):
    go = threading.Event()
    run = call(lambda _: go.wait(PATIENCE))
    with world:
        assert world.working == 1
    go.set()
    ended(run)
    assert world.working == 0


def test_a_sleep_shorter_than_real_time_ends_without_anybodys_call():
    world = World(mode="real")
    with world:
        user = users.create(world, "janedoe")
        actor = actors.declare(world, "janedoe/sleepy", outcome=Program(lambda run: run.sleep(0.01)))
        run = runs.create(world, actor, user, runs.options(actor), meta=runs.RunMeta())
        executions.start(world, actor, run)
    with world:
        pass
    assert world.wait(lambda: run.is_finished, PATIENCE)
    assert run.status == "SUCCEEDED"


def abort(world, run):
    with world:
        run_endings.abort(world, run)


def time_out(world, run):
    with world:
        world.clock.advance_to(world.clock.time() + 50)


CALLS = {
    "push_data": lambda run: run.push_data({"n": 1}),
    "set_value": lambda run: run.set_value("a", 1),
    "get_value": lambda run: run.get_value("a"),
    "log": lambda run: run.log.info("x"),
    "set_status_message": lambda run: run.set_status_message("x"),
    "charge": lambda run: run.charge("x"),
    "sleep": lambda run: run.sleep(1),
}


def close(world, _):
    world.close()


@pytest.mark.parametrize(("end", "status"), [(abort, "ABORTED"), (time_out, "TIMED-OUT"), (close, "RUNNING")])
def test_code_of_a_run_that_is_over_is_stopped_at_its_next_call(world, call, later, end, status):
    go, caught = threading.Event(), {}

    def scraper(name):
        def scrape(run):
            go.wait(PATIENCE)
            try:
                CALLS[name](run)
            except Exception:  # What broad handlers of Actor code look like.
                caught[name] = "Exception"
            except RunEnded:
                caught[name] = "RunEnded"
                raise

        return scrape

    started = {name: call(scraper(name), timeout=40) for name in CALLS}
    for run in started.values():
        end(world, run)
    later(1)
    go.set()
    assert world.wait(lambda: world.working == 0, PATIENCE)
    assert caught == dict.fromkeys(CALLS, "RunEnded")
    assert {name: run.status for name, run in started.items()} == dict.fromkeys(CALLS, status)
    assert [runs.dataset_of(world, run).item_count for run in started.values()] == [0] * len(CALLS)
    assert world.actor_failures == []


@each_case("end", [pytest.param(abort, id="aborted"), pytest.param(lambda world, run: world.close(), id="closed")])
def test_code_that_sleeps_wakes_up_when_its_run_is_over(world, call, asleep, later, end):
    ended_by = []

    def scrape(run):
        try:
            run.sleep(10**6)
        except BaseException as error:
            ended_by.append(type(error))
            raise

    run = call(scrape)
    asleep()
    end(world, run)
    later()
    assert world.wait(lambda: ended_by == [RunEnded] and world.working == 0, PATIENCE)


def test_a_run_that_restarts_calls_the_function_again(world, call, ended, start, later):
    calls = []

    def scrape(run):
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("once")

    run = call(scrape, restart_on_error=True)
    assert ended(run) == "SUCCEEDED"
    assert (len(calls), run.stats.restart_count) == (2, 1)


def test_functions_and_outcomes_may_take_turns(world, start, later, ended):
    run = start(Program(raise_now), Succeeded(duration=5), restart_on_error=True)
    later()
    assert world.wait(lambda: run.stats.restart_count == 1, PATIENCE)
    later(5)
    assert ended(run) == "SUCCEEDED"


def test_a_hundred_functions_at_once_lose_nothing(world, start, ended, later):
    started = [start(Program(lambda run: run.push_data([{"n": n} for n in range(20)]))) for _ in range(100)]
    later()
    for run in started:
        assert ended(run) == "SUCCEEDED"
        assert runs.dataset_of(world, run).item_count == 20


def pages(run):
    yield {"n": 1}
    yield [{"n": 2}, {"n": 3}]
    yield Log("page 2")
    yield Sleep(40)
    yield SetValue("STATE", run.id)
    return {"pages": 2}


async def async_pages(run):
    yield {"n": 1}
    yield [{"n": 2}, {"n": 3}]
    yield Log("page 2")
    yield Sleep(40)
    yield SetValue("STATE", run.id)
    run.set_value("OUTPUT", {"pages": 2})


@each_case("function", [pages, async_pages])
def test_what_a_generator_yields_is_pushed_or_carried_out(world, call, ended, asleep, later, function):
    run = call(function)
    asleep()
    assert runs.dataset_of(world, run).item_count == 3
    assert run.status == "RUNNING"
    later(40)
    assert ended(run) == "SUCCEEDED"
    records = runs.store_of(world, run).records
    assert (records["STATE"].value.decode(), records["OUTPUT"].value) == (run.id, b'{"pages":2}')
    assert str(run.log).endswith(" page 2\n")


def test_what_goes_wrong_with_an_item_is_raised_where_it_is_yielded(world, call, ended):
    def scrape(run):
        try:
            yield {"n": "none"}
        except ApiError as error:
            yield {"n": error.status}

    async def scrape_async(run):
        try:
            yield {"n": "none"}
        except ApiError as error:
            yield {"n": error.status}

    for function in (scrape, scrape_async):
        run = call(function, dataset_schema=NUMBERS)
        assert ended(run) == "SUCCEEDED"
        assert runs.dataset_of(world, run).items.compact == [b'{"n":400}']


@each_case("yielded", [5, None, "text", [5]])
def test_a_generator_that_yields_something_else_fails(world, call, ended, yielded):
    def scrape(run):
        yield yielded

    run = call(scrape)
    assert ended(run) == "FAILED"
    assert "yield yielded" in str(run.log)
    world.actor_failures.clear()


def test_a_generator_learns_where_it_yields_that_its_run_is_over(world, call, asleep, later):
    learnt = []

    def scrape(run):
        try:
            yield Sleep(1000)
        except RunEnded as error:
            learnt.append(error)
            raise

    run = call(scrape)
    asleep()
    abort(world, run)
    later()
    assert world.wait(lambda: bool(learnt) and world.working == 0, PATIENCE)
    assert run.status == "ABORTED"
