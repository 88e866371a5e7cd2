"""From claims to facts: one shown value per key, every contradiction kept with the rule that decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..errors import DataError
from ..names.belonging import TO_BODY, TO_WHOLE
from ..terms import ID, Term, compact, node, show
from .agreement import Agreement
from .emitting import emit
from .model import SCHEMA_NAME, WITHDRAWN, Authored, Claim, Conflict, Decision, Fields, Vocabulary, ca
from .naming import closure, literal
from .ranking import Context, Opposition, choose, newer_snapshot, opposition

__all__ = ["Compiled", "Conflict", "compile_claims"]

_NAMING: Final = frozenset({SCHEMA_NAME, node("schema:alternateName"), ca("abbreviation")})
_ISSUER_PROPERTIES: Final = frozenset((*TO_BODY, node("schema:publisher")))
_PART_PROPERTIES: Final = frozenset(TO_WHOLE)
_PARENT: Final = node("org:subOrganizationOf")
_ANSWERING: Final = frozenset((*_ISSUER_PROPERTIES, *_PART_PROPERTIES, _PARENT))
_SUBJECT, _LANGUAGE = ca("subject"), ca("language")

Pair = tuple[ox.NamedNode, ox.NamedNode]
"""A subject and a property."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """The layers that claims give.

    Attributes:
        authored: What they were compiled from.
        shown: The claims whose triples are facts; one fact may be claimed several times.
        conflicts: The contradictions, sorted by IRI.
    """

    authored: Authored
    shown: tuple[Claim, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def quads(self) -> Iterator[ox.Quad]:
        """Layers ``facts``, ``claims``, ``conflicts`` and ``sources``, no triple twice; made afresh at each use.

        A million quads take most of a gigabyte, so they are handed out one by one.
        """
        return emit(self.authored, self.shown, self.conflicts)


def compile_claims(authored: Authored, vocabulary: Vocabulary) -> Compiled:
    """Facts, claims, conflicts and sources as quads.

    Raises:
        DataError: A curator's ruling matches no claim, or two rulings choose differently.
    """
    standing = [claim for claim in authored.claims if claim.status != WITHDRAWN]
    context = _context(standing, vocabulary)
    rulings = _Rulings(authored.decisions)
    shown: list[Claim] = []
    conflicts: list[Conflict] = []
    for (subject, predicate, key), claims in _keys(standing, authored.values, vocabulary).items():
        if key is None or (len(claims) == 1 and not rulings.are_on(subject, predicate)):
            shown.extend(claims)  # nothing to choose
            continue
        agreement = Agreement(predicate, authored.values, vocabulary)
        decided = rulings.choice(subject, predicate, key, claims)
        opposed = opposition(claims, agreement)
        choice = choose(claims, opposed, agreement, context, decided)
        shown.append(choice.shown)
        if choice.rule:
            kind = _kind(subject, predicate, claims, opposed)
            conflicts.append(Conflict(subject, predicate, key, tuple(claims), choice.shown, choice.rule, kind))
    rulings.refuse_idle(standing, authored.values)
    conflicts.sort(key=lambda conflict: conflict.iri.value)
    return Compiled(authored, tuple(shown), tuple(conflicts))


@dataclass(frozen=True, slots=True)
class Bearing:
    """The subjects and properties whose claims bear on contradictions; other claims are facts in any case.

    Attributes:
        answering: Properties that tell who answers for a thing: whatever they are claimed of.
        crowded: Subjects with those of their single-valued properties that are claimed more than once or ruled on;
            subjects as the files have them.
    """

    answering: frozenset[ox.NamedNode]
    crowded: frozenset[Pair]

    @classmethod
    def of(cls, pairs: Iterable[Pair], authored: Authored, vocabulary: Vocabulary) -> Bearing:
        """Those that bear.

        Args:
            pairs: Subject and property of each claim that will be made.
            authored: The rulings and merges that will hold.
            vocabulary: Which properties have one value.
        """
        seen: set[Pair] = set()
        crowded = {(decision.subject, decision.predicate) for decision in authored.decisions}
        living, single = authored.tombstones, vocabulary.single_valued
        for subject, predicate in pairs:
            if predicate in single:
                pair = living.get(subject, subject), predicate
                (crowded if pair in seen else seen).add(pair)
        merged: dict[ox.NamedNode, list[ox.NamedNode]] = defaultdict(list)
        for old, new in living.items():
            merged[new].append(old)
        olds = [(old, predicate) for new, predicate in crowded for old in merged.get(new, ())]
        return cls(_ANSWERING, frozenset((*crowded, *olds)))

    def on(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> bool:
        """Whether claims of a subject and property bear on contradictions."""
        return predicate in self.answering or (subject, predicate) in self.crowded


def _context(claims: Iterable[Claim], vocabulary: Vocabulary) -> Context:
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
        # who publishes answers for itself; a session for its offering, an offering for its programme
        return frozenset({subject}.union(*(issuers.get(term, ()) for term in (subject, *closure(subject, wholes)))))

    return Context(vocabulary, of, {organisation: closure(organisation, above) for organisation in above})


_Key = tuple[ox.NamedNode, ox.NamedNode, str | None]


def _keys(
    claims: Iterable[Claim], values: Mapping[ox.NamedNode, Fields], vocabulary: Vocabulary
) -> dict[_Key, list[Claim]]:
    """The claims by subject, property and key; the key is ``None`` where many values may stand."""
    found: dict[_Key, list[Claim]] = defaultdict(list)
    for claim in claims:
        parts = vocabulary.single_valued.get(claim.predicate)
        key = None if parts is None else _key(claim, parts, values)
        found[claim.subject, claim.predicate, key].append(claim)
    return found


def _key(claim: Claim, parts: Sequence[ox.NamedNode], values: Mapping[ox.NamedNode, Fields]) -> str:
    texts = []
    for part in parts:
        if part == _LANGUAGE:
            texts.append(claim.object.language or "" if isinstance(claim.object, ox.Literal) else "")
        elif part != _SUBJECT:
            fields = values.get(claim.object, {}) if isinstance(claim.object, ox.NamedNode) else {}
            texts.append(" ".join(sorted(_key_text(term) for term in fields.get(part, ()))))
    return "; ".join(text for text in texts if text)


def _key_text(term: Term) -> str:
    return compact(term) if isinstance(term, ox.NamedNode) else getattr(term, "value", "")


class _Rulings:
    """The curators' rulings, and which of them have found their claim."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self._idle = dict.fromkeys(decisions)
        self._on: dict[tuple[ox.NamedNode, ox.NamedNode], list[Decision]] = defaultdict(list)
        for decision in decisions:
            self._on[decision.subject, decision.predicate].append(decision)

    def are_on(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> bool:
        """Whether one is on some key of this property."""
        return (subject, predicate) in self._on

    def choice(self, subject: ox.NamedNode, predicate: ox.NamedNode, key: str, claims: Sequence[Claim]) -> Claim | None:
        """The claim of a key that a ruling names, if there is one."""
        chosen: Claim | None = None
        for decision in self._on.get((subject, predicate), ()):
            for claim in claims if decision.key in (None, key) else ():
                if claim.object == decision.value and claim.source.iri == decision.source:
                    if chosen is not None and chosen.object != claim.object:
                        raise DataError(
                            f"another ruling on {compact(subject)} {compact(predicate)} {key}".rstrip(),
                            hint="one value is shown: keep one of the rulings",
                            place=decision.place,
                        )
                    self._idle.pop(decision, None)
                    chosen = chosen or claim
        return chosen

    def refuse_idle(self, standing: Iterable[Claim], values: Mapping[ox.NamedNode, Fields]) -> None:
        """Raises for the first ruling that named no claim of any key, with the claims that it may name."""
        for decision in self._idle:
            of_it = [one for one in standing if (one.subject, one.predicate) == (decision.subject, decision.predicate)]
            said = sorted({f"{_printed(claim.object, values)} of {compact(claim.source.iri)}" for claim in of_it})
            raise DataError(
                f"the ruling on {compact(decision.subject)} {compact(decision.predicate)} matches no claim",
                hint=f"{'claimed is ' + ', '.join(said) if said else 'nothing is claimed here'}; a ruling names value "
                "and source of one claim that is not withdrawn, on a property that has one value, and writes the value "
                "as the source file does, a price in full: […]; docs/claims.md has an example",
                place=decision.place,
            )


def _printed(value: Term, values: Mapping[ox.NamedNode, Fields]) -> str:
    """A value as one recognises it: of a price or count the words of the source."""
    stated = literal(values.get(value, {}), ca("stated")) if isinstance(value, ox.NamedNode) else None
    return f"[“{stated.value}”]" if stated else show(value)


def _kind(subject: ox.NamedNode, predicate: ox.NamedNode, claims: Sequence[Claim], opposed: Opposition) -> str:
    """The first that fits, in the order naming, internal, time-varying, factual; titles of works are factual."""
    if predicate in _NAMING and not subject.value.startswith(f"{ID}work/"):
        return "naming"
    contradicting = [claim for claim in claims if claim.object in opposed]
    if len({claim.source.iri for claim in contradicting}) == 1:
        return "internal"
    pairs = (
        (one, other)
        for number, one in enumerate(contradicting)
        for other in contradicting[number + 1 :]
        if other.object in opposed[one.object]
    )
    # time explains a conflict only when it explains all of it
    return "time-varying" if all(_differ_in_time(one, other) for one, other in pairs) else "factual"


def _differ_in_time(one: Claim, other: Claim) -> bool:
    validity = (one.valid_from, one.valid_until) != (other.valid_from, other.valid_until)
    ordered = newer_snapshot(one.source, other.source) or newer_snapshot(other.source, one.source)
    return one.status != other.status or validity or ordered
