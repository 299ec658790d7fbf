"""Rules that hold for any items, checked against parsers and against slow, plain renderings."""

import csv
import html.parser
import io
import json
import math
from xml.etree import ElementTree

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from mockapify.exports import Selection, StoredItems, select
from mockapify.exports.columns import flat

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
keys = st.one_of(
    st.sampled_from(["a", "b", "c", "@", "#", "#h", "", "0", "1", "10", "07", "a/b", "a.b", "xmlns", "x:y"]), text
)
numbers = st.one_of(st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False))
scalars = st.one_of(st.none(), st.booleans(), numbers, text)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=8
)
objects = st.dictionaries(keys, values, max_size=5)
item_lists = st.lists(objects, max_size=4)
names = st.lists(st.sampled_from(["a", "b", "c", "#h", "0", "a.b"]), max_size=3, unique=True).map(tuple)
selections = st.builds(
    Selection,
    offset=st.integers(0, 2),
    limit=st.none() | st.integers(0, 4),
    desc=st.booleans(),
    clean=st.booleans(),
    skip_failed_pages=st.booleans(),
    simplified=st.booleans(),
    fields=names,
    omit=names,
    unwind=names,
    flatten=names,
)

modest = settings(max_examples=15, deadline=None)


def javascript_number(value):
    """ECMA-262's Number::toString, spelled out from the digits and the exponent."""
    number = float(value)
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    mantissa, _, exponent = f"{abs(number)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole.lstrip("0")) + int(exponent or 0)
    if not whole.strip("0"):
        point -= len(fraction) - len(fraction.lstrip("0"))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    mark = "+" if point > 0 else "-"
    inner = f".{digits[1:]}" if count > 1 else ""
    return f"{sign}{digits[0]}{inner}e{mark}{abs(point - 1)}"


def is_index(key):
    return key.isascii() and key.isdigit() and str(int(key)) == key and int(key) < 2**32 - 1


def javascript_json(value, indent):
    """JSON.stringify(value, null, 2), slowly."""
    if isinstance(value, dict):
        ordered = sorted((key for key in value if is_index(key)), key=int)
        ordered += [key for key in value if not is_index(key)]
        members = [f"{javascript_json(key, '')}: {javascript_json(value[key], indent + '  ')}" for key in ordered]
        opening, closing = "{}"
    elif isinstance(value, list):
        members = [javascript_json(entry, indent + "  ") for entry in value]
        opening, closing = "[]"
    elif isinstance(value, bool) or value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    else:
        return javascript_number(value)
    if not members:
        return opening + closing
    joined = f",\n{indent}  ".join(members)
    return f"{opening}\n{indent}  {joined}\n{indent}{closing}"


def cell_text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else javascript_number(value)


@given(items=item_lists)
@modest
def test_json_is_what_json_stringify_writes(render, items):
    expected = ",\n".join(javascript_json(item, "") for item in items)
    assert render(items).decode() == f"[{expected}]"


@given(items=item_lists, ascii_only=st.booleans())
@modest
def test_json_lines_parse_back_to_the_items(render, items, ascii_only):
    pushed = [json.dumps(item, ensure_ascii=ascii_only, indent=1).encode() for item in items]
    lines = render(pushed, "jsonl").decode().split("\n") if items else []
    assert [json.loads(line, parse_int=float) for line in lines] == [
        json.loads(item, parse_int=float) for item in pushed
    ]
    assert StoredItems.of(map(msgspec.json.decode, pushed)).compact == [line.encode() for line in lines]


@given(items=item_lists, selection=selections)
@modest
def test_json_holds_the_selected_items(render, items, selection):
    expected = json.loads(json.dumps(list(select(StoredItems.of(items), selection))), parse_int=float)
    assert json.loads(render(items, "json", selection), parse_int=float) == expected


