"""Logs of runs and builds: lines that begin with the moment they were written."""

import re

from mockapify.clock import Timestamp

UNPRINTABLE = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]"  # ANSI control sequences, such as colours
    rb"|\x1b\].*?(?:\x07|\x1b\\|$)"  # ANSI commands with a text, such as links
    rb"|\x1b[ -/]*[0-~]"  # all other ANSI escape codes
    rb"|[\x00-\x08\x0b-\x1f\x7f]"
)
"""What a log is shown without, unless it is asked for as it was written."""

LAST_WIDE_CHARACTER = re.compile(rb"[\xc0-\xff](?=[\x80-\xbf]+[\x00-\x7f]*\Z)")
"""The first byte of the last character that has several."""


class Log:
    """A growing log. Every line is `YYYY-MM-DDTHH:MM:SS.mmmZ text`; both official clients split streams by that."""

    def __init__(self) -> None:
        self._raw = bytearray()
        self._printable = bytearray()

    def write(self, now: Timestamp, text: str) -> None:
        """Append text; each line break in it begins a line of its own."""
        moment = now.text()
        for line in text.replace("\r\n", "\n").removesuffix("\n").split("\n"):
            written = f"{moment} {line}\n".encode(errors="replace")
            self._raw += written
            self._printable += UNPRINTABLE.sub(b"", written)

    def read(self, start: int = 0, *, raw: bool = False) -> bytes:
        """The bytes from `start` on; `raw` ones with ANSI escape codes and other control characters."""
        return bytes((self._raw if raw else self._printable)[start:])

    def piece(self, start: int = 0, *, raw: bool = False) -> bytes:
        """What a stream sends next: the same, or less of it.

        Where there are characters of several bytes a piece ends within the last of them, as pieces of real streams do
        by chance, so that a client that decodes them one by one is found out.
        """
        news = self.read(start, raw=raw)
        wide = LAST_WIDE_CHARACTER.search(news)
        return news if wide is None else news[: wide.end()]

    def __len__(self) -> int:
        return len(self._raw)

    def __str__(self) -> str:
        return self._raw.decode()
