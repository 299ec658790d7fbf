"""The official clients push items and read them in every way."""

import json
import zipfile
from io import BytesIO

import pytest
from apify_client.errors import InvalidRequestError
from cases import each_case

ITEMS = [
    {"title": "A", "price": 1, "offers": [{"seller": "X"}, {"seller": "Y"}], "shop": {"city": "Prague"}},
    {"title": "B", "price": 2, "#debug": True, "shop": {"city": "Brno"}},
    {"#debug": False},
    {"title": "C", "price": 3},
]


@pytest.fixture
def dataset(client, mockapify):
    return client.dataset(mockapify.dataset("prices", items=ITEMS).id)


@pytest.fixture
def empty(client, mockapify):
    return client.dataset(mockapify.dataset("empty").id)


@each_case(
    ("pushed", "stored"),
    [
        pytest.param({"title": "A"}, [{"title": "A"}], id="an object"),
        pytest.param([{"title": "A"}, {"title": "B"}], [{"title": "A"}, {"title": "B"}], id="a list"),
        pytest.param('{"title": "A"}', [{"title": "A"}], id="a JSON text"),
        pytest.param([], [], id="an empty list"),
        pytest.param({"title": "ěščř 🐝"}, [{"title": "ěščř 🐝"}], id="beyond ASCII"),
        pytest.param({"text": "x" * 5000}, [{"text": "x" * 5000}], id="long enough to be compressed"),
    ],
)
def test_pushed_items_are_read_back(empty, again, pushed, stored):
    again()
    empty.push_items(pushed)

    assert empty.list_items().items == stored


def test_items_are_appended(empty):
    empty.push_items({"page": 1})
    empty.push_items([{"page": 2}, {"page": 3}])

    assert [item["page"] for item in empty.list_items().items] == [1, 2, 3]


def test_a_thousand_items_are_compressed_on_their_way(empty, mockapify):
    items = [{"number": number, "text": "the same words again"} for number in range(1000)]

    empty.push_items(items)

    [call] = mockapify.calls.of("datasets.push_items")
    assert call.request_length < len(json.dumps(items)) / 2
    assert empty.list_items().items == items


@each_case("pushed", ["no JSON", "[1, 2]", '"text"', "[[]]"])
def test_what_is_no_object_is_refused(empty, pushed):
    with pytest.raises(InvalidRequestError):
        empty.push_items(pushed)

    assert empty.list_items().items == []


def test_a_page_tells_where_it_lies(dataset):
    page = dataset.list_items(offset=1, limit=2)

    assert page.items == ITEMS[1:3]
    assert (page.total, page.offset, page.limit, page.count, page.desc) == (4, 1, 2, 2, False)
    assert dataset.list_items().limit == 999_999_999_999
    assert dataset.list_items(desc=True).desc is True


@each_case(
    ("parameters", "items"),
    [
        pytest.param({"offset": 3}, ITEMS[3:], id="offset"),
        pytest.param({"offset": 9}, [], id="offset beyond the end"),
        pytest.param({"limit": 1}, ITEMS[:1], id="limit"),
        pytest.param({"desc": True}, ITEMS[::-1], id="desc"),
        pytest.param({"desc": True, "offset": 1, "limit": 1}, ITEMS[2:3], id="desc offset limit"),
        pytest.param(
            {"clean": True},
            [ITEMS[0], {"title": "B", "price": 2, "shop": {"city": "Brno"}}, ITEMS[3]],
            id="clean",
        ),
        pytest.param(
            {"skip_hidden": True},
            [ITEMS[0], {"title": "B", "price": 2, "shop": {"city": "Brno"}}, {}, ITEMS[3]],
            id="skip_hidden",
        ),
        pytest.param({"skip_empty": True, "skip_hidden": True, "offset": 2}, [ITEMS[3]], id="skip_empty"),
        pytest.param({"fields": ["price", "title"], "limit": 1}, [{"price": 1, "title": "A"}], id="fields"),
        pytest.param({"omit": ["offers", "shop"], "limit": 1}, [{"title": "A", "price": 1}], id="omit"),
        pytest.param(
            {"unwind": ["offers"], "fields": ["title", "offers"], "limit": 1},
            [{"seller": "X", "title": "A"}, {"seller": "Y", "title": "A"}],
            id="unwind",
        ),
        pytest.param(
            {"flatten": ["shop"], "fields": ["title", "shop.city"], "offset": 1, "limit": 1},
            [{"title": "B", "shop.city": "Brno"}],
            id="flatten",
        ),
    ],
)
def test_parameters_choose_and_reshape_items(dataset, parameters, items):
    assert dataset.list_items(**parameters).items == items


