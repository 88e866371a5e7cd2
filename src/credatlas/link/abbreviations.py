"""Names written with shortened words: "Japan Adv. Inst. of Science and Tech."."""

from __future__ import annotations

import re
from typing import Final

from .index import Index
from .keys import spelt, tokens
from .model import Record
from .texts import Part
from .wordlists import PREPOSITIONS

_WORD: Final = re.compile(r"[^\W_]+\.?")
_LEAST: Final = 2  # letters that a shortened word keeps
_CANDIDATES: Final = 10


def written_out(index: Index, part: Part) -> list[Record]:
    """The active records with a full name of which a part of a text shortens words, each marked by a full stop.

    Every word of the name has to be there, in its order; prepositions may be left out.
    """
    if "." not in part.raw or len(part.words) < 2:
        return []
    shortened = _words(part.raw)
    if not any(is_short for _, is_short in shortened) or all(is_short for _, is_short in shortened):
        return []
    found: dict[str, Record] = {}
    for near in index.near(list(part.words), _CANDIDATES):
        record = index.record(near.number)
        names = (name.text for name in record.names if name.kind != "acronym")
        if record.status == "active" and any(_shortens(shortened, name) for name in names):
            found[record.id] = record
    return list(found.values())


def _words(raw: str) -> list[tuple[str, bool]]:
    """The words of a text, with whether a full stop marks them as shortened."""
    found: list[tuple[str, bool]] = []
    for piece in _WORD.findall(raw):
        is_short = piece.endswith(".") and len(piece) > _LEAST
        found.extend((word, is_short) for word in tokens(piece) if word != "the" and word not in PREPOSITIONS)
    return found


def _shortens(shortened: list[tuple[str, bool]], name: str) -> bool:
    words = [word for word in tokens(name) if word != "the" and word not in PREPOSITIONS]
    if len(words) != len(shortened):
        return False
    return all(
        mine == full or spelt(mine) == spelt(full) or (is_short and full.startswith(mine) and len(full) > len(mine))
        for (mine, is_short), full in zip(shortened, words, strict=True)
    )
