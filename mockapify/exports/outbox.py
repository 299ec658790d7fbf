"""A file that is sent while it is written."""

from __future__ import annotations

from mockapify.exports.chunks import CHUNK_SIZE


class Outbox:
    """A write-only file that hands over what was written; not being seekable, it makes zipfile write a stream."""

    def __init__(self) -> None:
        self._written: list[bytes] = []
        self._size = 0

    @property
    def is_full(self) -> bool:
        """Whether there is as much as is worth sending."""
        return self._size >= CHUNK_SIZE

    def write(self, data: bytes) -> int:
        """Take bytes in."""
        self._written.append(bytes(data))
        self._size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is buffered elsewhere."""

    def close(self) -> None:
        """Nothing is held open."""

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._written)
        self._written.clear()
        self._size = 0
        return taken
