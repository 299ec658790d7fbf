from mockapify.clock import Timestamp
from mockapify.state.logs import Log

NOW = Timestamp.at(1.5)
MOMENT = "1970-01-01T00:00:01.500Z"


def test_every_line_begins_with_its_moment():
    log = Log()
    log.write(NOW, "one")
    log.write(NOW, "two\nthree\u2028still three")
    log.write(NOW, "")
    assert str(log) == f"{MOMENT} one\n{MOMENT} two\n{MOMENT} three\u2028still three\n{MOMENT} \n"


def test_a_log_is_read_from_any_byte_on():
    log = Log()
    log.write(NOW, "ä")
    assert log.read(len(MOMENT) + 1) == "ä\n".encode()
    assert log.read(len(log)) == b""