def test_fields_are_in_the_order_they_were_asked_in(dataset):
    [first, *_] = dataset.list_items(fields=["price", "title"]).items

    assert list(first) == ["price", "title"]


def test_a_view_of_the_schema_chooses_fields(client, mockapify):
    schema = {"views": {"overview": {"title": "Overview", "transformation": {"fields": ["title"]}}}}
    dataset = client.dataset(mockapify.dataset("viewed", items=ITEMS[:2], schema=schema).id)

    assert dataset.list_items(view="overview").items == [{"title": "A"}, {"title": "B"}]
    with pytest.raises(InvalidRequestError) as refused:
        dataset.list_items(view="unknown")
    assert refused.value.type == "requested-dataset-view-does-not-exist"


def test_a_view_of_a_dataset_without_a_schema_is_refused(dataset):
    with pytest.raises(InvalidRequestError) as refused:
        dataset.list_items(view="overview")

    assert refused.value.type == "dataset-does-not-have-schema"


def test_iterating_meets_every_item_once(client, mockapify):
    items = [{"number": number} for number in range(25)]
    dataset = client.dataset(mockapify.dataset("many", items=items).id)

    assert list(dataset.iterate_items(chunk_size=10)) == items
    assert list(dataset.iterate_items()) == items
    assert list(dataset.iterate_items(offset=5, limit=12, chunk_size=5)) == items[5:17]
    assert list(dataset.iterate_items(desc=True, chunk_size=7)) == items[::-1]


def test_iterating_goes_on_behind_a_page_that_is_empty_when_clean(client, mockapify):
    items = [{"#hidden": 1}] * 4 + [{"title": "A"}]
    dataset = client.dataset(mockapify.dataset("sparse", items=items).id)

    assert list(dataset.iterate_items(clean=True, chunk_size=2)) == [{"title": "A"}]


EXPORTS = {
    "json": b'[{\n  "title": "A",\n  "price": 1\n},\n{\n  "title": "B & <C>",\n  "price": 2\n}]',
    "jsonl": b'{"title":"A","price":1}\n{"title":"B & <C>","price":2}',
    "csv": b'\xef\xbb\xbf"price","title"\r\n"1","A"\r\n"2","B & <C>"\r\n',
    "xml": b"<item>",
    "html": b"<td>B &amp; &lt;C&gt;</td>",
    "rss": b"<rss",
}


@pytest.fixture
def small(client, mockapify):
    return client.dataset(
        mockapify.dataset("small", items=[{"title": "A", "price": 1}, {"title": "B & <C>", "price": 2}]).id
    )


@each_case("item_format", ["json", "jsonl", "csv"])
def test_items_are_exported_byte_for_byte(small, item_format):
    exported = small.get_items_as_bytes(item_format=item_format)

    assert exported == EXPORTS[item_format]


@each_case("item_format", ["xml", "html", "rss"])
def test_items_are_exported_as_markup(small, item_format):
    exported = small.get_items_as_bytes(item_format=item_format)

    assert EXPORTS[item_format] in exported
    assert b"<C>" not in exported


def test_items_are_exported_as_a_workbook(small):
    with zipfile.ZipFile(BytesIO(small.get_items_as_bytes(item_format="xlsx"))) as workbook:
        assert workbook.testzip() is None
        assert "xl/workbook.xml" in workbook.namelist()


def test_export_parameters_have_their_effect(small):
    assert (
        small.get_items_as_bytes(item_format="csv", bom=False, delimiter=";", skip_header_row=True, limit=1)
        == b'"1";"A"\r\n'
    )
    xml = small.get_items_as_bytes(item_format="xml", xml_root="shop", xml_row="offer", limit=1)
    assert b"<shop>" in xml
    assert b"<offer>" in xml


def test_the_clients_other_methods_agree(dataset):
    expected = dataset.get_items_as_bytes(clean=True)

    assert json.loads(expected) == dataset.list_items(clean=True).items
    assert json.loads(dataset.get_items_as_bytes(attachment=True, clean=True)) == json.loads(expected)
    assert list(dataset.iterate_items(clean=True)) == json.loads(expected)
