import msgspec
from cases import each_case

from mockapify.exports.javascript import stringify
from mockapify.javascript import is_index, number


@each_case(
    ("value", "printed"),
    [
        (0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-12.0, "-12"),
        (4.8, "4.8"),
        (0.1, "0.1"),
        (1e16, "10000000000000000"),
        (1.5e20, "150000000000000000000"),
        (1e21, "1e+21"),
        (-1.25e25, "-1.25e+25"),
        (0.0001, "0.0001"),
        (0.00001, "0.00001"),
        (-0.00000123, "-0.00000123"),
        (1e-7, "1e-7"),
        (1.5e-10, "1.5e-10"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (2**53, "9007199254740992"),
        (2**53 + 1, "9007199254740992"),
        (123456789012345678901, "123456789012345680000"),
        (-(10**21), "-1e+21"),
        (10**400, "Infinity"),
        (-(10**400), "-Infinity"),
    ],
)
def test_numbers_are_printed_as_javascript_prints_them(value, printed):
    assert number(value) == printed


@each_case(
    ("key", "index"),
    [
        ("0", True),
        ("7", True),
        ("10", True),
        ("4294967294", True),
        ("4294967295", False),
        ("00", False),
        ("07", False),
        ("-1", False),
        ("1.5", False),
        ("1e3", False),
        ("", False),
        ("a", False),
        ("\u0661", False),
        ("\u00b2", False),
    ],
)
def test_only_array_indexes_come_before_other_keys(key, index):
    assert is_index(key) is index


@each_case(
    ("pushed", "printed"),
    [
        (b'{"a":1}', b'{"a":1}'),
        (b' { "a" : [ 1 , 2 ] } ', b'{"a":[1,2]}'),
        (b'{"a":1.0,"b":[1e2,{"c":-0.0}]}', b'{"a":1,"b":[100,{"c":0}]}'),
        (b'{"a":1e21,"b":9007199254740993}', b'{"a":1e+21,"b":9007199254740992}'),
        (b'{"b":1,"10":2,"9":3,"a":4}', b'{"9":3,"10":2,"b":1,"a":4}'),
        (b'{"x":{"b":1,"0":2}}', b'{"x":{"0":2,"b":1}}'),
        (b'{"x":[{"b":1,"0":2}]}', b'{"x":[{"0":2,"b":1}]}'),
        (b'{"a":1,"b":2,"a":3}', b'{"a":3,"b":2}'),
        (b'{"a":"\\u0041\\/\\u017e"}', '{"a":"A/ž"}'.encode()),
        (b'{"a":"\\u0000\\u001F\\u0008\\u000c\\n\\r\\t\\u007f"}', b'{"a":"\\u0000\\u001f\\b\\f\\n\\r\\t\x7f"}'),
        (b'{"a":"\\u2028\\ud83d\\ude00"}', '{"a":"\u2028😀"}'.encode()),
        (b"{}", b"{}"),
    ],
)
def test_items_are_written_as_json_stringify_writes_them(pushed, printed):
    assert stringify(msgspec.json.decode(pushed)) == printed
    assert stringify(msgspec.json.decode(printed)) == printed
