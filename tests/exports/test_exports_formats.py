from datetime import UTC, datetime, timedelta, timezone
from itertools import islice

import pytest
from cases import each_case

import mockapify.exports
from mockapify.exports import FORMATS, Rendering, Selection, StoredItems, export, file_name

BOM = b"\xef\xbb\xbf"


class Watched:
    """A sequence of items that remembers the furthest one looked at."""

    def __init__(self, count):
        self.count = count
        self.furthest = -1

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        self.furthest = max(self.furthest, index)
        return b'{"n":%d,"text":"%s"}' % (index, b"x" * 300)


def watched(count):
    stored = StoredItems()
    stored.compact = stored.indented = Watched(count)
    return stored


def start(items, kind):
    return export(items, Selection(), Rendering(format=kind), dataset_id="d", dataset_label="d")


def test_the_formats_have_the_content_types_of_the_platform():
    assert {name: (kind.content_type, kind.extension) for name, kind in FORMATS.items()} == {
        "json": ("application/json; charset=utf-8", "json"),
        "jsonl": ("application/jsonl; charset=utf-8", "jsonl"),
        "csv": ("text/csv; charset=utf-8", "csv"),
        "html": ("text/html; charset=utf-8", "html"),
        "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        "xml": ("application/xml; charset=utf-8", "xml"),
        "rss": ("application/rss+xml; charset=utf-8", "rss"),
    }


@each_case("kind", ["json", "jsonl", "csv", "html", "xml", "rss"])
def test_a_byte_order_mark_stands_before_csv_or_as_asked(render, kind):
    plain = render([{"a": 1}], kind, bom=False)
    assert not plain.startswith(BOM)
    assert render([{"a": 1}], kind, bom=True) == BOM + plain
    assert render([{"a": 1}], kind) == (BOM + plain if kind == "csv" else plain)


@each_case("kind", ["json", "jsonl", "xml", "rss"])
def test_the_first_chunk_comes_long_before_the_last_item(kind):
    items = watched(10_000)
    first = next(start(items, kind))
    assert 0 < len(first) < 200_000
    assert items.compact.furthest < 1_000


@each_case("kind", list(FORMATS))
def test_chunks_are_of_moderate_size_and_the_generator_can_be_left_early(kind):
    chunks = start(watched(2_000), kind)
    sizes = [len(chunk) for chunk in islice(chunks, 2)]
    chunks.close()
    assert 0 < max(sizes) < 300_000


@each_case("kind", list(FORMATS))
def test_nothing_is_looked_at_before_the_result_is_read(kind):
    items = watched(10)
    start(items, kind)
    assert items.compact.furthest == -1


def test_an_unknown_format_is_refused_at_once_with_the_known_ones():
    with pytest.raises(ValueError, match=r"'pdf'.*json, jsonl, csv, html, xlsx, xml, rss"):
        start(StoredItems(), "pdf")


@each_case("delimiter", ["", "::"])
def test_a_delimiter_is_one_character(delimiter):
    with pytest.raises(ValueError, match="single character"):
        Rendering(delimiter=delimiter)


@each_case(
    ("at", "kind", "name"),
    [
        (datetime(2024, 5, 30, 12, 4, 37, 597_999, UTC), "json", "dataset_x_2024-05-30_12-04-37-597.json"),
        (datetime(2024, 1, 2, 3, 4, 5, 6_000, UTC), "xlsx", "dataset_x_2024-01-02_03-04-05-006.xlsx"),
        (
            datetime(2024, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=2))),
            "rss",
            "dataset_x_2023-12-31_22-30-00-000.rss",
        ),
    ],
)
def test_files_are_named_after_the_dataset_and_a_moment_in_utc(at, kind, name):
    assert file_name("x", at, kind) == name


def test_a_file_name_needs_a_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        file_name("x", datetime(2024, 1, 1), "json")  # noqa: DTZ001 # the mistake under test


def test_the_public_names_are_sorted_and_exist():
    names = mockapify.exports.__all__
    assert names == sorted(names)
    assert all(hasattr(mockapify.exports, name) for name in names)
