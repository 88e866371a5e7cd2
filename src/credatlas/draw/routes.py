"""The shortest ways between two things over relations that sources state: competency question 18."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import pyoxigraph as ox

from ..errors import NotFoundError, UsageError
from ..names import resolve
from ..names.labels import label
from ..store.protocol import Store
from ..terms import compact
from .choosing import Roles, Start
from .folding import Folded, Relation, fold
from .gathering import Growth
from .model import Drawing, Edge, Evidence
from .subgraph import in_words

_FURTHEST: Final = 12


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a way.

    Attributes:
        start: The IRI of the thing that it leaves.
        end: The IRI of the thing that it reaches.
        edges: The stated relations between the two, in either direction.
    """

    start: str
    end: str
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Connection:
    """How two things are connected.

    Attributes:
        start: The IRI of the one.
        end: The IRI of the other.
        ways: The shortest ways, in the order of the names of the things that they pass; each has the same length.
        count: How many shortest ways there are in all.
        drawing: All things and relations of these ways, with who says so; it can be drawn.
    """

    start: str
    end: str
    ways: tuple[tuple[Hop, ...], ...]
    count: int
    drawing: Drawing

    @property
    def length(self) -> int:
        """How many relations lie between the two."""
        return len(self.ways[0])

    def to_dict(self) -> dict[str, Any]:
        """The connection as plain JSON values; these names are kept.

        Returns:
            ``from``, ``to`` (each ``id``, ``iri``, ``name``, ``kind``), ``length``, ``count``, and ``paths``: for each
            way its hops: ``from``, ``to``, ``relations``: ``relation``, ``property``, ``backwards`` (whether it runs
            from ``to`` to ``from``), ``via``, ``evidence``: ``source``, ``title``, ``url``, ``published``, ``place``,
            ``start``, ``end``, ``method``, ``status``.
        """
        things = {
            node.id: {"id": compact(node.id), "iri": node.id, "name": node.name, "kind": node.kind}
            for node in self.drawing.nodes
        }
        return {
            "from": things[self.start],
            "to": things[self.end],
            "length": self.length,
            "count": self.count,
            "paths": [[self._hop(hop, things) for hop in way] for way in self.ways],
        }

    def _hop(self, hop: Hop, things: Mapping[str, Any]) -> dict[str, Any]:
        relations = [
            {
                "relation": edge.relation,
                "property": edge.property,
                "backwards": edge.source != hop.start,
                "via": list(edge.via),
                "evidence": [evidence_dict(said) for said in self.drawing.says(edge)],
            }
            for edge in hop.edges
        ]
        return {"from": things[hop.start], "to": things[hop.end], "relations": relations}


def evidence_dict(said: Evidence) -> dict[str, Any]:
    """A place in a source as plain JSON values."""
    return {
        "source": said.source.iri,
        "title": said.source.title,
        "url": said.source.url or None,
        "published": said.source.published or None,
        "place": said.place or None,
        "start": said.start,
        "end": said.end,
        "method": said.method,
        "status": said.status,
    }


def path(
    store: Store, start: str | ox.NamedNode, end: str | ox.NamedNode, *, also: Collection[str] = (), limit: int = 5
) -> Connection:
    """The shortest ways from one thing to another, over relations that sources state, in whatever direction.

    Args:
        store: An open store.
        start: A name, an alternate name, an abbreviation or an id.
        end: The same of another thing.
        also: What a way may lead through besides things: ``concepts``, ``places``, ``parts``.
        limit: At most so many of them.

    Raises:
        NotFoundError: Nothing goes by a name, or nothing connects the two.
        AmbiguousError: Several things go by a name.
        UsageError: The two are one thing, or there is no such option.
    """
    one, other = resolve(store, str(start), place="FROM"), resolve(store, str(end), place="TO")
    if one == other:
        raise UsageError(f"“{start}” and “{end}” are one thing, {compact(one)}", place="TO")
    if limit < 1:
        raise UsageError(f"{limit} ways are none", place="limit")
    roles = Roles.of((one, other), also)
    folded = _grown(store, roles, one, other)
    if folded is None:
        hint = "" if "concepts" in also else "what they have in common may be a topic or a place: try `--with concepts`"
        names = f"{label(store, one)} and {label(store, other)}"
        raise NotFoundError(f"no relations that a source states connect {names}", hint=hint)
    title = f"From {label(store, one)} to {label(store, other)}"
    return _connection(store, folded, Start((one, other), title), limit)


