"""Names of records inside a text: which words are a name, and which record is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .countries import any_agree, country_names, state_names
from .index import ACRONYM, LABEL, Hit, Index
from .keys import looks_like_acronym, loose_key, strict_key, tokens
from .model import Record
from .texts import Part, Reading
from .wordlists import GENERAL, HEADS, PREPOSITIONS, QUALIFIERS, SCOPES, UNITS

_LONGEST: Final = 14  # words of a name inside a longer piece
_COMMON_SHARE: Final = 0.002  # of the records have a word: it tells little


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a text that are a name.

    Attributes:
        start: The place of the first word in the text.
        end: The place behind the last one.
        first: The number of the part in which it begins.
        last: The number of the part in which it ends.
        hits: The records with that name.
        whole: Whether it is all of the parts that it stands in.
    """

    start: int
    end: int
    first: int
    last: int
    hits: tuple[Hit, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a span means.

    Attributes:
        span: The words.
        records: The records that are meant; several when the text does not say which.
        sure: Whether exactly one is meant, and nothing speaks against it.
        reason: Why, or why not.
        relation: ``exact``; ``broad`` where the record of that name is withdrawn and this one came after it.
    """

    span: Span
    records: tuple[Record, ...]
    sure: bool
    reason: str
    relation: str = "exact"


def spans(index: Index, reading: Reading) -> list[Span]:
    """The names of records in a text, the longest first; they may overlap."""
    wanted: dict[str, list[tuple[int, int, int, int, bool]]] = {}
    for key, place in _keys(reading):
        wanted.setdefault(key, []).append(place)
    found: dict[tuple[int, int], Span] = {}
    for key, hits in index.by_names(wanted).items():
        for start, end, first, last, whole in wanted[key]:
            fitting = tuple(hit for hit in hits if hit.strict or whole)
            known = found.get((start, end))
            if fitting:
                both = fitting if known is None else (*known.hits, *fitting)
                found[start, end] = Span(start, end, first, last, both, whole)
    return sorted(found.values(), key=lambda span: (span.start - span.end, span.start))


def _keys(reading: Reading) -> Iterator[tuple[str, tuple[int, int, int, int, bool]]]:
    """Every key to look for, with where it stands: words from, to, parts from, to, and whether that is all of them."""
    for number, part in enumerate(reading.parts):
        words, size = list(part.words), len(part.words)
        yield loose_key(words), (part.start, part.start + size, number, number, True)
        for start in range(size):
            if words[start] in PREPOSITIONS:
                continue
            for end in range(start + 1, min(size, start + _LONGEST) + 1):
                whole = start == 0 and end == size
                if whole or end - start > 1:
                    yield strict_key(words[start:end]), (part.start + start, part.start + end, number, number, whole)
        yield from _across(reading, number, part)


def _across(reading: Reading, number: int, part: Part) -> Iterator[tuple[str, tuple[int, int, int, int, bool]]]:
    """Names with a comma in them: ``University of California, Irvine``."""
    for last in range(number + 1, min(number + 4, len(reading.parts))):
        end = reading.parts[last].start + len(reading.parts[last].words)
        for start in range(part.start, part.start + len(part.words)):
            if start > part.start and reading.words[start] not in HEADS:
                continue
            if all(
                word in HEADS or word in PREPOSITIONS for word in reading.words[start : part.start + len(part.words)]
            ):
                continue
            words = list(reading.words[start:end])
            if len(words) <= _LONGEST + 4:
                place = (start, end, number, last, start == part.start)
                yield strict_key(words), place
                yield loose_key(words), (*place[:4], True)


def is_general(index: Index, words: tuple[str, ...]) -> bool:
    """Whether a name consists of words only that many names have."""
    most = max(150, int(index.size * _COMMON_SHARE))
    if any(word in SCOPES for word in words):
        return False
    return all(word in GENERAL or word in PREPOSITIONS or _is_common(index, word, most) for word in words)


def _is_common(index: Index, word: str, most: int) -> bool:
    if word in country_names() or word in state_names() or index.town_countries(word):
        return False
    return index.frequency(word) > most


def judge(index: Index, reading: Reading, span: Span, kinds: frozenset[str] = frozenset()) -> Found | None:
    """Which record a span means; None where it is no name after all.

    The rules, in this order: bodies that are there before those that are gone; names before abbreviations; the country
    that the text names; the town that it names; a full name before another name of a body.
    """
    words = reading.words[span.start : span.end]
    full = [hit for hit in span.hits if hit.kind != ACRONYM]
    if not full:
        return _judge_acronym(index, reading, span, kinds)
    if span.whole and len(words) == 1 and (len(words[0]) < 4 or _is_place_name(index, words[0])):
        return None
    if not span.whole and not _stands_free(reading, span):
        return None
    chosen = [hit for hit in full if hit.strict] or full
    known = {hit.number: index.record(hit.number) for hit in chosen}
    there = {n: record for n, record in known.items() if record.status == "active" and _fits(record, kinds)}
    if not there:
        return _gone(index, reading, span, list(known.values()))
    left = list(there.values())
    if reading.countries:
        left = [record for record in left if not record.countries or any_agree(record.countries, reading.countries)]
        if not left:
            named = ", ".join(sorted(reading.countries))
            return Found(span, tuple(there.values()), sure=False, reason=f"another country than {named}")
    left = _by_town(reading, left, words)
    if len(left) > 1:
        best = {hit.number for hit in chosen if hit.kind == LABEL}
        labelled = [there[n] for n in there if n in best and there[n] in left]
        left = labelled if len(labelled) == 1 and reading.countries else left
    if len(left) > 1:
        return Found(span, tuple(left), sure=False, reason=f"{len(left)} active records bear this name")
    if is_general(index, words) and not (reading.countries or _in_town(reading, left[0], words)):
        return Found(span, tuple(left), sure=False, reason="a name of general words, and the text names no country")
    return Found(span, tuple(left), sure=True, reason="unique full name among active records")


def _fits(record: Record, kinds: frozenset[str]) -> bool:
    return not kinds or not record.kinds or bool(kinds & set(record.kinds))


def _is_place_name(index: Index, word: str) -> bool:
    return word in country_names() or word in state_names() or bool(index.town_countries(word))


def _by_town(reading: Reading, records: list[Record], words: tuple[str, ...]) -> list[Record]:
    if len(records) < 2:
        return records
    return [record for record in records if _in_town(reading, record, words)] or records


def _in_town(reading: Reading, record: Record, words: tuple[str, ...]) -> bool:
    """Whether the text names the town of a record, apart from the name itself."""
    inside = f" {' '.join(words)} "
    for place in record.places:
        folded = f" {' '.join(tokens(place))} "
        if reading.padded.count(folded) > inside.count(folded):
            return True
    return False


def _gone(index: Index, reading: Reading, span: Span, records: list[Record]) -> Found | None:
    """The successors of a body that is gone: they are something larger, or came later, and are never the same."""
    for record in records:
        if reading.countries and record.countries and not any_agree(record.countries, reading.countries):
            continue
        after = [index.record(n) for iri in (record.successors or record.parents) for n in index.numbers_of("id", iri)]
        after = [one for one in after if one.status == "active"]
        if after:
            what = "successor" if record.successors else "parent"
            reason = f"the record of this name is {record.status}; this is its {what}"
            return Found(span, tuple(after), sure=len(after) == 1, reason=reason, relation="broad")
    if records:
        return Found(span, tuple(records), sure=False, reason=f"the record of this name is {records[0].status}")
    return None


def _judge_acronym(index: Index, reading: Reading, span: Span, kinds: frozenset[str]) -> Found | None:
    """An abbreviation: it stands by itself, and one body of the named country has it."""
    part = reading.parts[span.first]
    if not span.whole or span.first != span.last or not looks_like_acronym(part.raw):
        return None
    records = [index.record(number) for number in dict.fromkeys(hit.number for hit in span.hits)]
    records = [record for record in records if record.status == "active" and _fits(record, kinds)]
    near = [record for record in records if any_agree(record.countries, reading.countries)]
    if not records:
        return None
    if len(near) == 1 and len(part.words[0]) >= 4:
        return Found(span, tuple(near), sure=True, reason="the only abbreviation of this kind in the named country")
    return Found(span, tuple(near or records), sure=False, reason="an abbreviation, which several bodies may have")


def _stands_free(reading: Reading, span: Span) -> bool:
    """Whether the words around a span do not make another name of it: South Florida State University."""
    first, last = reading.parts[span.first], reading.parts[span.last]
    before = reading.words[first.start : span.start]
    after = reading.words[span.end : last.start + len(last.words)]
    starts_general = reading.words[span.start] in HEADS
    return _free_before(before, starts_general=starts_general) and _free_after(reading, after)


def _free_before(before: tuple[str, ...], *, starts_general: bool) -> bool:
    if not before:
        return True
    word = before[-1]
    if word in QUALIFIERS or word in HEADS - UNITS:
        return False
    if starts_general or word in PREPOSITIONS or word == "and" or word[0].isdigit():
        return True
    return any(one in UNITS or one in HEADS for one in before) or any(one[0].isdigit() for one in before)


def _free_after(reading: Reading, after: tuple[str, ...]) -> bool:
    if not after:
        return True
    word = after[0]
    if word in PREPOSITIONS or (word in QUALIFIERS and word not in UNITS):
        return False
    if word in UNITS or word == "and" or any(letter.isdigit() for letter in word):
        return True
    return _is_named_place(after, reading)


def _is_named_place(after: tuple[str, ...], reading: Reading) -> bool:
    """Whether the words behind a name are where it is."""
    for length in (1, 2, 3):
        ending = " ".join(after[:length])
        if ending in country_names() or ending in state_names():
            return True
    return any(any(letter.isdigit() for letter in word) for word in after) or len(after) <= 3 < len(reading.words)
