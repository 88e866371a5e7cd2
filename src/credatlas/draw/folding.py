"""From statements to things, relations and facts: runs, sessions and references become part of what they describe."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from ..evidence.model import Triple
from ..names.labels import ABBREVIATION, ALTERNATE_NAME
from ..terms import Term, node
from .choosing import Roles
from .gathering import Statements
from .groups import is_bookkeeping

TYPE: Final = node("rdf:type")
# from a part to what it belongs to, and the other way round
_UP: Final = frozenset((node("ca:isOfferingOf"), node("ca:isSessionOf")))
_DOWN: Final = frozenset((node("ca:hasReference"),))

Path = tuple[ox.NamedNode, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation before it has words.

    Attributes:
        source: The thing that it starts from.
        target: The thing that it leads to.
        triple: What it says; its ends differ from the relation's where parts lie in between.
        via: The parts that it runs through, the outermost first.
        rests_on: All the statements that it is made of.
        inferred: Whether the statement follows by a rule.
    """

    source: ox.NamedNode
    target: ox.NamedNode
    triple: Triple
    via: Path
    rests_on: tuple[Triple, ...]
    inferred: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact before it has words.

    Attributes:
        triple: What it says, of a thing or of a part of it.
        via: The parts that it holds of, the outermost first.
        names_part: Whether all it says is that the thing has this part.
        inferred: Whether it follows by a rule.
    """

    triple: Triple
    via: Path
    names_part: bool
    inferred: bool


@dataclass(slots=True)
class Folded:
    """Things with their facts and relations, before they have words.

    Attributes:
        facts: Each thing with what is known of it.
        relations: The relations between them.
        kinds: The stated class of each thing and part.
        classes: All classes of them, those included that follow by a rule.
        names: Alternate names and abbreviations of each thing.
    """

    facts: dict[ox.NamedNode, list[Statement]] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    kinds: dict[ox.NamedNode, ox.NamedNode] = field(default_factory=dict)
    classes: set[ox.NamedNode] = field(default_factory=set)
    names: dict[ox.NamedNode, list[str]] = field(default_factory=dict)

    def only(self, things: Collection[ox.NamedNode], relations: Iterable[Relation]) -> Folded:
        """The same for some of the things, with these relations and without facts."""
        return Folded({thing: [] for thing in self.facts if thing in things}, list(relations), self.kinds, set(), {})


@dataclass(frozen=True, slots=True)
class _Owner:
    """A thing, the parts on the way from it to a part, and the statements that say that they are its parts."""

    thing: ox.NamedNode
    via: Path = ()
    links: tuple[Triple, ...] = ()


def fold(statements: Statements, roles: Roles, near: Collection[ox.NamedNode] | None) -> Folded:
    """Sorts statements into relations between things that are drawn, and facts of these things.

    An inferred statement is left out where a stated one says something of the same two ends.

    Args:
        statements: What stands about the things and their parts.
        roles: What is a node.
        near: The only things that are drawn; None for all that have a stated class, and all that they refer to.
    """
    folded = Folded()
    for (subject, predicate, value), inferred in statements.items():
        if predicate == TYPE and isinstance(value, ox.NamedNode):
            folded.classes.add(value)
            if not inferred:
                kind = folded.kinds.get(subject, value)
                folded.kinds[subject] = min(kind, value, key=lambda iri: iri.value)
    stated = {(subject, value) for (subject, _, value), inferred in statements.items() if not inferred}
    kept = {t: inf for t, inf in statements.items() if t[1] != TYPE and not (inf and (t[0], t[2]) in stated)}
    owners = _owners(kept, roles)
    drawn = _drawn(kept, roles, owners, near, folded.kinds)
    folded.facts = {thing: [] for thing in sorted(drawn, key=lambda iri: iri.value)}
    for triple in sorted(kept, key=_order):
        _place(triple, owners, folded, inferred=kept[triple])
    return folded


def _order(triple: Triple) -> tuple[str, str, str]:
    return triple[0].value, triple[1].value, str(triple[2])


def _links(statements: Iterable[Triple], roles: Roles) -> dict[ox.NamedNode, list[tuple[ox.NamedNode, Triple]]]:
    """Each part with what it belongs to, and the statement that says so."""
    found: dict[ox.NamedNode, list[tuple[ox.NamedNode, Triple]]] = {}
    for triple in statements:
        subject, predicate, value = triple
        if not isinstance(value, ox.NamedNode):
            continue
        if predicate in _UP and roles.is_part(subject):
            found.setdefault(subject, []).append((value, triple))
        elif predicate in _DOWN and roles.is_part(value):
            found.setdefault(value, []).append((subject, triple))
    return found


def _owners(statements: Iterable[Triple], roles: Roles) -> dict[ox.NamedNode, list[_Owner]]:
    """The things that each part belongs to, over several steps where there are some; without those that have none."""
    links = _links(statements, roles)
    found: dict[ox.NamedNode, list[_Owner]] = {}

    def climb(part: ox.NamedNode, below: frozenset[ox.NamedNode]) -> list[_Owner]:
        if part in below:  # a circle, which has no top
            return []
        if part not in links:
            return [] if roles.is_part(part) else [_Owner(part)]
        return [
            _Owner(top.thing, (*top.via, part), (*top.links, triple))
            for parent, triple in sorted(links[part], key=lambda link: _order(link[1]))
            for top in climb(parent, below | {part})
        ]

    for part in links:
        tops = climb(part, frozenset())
        if tops:
            found[part] = tops
    return found


def _drawn(
    statements: Statements,
    roles: Roles,
    owners: Mapping[ox.NamedNode, list[_Owner]],
    near: Collection[ox.NamedNode] | None,
    kinds: Mapping[ox.NamedNode, ox.NamedNode],
) -> set[ox.NamedNode]:
    def is_thing(term: Term) -> bool:
        # a part that belongs to nothing is a thing of its own
        return roles.is_node(term) or (roles.is_part(term) and term not in owners)

    found = {thing for thing in roles.start if not is_bookkeeping(thing)}
    for subject, _, value in statements:
        found.update(term for term in (subject, value) if isinstance(term, ox.NamedNode) and is_thing(term))
    if near is None:
        found.update(thing for thing in kinds if is_thing(thing))
        return found
    return {thing for thing in found if thing in near}


def _place(triple: Triple, owners: Mapping[ox.NamedNode, list[_Owner]], folded: Folded, *, inferred: bool) -> None:
    """Puts a statement where it belongs: a fact of its subject, a relation, a name."""
    subject, predicate, value = triple
    part = subject if predicate in _UP else value if predicate in _DOWN else None
    if isinstance(part, ox.NamedNode) and part in owners:
        for owner in owners[part]:
            if owner.links[-1] == triple and owner.thing in folded.facts:
                folded.facts[owner.thing].append(Statement(triple, owner.via, names_part=True, inferred=inferred))
        return
    targets = _drawn_owners(value, owners, folded)
    for source in _drawn_owners(subject, owners, folded):
        for target in targets:
            if source.thing != target.thing or not (source.via or target.via):
                rests_on = (*source.links, triple, *target.links)
                via = (*source.via, *reversed(target.via))
                folded.relations.append(Relation(source.thing, target.thing, triple, via, rests_on, inferred))
        if not targets:
            folded.facts[source.thing].append(Statement(triple, source.via, names_part=False, inferred=inferred))
        if predicate in (ALTERNATE_NAME, ABBREVIATION) and not source.via and isinstance(value, ox.Literal):
            folded.names.setdefault(source.thing, []).append(value.value)


def _drawn_owners(term: Term, owners: Mapping[ox.NamedNode, list[_Owner]], folded: Folded) -> list[_Owner]:
    if not isinstance(term, ox.NamedNode):
        return []
    return [owner for owner in owners.get(term) or [_Owner(term)] if owner.thing in folded.facts]
