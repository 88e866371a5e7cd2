"""What is known of everything that one can take, read off the graph property by property."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pyoxigraph import NamedNode

from ..evidence.asking import batches
from ..names.labels import terms
from ..store.protocol import Store
from ..terms import Term, node
from .facets import Facets

AWARDS: Final = node("ca:awardsCredential")
OFFERING_OF: Final = node("ca:isOfferingOf")
SESSION_OF: Final = node("ca:isSessionOf")
OFFERED_BY: Final = node("ca:isOfferedBy")
AWARDED_BY: Final = node("ca:isAwardedBy")
AUDIENCE: Final = node("ca:targetsAudience")
MODALITY: Final = node("ca:hasModality")
TOPIC: Final = node("ca:coversTopic")
SKILL: Final = node("ca:developsSkill")
CREDENTIAL_TYPE: Final = node("ca:hasCredentialType")
PROGRAMME_TYPE: Final = node("ca:hasProgrammeType")
LOCATION: Final = node("schema:location")
INSIDE: Final = node("schema:containedInPlace")
PART_OF: Final = node("org:subOrganizationOf")
OFFERS: Final = node("schema:offers")
PRICE: Final = node("schema:price")
CURRENCY: Final = node("schema:priceCurrency")
PER: Final = node("ca:pricePer")
TIER: Final = node("ca:priceTier")
STARTS: Final = node("schema:startDate")
ENDS: Final = node("schema:endDate")
PERIOD: Final = node("ca:hasPeriod")
NOT_BEFORE: Final = node("ca:startsNotBefore")
NOT_AFTER: Final = node("ca:endsNotAfter")
OPENS: Final = node("ca:registrationOpens")
CLOSES: Final = node("ca:registrationCloses")

_BROADER: Final = node("skos:broaderTransitive")
_PROGRAMME: Final = node("ca:Programme")
_COURSE: Final = node("ca:Course")
_CREDENTIAL: Final = node("ca:Credential")
_COUNTRY: Final = node("schema:Country")

Statement = tuple[NamedNode, NamedNode, Term]


@dataclass(frozen=True, slots=True)
class Takeable:
    """A programme, a course, or a credential that no programme or course awards.

    Attributes:
        iri: The thing.
        is_taught: Whether it is a programme or a course.
        credentials: What it awards, sorted.
        offerings: Its runs, sorted.
    """

    iri: NamedNode
    is_taught: bool
    credentials: tuple[NamedNode, ...]
    offerings: tuple[NamedNode, ...]

    def providers(self, known: Known) -> list[NamedNode]:
        """Who offers it; for a credential who awards it; sorted."""
        return known.nodes(OFFERED_BY if self.is_taught else AWARDED_BY, self.iri)


class Known:
    """The values of properties, each read by one query when it is first asked for.

    Args:
        store: Where to ask.
        asked: Concepts whose narrower and wider ones will be needed.

    Attributes:
        narrower: For each concept asked the narrower ones.
        wider: For each concept asked the wider ones.
    """

    def __init__(self, store: Store, asked: Iterable[NamedNode] = ()) -> None:
        self._store = store
        self._values: dict[NamedNode, dict[NamedNode, tuple[Term, ...]]] = {}
        self._some: dict[NamedNode, dict[NamedNode, tuple[Term, ...]]] = {}
        self._read: set[tuple[NamedNode, NamedNode]] = set()
        self._subjects: dict[NamedNode, dict[NamedNode, tuple[NamedNode, ...]]] = {}
        self.narrower, self.wider = _related(store, asked)

    def of(self, property_: NamedNode, *things: NamedNode) -> list[Statement]:
        """The statements with this property of these things, in their order, values sorted."""
        return [(thing, property_, term) for thing in things for term in self._terms(property_, thing)]

    def nodes(self, property_: NamedNode, *things: NamedNode) -> list[NamedNode]:
        """The things that are values of this property of these things."""
        return [term for thing in things for term in self._terms(property_, thing) if isinstance(term, NamedNode)]

    def subjects(self, property_: NamedNode, thing: NamedNode) -> tuple[NamedNode, ...]:
        """The things with this property that have this thing as a value, sorted."""
        if property_ not in self._subjects:
            self._subjects[property_] = _inverse(self._property(property_))
        return self._subjects[property_].get(thing, ())

    def read_some(self, properties: Sequence[NamedNode], things: Sequence[NamedNode]) -> None:
        """Reads these properties of a few things, as far as they are not known of all, so that asking is quick."""
        missing = [property_ for property_ in properties if property_ not in self._values]
        for property_ in missing:
            self._some.setdefault(property_, {})
        for block in batches("?s", ([thing] for thing in things)) if missing else ():
            found: dict[NamedNode, dict[NamedNode, list[Term]]] = {property_: {} for property_ in missing}
            wanted = f"FILTER(?p IN ({', '.join(map(str, missing))}))"
            for subject, named, term in self._store.select(f"SELECT ?s ?p ?o {{ {block} ?s ?p ?o . {wanted} }}"):
                if isinstance(subject, NamedNode) and isinstance(named, NamedNode) and term is not None:
                    found[named].setdefault(subject, []).append(term)
            for property_, by_subject in found.items():
                self._some[property_].update((subject, _sorted(listed)) for subject, listed in by_subject.items())
        self._read.update((property_, thing) for property_ in missing for thing in things)

    def _terms(self, property_: NamedNode, thing: NamedNode) -> tuple[Term, ...]:
        if property_ not in self._values and (property_, thing) in self._read:
            return self._some[property_].get(thing, ())
        return self._property(property_).get(thing, ())

    @cached_property
    def countries(self) -> frozenset[NamedNode]:
        """All countries."""
        return frozenset(_members(self._store, _COUNTRY))

    def _property(self, property_: NamedNode) -> dict[NamedNode, tuple[Term, ...]]:
        if property_ not in self._values:
            found: dict[NamedNode, list[Term]] = {}
            # one query for each: a VALUES of properties gives rows of three columns, which take half as long again
            for subject, term in self._store.select(f"SELECT ?s ?o {{ ?s {property_} ?o }}"):
                if isinstance(subject, NamedNode) and term is not None:
                    found.setdefault(subject, []).append(term)
            self._values[property_] = {subject: _sorted(listed) for subject, listed in found.items()}
        return self._values[property_]


def takeable(store: Store, known: Known) -> list[Takeable]:
    """Everything that one can take, in the order of ids."""
    taught = {*_members(store, _PROGRAMME), *_members(store, _COURSE)}
    alone = store.select(f"SELECT ?s {{ ?s a {_CREDENTIAL} . FILTER NOT EXISTS {{ ?t {AWARDS} ?s }} }}")
    credentials = {row[0] for row in alone if isinstance(row[0], NamedNode)}
    return [
        Takeable(iri, iri in taught, tuple(known.nodes(AWARDS, iri)), known.subjects(OFFERING_OF, iri))
        for iri in sorted(taught | credentials, key=lambda one: one.value)
    ]


def concepts_of(facets: Facets) -> list[NamedNode]:
    """The concepts that are asked for."""
    asked = [*facets.audience, *facets.modality, *facets.topic, *(one for named in facets.types for one in named)]
    return [*asked, facets.ceiling.per] if facets.ceiling is not None and facets.ceiling.per is not None else asked


def _sorted(listed: Sequence[Term]) -> tuple[Term, ...]:
    return tuple(listed) if len(listed) == 1 else tuple(sorted(dict.fromkeys(listed), key=str))


def _members(store: Store, cls: NamedNode) -> list[NamedNode]:
    return [row[0] for row in store.select(f"SELECT ?s {{ ?s a {cls} }}") if isinstance(row[0], NamedNode)]


def _inverse(links: Mapping[NamedNode, Sequence[Term]]) -> dict[NamedNode, tuple[NamedNode, ...]]:
    found: dict[NamedNode, list[NamedNode]] = {}
    for subject in sorted(links, key=lambda one: one.value):
        for term in links[subject]:
            if isinstance(term, NamedNode):
                found.setdefault(term, []).append(subject)
    return {thing: tuple(subjects) for thing, subjects in found.items()}


def _related(
    store: Store, concepts: Iterable[NamedNode]
) -> tuple[dict[NamedNode, frozenset[NamedNode]], dict[NamedNode, frozenset[NamedNode]]]:
    asked = list(dict.fromkeys(concepts))
    if not asked:
        return {}, {}
    below: dict[NamedNode, set[NamedNode]] = {concept: set() for concept in asked}
    above: dict[NamedNode, set[NamedNode]] = {concept: set() for concept in asked}
    values = f"VALUES ?c {{ {terms(asked)} }}"
    for pattern, found in ((f"?other {_BROADER} ?c", below), (f"?c {_BROADER} ?other", above)):
        for concept, other in store.select(f"SELECT ?c ?other {{ {values} {pattern} }}"):
            if isinstance(concept, NamedNode) and isinstance(other, NamedNode) and other != concept:
                found[concept].add(other)
    return (
        {concept: frozenset(others) for concept, others in below.items()},
        {concept: frozenset(others) for concept, others in above.items()},
    )
