from xml.etree import ElementTree

import pytest
from cases import each_case

from mockapify.exports import Selection

KINDS = ["<a></a>", "<c/>", "<d>false</d>", "<e>1</e>", "<f>1e+21</f>", "<g>2.5</g>"]
NAMES = [
    *("<_debug>1</_debug>", "<a_b>2</a_b>", "<dc_title>3</dc_title>", "<_>4</_>"),
    *("<ž>5</ž>", "<_>6</_>", "<_-x>7</_-x>"),
]
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def item_lines(document):
    """The lines inside the only item, without the item's indent."""
    lines = document.decode().split("\n")
    assert lines[:3] == [DECLARATION.strip(), "<items>", "  <item>"]
    assert lines[-3:] == ["  </item>", "</items>", ""]
    return [line.removeprefix("    ") for line in lines[3:-3]]


@each_case(
    ("item", "expected"),
    [
        (
            {"name": "Ada", "tag": ["x", "y"], "home": {"@": {"kind": "flat"}, "#": "12"}, "fax": None},
            ["<name>Ada</name>", "<tag>x</tag>", "<tag>y</tag>", '<home kind="flat">12</home>', "<fax/>"],
        ),
        (
            {"address": [{"type": "home", "city": "Chicago"}, {"type": "office", "city": None}]},
            [
                *("<address>", "  <type>home</type>", "  <city>Chicago</city>", "</address>"),
                *("<address>", "  <type>office</type>", "  <city/>", "</address>"),
            ],
        ),
        (
            {"address": [{"@": {"type": "home"}, "city": "Chicago"}, {"@": {"type": "office"}, "#": "unknown"}]},
            [
                *('<address type="home">', "  <city>Chicago</city>", "</address>"),
                '<address type="office">unknown</address>',
            ],
        ),
        ({"a": "", "b": [], "c": {}, "d": False, "e": 1.0, "f": 1e21, "g": 2.5}, KINDS),
        ({"a": [[1, [2]], []]}, ["<a>1</a>", "<a>2</a>"]),
        ({"a": 'x<y>&"z"'}, ['<a>x&lt;y&gt;&amp;"z"</a>']),
        (
            {"a": {"@": {"k": 'x<y>&"z"', "n": None, "t": True}}},
            ['<a k="x&lt;y&gt;&amp;&quot;z&quot;" n="" t="true"/>'],
        ),
        ({"a": {"#": "dropped", "b": 1}}, ["<a>", "  <b>1</b>", "</a>"]),
        ({"a": {"#": 5, "b": []}}, ["<a>5</a>"]),
        ({"a": {"#": None}}, ["<a/>"]),
        ({"a": {"#": ""}}, ["<a></a>"]),
        ({"a": {"#": {"x": [1.0]}}}, ['<a>{"x":[1]}</a>']),
        ({"a": {"@": "plain"}}, ["<a>", "  <_>plain</_>", "</a>"]),
        ({"b": 1, "10": 2, "9": 3}, ["<_9>3</_9>", "<_10>2</_10>", "<b>1</b>"]),
        ({"#debug": 1, "a b": 2, "dc:title": 3, "": 4, "ž": 5, "😀": 6, "-x": 7}, NAMES),
    ],
)
def test_properties_become_elements(render, item, expected):
    assert item_lines(render([item], "xml")) == expected


@pytest.mark.parametrize(
    ("item", "line"),
    [
        ({}, "  <item/>"),
        ({"#": "text"}, "  <item>text</item>"),
        ({"@": {"id": 7}}, '  <item id="7"/>'),
        ({"@": {"id": 7}, "#": "text"}, '  <item id="7">text</item>'),
    ],
)
def test_an_item_follows_the_rules_of_any_element(render, item, line):
    assert render([item], "xml").decode() == f"{DECLARATION}<items>\n{line}\n</items>\n"


def test_root_and_row_can_be_renamed(render):
    document = render([{"a": 1}], "xml", xml_root="pages", xml_row="page no")
    assert document.decode() == f"{DECLARATION}<pages>\n  <page_no>\n    <a>1</a>\n  </page_no>\n</pages>\n"


def test_no_items_are_a_root_without_children(render):
    assert render([{"a": 1}], "xml", Selection(limit=0)).decode() == f"{DECLARATION}<items></items>\n"


def test_characters_that_xml_forbids_are_removed(render):
    text = ElementTree.fromstring(render([{"a": "x\x00\x08y\t\n\x1f\ufffe\uffffz\x7f😀"}], "xml")).findtext("item/a")
    assert text == "xy\t\nz\x7f😀"


def test_keys_cannot_inject_markup(render):
    root = ElementTree.fromstring(render([{"a><evil/><b": 1, "x": {"@": {'k"><evil/>': '"><evil/>'}}}], "xml"))
    assert [child.tag for child in root.iter()] == ["items", "item", "a__evil___b", "x"]


def test_attributes_that_fall_together_keep_the_last_value(render):
    root = ElementTree.fromstring(render([{"@": {"a b": 1, "a_b": 2, "xmlns": "urn:x"}}], "xml"))
    assert root[0].attrib == {"a_b": "2", "_xmlns": "urn:x"}


@pytest.mark.parametrize("kind", ["json", "csv", "xml"])
def test_deeply_nested_items_can_be_written(render, kind):
    item = b'{"a":' * 150 + b"1.0" + b"}" * 150
    assert render([item], kind)
