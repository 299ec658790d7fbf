"""ECMAScript regular expressions, which differ from Python's in syntax and in what the classes mean."""

import re
from collections.abc import Callable
from contextlib import suppress
from itertools import zip_longest
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
    if (tamed := _tamed(pattern)) != pattern:
        with suppress(regress.RegressError):  # a loop sign can be plain text without the u flag
            find = regress.Regex(tamed, flags).find
    return lambda text: find(text) is not None


_TOKEN: Final = re.compile(
    r"\\(?:(?P<back>[1-9k])|[pPu]\{[^}]*\}|.)"  # an escape
    r"|\[(?:\\.|[^\]\\])*\]"  # a class
    r"|(?P<open>\((?:\?(?:[a-z-]*:|[=!]|<[=!]|<[^>]*>))?)"
    r"|(?P<close>\))"
    r"|(?P<loop>(?:[*+?]|\{\d+(?:,\d*)?\})(?P<lazy>\??))",
    re.DOTALL,
)


def _tamed(pattern: str) -> str:
    """An expression that finds the same texts and does not trip the engine.

    regress 2026.9 can run forever, eating memory, on a loop over a group in a loop over a group when the inner one can
    match nothing, as in `(?:(?:a*)*b)*c`; not so when all loops are lazy. Whether there is a match does not depend on
    who is greedy as long as nothing refers back to what was captured.
    """
    tokens = list(_TOKEN.finditer(pattern))
    if any(token["back"] for token in tokens) or not _has_nested_loops(tokens):
        return pattern
    for token in reversed(tokens):
        if token["loop"] and not token["lazy"]:
            pattern = f"{pattern[: token.end()]}?{pattern[token.end() :]}"
    return pattern


def _has_nested_loops(tokens: list[re.Match[str]]) -> bool:
    """Whether a repeated group has a repeated group in it."""
    holds_loop = [False]  # of each open group, the innermost last
    for token, follower in zip_longest(tokens, tokens[1:]):
        if token["open"]:
            holds_loop.append(False)
        elif token["close"] and len(holds_loop) > 1:
            inner = holds_loop.pop()
            repeated = follower is not None and bool(follower["loop"]) and follower.start() == token.end()
            if inner and repeated:
                return True
            holds_loop[-1] = holds_loop[-1] or inner or repeated
    return False
