"""From claims to facts: one shown value per key, every contradiction kept with the rule that decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..errors import DataError
from ..terms import GRAPHS, ID, Term, compact, node
from .agreement import Agreement
from .model import ASSERTED, RDF_TYPE, SCHEMA_NAME, STATED, Authored, Claim, Decision, Fields, Vocabulary, ca
from .naming import closure, hashed
from .ranking import Choice, Context, choose, newer_snapshot

_WITHDRAWN: Final = node("status:withdrawn")
_NAMING: Final = frozenset({SCHEMA_NAME, node("schema:alternateName"), ca("abbreviation")})
_ISSUER_PROPERTIES: Final = frozenset(
    {
        ca("isOfferedBy"),
        ca("isAwardedBy"),
        ca("isHostedBy"),
        ca("isIssuedBy"),
        ca("isConvenedBy"),
        node("schema:publisher"),
    }
)
_PART_PROPERTIES: Final = frozenset({ca("isOfferingOf"), ca("isSessionOf"), ca("isTrackOf"), ca("isPartOfSeries")})
_PARENT: Final = node("org:subOrganizationOf")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims of one key that cannot all be right at once, and the choice among them."""

    subject: ox.NamedNode
    predicate: ox.NamedNode
    key: str
    claims: tuple[Claim, ...]
    shown: Claim
    rule: str
    kind: str

    @property
    def iri(self) -> ox.NamedNode:
        """``…/id/conflict/<20 hex>``, made of subject, property and key."""
        return hashed("conflict", self.subject.value, self.predicate.value, self.key)


@dataclass(frozen=True, slots=True)
class Compiled:
    """The layers that claims give.

    Attributes:
        quads: Layers ``facts``, ``claims``, ``conflicts`` and ``sources``, no triple twice.
        conflicts: The contradictions, sorted by IRI.
    """

    quads: tuple[ox.Quad, ...]
    conflicts: tuple[Conflict, ...]


def compile_claims(authored: Authored, vocabulary: Vocabulary) -> Compiled:
    """Facts, claims, conflicts and sources as quads.

    Raises:
        DataError: A curator's ruling matches no claim.
    """
    context = _context(authored.claims, vocabulary)
    decisions = _by_key(authored.decisions)
    shown: list[Claim] = []
    conflicts: list[Conflict] = []
    for (subject, predicate, key), claims in _keys(authored, vocabulary).items():
        if key is None:
            shown.extend(claims)
            continue
        agreement = Agreement(predicate, authored.values, vocabulary)
        decided = _decided(decisions, subject, predicate, key, claims)
        choice = choose(claims, agreement, context, decided)
        shown.append(choice.shown)
        if choice.rule:
            conflicts.append(_conflict(subject, predicate, key, claims, choice, agreement))
    _refuse_idle_rulings(decisions)
    conflicts.sort(key=lambda conflict: conflict.iri.value)
    quads = dict.fromkeys(_emit(authored, shown, conflicts))
    return Compiled(tuple(quads), tuple(conflicts))


def _context(claims: Sequence[Claim], vocabulary: Vocabulary) -> Context:
    issuers: dict[Term, set[Term]] = defaultdict(set)
    wholes: dict[Term, list[Term]] = defaultdict(list)
    above: dict[Term, list[Term]] = defaultdict(list)
    for claim in claims:
        if claim.predicate in _ISSUER_PROPERTIES:
            issuers[claim.subject].add(claim.object)
        elif claim.predicate in _PART_PROPERTIES:
            wholes[claim.subject].append(claim.object)
        elif claim.predicate == _PARENT:
            above[claim.subject].append(claim.object)

    def of(subject: ox.NamedNode) -> frozenset[Term]:
        # an organisation answers for itself; a session for its offering, an offering for its programme
        own = {subject} if subject.value.startswith(f"{ID}organization/") else set()
        return frozenset(own.union(*(issuers.get(term, set()) for term in (subject, *closure(subject, wholes)))))

    return Context(vocabulary, of, {organisation: closure(organisation, above) for organisation in above})


_Key = tuple[ox.NamedNode, ox.NamedNode, str | None]


def _keys(authored: Authored, vocabulary: Vocabulary) -> dict[_Key, list[Claim]]:
    """The claims by subject, property and key; the key is ``None`` where many values may stand."""
    found: dict[_Key, list[Claim]] = defaultdict(list)
    for claim in authored.claims:
        if claim.status != _WITHDRAWN:
            parts = vocabulary.single_valued.get(claim.predicate)
            key = None if parts is None else _key(claim, parts, authored.values)
            found[claim.subject, claim.predicate, key].append(claim)
    return found


def _key(claim: Claim, parts: Sequence[ox.NamedNode], values: Mapping[ox.NamedNode, Fields]) -> str:
    texts = []
    for part in parts:
        if part == ca("language"):
            texts.append(claim.object.language or "" if isinstance(claim.object, ox.Literal) else "")
        elif part != ca("subject"):
            fields = values.get(claim.object, {}) if isinstance(claim.object, ox.NamedNode) else {}
            texts.append(" ".join(sorted(_key_text(term) for term in fields.get(part, ()))))
    return "; ".join(text for text in texts if text)


def _key_text(term: Term) -> str:
    return compact(term) if isinstance(term, ox.NamedNode) else getattr(term, "value", "")


