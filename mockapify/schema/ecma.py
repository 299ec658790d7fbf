"""ECMAScript regular expressions, which differ from Python's in syntax and in what the classes mean."""

from collections.abc import Callable
from typing import Final

import regress

# The engine's reasons in the words of V8, where one stands for the other.
_WORDS_OF_V8: Final = {
    "Incomplete escape": "\\ at end of pattern",
    "Invalid character at property escape start": "Invalid property name",
    "Invalid character escape": "Invalid escape",
    "Invalid character range": "Invalid character class",
    "Invalid group modifier": "Invalid group",
    "Invalid named backreference syntax": "Invalid named reference",
    "Invalid token at named capture group identifier": "Invalid capture group name",
    "Invalid unicode escape": "Invalid Unicode escape",
    "Quantifier not allowed here": "Nothing to repeat",
    "Range values reversed, start char code is greater than end char code.": "Range out of order in character class",
    "Unbalanced bracket": "Unterminated character class",
    "Unterminated escape": "\\ at end of pattern",
}


class PatternError(ValueError):
    """An expression that ECMAScript refuses; the message is the reason."""


def compile_pattern(pattern: str, flags: str = "u") -> Callable[[str], bool]:
    """A test that searches `pattern` anywhere in a text, as `RegExp.prototype.test` does.

    Raises `PatternError` for what `new RegExp(pattern, flags)` refuses.
    """
    try:
        find = regress.Regex(pattern, flags).find
    except regress.RegressError as error:
        reason = str(error)
        raise PatternError(_WORDS_OF_V8.get(reason, reason)) from error
    return lambda text: find(text) is not None
