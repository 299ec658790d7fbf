import re

import pytest
from cases import each_case

from mockapify import MockServer
from mockapify.config import ConfigError, Source
from mockapify.state import builds, runs, users
from mockapify.state.behaviours import Aborted, Command, Failed, Hangs, Succeeded, TimedOut
from mockapify.state.patterns import RunTraits


def named(world, collection, user, name):
    return getattr(world, collection).named(users.named(world, user).id, name)


def actor(world, full_name):
    username, _, name = full_name.partition("/")
    return named(world, "actors", username, name)


def spelled_out(outcome):
    """An outcome in a form that does not tell "no items" from an empty list of them."""
    log = [outcome.log] if isinstance(outcome.log, str) else outcome.log
    return {
        "class": type(outcome),
        "items": list(outcome.items),
        "output": outcome.output,
        "log": [line for line in log if line],
        "duration": outcome.duration,
        "status_message": outcome.status_message,
        "exit_code": outcome.exit_code,
        "charges": outcome.charges,
    }


def items(dataset):
    return [bytes(item) for item in dataset.items.compact]


def test_users_get_their_tokens(load):
    world = load("""
        [[users]]
        name = "alice"
        token = "alice-token"
        [[users]]
        name = "bobby"
        """)
    assert world.tokens["alice-token"].username == "alice"
    assert users.named(world, "bobby").token.startswith("apify_api_")


def test_an_account_is_closed_unless_its_user_says_otherwise(load):
    world = load("""
        [[users]]
        name = "alice"
        [[users]]
        name = "bobby"
        general_access = "ANYONE_WITH_ID_CAN_READ"
        """)
    assert users.named(world, "alice").general_access == "RESTRICTED"
    assert users.named(world, "bobby").general_access == "ANYONE_WITH_ID_CAN_READ"


def test_runs_get_the_permissions_of_their_actor(load):
    world = load("""
        [[actors]]
        name = "alice/small"
        [[actors]]
        name = "alice/large"
        permission_level = "FULL_PERMISSIONS"
        """)
    assert actor(world, "alice/small").actor_permission_level == "LIMITED_PERMISSIONS"
    assert actor(world, "alice/large").actor_permission_level == "FULL_PERMISSIONS"


@each_case(("line", "on"), [("rate_limits = true", True), ("", False)])
def test_rate_limits_are_switched_on(load, line, on):
    assert load(line).settings.rate_limits is on


def test_an_actor_has_all_that_is_declared_of_it(load):
    world = load("""
        [[actors]]
        name = "janedoe/price-scraper"
        title = "Prices"
        description = "Scrapes prices"
        public = false
        items = [{ title = "A", price = 1 }]
        output = { ok = true }
        log = ["one", "two"]
        duration = 30
        [actors.dataset_schema.fields]
        type = "object"
        required = ["title"]
        [actors.input_schema]
        title = "Input"
        [actors.run_defaults]
        timeout = 60
        memory = 256
        restart_on_error = true
        """)
    made = actor(world, "janedoe/price-scraper")
    assert (made.title, made.description, made.is_public) == ("Prices", "Scrapes prices", False)
    assert spelled_out(made.behaviour.next()) == spelled_out(
        Succeeded(items=[{"title": "A", "price": 1}], output={"ok": True}, log=["one", "two"], duration=30)
    )
    build = builds.find(world, made, "latest")
    assert build.input_schema.problem([]) is None
    assert build.dataset_schema == {"fields": {"type": "object", "required": ["title"]}}
    options = runs.options(made)
    assert (options.timeout_secs, options.memory_mbytes, options.restart_on_error) == (60, 256, True)


def test_an_actor_needs_only_a_name(load):
    made = actor(load("[[actors]]\nname = 'janedoe/abc'"), "janedoe/abc")
    assert spelled_out(made.behaviour.next()) == spelled_out(Succeeded())
    assert made.is_public
    assert runs.options(made).timeout_secs == 3600


