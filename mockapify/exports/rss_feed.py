"""The format rss."""

from __future__ import annotations

from collections.abc import Iterator

from mockapify.exports.chunks import gather_text
from mockapify.exports.markup import remove_illegal
from mockapify.exports.rendering import Job
from mockapify.exports.xml_tree import DECLARATION, INDENT, element


def write_rss(job: Job) -> Iterator[bytes]:
    """An RSS 2.0 channel with an element per item, its fields by the rules of xml; nothing is renamed or added."""
    return map(remove_illegal, gather_text(_feed(job)))


def _feed(job: Job) -> Iterator[str]:
    yield f'{DECLARATION}<rss version="2.0">\n{INDENT}<channel>\n'
    for name, value in _channel(job).items():
        yield element(name, value, INDENT * 2)
    for item in job.selected:
        yield element("item", item, INDENT * 2)
    yield f"{INDENT}</channel>\n</rss>\n"


def _channel(job: Job) -> dict[str, str]:
    """What a feed says about itself. Title and description are documented, `link` and the order are inferred."""
    title, description = job.rendering.feed_title, job.rendering.feed_description
    return {
        "title": f"Dataset {job.dataset_label}" if title is None else title,
        "link": job.rendering.feed_link,
        "description": f'Items in dataset with id "{job.dataset_id}".' if description is None else description,
    }
