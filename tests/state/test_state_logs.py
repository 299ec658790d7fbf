from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from mockapify.clock import Timestamp
from mockapify.state.logs import Log

NOW = Timestamp.at(1.5)
MOMENT = "1970-01-01T00:00:01.500Z"


def log_of(*texts):
    log = Log()
    for text in texts:
        log.write(NOW, text)
    return log


def pieces(log, **how):
    """All that a stream sends of a log that does not grow any more."""
    start = 0
    while piece := log.piece(start, **how):
        yield piece
        start += len(piece)


def test_every_line_begins_with_its_moment():
    log = log_of("one", "two\nthree\u2028still three", "")
    assert str(log) == f"{MOMENT} one\n{MOMENT} two\n{MOMENT} three\u2028still three\n{MOMENT} \n"


def test_a_log_is_read_from_any_byte_on():
    log = log_of("ä")
    assert log.read(len(MOMENT) + 1) == "ä\n".encode()
    assert log.read(len(log)) == b""


@each_case(
    ("written", "shown"),
    [
        ("\x1b[32mINFO\x1b[39m  \x1b[1;38;5;9mred\x1b[0m", "INFO  red"),
        ("\x1b[2K\x1b[1Gdone", "done"),
        ("see \x1b]8;;https://example.com\x1b\\here\x1b]8;;\x07!", "see here!"),
        ("\x1b]0;never ended", ""),
        ("\x1bM\x1b(Bup", "up"),
        ("a\tb\rc\x00\x07\x7fd\x1b", "a\tbcd"),
        ("[32m is no code, nor is žluťoučký 🐎", "[32m is no code, nor is žluťoučký 🐎"),
    ],
)
def test_a_log_is_shown_without_ansi_codes_and_control_characters_unless_it_is_raw(written, shown):
    log = log_of(written)
    assert log.read().decode() == f"{MOMENT} {shown}\n"
    assert log.read(raw=True).decode() == f"{MOMENT} {written}\n"
    assert str(log) == f"{MOMENT} {written}\n"


@each_case(
    ("text", "sent"),
    [
        ("plain", [b"plain\n"]),
        ("ä", [b"\xc3", b"\xa4\n"]),
        ("€ 5, ž", ["€ 5, ".encode() + b"\xc5", b"\xbe\n"]),
        ("🐎!", [b"\xf0", b"\x9f\x90\x8e!\n"]),
    ],
)
def test_a_piece_of_a_stream_ends_within_the_last_character_of_several_bytes(text, sent):
    first, *others = pieces(log_of(text))
    assert [first.removeprefix(f"{MOMENT} ".encode()), *others] == sent


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8")), max_size=5), st.booleans())
def test_the_pieces_of_a_stream_are_the_log(texts, raw):
    log = log_of(*texts)
    found = list(pieces(log, raw=raw))
    assert b"".join(found) == log.read(raw=raw)
    assert len(found) <= 2
