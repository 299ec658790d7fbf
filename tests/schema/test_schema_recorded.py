"""The recorded answers of AJV 8, for whoever has them."""

import json
import os
from pathlib import Path

import pytest
from cases import each_case

from mockapify.schema import SchemaError, compile_schema

REFERENCE = os.environ.get("MOCKAPIFY_REFERENCE")


def recorded(name):
    return json.loads((Path(REFERENCE) / name).read_text(encoding="utf-8")) if REFERENCE else []


CASES = recorded("ajv-cases.json")
REFUSALS = [case for case in recorded("ajv-compile-errors.json") if case["mode"] == "chosen options" and case["error"]]

pytestmark = pytest.mark.skipif(
    not REFERENCE, reason="MOCKAPIFY_REFERENCE does not name a folder with recorded answers"
)


def invalid_items(case, **options):
    return compile_schema(case["schema"]).invalid_items(case["items"], **options)


@each_case("case", CASES)
def test_every_recorded_list_of_errors_comes_out_member_by_member_in_both_forms(case):
    assert json.dumps(invalid_items(case)) == json.dumps(case["expected"])
    in_array = [
        {
            **invalid,
            "validationErrors": [
                {
                    **error,
                    "instancePath": f"/{invalid['itemPosition']}{error['instancePath']}",
                    "schemaPath": "/items" + error["schemaPath"].removeprefix("#"),
                }
                for error in invalid["validationErrors"]
            ],
        }
        for invalid in case["expected"]
    ]
    assert invalid_items(case, paths="array") == in_array


@each_case("case", REFUSALS)
def test_every_schema_that_was_refused_is_refused_in_the_same_words(case):
    with pytest.raises(SchemaError) as refused:
        compile_schema(case["schema"])

    said = case["error"].removeprefix("SyntaxError: ").partition("/u: ")  # the reason is the expression engine's own
    assert str(refused.value).startswith(said[0] + said[1])
