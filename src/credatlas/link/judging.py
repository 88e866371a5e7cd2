"""Which record a name in a text means, and whether that is sure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from .countries import any_agree, country_names, state_names
from .index import ACRONYM, ALIAS, LABEL, Hit, Index
from .keys import looks_like_acronym, tokens
from .model import Record, Relation
from .spans import Span
from .surroundings import goes_on, says_only_subject, stands_free, town_behind
from .texts import Part, Reading
from .wordlists import DEPARTMENTS, GENERAL, HEADS, PREPOSITIONS, SCOPES

_COMMON_SHARE: Final = 0.0015  # of the records have a word: it tells little
_LEAST_COMMON: Final = 75
_LOCAL: Final = frozenset("hospital hopital clinic klinikum clinica krankenhaus college school".split())  # of one town
_SHORT: Final = 4  # letters; a name of one word with fewer is like an abbreviation


@dataclass(frozen=True, slots=True)
class Found:
    """What a span means.

    Attributes:
        span: The words.
        records: The records that are meant; several when the text does not say which.
        sure: Whether exactly one is meant, and nothing speaks against it.
        reason: Why, or why not.
        relation: ``exact``; ``broad`` where the record of that name is gone and this one came after it.
        weak: Whether the name has only words that many names have, and the text does not name its town.
        score: Where it stands among others that are not sure, from 0 to 1.
    """

    span: Span
    records: tuple[Record, ...]
    sure: bool
    reason: str
    relation: Relation = "exact"
    weak: bool = False
    score: float = 0.85


def judge(index: Index, reading: Reading, span: Span, kinds: frozenset[str] = frozenset()) -> Found | None:
    """Which record a span means; None where it is no name after all.

    The rules, in this order: bodies that are there before those that are gone; names before abbreviations; the country
    that the text names; the town that it names; a full name before another name of a body.
    """
    if _is_only_a_place(index, reading, span):
        return None
    # another name of one word, such as Emory, is too often that of a person or a place
    least = LABEL if len(span.words) == 1 else ALIAS
    full = [hit for hit in span.hits if hit.kind <= least]
    if not full:
        return _judge_acronym(index, reading, span, kinds)
    if goes_on(reading, span.place) or not (span.whole or stands_free(index, reading, span.place)):
        return None
    chosen = [hit for hit in full if hit.strict] or full
    known = {hit.number: index.record(hit.number) for hit in chosen}
    there = {n: record for n, record in known.items() if record.status == "active" and fits(record, kinds)}
    gone = _gone_here(reading, span, known)
    if gone or not there:
        return _gone(index, reading, span, gone or list(known.values()))
    countries = reading.countries_at(span.place.first, span.place.last)
    left = _in_country(countries, list(there.values()))
    if not left:
        reason = f"another country than {', '.join(sorted(countries))}"
        return Found(span, tuple(there.values()), sure=False, reason=reason, score=0.4)
    left = _in_named_town(reading, left, span.words)
    if len(left) > 1 and countries:
        labelled = {hit.number for hit in chosen if hit.kind == LABEL}
        left = _only([there[n] for n in there if n in labelled and there[n] in left]) or left
    if len(left) > 1:
        return Found(span, tuple(left), sure=False, reason=f"{len(left)} active records bear this name")
    if _is_name_of_one_gone(chosen, known, left[0]):
        reason = "another name of this body, and the name of one that is gone"
        return Found(span, (left[0],), sure=False, reason=reason)
    found = _judge_words(index, reading, span, left[0])
    own = {hit.number for hit in chosen if hit.kind == LABEL}
    return found if any(known[number] == left[0] for number in own) else _as_other_name(index, reading, found)


def _gone_here(reading: Reading, span: Span, known: dict[int, Record]) -> list[Record]:
    """The bodies of a name that are gone, when the text names the town of those, and of no other one."""
    here = [record for record in known.values() if names_town(reading, record, span.words)]
    after = {iri for record in here for iri in record.successors}
    if any(one.status == "active" for one in here) or any(one.id in after for one in known.values()):
        return []
    return here


def _is_name_of_one_gone(hits: list[Hit], known: dict[int, Record], record: Record) -> bool:
    """Whether a body that is gone has as its own name what this one, which did not come after it, has as another."""
    if any(hit.kind == LABEL and known[hit.number] == record for hit in hits):
        return False
    gone = [known[hit.number] for hit in hits if hit.kind == LABEL and known[hit.number].status != "active"]
    gone = [one for one in gone if any_agree(one.countries, record.countries)]
    return any(record.id not in one.successors for one in gone)


def _as_other_name(index: Index, reading: Reading, found: Found) -> Found:
    """What a name means that is not the own one of a body: less, where the text names another town."""
    [record] = found.records
    elsewhere = town_behind(index, reading, found.span.place.last)
    if not found.sure or not elsewhere or names_town(reading, record, found.span.words):
        return found
    if _names_country(found.span.words):  # a body for all of it: "U.S. EPA, Research Triangle Park"
        return found
    return replace(found, sure=False, reason="another name of this body, and the text names another town")


def _only(records: list[Record]) -> list[Record]:
    return records if len(records) == 1 else []


def fits(record: Record, kinds: frozenset[str]) -> bool:
    """Whether a record is of one of these kinds; it is where nothing is known of its kind, or none is asked for."""
    return not kinds or not record.kinds or bool(kinds & set(record.kinds))


def _judge_words(index: Index, reading: Reading, span: Span, record: Record) -> Found:
    """Whether the words of a name tell enough, when one active record bears it."""
    countries = reading.countries_at(span.place.first, span.place.last)
    in_town = names_town(reading, record, span.words)
    general = is_general(index, span.words) and not in_town
    subject = says_only_subject(span.words) and not in_town and not _names_country(span.words)
    elsewhere = "" if in_town else town_behind(index, reading, span.place.last)
    short = len(span.words) == 1 and len(span.words[0]) < _SHORT and not in_town
    doubt = ""
    if short:
        doubt = "a name as short as an abbreviation"
    elif len(span.words) == 1 and not countries and len(reading.parts) > 1:
        doubt = "a name of one word, and the text names no country"
    elif elsewhere and _is_abroad(index.town_countries(elsewhere), record, countries):
        doubt = "the text names a town in another country"
    elif elsewhere and (general or subject or is_of_many_towns(index, span.words)):
        doubt = "a name that many towns may have, and the text names another town"
    elif general and not countries:
        doubt = "a name of general words, and the text names no country"
    elif general and (not span.whole or span.words[0] in DEPARTMENTS or HEADS.isdisjoint(span.words)):
        doubt = "a name of general words, and the text does not name its town"
    reason = doubt or "unique full name among active records"
    return Found(span, (record,), sure=not doubt, reason=reason, weak=general or subject)


def _is_abroad(of_town: frozenset[str], record: Record, countries: frozenset[str]) -> bool:
    """Whether a town that a text names is in another country than the record, as far as the text says which."""
    if countries:  # no doubt of the country, but of its parts: Shenzhen is not in Hong Kong
        return any_agree(of_town, countries) and of_town.isdisjoint(record.countries)
    return not any_agree(record.countries, of_town)


def is_of_many_towns(index: Index, words: tuple[str, ...]) -> bool:
    """Whether a name is one that hospitals and schools of many towns have: Mercy Hospital, King's College."""
    if _LOCAL.isdisjoint(words):
        return False
    pieces = (" ".join(words[at : at + length]) for length in (1, 2, 3) for at in range(len(words) - length + 1))
    return not any(_names_place(index, piece) for piece in pieces)


