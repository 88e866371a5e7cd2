"""Which of several contradicting claims is shown: nine rules in a fixed order, the deciding one recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..terms import Term, node
from .agreement import Agreement, date_range
from .model import ASSERTED, STATUSES, Claim, Source, Vocabulary

_LOW: Final = node("rel:low")
_UNRANKED: Final = 99

Beats = Callable[[Claim, Claim], bool]
Opposition = Mapping[Term, set[Term]]


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules need to know beyond the claims themselves.

    Attributes:
        vocabulary: Order of the reliability classes.
        issuers: Subject to those that answer for it: itself, provider, awarder, host, issuer.
        parents: Organisation to all the organisations above it.
    """

    vocabulary: Vocabulary
    issuers: Callable[[ox.NamedNode], frozenset[Term]]
    parents: Mapping[Term, frozenset[Term]]


@dataclass(frozen=True, slots=True)
class Choice:
    """The claim that is shown and the rule that decided; no rule where nothing contradicts."""

    shown: Claim
    rule: str | None


def opposition(claims: Sequence[Claim], agreement: Agreement) -> dict[Term, set[Term]]:
    """Each value that some other value contradicts, with those others; empty where all agree."""
    values = list(dict.fromkeys(claim.object for claim in claims))
    found: dict[Term, set[Term]] = {}
    for number, one in enumerate(values):
        for other in values[number + 1 :]:
            if not agreement.agree(one, other):
                found.setdefault(one, set()).add(other)
                found.setdefault(other, set()).add(one)
    return found


def choose(
    claims: Sequence[Claim], opposed: Opposition, agreement: Agreement, context: Context, decided: Claim | None
) -> Choice:
    """The claim of one key that is shown.

    Args:
        claims: All claims of the key that are not withdrawn; at least one.
        opposed: Which of their values contradict each other.
        agreement: Compares their values.
        context: What the rules need.
        decided: The claim that a curator's ruling names, if there is one.

    Returns:
        The shown claim; ``rule`` is the first rule after which the claims left agree.
    """
    if decided is not None:
        return Choice(decided, "curator-decision" if opposed else None)
    if not opposed:
        return Choice(_most_telling(claims, agreement, context), None)
    remaining = list(claims)
    for rule, beats in _rules(claims, opposed, context):
        by_value: dict[Term, list[Claim]] = {}
        for claim in remaining:
            by_value.setdefault(claim.object, []).append(claim)
        unbeaten = [
            claim
            for claim in remaining
            if not any(
                beats(other, claim) for value in opposed.get(claim.object, ()) for other in by_value.get(value, ())
            )
        ]
        remaining = unbeaten or remaining
        left = {claim.object for claim in remaining}
        if all(left.isdisjoint(opposed.get(value, ())) for value in left):
            return Choice(_most_telling(remaining, agreement, context), rule)
    return Choice(min(remaining, key=_fixed_order), "unresolved")


def _fixed_order(claim: Claim) -> tuple[str, str]:
    return str(claim.object), claim.iri.value


def _most_telling(claims: Sequence[Claim], agreement: Agreement, context: Context) -> Claim:
    """Of claims that agree: the narrowest value, then the firmest status, then the best source."""
    if len(claims) == 1:
        return claims[0]
    return min(
        claims,
        key=lambda claim: (
            agreement.vagueness(claim.object),
            STATUSES.index(claim.status),
            _reliability(claim.source, context),
            _fixed_order(claim),
        ),
    )


def _reliability(source: Source, context: Context) -> int:
    return context.vocabulary.reliability.get(source.reliability, _UNRANKED) if source.reliability else _UNRANKED


def _rules(claims: Sequence[Claim], opposed: Opposition, context: Context) -> tuple[tuple[str, Beats], ...]:
    """Rules 2 to 8 as *one claim beats another*; rule 1 is a ruling, rule 9 the lack of a decision."""
    sources = {claim.source.iri: claim.source for claim in claims}
    distance = _distances(claims[0].subject, sources.values(), context)
    reliability = {iri: _reliability(source, context) for iri, source in sources.items()}
    supporters = _supporters(claims, opposed)
    return (
        ("status", _firmer),
        ("valid-time", _later_valid),
        ("newer-snapshot", lambda one, other: newer_snapshot(one.source, other.source)),
        ("issuer-over-others", lambda one, other: distance[one.source.iri] < distance[other.source.iri]),
        ("reliability", lambda one, other: reliability[one.source.iri] < reliability[other.source.iri]),
        ("later-statement", lambda one, other: _later(one.source.published, other.source.published)),
        ("more-sources", lambda one, other: supporters[one.object] > supporters[other.object]),
    )


def _firmer(one: Claim, other: Claim) -> bool:
    """Asserted over provisional over planned, but what a source of class low asserts proves nothing."""
    if one.status == ASSERTED and one.source.reliability == _LOW:
        return False
    return STATUSES.index(one.status) < STATUSES.index(other.status)


def _later(one: ox.Literal | None, other: ox.Literal | None) -> bool:
    """Whether ``one`` surely lies after ``other``; never when one of them is unknown."""
    return one is not None and other is not None and date_range(one)[0] > date_range(other)[1]


def _later_valid(one: Claim, other: Claim) -> bool:
    """Both right at their time: the one that began later, or after the end of the other, or ended later."""
    if one.valid_from and other.valid_from:
        return _later(one.valid_from, other.valid_from)
    if one.valid_from or other.valid_from:
        return _later(one.valid_from, other.valid_until)
    return _later(one.valid_until, other.valid_until)


def newer_snapshot(one: Source, other: Source) -> bool:
    """Whether ``one`` is a later snapshot of the same page, or a later word of the same publisher.

    The order is that of ``ca:laterThan``, else of the dates that both sources bear. The day on which
    a source was read says nothing: an old copy may be read last.
    """
    if other.iri in one.later_than or one.iri in other.later_than:
        return other.iri in one.later_than
    same_page = bool(one.page and one.page == other.page) or bool(one.work and one.work == other.work)
    return (same_page or bool(one.publishers & other.publishers)) and _later(one.published, other.published)


def _distances(subject: ox.NamedNode, sources: Iterable[Source], context: Context) -> dict[ox.NamedNode, int]:
    """How near the publisher of each source stands to the subject: 0 answers for it, 1 stands above, 2 does not."""
    issuers = context.issuers(subject)
    above = {parent for issuer in issuers for parent in context.parents.get(issuer, ())}
    return {
        source.iri: 0 if source.publishers & issuers else 1 if source.publishers & above else 2 for source in sources
    }


def _supporters(claims: Sequence[Claim], opposed: Opposition) -> dict[Term, int]:
    """For each value the number of pages that state it or one that agrees; copies of a page count once."""
    pages: dict[Term, set[object]] = {}
    for claim in claims:
        source = claim.source
        pages.setdefault(claim.object, set()).add(source.work or source.page or source.iri)
    return {
        value: len(set().union(*(found for other, found in pages.items() if other not in opposed.get(value, ()))))
        for value in pages
    }