@each_case(
    ("table", "outcome"),
    [
        ("", Succeeded()),
        ("status = 'FAILED'\nexit_code = 3\nstatus_message = 'boom'", Failed("boom", exit_code=3)),
        ("status = 'TIMED-OUT'", TimedOut()),
        ("status = 'ABORTED'\nduration = 5", Aborted(duration=5)),
        ("status = 'HANGS'\nlog = 'x'", Hangs(log="x")),
        ("items = [{a = 1}]\ncharges = {result = 2}", Succeeded(items=[{"a": 1}], charges={"result": 2})),
        ("output = [1]", Succeeded(output=[1])),
    ],
)
def test_outcomes_are_declared_by_their_status(load, table, outcome):
    world = load(f"[[actors]]\nname = 'janedoe/abc'\n[[actors.behaves]]\n{table}")
    assert spelled_out(actor(world, "janedoe/abc").behaviour.next()) == spelled_out(outcome)


def test_outcomes_come_one_per_run_and_take_what_they_do_not_say_from_the_actor(load):
    world = load("""
        [[actors]]
        name = "janedoe/abc"
        items = [{ a = 1 }]
        duration = 30
        [[actors.behaves]]
        status = "FAILED"
        items = []
        [[actors.behaves]]
        status = "SUCCEEDED"
        """)
    behaviour = actor(world, "janedoe/abc").behaviour
    good = spelled_out(Succeeded(items=[{"a": 1}], duration=30))
    outcomes = [spelled_out(behaviour.next()) for _ in range(3)]
    assert outcomes == [spelled_out(Failed(items=[], duration=30)), good, good]


def test_inputs_pick_outcomes(load):
    world = load("""
        [[actors]]
        name = "janedoe/abc"
        [[actors.when]]
        input = { query = "cats" }
        status = "FAILED"
        [[actors.when]]
        input = { query = "dogs" }
        items = [{ dog = true }]
        """)
    behaviour = actor(world, "janedoe/abc").behaviour
    assert behaviour.next(RunTraits(input=({"query": "cats", "n": 1},))).status == "FAILED"
    assert behaviour.next(RunTraits(input=({"query": "dogs"},))).items == [{"dog": True}]
    assert spelled_out(behaviour.next(RunTraits(input=({},)))) == spelled_out(Succeeded())


@each_case(
    ("name", "text", "expected"),
    [
        ("items.json", '[{"a": 1}]', {"a": 1}),
        ("items.jsonl", '{"a": 1}\n', {"a": 1}),
        ("items.csv", "a\n1\n", {"a": "1"}),
    ],
)
def test_items_come_from_files_beside_the_toml(load, write, name, text, expected):
    write(text, name)
    world = load(f"""
        [[actors]]
        name = "janedoe/abc"
        items = "{name}"
        [[datasets]]
        user = "alice"
        name = "orders"
        items = "{name}"
        """)
    assert list(actor(world, "janedoe/abc").behaviour.next().items) == [expected]
    assert named(world, "datasets", "alice", "orders").item_count == 1


def test_datasets_have_items_schema_and_access(load):
    world = load("""
        [[datasets]]
        user = "alice"
        name = "orders"
        items = [{ id = 1 }, { id = 2 }]
        general_access = "ANYONE_WITH_ID_CAN_READ"
        [datasets.schema.fields]
        type = "object"
        """)
    dataset = named(world, "datasets", "alice", "orders")
    assert items(dataset) == [b'{"id":1}', b'{"id":2}']
    assert dataset.general_access == "ANYONE_WITH_ID_CAN_READ"
    assert dataset.schema == {"fields": {"type": "object"}}


def test_stores_have_records_of_values_and_files(load, write):
    write(b"\x89PNG", "logo.png")
    world = load("""
        [[key_value_stores]]
        user = "alice"
        name = "stuff"
        general_access = "RESTRICTED"
        records = [
          { key = "json", value = { a = 1 } },
          { key = "text", value = "hello" },
          { key = "page", value = "<p>", content_type = "text/html; charset=utf-8" },
          { key = "logo", file = "logo.png", content_type = "image/png" },
          { key = "raw", file = "logo.png" },
        ]
        """)
    store = named(world, "key_value_stores", "alice", "stuff")
    assert store.general_access == "RESTRICTED"
    assert {key: (record.value, record.content_type) for key, record in store.records.items()} == {
        "json": (b'{"a":1}', "application/json; charset=utf-8"),
        "text": (b"hello", "text/plain; charset=utf-8"),
        "page": (b"<p>", "text/html; charset=utf-8"),
        "logo": (b"\x89PNG", "image/png"),
        "raw": (b"\x89PNG", "application/octet-stream"),
    }


