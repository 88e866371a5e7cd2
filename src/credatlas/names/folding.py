"""Comparing names as people do: without case, accents and punctuation, word by word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_WORD = re.compile(r"\w+")
_KEPT = 32_768  # names that are remembered: who compares many asks for each more than once


def words(text: str) -> list[str]:
    """The words of a name without case and accents.

    Example:
        >>> words("École  Polytechnique (X)")
        ['ecole', 'polytechnique', 'x']
    """
    kept = text
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text)
        kept = "".join(character for character in plain if not unicodedata.combining(character))
    return _WORD.findall(kept.casefold().replace("'", "").replace("\u2019", ""))


@lru_cache(_KEPT)
def fold(text: str) -> str:
    """The words joined by one space: equal for names that differ in case, accents and punctuation only."""
    return " ".join(words(text))


def begins(typed: Sequence[str], name: Sequence[str]) -> bool:
    """Whether every typed word begins a word of its own in the name, in any order.

    Example:
        >>> begins(["harvard", "med"], words("Harvard Medical School"))
        True
    """
    left = list(name)
    for word in sorted(typed, key=len, reverse=True):
        found = next((candidate for candidate in left if candidate.startswith(word)), None)
        if found is None:
            return False
        left.remove(found)
    return bool(typed)
