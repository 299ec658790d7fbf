"""The formats json and jsonl."""

from __future__ import annotations

from collections.abc import Iterator

from mockapify.exports.chunks import gather
from mockapify.exports.rendering import Job


def write_json(job: Job) -> Iterator[bytes]:
    """`[`, the items with a two-space indent of their own, joined by a comma and a line feed, and `]`."""
    chunks = gather(job.selected.indented_texts(), b",\n")
    yield b"[" + next(chunks, b"")
    yield from chunks
    yield b"]"


def write_json_lines(job: Job) -> Iterator[bytes]:
    """One compact item per line and no line feed after the last one, as real exports have it."""
    return gather(job.selected.texts(), b"\n")
