"""What the evidence says of one thing against one source: linked, to be looked at, or not there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from .comparing import Comparison, compare, root_of, share_telling_words
from .countries import country_names
from .index import ACRONYM, LABEL, Hit, Index
from .judging import is_general, is_of_many_towns
from .keys import looks_like_acronym, loose_key, spelt_tokens, strict_key, tokens
from .model import Candidate, Proposal, Record, Relation
from .wordlists import UNITS

_LIKE: Final = 0.86  # names less alike are not shown
_MOST: Final = 10
_LEAST_LETTERS: Final = 4  # of a name of one word
_IN_BRACKETS: Final = re.compile(r"(.+?)\s*\(([^()]*)\)\s*")
_UNITS: Final = frozenset(
    "AcademicUnit School Department ContinuingEducationUnit ResearchUnit ResearchLab ResearchCenter".split()
)
UNIQUE: Final = "unique full name among active records"


class _Pair(NamedTuple):
    record: Record
    hits: tuple[Hit, ...]
    compared: Comparison

    @property
    def is_label(self) -> bool:
        return any(hit.kind == LABEL for hit in self.hits)

    def candidate(self, score: float, *reasons: str) -> Candidate:
        told = (*reasons, *self.compared.reasons)
        return Candidate(self.record, "exact", score, told, self.compared.against)


def decide(index: Index, thing: Record, above: Mapping[str, Record]) -> Proposal:
    """What speaks for records being this thing.

    Args:
        index: The records.
        thing: What is looked for.
        above: The records of the things that it is part of, where they are known, by their IRIs.

    Returns:
        ``auto`` with one exact candidate, or with broader ones only: then no record of the thing itself was found.
    """
    shared = _by_identifier(index, thing)
    if shared is not None:
        return shared
    pairs = _by_full_name(index, thing)
    active = [pair for pair in pairs if pair.record.status == "active"]
    possible = [pair for pair in active if pair.compared.country is not False]
    possible = [pair for pair in possible if pair.compared.site is True] or possible
    if len(possible) == 1:
        doubt = _doubt(index, thing, possible[0])
        if not doubt:
            found = possible[0].candidate(1.0, UNIQUE)
            return Proposal(thing, "auto", (found,), f"{UNIQUE}: {found.record.name}")
    else:
        doubt = f"{len(possible)} active records bear this name" if possible else ""
    broader = tuple(_broader(index, thing, pairs, above))
    named = [pair.candidate(0.8, "the same full name") for pair in (possible or active)]
    if named:
        return Proposal(thing, "review", (*named[:_MOST], *broader), doubt or named[0].against[0])
    like = tuple(_alike(index, thing))
    sure = [one for one in broader if one.score == 1]
    if sure and not like:
        return Proposal(thing, "auto", tuple(sure), sure[0].reasons[0])
    if like or broader:
        listed = (*like, *broader)
        return Proposal(thing, "review", listed[:_MOST], listed[0].reasons[0])
    return Proposal(thing, "none", (), f"none found in {index.source} {index.version}".rstrip())


def _by_identifier(index: Index, thing: Record) -> Proposal | None:
    for scheme, value in thing.identifiers:
        own = scheme == index.source
        for number in index.numbers_of("id" if own else scheme, value):
            record = index.record(number)
            reason = f"the same identifier: {scheme} {value}"
            compared = compare(thing, record)
            candidate = Candidate(record, "exact", 1.0, (reason, *compared.reasons), compared.against)
            if record.status == "active":
                return Proposal(thing, "auto", (candidate,), reason)
            reason = f"the record with {scheme} {value} is {record.status}"
            after = [index.record(n) for iri in record.successors for n in index.numbers_of("id", iri)]
            later = tuple(Candidate(one, "broad", 0.8, ("came after that record",)) for one in after)
            return Proposal(thing, "review", later, reason)
    return None


def _full_names(thing: Record) -> Iterator[str]:
    """The full names of a thing, also without what stands in brackets; other names of one word say too little."""
    for name in thing.names:
        if name.kind == "label" or (name.kind == "alias" and len(tokens(name.text)) > 1):
            yield name.text
            found = _IN_BRACKETS.fullmatch(name.text)
            if found:
                yield found[1]


def _brackets_matter(thing: Record) -> bool:
    """Whether the name goes on in brackets with more than an abbreviation, a country or a town."""
    found = _IN_BRACKETS.fullmatch(thing.name)
    if found is None or looks_like_acronym(found[2]):
        return False
    inside = " ".join(tokens(found[2]))
    return inside not in country_names() and inside not in {" ".join(tokens(place)) for place in thing.places}


def _by_full_name(index: Index, thing: Record) -> list[_Pair]:
    """The records that bear a full name of a thing, those that bear it as their own first."""
    keys: dict[str, bool] = {}
    for name in _full_names(thing):
        words = spelt_tokens(name)
        keys[strict_key(words)] = True
        keys.setdefault(loose_key(words), False)
    found: dict[int, list[Hit]] = {}
    for key, hits in index.by_names(filter(None, keys)).items():
        for hit in hits:
            if hit.kind == ACRONYM or (hit.kind != LABEL and " " not in key):
                continue
            if hit.strict or not keys[key] or loose_key(key.split()) == key:
                found.setdefault(hit.number, []).append(hit)
    pairs = [_Pair(index.record(n), tuple(hits), compare(thing, index.record(n))) for n, hits in found.items()]
    return sorted(pairs, key=lambda pair: (not pair.is_label, pair.record.id))


def _doubt(index: Index, thing: Record, pair: _Pair) -> str:
    """Why the only record of this name may be another thing after all; empty when nothing says so."""
    compared = pair.compared
    if compared.contradicts:
        return compared.against[0]
    if _brackets_matter(thing) and compared.site is not True:
        return f"the name without “({thing.name.partition('(')[2]}”"
    words = tuple(spelt_tokens(thing.name))
    if compared.country is not True and compared.site is not True:
        if is_general(index, words):
            return "a name of general words, and no country is known"
        if is_of_many_towns(index, words):
            return "a name that many towns may have, and no country is known"
        if not pair.is_label:
            return "another name of the record, and no country is known"
        if len(words) == 1:
            return "a name of one word, and neither country nor site agree"
    if len(words) == 1 and len(words[0]) < _LEAST_LETTERS:
        return "a name as short as an abbreviation"
    return ""


def _broader(index: Index, thing: Record, pairs: list[_Pair], above: Mapping[str, Record]) -> Iterator[Candidate]:
    """What contains the thing: the successor of its withdrawn record, and the records of what it is part of."""
    given: set[str] = set()
    is_unit = not _UNITS.isdisjoint(thing.kinds)
    for pair in pairs:
        if pair.record.status == "active" or pair.compared.country is False:
            continue
        for iri in pair.record.successors:
            for later in (index.record(number) for number in index.numbers_of("id", iri)):
                if later.id in given or later.status != "active":
                    continue
                given.add(later.id)
                part = is_unit or any(record.id == later.id for record in above.values())
                reason = f"{pair.record.status} record {pair.record.id} of this name: this came after it"
                sure = part and pair.record.status == "withdrawn"
                yield Candidate(later, "broad", 1.0 if sure else 0.7, (reason,))
    for iri in thing.parents:
        record = above.get(iri)
        if record is not None and record.id not in given:
            given.add(record.id)
            yield Candidate(record, "broad", 1.0, ("the atlas says that it is part of this",))


def _alike(index: Index, thing: Record) -> Iterator[Candidate]:
    """Records that a person should see: with names nearly the same, or with the same site and words in common."""
    seen: set[str] = set()
    for name in dict.fromkeys(_full_names(thing)):
        for near in index.near(spelt_tokens(name), _MOST):
            record = index.record(near.number)
            if record.id in seen or record.status == "withdrawn":
                continue
            compared = compare(thing, record)
            near_by = compared.town is True or compared.site is True
            if compared.contradicts or not share_telling_words(name, near.name):
                continue
            if near.likeness < _LIKE and not near_by:
                continue
            seen.add(record.id)
            reason = f"a name that is {near.likeness:.0%} alike"
            yield Candidate(
                record, "exact", round(near.likeness * 0.9, 3), (reason, *compared.reasons), compared.against
            )
    yield from _with_abbreviation(index, thing, seen)


def _relation(name: str, other: str) -> Relation:
    """What two alike names would say: one that goes on with a part, such as a school, is of something smaller."""
    mine, theirs = set(spelt_tokens(name)), set(spelt_tokens(other))
    return "broad" if theirs < mine and not UNITS.isdisjoint(mine - theirs) else "exact"


def _with_abbreviation(index: Index, thing: Record, seen: set[str]) -> Iterator[Candidate]:
    """Records with the same abbreviation and the same site."""
    short = [" ".join(tokens(name.text)) for name in thing.names if name.kind == "acronym"]
    sites = {root_of(site) for site in thing.domains}
    for hits in index.by_names(filter(None, short)).values():
        for number in dict.fromkeys(hit.number for hit in hits):
            record = index.record(number)
            same_site = not sites.isdisjoint(root_of(site) for site in record.domains)
            if record.status == "active" and same_site and record.id not in seen:
                seen.add(record.id)
                compared = compare(thing, record)
                reasons = ("the same abbreviation", *compared.reasons)
                yield Candidate(record, "exact", 0.6, reasons, compared.against)
