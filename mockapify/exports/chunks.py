"""Gathering many small pieces into chunks that are worth sending."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

CHUNK_SIZE: Final = 64 * 1024


def gather(pieces: Iterable[bytes], separator: bytes = b"") -> Iterator[bytes]:
    """Join pieces by `separator` and yield the result in chunks of about 64 KiB; nothing for no pieces."""
    before = b""
    batch: list[bytes] = []
    size = 0
    for piece in pieces:
        batch.append(piece)
        size += len(piece)
        if size >= CHUNK_SIZE:
            yield before + separator.join(batch)
            before = separator
            batch.clear()
            size = 0
    if batch:
        yield before + separator.join(batch)


def gather_text(pieces: Iterable[str]) -> Iterator[bytes]:
    """Join pieces of text and yield the result as UTF-8; sizes are counted in characters."""
    batch: list[str] = []
    size = 0
    for piece in pieces:
        batch.append(piece)
        size += len(piece)
        if size >= CHUNK_SIZE:
            yield "".join(batch).encode()
            batch.clear()
            size = 0
    if batch:
        yield "".join(batch).encode()
