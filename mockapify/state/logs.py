"""Logs of runs and builds: lines that begin with the moment they were written."""

from mockapify.clock import Timestamp


class Log:
    """A growing log. Every line is `YYYY-MM-DDTHH:MM:SS.mmmZ text`; both official clients split streams by that."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def write(self, now: Timestamp, text: str) -> None:
        """Append text; each line break in it begins a line of its own."""
        moment = now.text()
        for line in text.replace("\r\n", "\n").removesuffix("\n").split("\n"):
            self._bytes += f"{moment} {line}\n".encode(errors="replace")

    def read(self, start: int = 0) -> bytes:
        """The bytes from `start` on."""
        return bytes(self._bytes[start:])

    def __len__(self) -> int:
        return len(self._bytes)

    def __str__(self) -> str:
        return self._bytes.decode()
