import tomllib

import pytest
from cases import each_case
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockapify.config import ConfigError, Source
from mockapify.config.source import line_of, parse_place, spell


def refusal(path):
    with pytest.raises(ConfigError) as caught:
        Source(path)
    message = str(caught.value)
    assert message.startswith(f"{path}")
    return message.removeprefix(f"{path}")


def test_an_empty_file_declares_nothing(write):
    config = Source(write("")).config
    assert (config.clock, config.seed, config.users, config.actors) == (None, None, [], [])


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert refusal(tmp_path / "mock.toml") == ": there is no such file"


def test_a_folder_is_no_file(tmp_path):
    assert refusal(tmp_path).startswith(": cannot be read: ")


@each_case(
    ("text", "told"),
    [
        pytest.param(b"\xff", ": cannot be read: ", id="no UTF-8"),
        pytest.param("clock = ", ": not valid TOML: ", id="cut off"),
        pytest.param("[[actors]\nname = 'x'", ": not valid TOML: ", id="bracket missing"),
        pytest.param("clock = 'auto'\nclock = 'real'", ": not valid TOML: ", id="twice"),
    ],
)
def test_a_file_that_is_no_toml_is_refused(write, text, told):
    assert told in refusal(write(text))


def test_bad_toml_is_told_with_its_line(write):
    assert "line 3" in refusal(write("clock = 'auto'\n\nseed = \n"))


@each_case(
    ("text", "told"),
    [
        ("clok = 'auto'", ", line 1: clok: there is no such key; did you mean 'clock'?"),
        ("\n[[user]]\nname = 'alice'", ", line 2: user: there is no such key; did you mean 'users'?"),
        ("[[actors]]\nname = 'a/bcd'\nitem = []",
         ", line 3: actors[0].item: there is no such key; did you mean 'items'?"),
        ("[[actors]]\nname = 'a/bcd'\n\n[[actors]]\nname = 'a/xyz'\ntitel = ''",
         ", line 6: actors[1].titel: there is no such key; did you mean 'title'?"),
        ("[[actors]]\nname = 'a/bcd'\n[[actors.behaves]]\nstatus = 'FAILED'\n[[actors.behaves]]\nexitcode = 1",
         ", line 6: actors[0].behaves[1].exitcode: there is no such key; did you mean 'exit_code'?"),
        ("[[actors]]\nname = 'a/bcd'\n[actors.run_defaults]\nmemory_mbytes = 1",
         ", line 4: actors[0].run_defaults.memory_mbytes: there is no such key; did you mean 'memory'?"),
        ("[[key_value_stores]]\nuser = 'alice'\nname = 'x'\n[[key_value_stores.records]]\nky = 'a'",
         ", line 5: key_value_stores[0].records[0].ky: there is no such key; did you mean 'key'?"),
        ("[[datasets]]\nuser = 'alice'\nname = 'x'\nzzz = 1",
         ", line 4: datasets[0].zzz: there is no such key; known here are user, name, items, schema, general_access"),
        ("[[personalize.datasets]]\narn = 'x'\nstate = 'ACTIVE'",
         ", line 3: personalize.datasets[0].state: there is no such key; did you mean 'status'?"),
    ],
)  # fmt: skip
def test_an_unknown_key_is_named_with_its_line_and_what_was_meant(write, text, told):
    assert refusal(write(text)) == told