def is_general(index: Index, words: tuple[str, ...]) -> bool:
    """Whether a name consists of words only that many names have."""
    if any(word in SCOPES for word in words) or _names_country(words):
        return False
    most = max(_LEAST_COMMON, int(index.size * _COMMON_SHARE))
    return all(word in GENERAL or word in PREPOSITIONS or _is_common(index, word, most) for word in words)


def _names_country(words: tuple[str, ...]) -> bool:
    pieces = (" ".join(words[at : at + length]) for length in (1, 2, 3) for at in range(len(words) - length + 1))
    return any(piece in country_names() or piece in state_names() for piece in pieces)


def _is_common(index: Index, word: str, most: int) -> bool:
    return index.frequency(word) > most and not _names_place(index, word)


def _names_place(index: Index, text: str) -> bool:
    return text in country_names() or text in state_names() or bool(index.town_countries(text))


def is_town(index: Index, part: Part) -> bool:
    """Whether a part of a text is the name of a town or region and nothing else."""
    return bool(index.town_countries(" ".join(tokens(part.raw))))


def _is_only_a_place(index: Index, reading: Reading, span: Span) -> bool:
    if len(span.words) < len(reading.words) and _names_place(index, " ".join(span.words)):
        return True
    if not span.whole:
        return False
    parts = reading.parts[span.place.first : span.place.last + 1]
    if all(part.is_place for part in parts):
        return True
    return len(reading.parts) > len(parts) and _names_place(index, " ".join(tokens(parts[0].raw)))


