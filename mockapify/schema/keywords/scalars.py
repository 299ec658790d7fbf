"""Keywords for numbers and strings, and `format`, which has rules for both."""

import operator
from collections.abc import Callable
from typing import Any, Final

from mockapify.javascript import number
from mockapify.schema import formats
from mockapify.schema.ecma import PatternError, compile_pattern
from mockapify.schema.numbers import double, plain_number
from mockapify.schema.place import Place
from mockapify.schema.walk import Check, Marks, Visit

# keyword: how it reads in params and message, and when it is violated
_LIMITS: Final[dict[str, tuple[str, Callable[[Any, Any], bool]]]] = {
    "maximum": ("<=", operator.gt),
    "minimum": (">=", operator.lt),
    "exclusiveMaximum": ("<", operator.ge),
    "exclusiveMinimum": (">", operator.le),
}
_LARGEST_QUOTIENT = 1e21  # AJV reads the quotient's text back as an integer; from here on the text has an exponent


def limit(place: Place, keyword: str, _group: str) -> Check:
    """`maximum`, `minimum` and their exclusive forms."""
    comparison, violated = _LIMITS[keyword]
    bound = double(place.schema[keyword])
    text = number(bound)
    fail = place.failure(
        keyword, {"comparison": comparison, "limit": plain_number(bound)}, f"must be {comparison} {text}"
    )

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        if violated(double(value), bound):
            fail(value, at, visit, marks)

    return check


def multiple_of(place: Place, keyword: str, _group: str) -> Check:
    """`multipleOf` divides doubles, without tolerance."""
    divisor = double(place.schema[keyword])
    fail = place.failure(keyword, {"multipleOf": plain_number(divisor)}, f"must be multiple of {number(divisor)}")

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        quotient = double(value) / divisor
        if not quotient.is_integer() or abs(quotient) >= _LARGEST_QUOTIENT:
            fail(value, at, visit, marks)

    return check


def length(place: Place, keyword: str, _group: str) -> Check:
    """`maxLength` and `minLength` count code points."""
    bound = double(place.schema[keyword])
    word, violated = ("more", operator.gt) if keyword == "maxLength" else ("fewer", operator.lt)
    fail = place.failure(
        keyword, {"limit": plain_number(bound)}, f"must NOT have {word} than {number(bound)} characters"
    )

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        if violated(len(value), bound):
            fail(value, at, visit, marks)

    return check


def searcher(place: Place, keyword: str, pattern: str) -> Callable[[str], bool]:
    """A test for `pattern`, which stands under `keyword`; raises `SchemaError` when ECMAScript refuses it."""
    try:
        return compile_pattern(pattern, place.compiler.pattern_flags)
    except PatternError as error:
        message = f"Invalid regular expression: /{pattern}/{place.compiler.pattern_flags}: {error}"
        raise place.refusal(message, keyword) from error


def pattern(place: Place, keyword: str, _group: str) -> Check:
    """`pattern` searches anywhere in the string."""
    written = place.schema[keyword]
    found = searcher(place, keyword, written)
    fail = place.failure(keyword, {"pattern": written}, f'must match pattern "{written}"')

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        if not found(value):
            fail(value, at, visit, marks)

    return check


def format_(place: Place, keyword: str, group: str) -> Check | None:
    """`format`; unknown names are ignored."""
    name = place.schema[keyword]
    known: dict[str, Callable[[Any], bool]] = formats.NUMBERS if group == "number" else formats.STRINGS
    fits = known.get(name) if place.compiler.formats else None
    if fits is None:
        return None
    accepts = fits
    fail = place.failure(keyword, {"format": name}, f'must match format "{name}"')

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        if not accepts(value):
            fail(value, at, visit, marks)

    return check