def test_the_size_limit_and_personalize_are_declared_too(load):
    world = load("""
        max_payload_bytes = 1000
        [[personalize.datasets]]
        arn = "arn:aws:personalize:us-east-1:123456789012:dataset/shop/ITEMS"
        status = "ACTIVE"
        """)
    assert world.settings.max_payload_bytes == 1000


@each_case(("text", "told"), [
        ("[[users]]\nname = 'a'", r"line 1: users\[0\]: username 'a' will not do: use 3 to 30"),
        ("[[users]]\nname = 'alice'\n[[users]]\nname = 'Alice'", r"line 3: users\[1\]: username 'Alice' is taken"),
        ("[[users]]\nname = 'alice'\ntoken = 't'\n[[users]]\nname = 'bobby'\ntoken = 't'",
         r"line 4: users\[1\]: token 't' belongs to 'alice'"),
        ("[[actors]]\nname = 'abc'",
         r"line \d: actors\[0\](\.name)?: Actor name 'abc' will not do: write 'username/name'"),
        ("[[actors]]\nname = 'janedoe/a'", r"line \d: actors\[0\](\.name)?: Actor name 'janedoe/a' will not do"),
        ("[[actors]]\nname = 'janedoe/abc'\nduration = -1", r"actors\[0\].*: duration .* cannot be -1"),
        ("[[actors]]\nname = 'janedoe/abc'\nduration = nan", r"actors\[0\].*: duration"),
        ("[[actors]]\nname = 'janedoe/abc'\n[[actors.behaves]]\nduration = -1.5",
         r"actors\[0\]\.behaves\[0\].*: duration .* cannot be -1\.5"),
        ("[[actors]]\nname = 'janedoe/abc'\nitems = 'none.json'",
         r"line 3: actors\[0\]\.items: .*none\.json: there is no such file"),
        ("[[actors]]\nname = 'janedoe/abc'\n[actors.dataset_schema.fields]\ntype = 'thing'",
         r"actors\[0\].*: Dataset schema is not valid: "),
        ("[[actors]]\nname = 'janedoe/abc'\n[actors.run_defaults]\nmemory = 1000",
         r"actors\[0\].*: .*power of 2 from 128 to 32768 megabytes, not 1000"),
        ("[[datasets]]\nuser = 'a'\nname = 'orders'", r"line 1: datasets\[0\].*: username 'a' will not do"),
        ("[[datasets]]\nuser = 'alice'\nname = 'a_b'", r"datasets\[0\].*: .*name \"a_b\" is not allowed"),
        ("[[datasets]]\nuser = 'alice'\nname = 'x'\n[[datasets]]\nuser = 'alice'\nname = 'x'",
         r"line 4: datasets\[1\].*: Record with the given name already exists"),
        ("[[datasets]]\nuser = 'alice'\nname = 'x'\nitems=[{n=1},{n='x'}]\nschema.fields.properties.n.type = 'number'",
         r"line 4: datasets\[0\]\.items: Schema validation failed: item 1/n must be number"),
        ("[[datasets]]\nuser = 'alice'\nname = 'x'\n[datasets.schema]\nfields = []",
         r"datasets\[0\].*: Dataset schema is not valid"),
        ("[[key_value_stores]]\nuser = 'alice'\nname = 'x'\n[[key_value_stores.records]]\nkey = 'a b'\nvalue = 1",
         r"line 4: key_value_stores\[0\]\.records\[0\]: Record key contains invalid character"),
        ("[[key_value_stores]]\nuser = 'alice'\nname = 'x'\n[[key_value_stores.records]]\nkey = 'a'",
         r"line 4: key_value_stores\[0\]\.records\[0\]: a record needs either 'value' or 'file'"),
        ("[[key_value_stores]]\nuser = 'alice'\nname = 'x'\n[[key_value_stores.records]]\nkey = 'a'\nvalue=1\nfile=''",
         r"line 4: key_value_stores\[0\]\.records\[0\]: a record needs either 'value' or 'file'"),
        ("[[key_value_stores]]\nuser = 'alice'\nname = 'x'\n[[key_value_stores.records]]\nkey = 'a'\nfile = 'none'",
         r"line 4: key_value_stores\[0\]\.records\[0\]: .*none: cannot be read: No such file"),
        ("[[tasks]]\nname = 'janedoe/nightly'\nactor = 'janedoe/abc'",
         r"line 1: tasks\[0\].*: there is no Actor 'janedoe/abc' for a task; declare it first"),
        ("[[actors]]\nname = 'janedoe/abc'\n[[tasks]]\nname = 'nightly'\nactor = 'janedoe/abc'",
         r"tasks\[0\](\.name)?: task name 'nightly' will not do: write 'username/name'"),
        ("[[actors]]\nname = 'janedoe/abc'\n" + 2 * "[[tasks]]\nname = 'janedoe/one'\nactor = 'janedoe/abc'\n",
         r"line 6: tasks\[1\].*: the task 'janedoe/one' is declared twice"),
        (("[[actors]]\nname = 'janedoe/abc'\ninput_schema.properties.a.type = 'number'\n"
         "[[tasks]]\nname = 'janedoe/one'\nactor = 'janedoe/abc'\ninput = {a = 'x'}"),
         r"line 4: tasks\[0\].*: Input is not valid: Field input\.a must be number"),
        (("[[actors]]\nname = 'janedoe/abc'\n[[tasks]]\nname = 'janedoe/one'\nactor = 'janedoe/abc'\n"
         "run_options.build = 'beta'"), r"tasks\[0\].*: Build with tag \"beta\" was not found"),
        ("[[actors]]\nname = 'janedoe/abc'\n[actors.input_schema]\ntype = 'objekt'",
         r"actors\[0\].*: the input schema of janedoe/abc will not do: .*data/type"),
        ("[[personalize.datasets]]\narn = 'x'", r"line 1: personalize\.datasets\[0\]: "),
        ("max_payload_bytes = -1", r"max_payload_bytes: "),
        ("[[actors]]\nname = 'janedoe/abc'\n[actors.run_defaults]\ntimeout = -5", r"timeout"),
    ])  # fmt: skip
