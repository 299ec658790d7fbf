"""Texts of a `format`."""

from collections.abc import Callable
from typing import Final

from mockapify.fakes.words import moment
from mockapify.ids import Ids


def _uuid(ids: Ids) -> str:
    return f"{ids.digits(8)}-{ids.digits(4)}-4{ids.digits(3)}-a{ids.digits(3)}-{ids.digits(12)}"


TEXTS: Final[dict[str, Callable[[int, Ids], str]]] = {
    "date": lambda number, _: moment(24 * number).strftime("%Y-%m-%d"),
    "time": lambda number, _: moment(number).strftime("%H:%M:%SZ"),
    "date-time": lambda number, _: moment(number).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    "iso-time": lambda number, _: moment(number).strftime("%H:%M:%S"),
    "iso-date-time": lambda number, _: moment(number).strftime("%Y-%m-%dT%H:%M:%S"),
    "duration": lambda number, _: f"PT{number}M",
    "uri": lambda number, _: f"https://example.com/{number}",
    "url": lambda number, _: f"https://example.com/{number}",
    "uri-reference": lambda number, _: f"/{number}",
    "uri-template": lambda number, _: f"https://example.com/{number}/{{id}}",
    "email": lambda number, _: f"person{number}@example.com",
    "hostname": lambda number, _: f"shop{number}.example.com",
    "ipv4": lambda number, _: f"192.0.2.{number % 256}",
    "ipv6": lambda number, _: f"2001:db8::{number % 65_536:x}",
    "regex": lambda number, _: f"^{number}$",
    "uuid": lambda _, ids: _uuid(ids),
    "json-pointer": lambda number, _: f"/items/{number}",
    "json-pointer-uri-fragment": lambda number, _: f"#/items/{number}",
    "relative-json-pointer": lambda number, _: f"{number}/items",
    "byte": lambda _, ids: f"{ids.new(4)}{ids.new(3)}=",
}
"""Those that the schemas here check; a text of another format is as good as any."""

OPEN: Final = {"uri", "url", "uri-reference", "uri-template", "json-pointer", "json-pointer-uri-fragment"}
"""Those that more letters may follow."""
