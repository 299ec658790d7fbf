"""What may stand in XML: escaped text, legal characters and legal names."""

from __future__ import annotations

import re
from typing import Final

# Letters of the larger scripts. Only ranges that are name characters in every edition of XML 1.0: parsers differ on
# the ones the fifth edition added.
_LETTERS: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e\u0388-\u038a\u038e-\u03a1"
    "\u03a3-\u03ce\u0401-\u040c\u040e-\u044f\u0451-\u045c\u045e-\u0481\u05d0-\u05ea\u0621-\u063a\u0641-\u064a"
    "\u3041-\u3094\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3"
)
# Compiled by the first unusual key, which most mocks never see: that takes 13 ms.
_NAME: Final = f"[{_LETTERS}_][{_LETTERS}0-9_.-]*"
_NOT_IN_NAMES: Final = f"[^{_LETTERS}0-9_.-]"
_CONTROLS: Final = bytes(code for code in range(32) if chr(code) not in "\t\n\r")
_ASTRAL: Final = re.compile(rb"[\xf0-\xf4][\x80-\xbf]{3}")


def escape(text: str) -> str:
    """`& < >` as entities, for text between tags."""
    # Looking first is quicker than three calls that mostly find nothing.
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def escape_quoted(text: str) -> str:
    """`& < > "` as entities, for text that may stand in double quotes."""
    return escape(text).replace('"', "&quot;")


def element_name(key: str) -> str:
    """`key` as an XML name: what a name cannot hold becomes `_`, and `_` goes before what a name cannot begin with.

    The platform is not known to check names; a file that no parser reads would help nobody. Colons count as illegal
    because nothing declares the prefix before them.
    """
    if (key.isascii() and key.isidentifier()) or re.fullmatch(_NAME, key):
        return key
    name = re.sub(_NOT_IN_NAMES, "_", key)
    return name if re.fullmatch(_NAME, name) else f"_{name}"


def attribute_name(key: str) -> str:
    """The same for an attribute. `xmlns` would declare a namespace, so it is treated as illegal."""
    return "_xmlns" if key == "xmlns" else element_name(key)


def remove_illegal(document: bytes) -> bytes:
    """Take the characters XML 1.0 forbids out of UTF-8: controls other than tab, LF and CR, U+FFFE and U+FFFF."""
    return document.translate(None, _CONTROLS).replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")


def remove_astral(document: bytes) -> bytes:
    """Take the characters outside the basic plane, such as emoji, out of UTF-8."""
    # Looking for the five lead bytes first costs a fraction of running the expression over text that has none.
    if not any(lead in document for lead in range(0xF0, 0xF5)):
        return document
    return _ASTRAL.sub(b"", document)
