"""How long the export formats take beside the least work that could do: `python benchmarks/exports.py [ITEMS]`.

Each format stands beside a reference for the same flat items in the same run, both in CPU time, the best of three.
References decode every item once where the format needs its values; they know the columns beforehand and handle no
special case.
"""

from __future__ import annotations

import csv
import io
import random
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from typing import Any

import msgspec

from mockapify.exports import Rendering, Selection, StoredItems, export

REPEATS = 3
decode = msgspec.json.Decoder(dict[str, Any]).decode


def make_items(count: int) -> StoredItems:
    """Flat products of about 330 bytes, as scrapers push them."""
    source = random.Random(7)
    return StoredItems.of(
        [
            {
                "id": number,
                "url": f"https://example.com/products/{number}?ref=list",
                "title": f"Product number {number} with an ordinary name",
                "price": round(source.random() * 100, 2),
                "currency": "EUR",
                "inStock": number % 3 == 0,
                "rating": round(source.random() * 5, 1),
                "reviewsCount": source.randrange(2000),
                "brand": None if number % 5 == 0 else "Acme",
                "category": "Home & Garden",
                "description": "x" * 40,
                "scrapedAt": "2026-01-01T00:00:00.000Z",
            }
            for number in range(count)
        ]
    )


def join(items: list[bytes]) -> None:
    b",\n".join(items)


def write_csv(items: list[bytes]) -> None:
    writer = csv.writer(io.StringIO(), quoting=csv.QUOTE_ALL)
    writer.writerows(decode(item).values() for item in items)


def text(value: Any) -> str:
    return "" if value is None else escape(str(value))


def build_html(items: list[bytes]) -> None:
    "".join([f"<tr><td>{'</td><td>'.join(map(text, decode(item).values()))}</td></tr>" for item in items]).encode()


def build_xml(items: list[bytes]) -> None:
    def rows() -> Iterator[str]:
        for item in items:
            fields = [f"    <{name}>{text(value)}</{name}>\n" for name, value in decode(item).items()]
            yield f"  <item>\n{''.join(fields)}  </item>\n"

    "".join(rows()).encode()


def build_sheet(items: list[bytes]) -> None:
    letters = "ABCDEFGHIJKL"
    with (
        zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("sheet1.xml", "w") as out,
    ):
        batch = []
        for row, item in enumerate(items, 1):
            cells = [
                f'<c r="{letter}{row}" t="n"><v>{value}</v></c>'
                if type(value) is int or type(value) is float
                else f'<c r="{letter}{row}" t="inlineStr"><is><t>{text(value)}</t></is></c>'
                for letter, value in zip(letters, decode(item).values(), strict=True)
            ]
            batch.append(f'<row r="{row}">{"".join(cells)}</row>')
            if len(batch) == 100:
                out.write("".join(batch).encode())
                batch.clear()
        out.write("".join(batch).encode())


REFERENCES: dict[str, tuple[str, Callable[[list[bytes]], None]]] = {
    "jsonl": ("stored bytes joined", join),
    "json": ("stored bytes joined", join),
    "csv": ("csv.writer", write_csv),
    "html": ("string building", build_html),
    "xml": ("string building", build_xml),
    "rss": ("string building", build_xml),
    "xlsx": ("hand-written sheet", build_sheet),
}


def seconds(work: Callable[[], None]) -> float:
    def once() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return min(once() for _ in range(REPEATS))


def run_export(items: StoredItems, name: str) -> None:
    """Write an export to its end."""
    for _ in export(items, Selection(), Rendering(format=name), dataset_id="d", dataset_label="d"):
        pass


def main() -> None:
    """Measure and print a table; the argument is the number of items."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    items = make_items(count)
    print(f"{count} items of {sum(map(len, items.compact)) / count:.0f} bytes")
    print(f"{'format':8}{'seconds':>8}{'MB/s in':>9}   {'reference':34}{'seconds':>8}{'ratio':>7}")
    for name, (title, reference) in REFERENCES.items():
        ours = seconds(partial(run_export, items, name))
        theirs = seconds(partial(reference, items.compact))
        speed = sum(map(len, items.compact)) / ours / 1e6
        print(f"{name:8}{ours:8.2f}{speed:9.0f}   {title:34}{theirs:8.2f}{ours / theirs:7.1f}")


if __name__ == "__main__":
    main()
