"""Values that look like their keys: a `url` is an address, a `price` has two decimals."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple, TypeVar

V = TypeVar("V")

_WORD: Final = re.compile(r"[A-Z]+s?(?![a-z])|[A-Z]?[a-z]+|\d+")
_START: Final = datetime(2026, 1, 1, tzinfo=UTC)

CITIES: Final = ("Prague", "Berlin", "Lyon", "Porto", "Turin", "Ghent", "Graz")
COUNTRIES: Final = ("Czechia", "Germany", "France", "Portugal", "Italy", "Belgium", "Austria")
PEOPLE: Final = ("Jane Doe", "Ada Novak", "Ben Fischer", "Chloe Martin", "David Silva", "Emma Rossi", "Finn Maes")
COLORS: Final = ("red", "green", "blue", "black", "white", "yellow", "grey")


class Range(NamedTuple):
    """What numbers there usually are, and with how many decimals."""

    lowest: float
    highest: float
    decimals: int = 0


def moment(number: int) -> datetime:
    """The nth of some moments, an hour and a minute apart."""
    return _START + timedelta(minutes=61 * (number - 1))


def words_of(key: str) -> list[str]:
    """`productURLs` as ["product", "urls"]."""
    return [word.lower() for word in _WORD.findall(key)]


def _cycle(options: tuple[str, ...]) -> Callable[[int], str]:
    return lambda number: options[(number - 1) % len(options)]


def _by_word(table: Mapping[str, V]) -> dict[str, V]:
    return {word: value for words, value in table.items() for word in words.split()}


TEXTS: Final[dict[str, Callable[[int], str]]] = _by_word(
    {
        "url uri link href website homepage": "https://example.com/{}".format,
        "image img photo picture thumbnail avatar logo icon": "https://example.com/image-{}.jpg".format,
        "email mail": "person{}@example.com".format,
        "phone telephone tel mobile fax": lambda number: f"+1-555-{number:04}",
        "domain host hostname": "shop{}.example.com".format,
        "date time at timestamp created updated": lambda number: moment(number).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "currency": _cycle(("EUR", "USD", "GBP", "CZK")),
        "language lang locale": _cycle(("en", "de", "fr", "cs")),
        "city town": _cycle(CITIES),
        "country": _cycle(COUNTRIES),
        "color colour": _cycle(COLORS),
        "author person username user seller owner": _cycle(PEOPLE),
        "price cost amount": lambda number: f"{number * 5 - 0.01:.2f}",
        "description text body content summary comment": "This is text number {}.".format,
        "html": "<p>This is text number {}.</p>".format,
    }
)

NUMBERS: Final[dict[str, Range]] = _by_word(
    {
        "price cost amount fee salary usd eur": Range(1, 200, 2),
        "rating score stars": Range(1, 5, 1),
        "lat latitude": Range(-90, 90, 4),
        "lng lon longitude": Range(-180, 180, 4),
        "percent percentage ratio discount": Range(0, 100, 1),
        "year": Range(1990, 2026),
        "width height size": Range(100, 2000),
        "timestamp": Range(1_767_225_600, 1_798_761_599),
        "count quantity number reviews stock": Range(0, 500),
        "likes views followers": Range(0, 50_000),
    }
)

ANY_NUMBER: Final = Range(0, 100, 2)


def text(key: str, number: int) -> str:
    """The nth text for a key."""
    make = _found(key, TEXTS)
    if make is not None:
        return make(number)
    words = words_of(key)
    if words and words[-1] in ("id", "sku", "code", "key", "hash", "slug"):
        return f"{'-'.join(words[:-1]) or words[-1]}-{number}"
    return f"{plain(key)} {number}"


def plain(key: str) -> str:
    """The key as people write it: `productTitle` as "Product title"."""
    return " ".join(words_of(key)).capitalize() or "Text"


def usual(key: str) -> Range:
    """What numbers there usually are under a key."""
    return _found(key, NUMBERS) or ANY_NUMBER


def _found(key: str, table: Mapping[str, V]) -> V | None:
    """What the table has for a word of the key, also in the plural; the last words say most."""
    for word in reversed(words_of(key)):
        for form in (word, word.removesuffix("s")):
            if form in table:
                return table[form]
    return None
