"""Records as a zip archive."""

from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from mockapify.clock import Timestamp
from mockapify.exports.outbox import Outbox
from mockapify.state.key_value_stores import Record

YEARS = range(1980, 2108)
"""What fits into an archive's dates."""


def zipped(records: Iterable[Record], at: Timestamp) -> Iterator[bytes]:
    """An archive with a member per record, named by its key, that holds what is behind the record's encoding.

    It is made a piece at a time: the records are read once, in order, and neither they nor the archive are copied
    whole. All members bear the moment `at`, so the same records make the same bytes.
    """
    outbox = Outbox()
    with ZipFile(outbox, "w", ZIP_DEFLATED) as archive:
        for record in records:
            with archive.open(_member(record, at), "w") as member:
                for piece in record.pieces():
                    member.write(piece)
                    if outbox.is_full:
                        yield outbox.take()
    yield outbox.take()


def _member(record: Record, at: Timestamp) -> ZipInfo:
    year = min(max(at.year, YEARS.start), YEARS.stop - 1)
    member = ZipInfo(record.key, (year, at.month, at.day, at.hour, at.minute, at.second))
    member.compress_type = ZIP_DEFLATED
    member.file_size = record.length  # Decides about 64-bit sizes in the archive.
    return member