def test_what_the_rules_refuse_is_told_with_file_line_and_key(load, tmp_path, text, told):
    with pytest.raises(ConfigError) as caught:
        load(text)
    message = str(caught.value)
    assert message.startswith(str(tmp_path / "mock.toml"))
    assert re.search(told, message), message


@each_case(
    ("name", "text", "told"),
    [
        ("items.jsonl", '{"a": 1}\n{"a":\n', r"line 3: actors\[0\]\.items: .*items\.jsonl, line 2: not valid JSON"),
        ("items.json", "{}", r"line 3: actors\[0\]\.items: .*items\.json: items are an array of objects"),
        ("items.txt", "", r"line 3: actors\[0\]\.items: .*items\.txt: items come from files that end in"),
    ],
)
def test_a_bad_items_file_is_told_with_its_own_line(load, write, name, text, told):
    write(text, name)
    with pytest.raises(ConfigError, match=told):
        load(f"[[actors]]\nname = 'janedoe/abc'\nitems = '{name}'")


def test_dates_in_values_become_texts(load):
    world = load("""
        [[datasets]]
        user = "alice"
        name = "orders"
        items = [{ at = 2026-01-31T12:00:00Z, day = 2026-01-31, time = 12:00:00 }]
        """)
    assert items(named(world, "datasets", "alice", "orders")) == [
        b'{"at":"2026-01-31T12:00:00Z","day":"2026-01-31","time":"12:00:00"}'
    ]


def test_clock_and_seed_are_for_whoever_makes_the_world(write):
    config = Source(write("clock = 'manual'\nseed = 'x'")).config
    assert (config.clock, config.seed) == ("manual", "x")


def test_a_mock_loads_a_file_into_its_own_world(write):
    path = write("""
        clock = "real"
        [[users]]
        name = "alice"
        token = "alice-token"
        [[actors]]
        name = "janedoe/abc"
        """)
    with MockServer() as server, server.open(clock="manual") as mock:
        mock.load(path)
        mock.load(write("[[actors]]\nname = 'janedoe/xyz'", "second.toml"))
        assert mock.clock.mode == "manual"
        assert server.worlds.of_token("alice-token") is server.worlds.only()


