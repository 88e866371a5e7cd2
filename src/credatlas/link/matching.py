"""Finding the records of a source that a text means: a name, an identifier, a site, or a free affiliation string."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from .abbreviations import written_out
from .comparing import share_telling_words
from .countries import any_agree
from .index import Index
from .judging import Found, fits, is_town, judge
from .keys import looks_like_acronym
from .model import Candidate, Proposal, Record, RecordName, Relation
from .spans import Place, Span, spans
from .texts import MOST_LETTERS, Part, Reading, read_text, site_of
from .wordlists import DEPARTMENTS, HEADS, UNITS

Hint = tuple[str, str]
_SCHEMES: Final = (
    (re.compile(r"(?:https?://)?ror\.org/(0[a-z0-9]{8})/?", re.IGNORECASE), "ror", "https://ror.org/{}"),
    (re.compile(r"(?:https?://www\.wikidata\.org/(?:wiki|entity)/|wikidata:|wd:)?(Q[1-9]\d*)"), "wikidata", "{}"),
    (re.compile(r"(?:https?://www\.)?(grid\.\d+\.[0-9a-f]+)"), "grid", "{}"),
    (re.compile(r"(?:https?://)?(?:www\.)?isni\.org/(?:isni/)?(\d{15}[\dX])"), "isni", "{}"),
    (re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)10\.13039/(\d+)"), "fundref", "{}"),
    (re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi: ?)?(10\.\d{4,9}/\S+)", re.IGNORECASE), "doi", "{}"),
    (re.compile(r"(?:https?://)?orcid\.org/(\d{4}-\d{4}-\d{4}-\d{3}[\dX])"), "orcid", "{}"),
)
_LOWER: Final = frozenset(("ror", "doi", "grid"))  # schemes whose values are the same in capitals
_LONG: Final = 8  # words beside a name: the text is a description, not the name of a part
_FEW: Final = 2  # parts that names nearly the same are looked for
_LIKE: Final = 0.80  # names less alike than this are not shown


def match(
    index: Index, text: str, *, kinds: Collection[str] = (), hints: Sequence[Hint] = (), limit: int = 10
) -> Proposal:
    """Which records of a source a text means.

    Args:
        index: The records.
        text: A name, an identifier, the address of a site, or a free affiliation string.
        kinds: Only records of one of these kinds, in the words of the source; records without kinds stay.
        hints: What else is known, as pairs: ``("country", "US")`` with the code or the name of a country,
            ``("place", "Boston")``, ``("domain", "kcl.ac.uk")``, or a scheme of identifiers with a value.
        limit: At most so many candidates.

    Returns:
        With ``auto`` all the records that are meant: one for a name, often several for an affiliation string.
    """
    text = " ".join(text.split("\x00")).strip()
    wanted = frozenset(kinds)
    subject = Record(id="", source="text", name=text, names=(RecordName(text),))
    if not text or len(text) > MOST_LETTERS:
        why = f"a text of {len(text):,} letters is neither name nor address" if text else "there is no text"
        return Proposal(subject, "none", (), why)
    joined = _by_identifier(index, text, hints)
    if joined is not None:
        return Proposal(subject, "auto", joined[:limit], joined[0].reasons[0])
    site = site_of(text)
    if site:
        return _by_site(index, subject, site)
    reading = read_text(_with_hints(text, hints))
    found = _accepted(index, reading, wanted)
    sure = [one for one in found if one.sure]
    if sure:
        return _decided(index, subject, reading, sure, limit)
    return _undecided(index, subject, reading, found, limit)


def _by_identifier(index: Index, text: str, hints: Sequence[Hint]) -> tuple[Candidate, ...] | None:
    pairs = [(scheme, value) for scheme, value in hints if scheme not in ("country", "place", "domain")]
    for form, scheme, shape in _SCHEMES:
        found = form.fullmatch(text)
        if found:
            value = found[1].lower() if scheme in _LOWER else found[1]
            pairs.append((scheme, shape.format(value)))
    if index.numbers_of("id", text):
        pairs.append(("id", text))
    for scheme, value in pairs:
        column = "id" if scheme == index.source else scheme
        known = [index.record(number) for number in index.numbers_of(column, value)]
        active = [record for record in known if record.status == "active"]
        if len(active) == 1:
            return (Candidate(active[0], "exact", 1.0, (f"the same identifier: {scheme} {value}",)),)
    return None


def _by_site(index: Index, subject: Record, site: str) -> Proposal:
    """What the address of a site says: its owner, or of a part of a site the owner of the whole."""
    labels = site.split(".")
    for cut in range(len(labels) - 1):
        domain = ".".join(labels[cut:])
        records = [index.record(number) for number in index.numbers_of("domain", domain)]
        records = [record for record in records if record.status == "active"]
        if not records:
            continue
        relation: Relation = "exact" if cut == 0 else "broad"
        reason = f"the site {domain} is theirs" if cut == 0 else f"{site} is part of their site {domain}"
        candidates = tuple(Candidate(record, relation, 0.9, (reason,)) for record in records)
        sure = cut == 0 and len(records) == 1
        return Proposal(subject, "auto" if sure else "review", candidates, reason)
    return Proposal(subject, "none", (), f"no record has the site {site}")


def _with_hints(text: str, hints: Sequence[Hint]) -> str:
    said = [value for name, value in hints if name == "place"]
    said += [_country_text(value) for name, value in hints if name == "country"]
    return ", ".join([text, *said])


def _country_text(value: str) -> str:
    from .countries import country_names

    if len(value) == 2:
        return next((name for name, code in country_names().items() if code == value.upper()), value)
    return value


def _accepted(index: Index, reading: Reading, kinds: frozenset[str]) -> list[Found]:
    """What the text names: longer names first, and no word twice."""
    taken: set[int] = set()
    found: list[Found] = []
    for span in spans(index, reading):
        words = range(span.place.start, span.place.end)
        if taken.isdisjoint(words):
            judged = judge(index, reading, span, kinds)
            if judged is not None:
                found.append(judged)
                # the name of a body that is gone leaves no shorter one inside it
                if judged.sure or judged.relation == "broad" or all(r.status != "active" for r in judged.records):
                    taken.update(words)
    found += _shortened(index, reading, kinds, taken)
    return _consistent(found)


def _shortened(index: Index, reading: Reading, kinds: frozenset[str], taken: set[int]) -> list[Found]:
    found: list[Found] = []
    for number, part in enumerate(reading.parts):
        place = Place(part.start, part.start + len(part.words), number, number)
        if part.is_place or not taken.isdisjoint(range(place.start, place.end)):
            continue
        records = [record for record in written_out(index, part) if fits(record, kinds)]
        if part.countries:
            records = [record for record in records if any_agree(record.countries, part.countries)]
        if records:
            reason = "a full name with words shortened"
            found.append(Found(Span(place, part.words, (), whole=True), tuple(records), len(records) == 1, reason))
    return found


def _consistent(found: list[Found]) -> list[Found]:
    """Without abbreviations of names beside them, and without general names that have nothing to do with the others."""
    strong = [record for one in found if one.sure and not one.weak for record in one.records]
    named = {record.id for record in strong}
    above = {iri for record in strong for iri in record.parents}
    kept = []
    for one in found:
        if not one.sure and not named.isdisjoint(record.id for record in one.records):
            continue
        if one.sure and one.weak and strong and not _related(one.records, named, above):
            continue
        kept.append(one)
    return kept


def _related(records: tuple[Record, ...], named: set[str], above: set[str]) -> bool:
    return any(record.id in above or not named.isdisjoint(record.parents) for record in records)


def _decided(index: Index, subject: Record, reading: Reading, sure: list[Found], limit: int) -> Proposal:
    candidates: dict[str, Candidate] = {}
    for one in sorted(sure, key=lambda one: one.span.place.start):
        for record in one.records:
            candidates.setdefault(record.id, Candidate(record, one.relation, 1.0, (one.reason,)))
    listed = tuple(candidates.values())[:limit]
    reason = (
        "; ".join(f"{one.record.name}: {one.reasons[0]}" for one in listed) if len(listed) > 1 else listed[0].reasons[0]
    )
    doubt = _names_a_part(index, reading, sure)
    if doubt:
        parts = tuple(
            Candidate(one.record, "broad", 0.7, (doubt, *one.reasons)) if one.relation == "exact" else one
            for one in listed
        )
        return Proposal(subject, "review", parts, doubt)
    return Proposal(subject, "auto", listed, reason)


def _names_a_part(index: Index, reading: Reading, sure: list[Found]) -> str:
    """Why a text means something smaller than the record it names; empty when it does not."""
    subjects = [number for number, part in enumerate(reading.parts) if not (part.is_place or is_town(index, part))]
    covered = {number for one in sure for number in range(one.span.place.first, one.span.place.last + 1)}
    others = [n for n in subjects if n not in covered and not looks_like_acronym(reading.parts[n].raw)]
    if len(sure) == 1 and sure[0].relation == "broad" and not others:
        return sure[0].reason
    if len(sure) > 1 or others or sure[0].span.whole:
        return ""
    place = sure[0].span.place
    part = reading.parts[place.first]
    rest = [*part.words[: place.start - part.start], *part.words[place.end - part.start :]]
    if any(word in DEPARTMENTS or word[0].isdigit() for word in rest) or len(rest) > _LONG:
        return ""
    if not any(word in UNITS or word in HEADS for word in rest):
        return ""
    return "the text names a part of this body"


def _undecided(index: Index, subject: Record, reading: Reading, found: list[Found], limit: int) -> Proposal:
    candidates: dict[str, Candidate] = {}
    for one in found:
        for record in one.records:
            candidates.setdefault(record.id, Candidate(record, one.relation, one.score, (one.reason,)))
    parts = [part for part in reading.parts if not part.is_place]
    if len(parts) <= _FEW:
        for candidate in (one for part in parts for one in _alike(index, part, limit)):
            candidates.setdefault(candidate.record.id, candidate)
    listed = tuple(sorted(candidates.values(), key=lambda one: -one.score))[:limit]
    if not listed:
        return Proposal(subject, "none", (), f"no record of {index.source} bears such a name")
    return Proposal(subject, "review", listed, listed[0].reasons[0])


def _alike(index: Index, part: Part, limit: int) -> Iterator[Candidate]:
    """Records with names that look like a part of a text, and have its telling words."""
    for near in index.near(list(part.words), limit):
        record = index.record(near.number)
        if near.likeness >= _LIKE and record.status != "withdrawn" and share_telling_words(part.raw, near.name):
            reason = f"a name that is {near.likeness:.0%} alike"
            yield Candidate(record, "exact", round(near.likeness * 0.8, 3), (reason,))
