"""The claims that count at a moment: what is valid on a day, and what had been stated by a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

import pyoxigraph as ox

from ..terms import Term, node
from .agreement import date_range
from .model import BASES, WITHDRAWN, Authored, Claim, Fields, Source, ca
from .reading import by_subject
from .snapshots import HAS_SOURCE

_CURATED: Final = BASES[-1]
_GENERATED_BY: Final = node("prov:wasGeneratedBy")


def held(authored: Authored, as_of: date | None = None, known_by: date | None = None) -> Authored:
    """What the data files say, without the claims that do not count at a moment.

    What hangs on nothing else goes with them: values, rulings that named one of them, sources that were not known,
    and things of which no source says anything any more, with the entries that curators made for them.

    Args:
        authored: Everything that the files say.
        as_of: Leaves out claims whose validity excludes this day; a claim without validity always holds.
        known_by: Leaves out claims of sources that may have been written later. A source without a date of its own
            was written by the day on which it was read; where that is unknown too, it is left out. What curators
            entered counts at any time.
    """
    unknown = _unknown(authored, known_by)
    left = [claim for claim in authored.claims if _counts(claim, as_of, unknown)]
    bookkeeping = _without(authored.bookkeeping, unknown)
    named_before = _mentioned(authored.claims, authored.bookkeeping)
    things = {claim.subject for claim in authored.claims}
    gone = frozenset((named_before & things) - _mentioned(left, bookkeeping))
    claims = tuple(claim for claim in left if claim.subject not in gone and claim.object not in gone)
    named = {(claim.subject, claim.predicate, claim.object, claim.source.iri) for claim in _standing(claims)}
    return replace(
        authored,
        claims=claims,
        values=_used(authored.values, claims),
        bookkeeping=bookkeeping,
        sources={iri: source for iri, source in authored.sources.items() if iri not in unknown},
        decisions=tuple(
            decision
            for decision in authored.decisions
            if (decision.subject, decision.predicate, decision.value, decision.source) in named
        ),
        rulings=_naming(authored.rulings, named),
        issues=_about_others(authored.issues, gone),
    )


def _standing(claims: Iterable[Claim]) -> Iterable[Claim]:
    return (claim for claim in claims if claim.status != WITHDRAWN)


def _is_own(claim: Claim) -> bool:
    """Whether curators entered it: what a thing is, and the names that they gave."""
    return claim.basis == _CURATED and claim.source.reliability is None


def _unknown(authored: Authored, known_by: date | None) -> frozenset[ox.NamedNode]:
    """The sources of which it is not sure that they had been written by a day; none without one."""
    if known_by is None:
        return frozenset()
    own = {claim.source.iri for claim in authored.claims if _is_own(claim)}
    late = (iri for iri, source in authored.sources.items() if iri not in own and not _was_written(source, known_by))
    return frozenset(late)


def _was_written(source: Source, known_by: date) -> bool:
    # read on a day, it had been written by then, whatever date it bears
    dates = [date_range(literal)[1] for literal in (source.published, source.retrieved) if literal is not None]
    return bool(dates) and min(dates) <= known_by


def _counts(claim: Claim, as_of: date | None, unknown: Collection[ox.NamedNode]) -> bool:
    if claim.source.iri in unknown:
        return False
    if as_of is None:
        return True
    begun = claim.valid_from is None or date_range(claim.valid_from)[0] <= as_of
    return begun and (claim.valid_until is None or as_of <= date_range(claim.valid_until)[1])


def _without(bookkeeping: tuple[ox.Triple, ...], unknown: frozenset[ox.NamedNode]) -> tuple[ox.Triple, ...]:
    """The descriptions of the sources that were known, of their passages and of how they were entered."""
    if not unknown:
        return bookkeeping
    entered: dict[Term, set[Term]] = {}
    left_out: set[Term] = set(unknown)
    for triple in bookkeeping:
        if triple.predicate == HAS_SOURCE and triple.object in unknown:
            left_out.add(triple.subject)
        elif triple.predicate == _GENERATED_BY:
            entered.setdefault(triple.object, set()).add(triple.subject)
    left_out.update(activity for activity, sources in entered.items() if unknown.issuperset(sources))
    return tuple(triple for triple in bookkeeping if triple.subject not in left_out)


def _mentioned(claims: Iterable[Claim], bookkeeping: Iterable[ox.Triple]) -> set[Term]:
    """What sources speak of, and what they are of; curators' own entries do not keep a thing alive."""
    found = {triple.object for triple in bookkeeping}
    found.update(term for claim in claims if not _is_own(claim) for term in (claim.subject, claim.object))
    return found


def _used(values: Mapping[ox.NamedNode, Fields], claims: Iterable[Claim]) -> dict[ox.NamedNode, Fields]:
    """The values that some claim bears, and those that they are made of; in the order in which they were."""
    kept: set[Term] = set()
    open_ends = [claim.object for claim in claims]
    while open_ends:
        term = open_ends.pop()
        if term not in kept and isinstance(term, ox.NamedNode) and term in values:
            kept.add(term)
            open_ends += [part for parts in values[term].values() for part in parts]
    return {value: fields for value, fields in values.items() if value in kept}


def _naming(rulings: tuple[ox.Triple, ...], named: Collection[tuple[Term, ...]]) -> tuple[ox.Triple, ...]:
    """The statements of the rulings that name one of some claims."""
    parts = [ca(name) for name in ("onSubject", "onProperty", "decidedValue", "decidedSource")]
    fields = by_subject(rulings)
    # compiling has refused a ruling that lacks a part
    kept = {ruling for ruling, said in fields.items() if tuple(said[part][0] for part in parts) in named}
    return tuple(triple for triple in rulings if triple.subject in kept)


def _about_others(issues: tuple[ox.Triple, ...], gone: frozenset[Term]) -> tuple[ox.Triple, ...]:
    """The statements of the issues that are about nothing that is gone."""
    fields = by_subject(issues)
    kept = {issue for issue, said in fields.items() if gone.isdisjoint(said.get(ca("onSubject"), ()))}
    return tuple(triple for triple in issues if triple.subject in kept)
