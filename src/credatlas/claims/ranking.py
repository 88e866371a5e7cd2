"""Which of several contradicting claims is shown: nine rules in a fixed order, the deciding one recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..terms import Term, node
from .agreement import Agreement, date_range
from .model import ASSERTED, Claim, Source, Vocabulary

_STATUS_ORDER: Final = {ASSERTED: 0, node("status:provisional"): 1, node("status:planned"): 2}
_LOW: Final = node("rel:low")
_UNRANKED: Final = 99

Beats = Callable[[Claim, Claim], bool]


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules need to know beyond the claims themselves.

    Attributes:
        vocabulary: Order of the reliability classes.
        issuers: Subject to the organisations that answer for it (provider, awarder, host, issuer).
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


def choose(claims: Sequence[Claim], agreement: Agreement, context: Context, decided: Claim | None) -> Choice:
    """The claim of one key that is shown.

    Args:
        claims: All claims of the key that are not withdrawn; at least one.
        agreement: Compares their values.
        context: What the rules need.
        decided: The claim that a curator's ruling names, if there is one.

    Returns:
        The shown claim; ``rule`` is the first rule after which the claims left agree.
    """
    if _all_agree(claims, agreement):
        return Choice(_most_telling(claims, agreement, context), None)
    if decided is not None:
        return Choice(decided, "curator-decision")
    remaining = list(claims)
    for rule, beats in _rules(claims, agreement, context):
        beaten = [
            claim
            for claim in remaining
            if any(beats(other, claim) and not agreement.agree(other.object, claim.object) for other in remaining)
        ]
        remaining = [claim for claim in remaining if claim not in beaten] or remaining
        if _all_agree(remaining, agreement):
            return Choice(_most_telling(remaining, agreement, context), rule)
    return Choice(min(remaining, key=_fixed_order), "unresolved")


def _all_agree(claims: Sequence[Claim], agreement: Agreement) -> bool:
    objects = list({claim.object: None for claim in claims})
    return all(agreement.agree(one, other) for number, one in enumerate(objects) for other in objects[number + 1 :])


def _fixed_order(claim: Claim) -> tuple[str, str]:
    return str(claim.object), claim.iri.value


def _most_telling(claims: Sequence[Claim], agreement: Agreement, context: Context) -> Claim:
    return min(
        claims,
        key=lambda claim: (
            agreement.vagueness(claim.object),
            _STATUS_ORDER.get(claim.status, len(_STATUS_ORDER)),
            _reliability(claim.source, context),
            _fixed_order(claim),
        ),
    )


def _reliability(source: Source, context: Context) -> int:
    return context.vocabulary.reliability.get(source.reliability, _UNRANKED) if source.reliability else _UNRANKED


def _rules(claims: Sequence[Claim], agreement: Agreement, context: Context) -> tuple[tuple[str, Beats], ...]:
    """Rules 2 to 8 as *one claim beats another*; rule 1 is a ruling, rule 9 the lack of a decision."""

    def status(one: Claim, other: Claim) -> bool:
        if one.status == ASSERTED and one.source.reliability == _LOW:
            return False
        last = len(_STATUS_ORDER)
        return _STATUS_ORDER.get(one.status, last) < _STATUS_ORDER.get(other.status, last)

    def issuer(one: Claim, other: Claim) -> bool:
        return _issuer_distance(one, context) < _issuer_distance(other, context)

    def reliability(one: Claim, other: Claim) -> bool:
        return _reliability(one.source, context) < _reliability(other.source, context)

    def more_sources(one: Claim, other: Claim) -> bool:
        return _supporters(one, claims, agreement) > _supporters(other, claims, agreement)

    return (
        ("status", status),
        ("valid-time", _later_valid),
        ("newer-snapshot", lambda one, other: newer_snapshot(one.source, other.source)),
        ("issuer-over-others", issuer),
        ("reliability", reliability),
        ("later-statement", lambda one, other: _later(one.source.published, other.source.published)),
        ("more-sources", more_sources),
    )


def _later(one: ox.Literal | None, other: ox.Literal | None) -> bool:
    """Whether ``one`` surely lies after ``other``; never when one of them is unknown."""
    return one is not None and other is not None and date_range(one)[0] > date_range(other)[1]


def _later_valid(one: Claim, other: Claim) -> bool:
    """Both right at their time: the one that began later, or that holds on where the other has ended."""
    if one.valid_from and other.valid_from:
        return _later(one.valid_from, other.valid_from)
    return _later(one.valid_from, other.valid_until)


def newer_snapshot(one: Source, other: Source) -> bool:
    """Whether ``one`` is a later snapshot of the same page, or a later word of the same publisher.

    For one page the day of reading orders the snapshots; for a publisher only its own dates do.
    """
    if one.iri == other.iri:
        return False
    if other.iri in one.later_than:
        return True
    same_page = bool(one.page and one.page == other.page) or bool(one.work and one.work == other.work)
    if same_page:
        if one.published and other.published and one.published != other.published:
            return _later(one.published, other.published)
        return other.later_than.isdisjoint({one.iri}) and _later(one.retrieved, other.retrieved)
    return bool(one.publishers & other.publishers) and _later(one.published, other.published)


def _issuer_distance(claim: Claim, context: Context) -> int:
    issuers = context.issuers(claim.subject)
    if claim.source.publishers & issuers:
        return 0
    above = {parent for issuer in issuers for parent in context.parents.get(issuer, ())}
    return 1 if claim.source.publishers & above else 2


def _supporters(claim: Claim, claims: Sequence[Claim], agreement: Agreement) -> int:
    return len({other.source.iri for other in claims if agreement.agree(claim.object, other.object)})
