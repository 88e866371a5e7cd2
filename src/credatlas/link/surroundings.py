"""Whether the words around a name leave it what it is: in "South Florida State University" they make another one."""

from __future__ import annotations

import re
from typing import Final

from .countries import country_names, state_names
from .index import Index
from .spans import Place
from .texts import Reading
from .wordlists import GENERAL, HEADS, PREPOSITIONS, QUALIFIERS, UNITS

_JOINED: Final = re.compile("[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_ENDS: Final = frozenset("学所院校學校")
_HOSPITAL: Final = re.compile("[医醫病]院")
_LONGEST_PLACE: Final = 4  # words


def stands_free(index: Index, reading: Reading, place: Place) -> bool:
    """Whether the words before and behind a name, in the same part of the text, do not belong to it."""
    first, last = reading.parts[place.first], reading.parts[place.last]
    before = reading.words[first.start : place.start]
    after = reading.words[place.end : last.start + len(last.words)]
    if _JOINED.match(reading.words[place.start]):
        return _free_joined(before, reading.words[place.end - 1], after)
    return _free_before(before, reading.words[place.start]) and _free_after(index, after)


def _free_joined(before: tuple[str, ...], ends_with: str, after: tuple[str, ...]) -> bool:
    """The same for a name in a script without blanks: its parts stand behind it, but a hospital has its own name."""
    return not before and ends_with in _ENDS and after[:1] != ("院",) and not _HOSPITAL.search("".join(after))


def _free_before(before: tuple[str, ...], starts_with: str) -> bool:
    if not before:
        return True
    word = before[-1]
    if word in QUALIFIERS or word in HEADS - UNITS:
        return False
    if word in PREPOSITIONS or word == "and" or _has_digit(word):
        return True
    # "School of Mathematical Sciences Huaqiao University": a part of it is named first, and ends with its subject;
    # in front of "University of Leeds" that may be any, but a name would make it another: "Hunan University of …"
    names_part = any(one in UNITS or one in HEADS or _has_digit(one) for one in before)
    return names_part and (word in GENERAL or starts_with in HEADS)


def _free_after(index: Index, after: tuple[str, ...]) -> bool:
    if not after:
        return True
    word = after[0]
    if word in PREPOSITIONS or (word in QUALIFIERS and word not in UNITS):
        return False
    if word in UNITS or word == "and" or any(map(_has_digit, after)):
        return True
    return any(_is_place(index, " ".join(after[:length])) for length in range(1, _LONGEST_PLACE + 1))


def _is_place(index: Index, text: str) -> bool:
    return text in country_names() or text in state_names() or bool(index.town_countries(text))


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)
