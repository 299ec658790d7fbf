"""Real exports, compared byte for byte."""

import json
import os
from pathlib import Path

import pytest


@pytest.fixture
def samples():
    folder = os.environ.get("MOCKAPIFY_REFERENCE")
    if not folder:
        pytest.skip("MOCKAPIFY_REFERENCE does not name the folder with the real exports")
    return Path(folder) / "exports"


@pytest.mark.parametrize(("name", "kind"), [("docs-run-sync-csv", "csv"), ("places-view-json", "json")])
def test_real_exports_are_met_byte_for_byte(samples, render, name, kind):
    items = json.loads((samples / name / "input.json").read_bytes())
    assert render(items, kind) == (samples / name / f"expected.{kind}").read_bytes()
