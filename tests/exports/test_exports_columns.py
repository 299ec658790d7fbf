from cases import each_case

from mockapify.exports import Selection, StoredItems, select
from mockapify.exports.columns import MAX_CANDIDATES, find_columns, flat, rows, sort_columns


def columns(items, **parameters):
    return find_columns(select(StoredItems.of(items), Selection(**parameters))).names


@each_case(
    ("item", "leaves"),
    [
        ({"a": 1, "b": None}, {"a": 1, "b": None}),
        ({"a": {"b": {"c": 1}}}, {"a/b/c": 1}),
        ({"a": ["x", {"y": 2}, [3]]}, {"a/0": "x", "a/1/y": 2, "a/2/0": 3}),
        ({"a": [], "b": {}, "c": {"d": [], "e": {"f": {}}}}, {}),
        ({"a": {"": 1, "b": 2}}, {"a": 1, "a/b": 2}),
        ({"": {"b": 1}}, {"b": 1}),
        ({"a": {"": {"b": 1}}}, {"a/b": 1}),
        ({"a/b": 1, "a": {"b": 2}}, {"a/b": 2}),
        ({}, {}),
    ],
)
def test_items_flatten_to_paths(item, leaves):
    assert flat(item) == leaves


@each_case(
    "in_order",
    [
        ["a/9/x", "a/10/x"],
        ["reviewId", "reviewUrl", "reviewerId"],
        ["#debug/x", "A", "B", "_", "a"],
        ["a", "a/b", "a/b/c", "ab"],
        ["a/b", "a-b"],
        ["10", "9a"],
        ["2", "10"],
        ["a/1234567890", "a/999999999x"],
        ["\U0001f600", "\ufb01"],
        ["C", "a/x", "a/y/0", "a/y/1", "b"],
        ["images/0/url", "images/1", "images/2/url", "images/11"],
    ],
)
def test_columns_sort_part_by_part_numbers_by_value_and_text_by_code_unit(in_order):
    assert sort_columns(reversed(in_order)) == in_order


def test_columns_are_the_union_over_all_exported_items():
    assert columns([{"b": 1}, {"c": None, "a": []}, {"d": {"e": 1}}]) == ["b", "c", "d/e"]


def test_items_off_the_page_have_no_columns():
    assert columns([{"a": 1}, {"b": 1}, {"c": 1}], offset=1, limit=1) == ["b"]


@each_case(
    ("items", "parameters", "expected"),
    [
        ([{"a": 1, "b": 2}], {"fields": ("b", "a")}, ["b", "a"]),
        ([{"a": {"y": 1, "x": 2}, "b": 2}], {"fields": ("b", "a")}, ["b", "a/x", "a/y"]),
        ([{"a": {"y": 1}}, {"a": None}], {"fields": ("a",)}, ["a", "a/y"]),
        ([{"a": 1}], {"fields": ("none", "a")}, ["none", "a"]),
        ([], {"fields": ("b", "a")}, ["b", "a"]),
        ([{"a": 1, "b": 2}], {"fields": ("b", "a"), "output_fields": ("z", "a")}, ["z", "a"]),
        ([{"a": 1, "b": 2}], {"fields": ("b", "a"), "omit": ("b",)}, ["a"]),
        ([{"id": 1, "v": [{"q": 1, "p": 2}]}], {"fields": ("v", "id"), "unwind": ("v",)}, ["id", "p", "q"]),
        ([{"id": 1, "v": 5}], {"fields": ("v", "id"), "unwind": ("v",)}, ["v", "id"]),
        ([{"a": {"y": 1, "x": 2}, "b": 2}], {"fields": ("a", "b"), "flatten": ("a",)}, ["a.x", "a.y", "b"]),
        (
            [{"a": {"y": {"k": 1}, "x": 2}}],
            {"fields": ("a.y", "a.x"), "flatten": ("a",)},
            ["a.y.k", "a.x"],
        ),
        ([{"ab": 1, "a": {"b": 1}}], {"fields": ("ab", "a")}, ["ab", "a/b"]),
    ],
)
def test_fields_give_the_columns_their_order(items, parameters, expected):
    assert columns(items, **parameters) == expected


def test_names_of_more_than_200_characters_are_left_out():
    assert columns([{"k" * 200: 1, "k" * 201: 1, "😀" * 100: 1, "😀" * 101: 1}]) == ["k" * 200, "😀" * 100]


def test_the_first_2000_columns_stay():
    assert columns([{f"{n}": n for n in range(2100)}]) == [f"{n}" for n in range(2000)]


def test_ever_new_keys_keep_the_first_2000_columns_of_all_items():
    per_item = MAX_CANDIDATES // 4
    items = [{f"k{n}": 1 for n in range(start, start + per_item)} for start in range(10**6, 10**6 + 30_000, per_item)]
    items.reverse()
    assert columns([*items, {"a": 1}]) == ["a", *(f"k{n}" for n in range(10**6, 10**6 + 1999))]


def test_rows_hold_a_cell_per_column():
    selected = select(StoredItems.of([{"b": 1, "a": [{"x": True}]}, {"b": ""}, {"a": []}]), Selection())
    assert list(rows(selected, find_columns(selected))) == [[True, 1], [None, ""], [None, None]]