@given(items=item_lists, selection=selections, delimiter=st.sampled_from(",;\t|"))
@modest
def test_csv_parses_back_to_the_flattened_values(render, items, selection, delimiter):
    document = render(items, "csv", selection, delimiter=delimiter, bom=False).decode()
    parsed = list(csv.reader(io.StringIO(document, newline=""), delimiter=delimiter, strict=True))
    if not parsed:
        return
    # A row of one empty cell is an empty line, which the csv module reads as a row without cells.
    header, *rows = [row or [""] for row in parsed]
    expected = [
        [cell_text(flat(item).get(column)) for column in header] for item in select(StoredItems.of(items), selection)
    ]
    assert rows == expected


@given(items=item_lists, selection=selections, root=keys, row=keys)
@modest
def test_any_items_make_xml_that_parses(render, items, selection, root, row):
    document = ElementTree.fromstring(render(items, "xml", selection, xml_root=root, xml_row=row))
    assert len(document) == len(list(select(StoredItems.of(items), selection)))


@given(items=item_lists, title=st.none() | text, link=text)
@modest
def test_any_items_make_a_feed_that_parses(render, items, title, link):
    channel = ElementTree.fromstring(render(items, "rss", feed_title=title, feed_description=title, feed_link=link))[0]
    assert [child.tag for child in channel] == ["title", "link", "description", *["item"] * len(items)]


class Tags(html.parser.HTMLParser):
    """The tags of a document, in order, and nothing of its text."""

    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)


@given(items=item_lists)
@modest
def test_values_never_add_tags_to_html(render, items):
    document = Tags()
    document.feed(render(items, "html").decode())
    width = document.tags.count("th")
    assert document.tags == ["table", "tr", *["th"] * width, *["tr", *["td"] * width] * len(items)]


@given(value=st.floats(allow_nan=False, allow_infinity=False))
@modest
def test_printed_numbers_read_back_as_the_same_double(render, value):
    (line,) = render([json.dumps({"v": value}).encode()], "jsonl").splitlines()
    assert math.isclose(json.loads(line)["v"], value, rel_tol=0, abs_tol=0)


# Neither control characters nor those beyond U+FFFF: the platform's own workbooks leave them out.
printable = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=("Cc", "Cs", "Cn")), max_size=6)
trees = st.recursive(
    st.dictionaries(st.sampled_from("abc"), st.none() | st.booleans() | numbers | printable, max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner | st.lists(inner | printable, max_size=3), max_size=3),
    max_leaves=6,
)


def branches(value):
    """The tree that XML shows of an object: its text, or its children by name; an array repeats the name."""
    if not isinstance(value, dict):
        return cell_text(value)
    children = [
        (name, branches(entry))
        for name, inner in value.items()
        for entry in (inner if isinstance(inner, list) else [inner])
    ]
    return children or ""


def read_branches(element):
    return [(child.tag, read_branches(child)) for child in element] or element.text or ""


@given(items=st.lists(trees, max_size=3))
@modest
def test_xml_parses_back_to_the_same_tree(render, items):
    document = ElementTree.fromstring(render(items, "xml"))
    assert [read_branches(row) for row in document] == list(map(branches, items))


cells = (
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9, allow_subnormal=False) | printable
)
flat_items = st.lists(st.dictionaries(st.sampled_from("abc"), cells, max_size=3), min_size=1, max_size=4)


@given(items=flat_items)
@modest
def test_a_workbook_reads_back_to_the_same_cells(render, items):
    names = sorted({name for item in items for name in item})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(render(items, "xlsx"))).get_sheet_by_name("Data")

    rows = sheet.to_python(skip_empty_area=False)

    last_rows = [[""] * len(names)] * (len(items) + 1 - len(rows))  # The reader drops empty ones.
    assert rows + last_rows == [names, *([workbook_cell(item.get(name)) for name in names] for item in items)]


def workbook_cell(value):
    """What a reader makes of it: booleans are text, a missing cell reads as an empty one."""
    if value is None:
        return ""
    return cell_text(value) if isinstance(value, bool) else value
