"""What covers which topic, for whom, and for how much: read off the graph property by property."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from ..names import labels
from ..names.belonging import OFFERING_OF, TO_BODY
from ..store.protocol import Store
from ..terms import node
from ..wording import describe_values
from .model import Member

_COVERS: Final = (node("ca:coversTopic"), node("ca:developsSkill"))
_AWARDS: Final = node("ca:awardsCredential")
_AUDIENCE: Final = node("ca:targetsAudience")
_OFFERS: Final = node("schema:offers")
_BROADER: Final = node("skos:broaderTransitive")
_CLASSES: Final = {
    "credentials": (node("ca:Credential"),),
    "programmes": (node("ca:Programme"), node("ca:Course")),
}
KINDS: Final = tuple(_CLASSES)
"""Of what sets can be made."""

_Edges = Mapping[NamedNode, tuple[NamedNode, ...]]


@dataclass(frozen=True, slots=True)
class Candidates:
    """What covers at least one of the topics.

    Attributes:
        members: By id.
        words: Names of the topics asked, and of the narrower ones that are covered in their place.
    """

    members: tuple[Member, ...]
    words: Mapping[NamedNode, str]


def candidates(
    store: Store, of: str, topics: Collection[NamedNode], audience: Collection[NamedNode], *, unknown: bool
) -> Candidates:
    """What a source says to cover one of the topics, or a narrower one.

    A credential covers what is said of it and of the programmes and courses that award it. Audience and prices are
    those of their runs as well.

    Args:
        store: Where to look.
        of: ``credentials`` or ``programmes`` (and courses).
        topics: The topics, or skills, asked.
        audience: The groups of which one must fit: be meant, include, or be a part of what is meant.
        unknown: Whether what is for nobody knows whom stays.
    """
    wider = _edges(store, _BROADER)
    said = _joined(store, _COVERS)
    teachers = _turned(_edges(store, _AWARDS))
    runs = _turned(_edges(store, OFFERING_OF))
    audiences = _edges(store, _AUDIENCE)
    kept: dict[NamedNode, tuple[dict[NamedNode, tuple[NamedNode, ...]], bool, list[NamedNode]]] = {}
    for thing in _things(store, of):
        # a credential is what its programmes are; a programme is itself
        own = [thing, *(teachers.get(thing, ()) if of == "credentials" else ())]
        with_runs = [*own, *(run for one in own for run in runs.get(one, ()))]
        covers = _covered(topics, [concept for one in own for concept in said.get(one, ())], wider)
        groups = [group for one in with_runs for group in audiences.get(one, ())]
        fits = not audience or any(_akin(group, wanted, wider) for group in groups for wanted in audience)
        if covers and (fits or (unknown and not groups)):
            kept[thing] = (covers, fits, with_runs)
    return _told(store, topics, kept)


def _told(
    store: Store,
    topics: Collection[NamedNode],
    kept: Mapping[NamedNode, tuple[dict[NamedNode, tuple[NamedNode, ...]], bool, list[NamedNode]]],
) -> Candidates:
    """The candidates with names and prices."""
    provided, offers = _joined(store, TO_BODY), _edges(store, _OFFERS)
    by = {
        thing: sorted({who for one in parts for who in provided.get(one, ())}, key=str)
        for thing, (_, _, parts) in kept.items()
    }
    prices = {thing: {value for one in parts for value in offers.get(one, ())} for thing, (_, _, parts) in kept.items()}
    costs = describe_values(store, sorted({value for values in prices.values() for value in values}, key=str))
    concepts = {concept for covers, _, _ in kept.values() for narrower in covers.values() for concept in narrower}
    named = {*kept, *(who for listed in by.values() for who in listed), *concepts, *topics}
    words = labels(store, sorted(named, key=str))
    members = (
        Member(
            thing,
            words[thing],
            tuple(sorted({words[who] for who in by[thing]})),
            tuple(sorted({costs[value] for value in prices[thing]})),
            covers,
            fits,
        )
        for thing, (covers, fits, _) in kept.items()
    )
    return Candidates(tuple(members), {concept: words[concept] for concept in (*topics, *sorted(concepts, key=str))})


def _covered(
    topics: Iterable[NamedNode], said: Collection[NamedNode], wider: _Edges
) -> dict[NamedNode, tuple[NamedNode, ...]]:
    """The topics that are covered, each with the concepts by which they are: itself first, then narrower ones."""
    found = {}
    for topic in topics:
        by = {concept for concept in said if concept == topic or topic in wider.get(concept, ())}
        if by:
            found[topic] = tuple(sorted(by, key=lambda concept: (concept != topic, concept.value)))
    return found


def _akin(one: NamedNode, other: NamedNode, wider: _Edges) -> bool:
    return one == other or one in wider.get(other, ()) or other in wider.get(one, ())


def _things(store: Store, of: str) -> list[NamedNode]:
    found = {row[0] for cls in _CLASSES[of] for row in store.select(f"SELECT ?s {{ ?s a {cls} }}")}
    return sorted((thing for thing in found if isinstance(thing, NamedNode)), key=lambda iri: iri.value)


def _edges(store: Store, prop: NamedNode) -> _Edges:
    found: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for subject, value in store.select(f"SELECT ?s ?o {{ ?s {prop} ?o }}"):
        if isinstance(subject, NamedNode) and isinstance(value, NamedNode):
            found[subject].append(value)
    return {subject: tuple(sorted(values, key=lambda iri: iri.value)) for subject, values in found.items()}


def _joined(store: Store, props: Iterable[NamedNode]) -> _Edges:
    found: dict[NamedNode, tuple[NamedNode, ...]] = {}
    for prop in props:
        for subject, values in _edges(store, prop).items():
            found[subject] = (*found.get(subject, ()), *values)
    return found


def _turned(edges: _Edges) -> _Edges:
    found: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for subject, values in edges.items():
        for value in values:
            found[value].append(subject)
    return {value: tuple(sorted(subjects, key=lambda iri: iri.value)) for value, subjects in found.items()}