def test_a_mock_that_loads_a_token_of_another_is_refused(write):
    path = write("[[users]]\nname = 'alice'\ntoken = 'taken'")
    refused = pytest.raises(ConfigError, match="token")
    with MockServer() as server, server.open(token="taken"), server.open() as mock, refused:
        mock.load(path)


def test_a_task_has_all_that_is_declared_of_it(load):
    world = load("""
        [[actors]]
        name = "janedoe/scraper"
        [[tasks]]
        name = "bobby/nightly"
        actor = "janedoe/scraper"
        title = "At night"
        description = "Reads prices"
        input = { query = "cats" }
        [tasks.run_options]
        build = "latest"
        timeout = 60
        memory = 256
        max_items = 5
        max_total_charge_usd = 0.5
        restart_on_error = true
        """)
    (made,) = world.tasks
    assert (made.username, made.name, made.title, made.description) == ("bobby", "nightly", "At night", "Reads prices")
    assert (made.actor, made.input) == (actor(world, "janedoe/scraper"), {"query": "cats"})
    options = runs.options(made)
    assert (options.timeout_secs, options.memory_mbytes, options.max_items, options.max_total_charge_usd) == (
        60,
        256,
        5,
        0.5,
    )
    assert options.restart_on_error is True


def test_a_task_needs_only_its_name_and_its_actors(load):
    (made,) = load(
        "[[actors]]\nname = 'janedoe/scraper'\n[[tasks]]\nname = 'janedoe/nightly'\nactor = 'janedoe/scraper'"
    ).tasks
    assert (made.title, made.input, made.options) == ("Nightly", {}, None)


def test_a_file_says_what_an_account_may_use(load):
    world = load("""\
        [[users]]
        name = "bobby"
        plan = "FREE"
        memory_mbytes = 8192
        concurrent_runs = 2
        monthly_usage_usd = 1.5
        """)
    (bobby,) = world.users.values()
    limits = bobby.limits
    assert (bobby.plan.id, limits.memory_mbytes, limits.max_concurrent_actor_jobs) == ("FREE", 8192, 2)
    assert limits.max_monthly_usage_usd == 1.5


def test_a_file_says_where_in_the_store_an_actor_stands(load):
    world = load("""\
        [[actors]]
        name = "janedoe/scraper"
        categories = ["AI", "TRAVEL"]
        total_users = 3000
        """)
    scraper = actor(world, "janedoe/scraper")
    assert (scraper.categories, scraper.stats.total_users) == (["AI", "TRAVEL"], 3000)


def test_a_program_starts_in_the_folder_of_the_file(load, tmp_path):
    world = load("""
        [[actors]]
        name = "janedoe/scraper"
        command = ["python", "main.py"]
        env = { LIMIT = "3" }
        [[actors]]
        name = "janedoe/other"
        command = ["./run.sh"]
        cwd = "other"
        """)
    assert actor(world, "janedoe/scraper").behaviour.next() == Command(
        ["python", "main.py"], cwd=tmp_path, env={"LIMIT": "3"}
    )
    assert actor(world, "janedoe/other").behaviour.next() == Command(["./run.sh"], cwd=tmp_path / "other")


@each_case(
    ("lines", "told"),
    [
        ("command = []", "actors[0].command"),
        ('command = "python main.py"', "actors[0].command"),
        ('command = ["python"]\nitems = [{ a = 1 }]', "leave out outcomes, items, output, log and duration"),
        ('command = ["python"]\noutput = 1', "leave out outcomes, items, output, log and duration"),
        ('command = ["python"]\n[[actors.behaves]]\nstatus = "FAILED"', "leave out outcomes"),
        ('cwd = "here"', "give its command, too"),
        ('env = { A = "1" }', "give its command, too"),
    ],
)
def test_a_program_goes_with_nothing_that_it_would_overrule(load, lines, told):
    with pytest.raises(ConfigError) as caught:
        load(f'[[actors]]\nname = "janedoe/scraper"\n{lines}\n')
    assert told in str(caught.value)
