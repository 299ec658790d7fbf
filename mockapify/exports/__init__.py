"""Dataset items as the platform exports them: selection, reshaping and the seven formats.

Knows nothing of HTTP nor of datasets: it turns JSON objects into chunks of bytes.
"""

from typing import TYPE_CHECKING

from mockapify.first_use import on_first_use

if TYPE_CHECKING:
    from mockapify.exports.formats import FORMATS, Format, export, file_name
    from mockapify.exports.javascript import stringify
    from mockapify.exports.rendering import Rendering
    from mockapify.exports.selection import Selected, Selection, apply_view, scanned, select
    from mockapify.exports.stored import StoredItems

__all__ = [
    "FORMATS",
    "Format",
    "Rendering",
    "Selected",
    "Selection",
    "StoredItems",
    "apply_view",
    "export",
    "file_name",
    "scanned",
    "select",
    "stringify",
]

__getattr__ = on_first_use(
    __name__,
    FORMATS="formats",
    Format="formats",
    Rendering="rendering",
    Selected="selection",
    Selection="selection",
    StoredItems="stored",
    apply_view="selection",
    export="formats",
    file_name="formats",
    scanned="selection",
    select="selection",
    stringify="javascript",
)
