"""Texts that a regular expression of ECMAScript finds."""

import re
import string
from collections.abc import Callable
from typing import Final

from mockapify.ids import Ids

PLAIN: Final = string.ascii_lowercase + string.digits
PRINTABLE: Final = string.digits + string.ascii_letters + string.punctuation + " "
SPREAD: Final = 64
"""How many more times than it has to something may be repeated at most."""

Memory = dict[int | str, str]
"""What groups have captured, by number and by name."""

Make = Callable[[Ids, int, Memory], str]
"""Makes a text; the number is how many more times than it has to something is repeated."""

CLASSES: Final = {
    "d": string.digits,
    "D": string.ascii_letters,
    "w": string.ascii_letters + string.digits + "_",
    "W": " -./",
    "s": " ",
    "S": string.ascii_letters + string.digits,
}
PROPERTIES: Final = {
    "L": string.ascii_letters,
    "Letter": string.ascii_letters,
    "Alphabetic": string.ascii_letters,
    "Lu": string.ascii_uppercase,
    "Uppercase_Letter": string.ascii_uppercase,
    "Ll": string.ascii_lowercase,
    "Lowercase_Letter": string.ascii_lowercase,
    "N": string.digits,
    "Nd": string.digits,
    "Number": string.digits,
    "P": ".,-",
    "Punctuation": ".,-",
    "Script=Latin": string.ascii_letters,
    "ASCII": PRINTABLE,
}
CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}

_GROUP: Final = re.compile(r"\(\?(?:(?P<look><?[=!])|<(?P<name>[^>]+)>|[a-z-]*:)")
_LOOP: Final = re.compile(r"(?:\*|\+|\?|\{(?P<least>\d+)(?P<comma>,(?P<most>\d*))?\})\??")
_CODE: Final = re.compile(r"\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]+)\})")
_PROPERTY: Final = re.compile(r"\\[pP]\{(?:General_Category=|gc=)?([^}]+)\}")
_BACK: Final = re.compile(r"\\(?:([1-9]\d*)|k<([^>]+)>)")


class UnknownError(ValueError):
    """A construct that no text is made for."""


class Expression:
    """A regular expression, read once. What it looks at without taking it (`(?=...)`, `\\b`) is left to luck."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._groups = 0
        self._make = self._alternatives()

    def text(self, ids: Ids, spread: int) -> str:
        """A text that it probably finds; with more `spread` a longer one."""
        return self._make(ids, spread, {})

    @property
    def is_open(self) -> bool:
        """Whether anything may follow what it finds."""
        return not self._pattern.endswith("$")

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _match(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        match = expression.match(self._pattern, self._at)
        if match is not None:
            self._at = match.end()
        return match

    def _alternatives(self) -> Make:
        options = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            options.append(self._sequence())
        return lambda ids, spread, memory: ids.pick(options)(ids, spread, memory)

    def _sequence(self) -> Make:
        parts: list[Make] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom()))
        return lambda ids, spread, memory: "".join([part(ids, spread, memory) for part in parts])

    def _repeated(self, make: Make) -> Make:
        loop = self._match(_LOOP)
        if loop is None:
            return make
        least = int(loop["least"] or (1 if loop[0][0] == "+" else 0))
        most = least + SPREAD
        if loop[0][0] == "?":
            most = 1
        elif loop["least"] is not None:
            most = least if loop["comma"] is None else int(loop["most"] or most)

        def repeated(ids: Ids, spread: int, memory: Memory) -> str:
            times = ids.whole(least, max(least, min(most, least + spread)))
            return "".join([make(ids, spread, memory) for _ in range(times)])

        return repeated

    def _atom(self) -> Make:
        char = self._peek()
        if char == "(":
            return self._group()
        if char == "[":
            return _one_of(self._class())
        if char == "\\":
            return self._escape()
        self._at += 1
        if char in "^$":
            return _literal("")
        return _one_of(PRINTABLE) if char == "." else _literal(char)

    def _group(self) -> Make:
        head = self._match(_GROUP)
        if head is None:
            self._at += 1
        number = 0
        if head is None or head["name"]:
            self._groups += 1
            number = self._groups
        inner = self._alternatives()
        self._at += 1
        if head is not None and head["look"]:
            return _literal("")

        def group(ids: Ids, spread: int, memory: Memory) -> str:
            text = inner(ids, spread, memory)
            if number:
                memory[number] = memory[head["name"] if head is not None else number] = text
            return text

        return group

    def _escape(self) -> Make:
        if (back := self._match(_BACK)) is not None:
            name: int | str = int(back[1]) if back[1] else back[2]
            return lambda _ids, _spread, memory: memory.get(name, "")
        if self._pattern[self._at + 1 : self._at + 2] in ("b", "B"):
            self._at += 2
            return _literal("")
        return _one_of(self._escaped())

    def _escaped(self) -> str:
        """The characters that an escape stands for, within a class or outside."""
        if (code := self._match(_CODE)) is not None:
            return chr(int(code[1] or code[2] or code[3], 16))
        if (named := self._match(_PROPERTY)) is not None:
            known = PROPERTIES.get(named[1])
            if known is None:
                raise UnknownError(f"no text is made for {named[0]}")
            return known if named[0][1] == "p" else "".join(sorted(set(PRINTABLE) - set(known)))
        letter = self._pattern[self._at + 1 : self._at + 2]
        self._at += 2
        return CLASSES.get(letter) or CONTROLS.get(letter, letter)

    def _class(self) -> str:
        self._at += 1
        is_negative = self._peek() == "^"
        self._at += is_negative
        members: set[str] = set()
        while self._peek() not in ("]", ""):
            first = self._member()
            if self._peek() == "-" and self._pattern[self._at + 1 : self._at + 2] not in ("]", ""):
                self._at += 1
                last = self._member()
                members.update(map(chr, range(ord(first[0]), ord(last[-1]) + 1)))
            else:
                members.update(first)
        self._at += 1
        return "".join(sorted(set(PRINTABLE) - members if is_negative else members))

    def _member(self) -> str:
        if self._peek() == "\\":
            return self._escaped()
        self._at += 1
        return self._pattern[self._at - 1]


def _literal(text: str) -> Make:
    return lambda _ids, _spread, _memory: text


def _one_of(chars: str) -> Make:
    """One of the characters: a plain one, if there is any among them, most of the time."""
    plain = [char for char in chars if char in PLAIN] or chars
    if not chars:
        raise UnknownError("a class of characters has none")
    return lambda ids, _spread, _memory: ids.pick(plain if len(chars) == 1 or ids.chance(0.9) else chars)