@each_case(
    ("text", "told"),
    [
        ("clock = 'fast'", ", line 1: clock: Invalid enum value 'fast'"),
        ("seed = 1.5", ", line 1: seed: Expected `int | str | null`, got `float`"),
        ("users = 'alice'", ", line 1: users: Expected `array`, got `str`"),
        ("[users]\nname = 'alice'", ", line 1: users: Expected `array`, got `object`"),
        ("[[users]]\nname = 5", ", line 2: users[0].name: Expected `str`, got `int`"),
        ("[[users]]\ntoken = 'x'", ", line 1: users[0]: Object missing required field `name`"),
        ("[[actors]]\nname = 'a/bcd'\nduration = 'long'",
         ", line 3: actors[0].duration: Expected `float`, got `str`"),
        ("[[actors]]\nname = 'a/bcd'\nitems = 5", ", line 3: actors[0].items: Expected `str | array`, got `int`"),
        ("[[actors]]\nname = 'a/bcd'\nitems = [\n  {a = 1},\n  5,\n]",
         ", line 3: actors[0].items[1]: Expected `object`, got `int`"),
        ("[[actors]]\nname = 'a/bcd'\n[[actors.behaves]]\nstatus = 'DONE'",
         ", line 4: actors[0].behaves[0].status: Invalid enum value 'DONE'"),
        ("[[actors]]\nname = 'a/bcd'\n[[actors.behaves]]\ncharges = { x = 'y' }",
         ", line 4: actors[0].behaves[0].charges: Expected `int`, got `str`"),
        ("[[actors]]\nname = 'a/bcd'\n[[actors.when]]\nsteps = [{ sleep = 'x' }]",
         ", line 4: actors[0].when[0].steps[0].sleep: Expected `float`, got `str`"),
        ("[[datasets]]\nuser = 'alice'\nname = 'x'\ngeneral_access = 'ALL'",
         ", line 4: datasets[0].general_access: Invalid enum value 'ALL'"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_with_its_line(write, text, told):
    assert refusal(write(text)) == told


def test_files_are_beside_the_one_that_names_them(write):
    path = write("")
    assert Source(path).beside("items.jsonl") == path.parent / "items.jsonl"


@each_case(
    ("location", "place", "spelled"),
    [
        ("", (), "the file"),
        (".clock", ("clock",), "clock"),
        (".actors[0].items", ("actors", 0, "items"), "actors[0].items"),
        (".actors[10].behaves[2]", ("actors", 10, "behaves", 2), "actors[10].behaves[2]"),
        (".actors[0].charges[...]", ("actors", 0, "charges"), "actors[0].charges"),
    ],
)
def test_places_are_read_and_spelled(location, place, spelled):
    assert parse_place(location) == place
    assert spell(place) == spelled


TEXT = """\
# a comment
clock = "auto"  # trailing

[[actors]]  # the first
name = "a/bcd"
items = [
  { x = 1 },
  { x = 2 },
]
[actors.run_defaults]
memory = 256

[[actors.behaves]]
status = "FAILED"
[[actors.behaves]]
"status" = "SUCCEEDED"

[[actors]]
name = "a/xyz"
run_defaults.memory = 512
[[actors.behaves]]
exit_code = 7

[personalize]
[[personalize.datasets]]
arn = "x"
"""


@each_case(
    ("place", "line"),
    [
        (("clock",), 2),
        (("actors",), 4),
        (("actors", 0), 4),
        (("actors", 0, "name"), 5),
        (("actors", 0, "items"), 6),
        (("actors", 0, "items", 1, "x"), 6),
        (("actors", 0, "run_defaults"), 10),
        (("actors", 0, "run_defaults", "memory"), 11),
        (("actors", 0, "run_defaults", "timeout"), 10),
        (("actors", 0, "behaves", 0, "status"), 14),
        (("actors", 0, "behaves", 1), 15),
        (("actors", 0, "behaves", 1, "status"), 16),
        (("actors", 1, "name"), 19),
        (("actors", 1, "title"), 18),
        (("actors", 1, "run_defaults", "memory"), 20),
        (("actors", 1, "behaves", 0, "exit_code"), 22),
        (("personalize", "datasets", 0, "arn"), 26),
        (("seed",), None),
    ],
)
def test_the_line_of_a_place(place, line):
    tomllib.loads(TEXT)
    assert line_of(TEXT, place) == line


NAMES = st.sampled_from(["name", "items", "status", "x_y", "b-c"])
ENTRY = st.dictionaries(NAMES, st.integers(), min_size=1, max_size=3)
TABLE = st.tuples(ENTRY, st.lists(ENTRY, max_size=3))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(tables=st.lists(TABLE, min_size=1, max_size=4), blank=st.integers(0, 2))
def test_every_value_of_a_file_is_found_on_its_own_line(tables, blank):
    lines, places = [], {}
    for number, (entries, children) in enumerate(tables):
        lines += [""] * blank + ["[[actors]]"]
        for key, value in entries.items():
            lines.append(f"{key} = {value}")
            places["actors", number, key] = len(lines)
        for position, child in enumerate(children):
            lines.append("[[ actors.behaves ]] # one more")
            for key, value in child.items():
                lines.append(f'  "{key}"={value}')
                places["actors", number, "behaves", position, key] = len(lines)
    text = "\n".join(lines)
    tomllib.loads(text)
    assert {place: line_of(text, place) for place in places} == places
