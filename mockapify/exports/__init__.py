"""Dataset items as the platform exports them: selection, reshaping and the seven formats.

Knows nothing of HTTP nor of where items are stored: it turns a sequence of JSON objects in bytes into chunks of bytes.
"""

from mockapify.exports.formats import FORMATS, Format, export, file_name
from mockapify.exports.javascript import stringify
from mockapify.exports.rendering import Rendering
from mockapify.exports.selection import Selected, Selection, apply_view, scanned, select

__all__ = [
    "FORMATS",
    "Format",
    "Rendering",
    "Selected",
    "Selection",
    "apply_view",
    "export",
    "file_name",
    "scanned",
    "select",
    "stringify",
]