def _in_country(countries: frozenset[str], records: list[Record]) -> list[Record]:
    if not countries:
        return records
    return [record for record in records if not record.countries or any_agree(record.countries, countries)]


def _in_named_town(reading: Reading, records: list[Record], words: tuple[str, ...]) -> list[Record]:
    if len(records) < 2:
        return records
    return [record for record in records if names_town(reading, record, words)] or records


def names_town(reading: Reading, record: Record, words: tuple[str, ...]) -> bool:
    """Whether a text names the town or region of a record, apart from the name itself."""
    return any(_times(reading.padded, place) > _times(f" {' '.join(words)} ", place) for place in record.places)


def _times(text: str, place: str) -> int:
    """How often a folded text names a place, also twice in a row: "Universidade de São Paulo, São Paulo"."""
    wide = text.replace(" ", "  ")  # so that no two names share a blank
    return wide.count(f" {'  '.join(tokens(place))} ")


def _gone(index: Index, reading: Reading, span: Span, records: list[Record]) -> Found | None:
    """The successors of a body that is gone: they are something larger, or came later, and are never the same."""
    for record in _in_country(reading.countries_at(span.place.first, span.place.last), records):
        after = [index.record(n) for iri in (record.successors or record.parents) for n in index.numbers_of("id", iri)]
        after = [one for one in after if one.status == "active"]
        if after:
            what = "successor" if record.successors else "parent"
            reason = f"the record of this name is {record.status}; this is its {what}"
            # a general name may be that of many others, and what was renamed long ago is no part of what came after
            sure = len(after) == 1 and record.status == "withdrawn" and _judge_words(index, reading, span, record).sure
            return Found(span, tuple(after), sure=sure, reason=reason, relation="broad")
    if not records or all(record.status == "active" for record in records):
        return None  # of another kind than is asked for
    return Found(span, tuple(records), sure=False, reason=f"the record of this name is {records[0].status}", score=0.6)


def _judge_acronym(index: Index, reading: Reading, span: Span, kinds: frozenset[str]) -> Found | None:
    """An abbreviation: it stands by itself, and one body of the named country has it."""
    part = reading.parts[span.place.first]
    if not span.whole or span.place.first != span.place.last or not looks_like_acronym(part.raw):
        return None
    hits = [hit.number for hit in span.hits if hit.kind == ACRONYM]
    records = [index.record(number) for number in dict.fromkeys(hits)]
    records = [record for record in records if record.status == "active" and fits(record, kinds)]
    if not records:
        return None
    # those of which more is known come first: most readers mean one of them
    records.sort(key=lambda record: -len(record.names) - len(record.identifiers))
    near = [record for record in records if any_agree(record.countries, part.countries)]
    if len(near) == 1 and len(part.words[0]) >= _SHORT:
        return Found(span, tuple(near), sure=True, reason="the only abbreviation of this kind in the named country")
    reason = "an abbreviation, which several bodies may have"
    return Found(span, tuple(near or records), sure=False, reason=reason, score=0.5)
