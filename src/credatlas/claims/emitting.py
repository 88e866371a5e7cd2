"""Writes claims, facts, conflicts and bookkeeping as the quads of their layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from ..terms import GRAPHS, Term, node
from .model import ASSERTED, RDF_TYPE, STATED, Authored, Claim, Conflict, ca

_FACTS, _CLAIMS, _SOURCES, _CONFLICTS = (GRAPHS[name] for name in ("facts", "claims", "sources", "conflicts"))
_CLAIM: Final = ca("Claim")
_CLAIMED_BY, _EVIDENCE, _STATED_ON = ca("claimedBy"), ca("hasEvidence"), ca("statedOn")
_SUBJECT, _PREDICATE, _OBJECT = (node(f"rdf:{name}") for name in ("subject", "predicate", "object"))


def emit(authored: Authored, shown: Sequence[Claim], conflicts: Sequence[Conflict]) -> Iterator[ox.Quad]:
    """The quads of the layers, none twice and no triple in two of them.

    The fields of a value stand with the facts when a fact has it, else with the claims.
    """
    facts = dict.fromkeys((claim.subject, claim.predicate, claim.object) for claim in shown)
    for subject, predicate, value in facts:
        yield ox.Quad(subject, predicate, value, _FACTS)
    used = {value for _, _, value in facts}
    for claim in authored.claims:
        yield from _claim(claim)
    for value_node, fields in authored.values.items():
        layer = _FACTS if value_node in used else _CLAIMS
        for predicate, terms in fields.items():
            for term in terms:
                yield ox.Quad(value_node, predicate, term, layer)
    for triple in authored.bookkeeping:  # none twice already
        yield ox.Quad(triple.subject, triple.predicate, triple.object, _SOURCES)
    for triple in dict.fromkeys(authored.rulings):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, _CONFLICTS)
    for conflict in conflicts:
        yield from (ox.Quad(conflict.iri, *pair, _CONFLICTS) for pair in _conflict(conflict))


def _claim(claim: Claim) -> Iterator[ox.Quad]:
    iri = claim.iri
    subject, value = claim.authored
    yield ox.Quad(iri, RDF_TYPE, _CLAIM, _CLAIMS)
    yield ox.Quad(iri, _SUBJECT, subject, _CLAIMS)
    yield ox.Quad(iri, _PREDICATE, claim.predicate, _CLAIMS)
    yield ox.Quad(iri, _OBJECT, value, _CLAIMS)
    yield ox.Quad(iri, _CLAIMED_BY, claim.source.iri, _CLAIMS)
    for passage in claim.passages:
        yield ox.Quad(iri, _EVIDENCE, passage, _CLAIMS)
    if claim.source.published is not None:
        yield ox.Quad(iri, _STATED_ON, claim.source.published, _CLAIMS)
    if claim.basis != STATED:
        yield ox.Quad(iri, ca("basis"), claim.basis, _CLAIMS)
    if claim.status != ASSERTED:
        yield ox.Quad(iri, ca("status"), claim.status, _CLAIMS)
    if claim.valid_from is not None:
        yield ox.Quad(iri, ca("validFrom"), claim.valid_from, _CLAIMS)
    if claim.valid_until is not None:
        yield ox.Quad(iri, ca("validUntil"), claim.valid_until, _CLAIMS)


def _conflict(conflict: Conflict) -> Iterator[tuple[ox.NamedNode, Term]]:
    yield RDF_TYPE, ca("Conflict")
    yield ca("onSubject"), conflict.subject
    yield ca("onProperty"), conflict.predicate
    yield ca("onKey"), ox.Literal(conflict.key)
    for claim in conflict.claims:
        yield ca("hasClaim"), claim.iri
    yield ca("shownClaim"), conflict.shown.iri
    yield ca("rule"), node(f"rule:{conflict.rule}")
    yield ca("conflictKind"), node(f"ckind:{conflict.kind}")
