"""What the export tests share: rendering a few items in one call."""

import msgspec
import pytest

from mockapify.exports import Rendering, Selection, StoredItems, export


@pytest.fixture(scope="session")
def render():
    """Call with items (objects, or bytes as pushed) and a format; returns all bytes of the export."""

    def run(items, format="json", selection=None, **options):  # noqa: A002 # the platform's own word for it
        stored = StoredItems.of(msgspec.json.decode(item) if isinstance(item, bytes) else item for item in items)
        rendering = Rendering(format=format, **options)
        parameters = {"dataset_id": "DATASET0000000001", "dataset_label": "prices"}
        return b"".join(export(stored, selection or Selection(), rendering, **parameters))

    return run
