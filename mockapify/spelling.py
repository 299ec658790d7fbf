"""Spelling: what somebody may have meant by a name that is not known."""

from collections.abc import Iterable


def closest(asked: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known name that looks most like the one that was asked for; None when none does.

    Args:
        asked: The name.
        known: The names that there are.
        cutoff: How much alike they must be, from 0 to 1.
    """
    from difflib import get_close_matches  # It takes as long to import as five modules of ours, and few are misspelled.

    return next(iter(get_close_matches(asked, list(known), 1, cutoff)), None)


def did_you_mean(asked: str, known: Iterable[str], otherwise: str = "") -> str:
    """The question whether that was meant, or what to say `otherwise`, when no name looks like it."""
    close = closest(asked, known)
    return f"did you mean {close!r}?" if close is not None else otherwise
