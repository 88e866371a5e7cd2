"""How alike names are, letter by letter, for many names at once (the extra ``link``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ..errors import UsageError

if TYPE_CHECKING:
    from types import ModuleType

_SLIP: Final = 1  # letters
_LEAST: Final = 60.0


def _fuzz() -> tuple[ModuleType, ModuleType, ModuleType]:
    try:
        from rapidfuzz import fuzz, process
        from rapidfuzz.distance import OSA
    except ImportError as error:
        hint = "install the extra: pip install 'credatlas[link]'"
        raise UsageError("names that are only alike need rapidfuzz, which is not installed", hint=hint) from error
    return fuzz, process, OSA


def nearest_words(word: str, known: Sequence[str]) -> tuple[str, ...]:
    """The known words that differ from a word in one letter, or by two letters that changed places; at most four."""
    _, process, osa = _fuzz()
    found = process.extract(word, known, scorer=osa.distance, score_cutoff=_SLIP, limit=4)
    return tuple(choice for choice, _, _ in found)


def most_alike(name: str, names: Sequence[str], limit: int) -> list[tuple[float, int]]:
    """How alike the best of the names are, from 0 to 1, and where they stand in the list, the most alike first."""
    fuzz, process, _ = _fuzz()
    found = process.extract(name, names, scorer=fuzz.token_sort_ratio, score_cutoff=_LEAST, limit=limit)
    return [(score / 100, place) for _, score, place in found]
