"""Words that were meant when no name has the words that were typed."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

from .folding import words

_SHORTEST: Final = 4  # "EMA" and "FDA" are one letter from many words
_CUTOFF: Final = 0.75


def corrected(typed: Sequence[str], names: Iterable[str]) -> list[str] | None:
    """The typed words, those that begin no known word replaced by the nearest known one.

    Args:
        typed: Folded words.
        names: All names.

    Returns:
        None when a word has nothing near it, or when nothing had to be replaced.

    Example:
        >>> corrected(["hackaton", "harvard"], ["Harvard Hackathon", "Harvard University"])
        ['hackathon', 'harvard']
    """
    return nearest_words(typed, sorted({word for name in names for word in words(name)}))


def nearest_words(typed: Sequence[str], known: Sequence[str]) -> list[str] | None:
    """As :func:`corrected`, by the words of all names, each once and sorted."""
    found = [_nearest(word, known) for word in typed]
    if None in found or found == list(typed):
        return None
    return [word for word in found if word is not None]


def _nearest(word: str, known: Sequence[str]) -> str | None:
    place = bisect_left(known, word)  # what begins with it stands where it would stand itself
    if place < len(known) and known[place].startswith(word):
        return word
    if len(word) < _SHORTEST:
        return None
    # words of about the same length only: the comparison of letters is what takes time
    likely = [other for other in known if abs(len(other) - len(word)) <= 2]
    near = difflib.get_close_matches(word, likely, n=1, cutoff=_CUTOFF)
    return near[0] if near else None