def _connection(store: Store, folded: Folded, start: Start, limit: int) -> Connection:
    """The ways between the two things of a start, in words."""
    one, other = start.things
    links = _links(folded)
    ways, count = _ways(links, one, other, limit)
    pairs = {frozenset(pair) for way in ways for pair in pairwise(way)}
    used = [relation for pair in pairs for relation in links[min(pair, key=str)][max(pair, key=str)]]
    drawing = in_words(store, folded.only({thing for way in ways for thing in way}, used), start)
    edges: dict[frozenset[str], list[Edge]] = {}
    for edge in drawing.edges:
        edges.setdefault(frozenset((edge.source, edge.target)), []).append(edge)
    hops = tuple(
        tuple(Hop(a.value, b.value, tuple(edges[frozenset((a.value, b.value))])) for a, b in pairwise(way))
        for way in ways
    )
    return Connection(one.value, other.value, hops, count, drawing)


def _grown(store: Store, roles: Roles, one: ox.NamedNode, other: ox.NamedNode) -> Folded | None:
    """The graph around both things, grown from both sides until stated relations connect them; None if none ever do."""
    sides = [Growth({one}), Growth({other})]
    for _ in range(_FURTHEST):
        growing = [side for side in sides if side.frontier]
        if not growing:
            return None
        min(growing, key=lambda side: len(side.frontier)).step(store, roles)
        met = [side.near | side.frontier for side in sides]
        if met[0] & met[1]:
            statements = {**sides[0].statements, **sides[1].statements}
            folded = fold(statements, roles, met[0] | met[1])
            if _ways(_links(folded), one, other, 1)[1]:
                return folded
    return None


_Links = dict[ox.NamedNode, dict[ox.NamedNode, list[Relation]]]


def _links(folded: Folded) -> _Links:
    """The stated relations between each two things, from both sides."""
    found: _Links = {}
    for relation in folded.relations:
        if not relation.inferred and relation.source != relation.target:
            ends = relation.source, relation.target
            for here, there in (ends, ends[::-1]):
                found.setdefault(here, {}).setdefault(there, []).append(relation)
    return found


def _ways(
    links: _Links, one: ox.NamedNode, other: ox.NamedNode, most: int
) -> tuple[list[tuple[ox.NamedNode, ...]], int]:
    """The first of the shortest ways in the order of the ids that they pass, and how many there are."""
    distance = {other: 0}
    counts = {other: 1}
    ring = [other]
    while ring and one not in distance:
        reached: dict[ox.NamedNode, None] = {}
        for thing in ring:
            for near in links.get(thing, ()):
                if near not in distance or distance[near] == distance[thing] + 1:
                    distance[near] = distance[thing] + 1
                    counts[near] = counts.get(near, 0) + counts[thing]
                    reached[near] = None
        ring = list(reached)
    if one not in distance:
        return [], 0
    ways: list[tuple[ox.NamedNode, ...]] = []

    def follow(way: tuple[ox.NamedNode, ...]) -> None:
        if way[-1] == other:
            ways.append(way)
            return
        for near in sorted(links[way[-1]], key=lambda thing: thing.value):
            if len(ways) < most and distance.get(near, -1) == distance[way[-1]] - 1:
                follow((*way, near))

    follow((one,))
    return ways, counts[one]