def _by_key(decisions: Sequence[Decision]) -> dict[tuple[Term, ox.NamedNode], list[list[Decision | bool]]]:
    found: dict[tuple[Term, ox.NamedNode], list[list[Decision | bool]]] = defaultdict(list)
    for decision in decisions:
        found[decision.subject, decision.predicate].append([decision, False])
    return found


def _decided(
    decisions: Mapping[tuple[Term, ox.NamedNode], list[list[Decision | bool]]],
    subject: ox.NamedNode,
    predicate: ox.NamedNode,
    key: str,
    claims: Sequence[Claim],
) -> Claim | None:
    for entry in decisions.get((subject, predicate), ()):
        decision = entry[0]
        assert isinstance(decision, Decision)
        if decision.key not in (None, key):
            continue
        for claim in claims:
            if claim.object == decision.value and claim.source.iri == decision.source:
                entry[1] = True
                return claim
    return None


def _refuse_idle_rulings(decisions: Mapping[tuple[Term, ox.NamedNode], list[list[Decision | bool]]]) -> None:
    for entries in decisions.values():
        for decision, used in entries:
            if not used and isinstance(decision, Decision):
                raise DataError(
                    f"the ruling on {compact(decision.subject)} {compact(decision.predicate)} matches no claim",
                    hint="its subject, property, key, value and source must be those of a claim; or remove it",
                    place=decision.place,
                )


def _conflict(
    subject: ox.NamedNode,
    predicate: ox.NamedNode,
    key: str,
    claims: Sequence[Claim],
    choice: Choice,
    agreement: Agreement,
) -> Conflict:
    opposed = [
        (one, other)
        for number, one in enumerate(claims)
        for other in claims[number + 1 :]
        if not agreement.agree(one.object, other.object)
    ]
    assert choice.rule is not None
    kind = _kind(subject, predicate, claims, opposed)
    return Conflict(subject, predicate, key, tuple(claims), choice.shown, choice.rule, kind)


def _kind(
    subject: ox.NamedNode,
    predicate: ox.NamedNode,
    claims: Sequence[Claim],
    opposed: Sequence[tuple[Claim, Claim]],
) -> str:
    """The first that fits, in the order naming, internal, time-varying, factual; titles of works are factual."""
    if predicate in _NAMING and not subject.value.startswith(f"{ID}work/"):
        return "naming"
    if len({claim.source.iri for claim in claims}) == 1:
        return "internal"
    if any(_differ_in_time(one, other) for one, other in opposed):
        return "time-varying"
    return "factual"


def _differ_in_time(one: Claim, other: Claim) -> bool:
    validity = (one.valid_from, one.valid_until) != (other.valid_from, other.valid_until)
    ordered = newer_snapshot(one.source, other.source) or newer_snapshot(other.source, one.source)
    return one.status != other.status or validity or ordered


def _emit(authored: Authored, shown: Sequence[Claim], conflicts: Sequence[Conflict]) -> Iterator[ox.Quad]:
    facts, claims, sources, cases = (GRAPHS[name] for name in ("facts", "claims", "sources", "conflicts"))
    used: set[Term] = set()
    for claim in shown:
        used.add(claim.object)
        yield ox.Quad(claim.subject, claim.predicate, claim.object, facts)
    for claim in authored.claims:
        yield from (ox.Quad(claim.iri, *pair, claims) for pair in _claim_fields(claim))
    for value, fields in authored.values.items():
        layer = facts if value in used else claims
        for predicate, terms in fields.items():
            yield from (ox.Quad(value, predicate, term, layer) for term in terms)
    for triple in authored.bookkeeping:
        yield ox.Quad(triple.subject, triple.predicate, triple.object, sources)
    for triple in authored.rulings:
        yield ox.Quad(triple.subject, triple.predicate, triple.object, cases)
    for conflict in conflicts:
        yield from (ox.Quad(conflict.iri, *pair, cases) for pair in _conflict_fields(conflict))


def _claim_fields(claim: Claim) -> Iterator[tuple[ox.NamedNode, Term]]:
    subject, value = claim.authored
    yield RDF_TYPE, ca("Claim")
    yield node("rdf:subject"), subject
    yield node("rdf:predicate"), claim.predicate
    yield node("rdf:object"), value
    yield ca("claimedBy"), claim.source.iri
    for passage in claim.passages:
        yield ca("hasEvidence"), passage
    if claim.source.published is not None:
        yield ca("statedOn"), claim.source.published
    if claim.basis != STATED:
        yield ca("basis"), claim.basis
    if claim.status != ASSERTED:
        yield ca("status"), claim.status
    if claim.valid_from is not None:
        yield ca("validFrom"), claim.valid_from
    if claim.valid_until is not None:
        yield ca("validUntil"), claim.valid_until


def _conflict_fields(conflict: Conflict) -> Iterator[tuple[ox.NamedNode, Term]]:
    yield RDF_TYPE, ca("Conflict")
    yield ca("onSubject"), conflict.subject
    yield ca("onProperty"), conflict.predicate
    yield ca("onKey"), ox.Literal(conflict.key)
    for claim in conflict.claims:
        yield ca("hasClaim"), claim.iri
    yield ca("shownClaim"), conflict.shown.iri
    yield ca("rule"), node(f"rule:{conflict.rule}")
    yield ca("conflictKind"), node(f"ckind:{conflict.kind}")
