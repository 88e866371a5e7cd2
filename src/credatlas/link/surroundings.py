"""Whether the words around a name leave it what it is: in "South Florida State University" they make another one."""

from __future__ import annotations

import re
from typing import Final

from .countries import country_names, state_names
from .index import Index
from .keys import tokens
from .spans import Place
from .texts import Reading
from .wordlists import DEPARTMENTS, GENERAL, HEADS, PREPOSITIONS, QUALIFIERS, UNITS, UNIVERSITIES

_JOINED: Final = re.compile("[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_ENDS: Final = frozenset("学所院校學校")
_HOSPITAL: Final = re.compile("[医醫病]院")
_LONGEST_PLACE: Final = 4  # words
_KINDS: Final = (HEADS | UNITS) - UNIVERSITIES
_MAKING: Final = frozenset("research scientific".split())  # in front of a kind of body they belong to its name


def stands_free(index: Index, reading: Reading, place: Place) -> bool:
    """Whether the words before and behind a name, in the same part of the text, do not belong to it."""
    first, last = reading.parts[place.first], reading.parts[place.last]
    before = reading.words[first.start : place.start]
    after = reading.words[place.end : last.start + len(last.words)]
    if _JOINED.match(reading.words[place.start]):
        return _free_joined(before, reading.words[place.end - 1], after)
    name = reading.words[place.start : place.end]
    return _free_before(before, name[0]) and _free_after(index, after, name)


def _free_joined(before: tuple[str, ...], ends_with: str, after: tuple[str, ...]) -> bool:
    """The same for a name in a script without blanks: its parts stand behind it, but a hospital has its own name."""
    return not before and ends_with in _ENDS and after[:1] != ("院",) and not _HOSPITAL.search("".join(after))


def _free_before(before: tuple[str, ...], starts_with: str) -> bool:
    if not before:
        return True
    word = before[-1]
    if word in QUALIFIERS or word in HEADS - UNITS:
        return False
    if word in _MAKING and starts_with in HEADS - UNIVERSITIES:
        return False
    if word in PREPOSITIONS or word == "and" or _has_digit(word):
        return True
    # "School of Mathematical Sciences Huaqiao University": a part of it is named first, and ends with its subject;
    # in front of "University of Leeds" that may be any, but a name would make it another: "Hunan University of …"
    names_part = any(one in UNITS or one in HEADS or _has_digit(one) for one in before)
    return names_part and (word in GENERAL or starts_with in HEADS)


def _free_after(index: Index, after: tuple[str, ...], name: tuple[str, ...]) -> bool:
    if not after:
        return True
    word = after[0]
    if word in PREPOSITIONS or (word in QUALIFIERS and word not in UNITS):
        return False
    if word == "and":
        return _ends_before_and(name) or any(one in HEADS or one in UNITS for one in after)
    if word in HEADS - DEPARTMENTS and HEADS.isdisjoint(name) and not _leads_on(after):
        return False  # "Emerging Technology Institute" is not Emerging Technology
    if word in UNITS or any(map(_has_digit, after)):
        return True
    return any(_is_place(index, " ".join(after[:length])) for length in range(1, _LONGEST_PLACE + 1))


def _leads_on(after: tuple[str, ...]) -> bool:
    """Whether a kind of body says what it is for: "Institute of Physics" behind a name is a part of that."""
    return len(after) > 1 and after[1] in PREPOSITIONS


def _ends_before_and(name: tuple[str, ...]) -> bool:
    """Whether a name is over where "and" follows: "Institute of Microelectronics and Photonics" goes on."""
    if name[-1] in HEADS:
        return True
    return name[-1] not in GENERAL and not says_only_subject(name)


def says_only_subject(name: tuple[str, ...]) -> bool:
    """Whether a name is a kind of body and a subject, as there are many of: Institute of Ethnology."""
    return len(name) > 1 and name[0] in _KINDS and name[1] in PREPOSITIONS


def goes_on(reading: Reading, place: Place) -> bool:
    """Whether a list of subjects follows: "Ministry of Economy, Industry and Competitiveness" is another ministry."""
    if not says_only_subject(reading.words[place.start : place.end]) or place.last + 1 == len(reading.parts):
        return False
    part = reading.parts[place.last + 1]
    return "and" in part.words and not part.is_place and HEADS.isdisjoint(part.words) and UNITS.isdisjoint(part.words)


def town_behind(index: Index, reading: Reading, last: int) -> str:
    """The town that is named behind a piece of a text, before another body is; empty where none is."""
    for part in reading.parts[last + 1 :]:
        name = " ".join(word for word in tokens(part.raw) if not _has_digit(word))
        if name and name not in country_names() and name not in state_names() and index.town_countries(name):
            return name
        if not HEADS.isdisjoint(part.words):
            return ""
    return ""


def _is_place(index: Index, text: str) -> bool:
    return text in country_names() or text in state_names() or bool(index.town_countries(text))


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)
