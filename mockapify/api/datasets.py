"""Datasets."""

from typing import Literal

from mockapify import errors, exports
from mockapify.api.call import NO_CONTENT, Answer, Call, Data, JSONText, Reply, Work, done
from mockapify.api.query import NonNegative, Query
from mockapify.api.storages import (
    CreateBody,
    CreateStorage,
    ListStorages,
    UpdateDescribed,
    change_described,
    create_described,
    page,
    shown,
)
from mockapify.state import datasets, storages
from mockapify.state.datasets import Batch, Dataset
from mockapify.state.statistics import field_statistics

NO_LIMIT = 999_999_999_999
"""What the platform's pagination header says when no limit was given."""


class ItemsQuery(Query, kw_only=True):
    """Parameters of everything that answers with items."""

    format: Literal["json", "jsonl", "csv", "html", "xlsx", "xml", "rss"] = "json"
    clean: bool = False
    offset: NonNegative = 0
    limit: NonNegative = 0
    fields: tuple[str, ...] = ()
    output_fields: tuple[str, ...] = ()
    omit: tuple[str, ...] = ()
    unwind: tuple[str, ...] = ()
    flatten: tuple[str, ...] = ()
    desc: bool = False
    attachment: bool = False
    delimiter: str = ","
    bom: bool | None = None
    xml_root: str = "items"
    xml_row: str = "item"
    skip_header_row: bool = False
    skip_hidden: bool = False
    skip_empty: bool = False
    simplified: bool = False
    skip_failed_pages: bool = False
    view: str | None = None
    feed_title: str | None = None
    feed_description: str | None = None
    signature: str | None = None


def list_all(call: Call, *, query: ListStorages) -> Data:
    """The caller's datasets.

    Simplified: `ownership=sharedWithMe` finds nothing.
    """
    return page(call, Dataset, query)


def get_or_create(call: Call, *, query: CreateStorage, body: CreateBody | None) -> Data:
    """The caller's dataset of that name, or a new one."""
    return create_described(call, Dataset, query.name, body)


def get(call: Call, dataset: Dataset) -> Data:
    """The dataset itself.

    Simplified: `fields` has the names of top-level fields, as they first came; `storageBytes` is the length of the
    items' JSON.
    """
    return Data(shown(dataset, call))


def update(call: Call, dataset: Dataset, *, body: UpdateDescribed) -> Data:
    """Change name, title, general access or schema."""
    return change_described(call, dataset, body)


def delete(call: Call, dataset: Dataset) -> Reply:
    """Forget the dataset and its items."""
    storages.delete(call.world, dataset)
    return NO_CONTENT


def push_items(call: Call, dataset: Dataset, *, body: JSONText) -> Work:
    """Append one object or an array of objects, all or nothing.

    Simplified: items nested more deeply than 256 levels are refused; the platform's own limit is not public. A push may
    be as large as any request, 9 MiB. In datasets whose schema was given by a call items are checked, too.
    """
    schema = dataset.item_schema
    paths = call.world.settings.schema_error_paths

    def store(batch: Batch) -> Reply:
        if call.world.datasets.get(dataset.id) is not dataset:
            raise errors.record_not_found("Dataset")
        dataset.add(batch)
        dataset.write(call.world.clock.now())
        return done(call, f"datasets/{dataset.id}/items")

    return Work(do=lambda: datasets.parse(body, schema, paths=paths), then=store, size=len(body))


def list_items(call: Call, dataset: Dataset, *, query: ItemsQuery) -> Reply:
    """The items in one of seven formats.

    Simplified: where the documentation is silent (the frame of XML, RSS and HTML, exports without items, which of more
    than 2000 columns stay, the order of the transformations in odd combinations) it does what the nearest example
    shows.
    """
    return items_answer(call, dataset, query, status=200)


def statistics(call: Call, dataset: Dataset) -> Answer:
    """Field statistics; null for a dataset without a schema.

    Simplified: only top-level fields are counted.
    """
    fields = (dataset.schema or {}).get("fields")
    if fields is None:
        return Data({"fieldStatistics": None})
    items = dataset.items.compact[:]
    return Work(
        do=lambda: field_statistics(items, fields),
        then=lambda found: Data({"fieldStatistics": found}),
        size=dataset.stats.inflated_bytes,
    )


def check_items_query(query: ItemsQuery) -> None:
    """Refuse what could not be answered later, before a run is started for it.

    Raises:
        ApiError: 400: parameters that do not fit each other.
    """
    _selection(query)
    _rendering(query, "")


def items_answer(call: Call, dataset: Dataset, query: ItemsQuery, *, status: int) -> Reply:
    """The reply that carries a snapshot of the items, rendered while it is sent.

    Raises:
        ApiError: 400: an unknown view, or parameters that do not fit each other.
    """
    selection = _selection(query)
    if query.view is not None:
        selection = exports.apply_view(selection, dataset.view(query.view))
    rendering = _rendering(query, call.link(f"datasets/{dataset.id}/items"))
    dataset.read(call.world.clock.now())
    dataset.stats.read_count = (dataset.stats.read_count or 0) + 1
    total = len(dataset.items)
    headers = {
        "X-Apify-Pagination-Total": str(total),
        "X-Apify-Pagination-Offset": str(selection.offset),
        "X-Apify-Pagination-Limit": str(NO_LIMIT if selection.limit is None else selection.limit),
        "X-Apify-Pagination-Count": str(exports.scanned(total, selection)),
        "X-Apify-Pagination-Desc": "true" if selection.desc else "false",
    }
    if query.attachment:
        name = exports.file_name(_download_name(call, dataset), dataset.modified_at, query.format)
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    chunks = exports.export(
        dataset.items.snapshot(), selection, rendering, dataset_id=dataset.id, dataset_label=dataset.name or dataset.id
    )
    return Reply(
        status=status,
        content_type=exports.FORMATS[query.format].content_type,
        headers=headers,
        chunks=chunks,
        size=dataset.stats.inflated_bytes,
    )


def _download_name(call: Call, dataset: Dataset) -> str:
    """Whose items a download says it holds: those of the Actor that ran, else of the dataset itself."""
    actor = call.world.actors.get(dataset.act_id or "")
    return dataset.name or (actor.name if actor is not None else dataset.id)


def _selection(query: ItemsQuery) -> "exports.Selection":
    try:
        return exports.Selection(
            offset=int(query.offset),
            # The clients' iterators send 0 for "no limit".
            limit=int(query.limit) or None,
            desc=query.desc,
            clean=query.clean,
            skip_hidden=query.skip_hidden,
            skip_empty=query.skip_empty,
            skip_failed_pages=query.skip_failed_pages,
            simplified=query.simplified,
            fields=query.fields,
            output_fields=query.output_fields,
            omit=query.omit,
            unwind=query.unwind,
            flatten=query.flatten,
        )
    except ValueError as error:
        raise errors.parameters_mismatched(str(error)) from None


def _rendering(query: ItemsQuery, link: str) -> "exports.Rendering":
    try:
        return exports.Rendering(
            format=query.format,
            bom=query.bom,
            delimiter=query.delimiter,
            xml_root=query.xml_root,
            xml_row=query.xml_row,
            skip_header_row=query.skip_header_row,
            feed_title=query.feed_title,
            feed_description=query.feed_description,
            feed_link=link,
        )
    except ValueError as error:
        raise errors.invalid_value(str(error)) from None
