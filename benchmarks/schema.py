"""How long a push takes to be checked, beside other validators: `python benchmarks/schema.py [ITEMS]`.

A schema of eight properties, items that are all valid and items of which one in a hundred is not; CPU time in one run,
the best of three. Every validator stops at the verdict for a valid item and lists all problems of an invalid one.
`node` joins in when AJV_MODULES names a `node_modules` folder with ajv and ajv-formats in it.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs

from mockapify.schema import compile_schema

REPEATS = 3
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["url", "title", "price", "currency"],
    "properties": {
        "url": {"type": "string", "pattern": "^https?://"},
        "title": {"type": "string", "minLength": 1, "maxLength": 200},
        "price": {"type": "number", "minimum": 0},
        "currency": {"type": "string", "enum": ["EUR", "USD", "GBP"]},
        "inStock": {"type": "boolean"},
        "rating": {"type": ["number", "null"], "minimum": 0, "maximum": 5},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 20},
        "scrapedAt": {"type": "string", "format": "date-time"},
    },
}
AJV = """
const [modules, input] = [process.argv[1], require('fs').readFileSync(0, 'utf8')];
const Ajv = require(modules + '/ajv').default;
const ajv = new Ajv({ allErrors: true, strict: false });
require(modules + '/ajv-formats').default(ajv);
const { schema, sets } = JSON.parse(input);
const validate = ajv.compile(schema);
const seconds = sets.map((items) => {
    let best = Infinity;
    for (let turn = 0; turn < 3; turn++) {
        const start = process.cpuUsage();
        for (const item of items) validate(item);
        const used = process.cpuUsage(start);
        best = Math.min(best, (used.user + used.system) / 1e6);
    }
    return best;
});
console.log(JSON.stringify(seconds));
"""


def make_items(count: int, *, one_invalid_in: int | None = None) -> list[dict[str, Any]]:
    """Products as a scraper pushes them."""
    source = random.Random(7)
    items = [
        {
            "url": f"https://example.com/products/{number}?ref=list",
            "title": f"Product number {number} with an ordinary name",
            "price": round(source.random() * 100, 2),
            "currency": source.choice(["EUR", "USD", "GBP"]),
            "inStock": number % 3 == 0,
            "rating": None if number % 5 == 0 else round(source.random() * 5, 1),
            "tags": ["home", "garden", "sale"],
            "scrapedAt": "2026-01-01T00:00:00.000Z",
        }
        for number in range(count)
    ]
    for number in range(0, count, one_invalid_in or count + 1):
        if one_invalid_in:
            items[number]["price"] = "free"
    return items


def seconds(work: Callable[[], object]) -> float:
    def once() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return min(once() for _ in range(REPEATS))


def check_with_jsonschema(items: list[dict[str, Any]]) -> None:
    validator = jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)
    for item in items:
        list(validator.iter_errors(item))


def check_with_jsonschema_rs(items: list[dict[str, Any]]) -> None:
    validator = jsonschema_rs.Draft7Validator(SCHEMA, validate_formats=True)
    for item in items:
        if not validator.is_valid(item):
            list(validator.iter_errors(item))


def check_with_mockapify(items: list[dict[str, Any]]) -> None:
    compile_schema(SCHEMA).invalid_items(items)


def seconds_of_ajv(sets: list[list[dict[str, Any]]]) -> list[float]:
    """What Node's own clock says; nothing when Node or the modules are missing."""
    node, modules = shutil.which("node"), os.environ.get("AJV_MODULES")
    if node is None or modules is None:
        return []
    text = json.dumps({"schema": SCHEMA, "sets": sets})
    arguments = [node, "-e", AJV, "--", str(Path(modules).resolve())]
    shown = subprocess.run(arguments, input=text, capture_output=True, text=True, check=True)
    return list(json.loads(shown.stdout))


def main() -> None:
    """Measure and print a table; the argument is the number of items."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    sets = [make_items(count), make_items(count, one_invalid_in=100)]
    used = {
        "jsonschema": [seconds(partial(check_with_jsonschema, items)) for items in sets],
        "jsonschema-rs": [seconds(partial(check_with_jsonschema_rs, items)) for items in sets],
        "mockapify": [seconds(partial(check_with_mockapify, items)) for items in sets],
    }
    ajv = seconds_of_ajv(sets)
    if ajv:
        used["ajv (Node)"] = ajv
    print(f"{count} items; microseconds per item, and how many times as fast as jsonschema")
    print(f"{'':16}{'all valid':>16}{'1 % invalid':>18}")
    for name, times in used.items():
        cells = (
            f"{spent / count * 1e6:8.2f} {base / spent:6.1f}x"
            for spent, base in zip(times, used["jsonschema"], strict=True)
        )
        print(f"{name:16}" + "  ".join(cells))


if __name__ == "__main__":
    main()
