import gzip
import random
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

from cases import each_case

from mockapify.clock import Timestamp
from mockapify.state.key_value_stores import Record
from mockapify.state.record_archives import zipped

NOON = Timestamp(2026, 1, 31, 12, 0, 5, 678000, tzinfo=UTC)
ZEROS = bytes(3_000_000)


def archive(*records, at=NOON):
    return b"".join(zipped(records, at))


def members(data):
    with ZipFile(BytesIO(data)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def test_each_record_is_a_member_named_by_its_key():
    records = [Record("a.json", b"{}", "application/json"), Record("b'(!)_-", b"\0\xff", "image/png")]
    assert members(archive(*records)) == {"a.json": b"{}", "b'(!)_-": b"\0\xff"}


def test_what_is_behind_an_encoding_is_archived():
    record = Record("a", gzip.compress(ZEROS), "text/plain", "gzip", decoded_length=len(ZEROS))
    assert members(archive(record)) == {"a": ZEROS}


def test_no_records_make_an_empty_archive():
    assert members(archive()) == {}


def test_the_same_records_make_the_same_bytes_under_the_given_moment():
    records = [Record("a", b"A", "text/plain"), Record("b", b"B", "text/plain")]
    assert archive(*records) == archive(*records)
    with ZipFile(BytesIO(archive(*records))) as opened:
        assert {member.date_time for member in opened.infolist()} == {(2026, 1, 31, 12, 0, 4)}  # to two seconds


@each_case(("year", "shown"), [(1970, 1980), (2400, 2107)])
def test_a_year_that_no_archive_can_say_is_the_nearest_one_that_it_can(year, shown):
    at = Timestamp.at(datetime(year, 5, 5, tzinfo=UTC).timestamp())
    with ZipFile(BytesIO(archive(Record("a", b"", ""), at=at))) as opened:
        assert opened.getinfo("a").date_time[:3] == (shown, 5, 5)


def test_a_large_archive_comes_in_pieces():
    values = (bytes(range(256)) * 4000, ZEROS)
    records = [Record(str(number), value, "") for number, value in enumerate(values)]
    pieces = list(zipped(records, NOON))
    assert members(b"".join(pieces)) == {"0": values[0], "1": values[1]}
    incompressible = random.Random(7).randbytes(500_000)
    assert len(list(zipped([Record("a", incompressible, "")], NOON))) > 5
