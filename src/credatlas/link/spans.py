"""Names of records inside a text: which of its words are a name that some record bears."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from .index import Hit, Index
from .keys import loose_key, strict_key
from .texts import Part, Reading
from .wordlists import HEADS, PREPOSITIONS

_LONGEST: Final = 14  # words of a name inside a longer piece
_MOST_PARTS: Final = 4  # that one name goes over


class Place(NamedTuple):
    """Where words stand: from and to among those of the text, in parts from and to."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a text that are a name.

    Attributes:
        place: Where they stand.
        words: The words.
        hits: The records with that name.
        whole: Whether it is all of the parts that it stands in.
    """

    place: Place
    words: tuple[str, ...]
    hits: tuple[Hit, ...]
    whole: bool


def spans(index: Index, reading: Reading) -> list[Span]:
    """The names of records in a text, the longest first; they may overlap."""
    wanted: dict[str, list[tuple[Place, bool]]] = {}
    for key, place, lenient in _keys(reading):
        wanted.setdefault(key, []).append((place, lenient))
    found: dict[Place, list[Hit]] = {}
    for key, hits in index.by_names(wanted).items():
        for place, lenient in wanted[key]:
            found.setdefault(place, []).extend(hit for hit in hits if hit.strict or lenient)
    made = [_span(reading, place, hits) for place, hits in found.items() if hits]
    return sorted(made, key=lambda span: (span.place.start - span.place.end, span.place))


def _span(reading: Reading, place: Place, hits: list[Hit]) -> Span:
    first, last = reading.parts[place.first], reading.parts[place.last]
    whole = place.start == first.start and place.end == last.start + len(last.words)
    return Span(place, reading.words[place.start : place.end], tuple(dict.fromkeys(hits)), whole)


def _keys(reading: Reading) -> Iterator[tuple[str, Place, bool]]:
    """Every key to look for, where it stands, and whether a name without prepositions counts there."""
    for number, part in enumerate(reading.parts):
        words, size = list(part.words), len(part.words)
        yield loose_key(words), Place(part.start, part.start + size, number, number), True
        for start in range(size):
            if words[start] in PREPOSITIONS or (start and words[start] == "and"):
                continue  # E-Tech is spelt "and technology", as "e" is "and" in Italian
            for end in range(start + (1 if start == 0 and size == 1 else 2), min(size, start + _LONGEST) + 1):
                place = Place(part.start + start, part.start + end, number, number)
                yield strict_key(words[start:end]), place, False
                # further inside "university leeds" may be the end of another name
                # and a word that leads on to more is no end: "École Normale Supérieure de" Rennes
                if start == 0 and 2 < end < size and words[end - 1] not in PREPOSITIONS:
                    yield loose_key(words[:end]), place, True
        yield from _across(reading, number, part)


def _across(reading: Reading, number: int, part: Part) -> Iterator[tuple[str, Place, bool]]:
    """Names with a comma in them: ``University of California, Irvine``."""
    own_end = part.start + len(part.words)
    for last in range(number + 1, min(number + _MOST_PARTS, len(reading.parts))):
        begin = reading.parts[last].start
        end = begin + len(reading.parts[last].words)
        for start in range(part.start, own_end):
            if start > part.start and reading.words[start] not in HEADS:
                continue
            if _says_only_what(reading.words[start:own_end]):
                continue
            for stop in range(begin + 1, min(end, start + _LONGEST) + 1):
                words = list(reading.words[start:stop])
                yield strict_key(words), Place(start, stop, number, last), False
                if stop == end:
                    yield loose_key(words), Place(start, stop, number, last), True


def _says_only_what(words: tuple[str, ...]) -> bool:
    """Whether words before a comma are only a kind of body: "Metropolitan University, Leeds" is not that of Leeds."""
    kinds = [word for word in words if word in HEADS]
    return len(kinds) < 2 and all(word in HEADS or word in PREPOSITIONS for word in words)
