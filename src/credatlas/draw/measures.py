"""How central things are: who has most neighbours, who lies between most others; competency question 19."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ..errors import UsageError
from ..store.protocol import Store
from .choosing import Roles, Start, class_named, members_of
from .clusters import clusters
from .folding import fold
from .gathering import everything
from .layout import neighbours_of
from .model import Drawing, Edge, Node
from .scores import known_measure, score
from .subgraph import in_words

COLOURS: Final = (
    *("#3b7dd8", "#c27a00", "#1f9254", "#d1495b", "#8a63d2", "#0f8ea3"),
    *("#c4569b", "#5f8f1f", "#a0693b", "#6b7f99"),
)
"""The colours of the largest communities; all others are grey."""

_GREY: Final = "#8b8f97"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A thing with its place among all.

    Attributes:
        node: The thing.
        rank: From 1; things with the same score share a rank.
        score: Its score by the measure that was asked for.
        neighbours: How many things it is linked to.
        edges: Its relations, with their evidence in the drawing.
        sources: How many sources state them.
    """

    node: Node
    rank: int
    score: float
    neighbours: int
    edges: tuple[Edge, ...]
    sources: int


@dataclass(frozen=True, slots=True)
class Centrality:
    """The most central things of the atlas.

    Attributes:
        by: The measure.
        of: How many things were ranked.
        ranked: The first of them, best first, things with the same score by name.
        drawing: These things, their neighbours and relations, with who says so; it can be drawn.
    """

    by: str
    of: int
    ranked: tuple[Ranked, ...]
    drawing: Drawing

    def to_dicts(self) -> list[dict[str, Any]]:
        """One record for each thing.

        Returns:
            ``rank``, ``thing`` (its IRI), ``name``, ``kind``, the score by the name of the measure, ``relations`` and
            ``sources`` (how many).
        """
        return [
            {
                "rank": one.rank,
                "thing": one.node.id,
                "name": one.node.name,
                "kind": one.node.kind,
                self.by: one.neighbours if self.by == "degree" else one.score,
                "relations": len(one.edges),
                "sources": one.sources,
            }
            for one in self.ranked
        ]


def central(
    store: Store, *, by: str = "degree", of: str = "Organization", also: Collection[str] = (), limit: int = 20
) -> Centrality:
    """The things of a class that are most connected, over relations that sources state.

    Relations count whatever their direction, several between the same two things count once.

    Args:
        store: An open store.
        by: One of :data:`~credatlas.draw.scores.MEASURES`. Betweenness is normalised: 1 for a thing that all shortest
            ways between all others lead through (L. Freeman, "A set of measures of centrality based on betweenness",
            1977).
        of: The class of the things that are ranked; ``all`` ranks everything.
        also: What counts as a thing besides: ``concepts``, ``places``, ``parts``.
        limit: At most so many.

    Raises:
        NotFoundError: There is no such class, or no thing of it.
        UsageError: There is no such measure or option.
    """
    known_measure(by)
    if limit < 1:
        raise UsageError(f"{limit} things are none", place="limit")
    cls = None if of == "all" else class_named(store, of, place="--of")
    wanted = None if cls is None else frozenset(members_of(store, cls, place="--of"))
    folded = fold(everything(store), Roles.of((), also), None)
    things = list(folded.facts)
    numbers = {thing: number for number, thing in enumerate(things)}
    near: list[set[int]] = [set() for _ in things]
    stated = [one for one in folded.relations if not one.inferred and one.source != one.target]
    for relation in stated:
        one, other = numbers[relation.source], numbers[relation.target]
        near[one].add(other)
        near[other].add(one)
    neighbours = [sorted(found) for found in near]
    scores = score(neighbours, by)
    ranked = [number for number, thing in enumerate(things) if wanted is None or thing in wanted]
    best = sorted(ranked, key=lambda number: (-scores[number], things[number].value))[:limit]
    shown = {things[number] for number in best}
    used = [relation for relation in stated if relation.source in shown or relation.target in shown]
    ends = {end for relation in used for end in (relation.source, relation.target)} | shown
    start = Start(tuple(sorted(shown, key=lambda thing: thing.value)), f"The most central by {by}")
    drawing = in_words(store, folded.only(ends, used), start)
    rows = _ranked(drawing, {things[number].value: (scores[number], len(near[number])) for number in best})
    return Centrality(by, len(ranked), rows, drawing)


def _ranked(drawing: Drawing, scores: dict[str, tuple[float, int]]) -> tuple[Ranked, ...]:
    edges: dict[str, list[Edge]] = {}
    for edge in drawing.edges:
        for end in (edge.source, edge.target):
            edges.setdefault(end, []).append(edge)
    found = []
    nodes = sorted(
        (node for node in drawing.nodes if node.id in scores), key=lambda one: (-scores[one.id][0], one.name)
    )
    for node in nodes:
        value, neighbours = scores[node.id]
        rank = 1 + sum(other > value for other, _ in scores.values())
        own = tuple(edges.get(node.id, ()))
        sources = {said.source.iri for edge in own for said in drawing.says(edge)}
        found.append(Ranked(node, rank, value, neighbours, own, len(sources)))
    return tuple(found)


def with_communities(drawing: Drawing) -> Drawing:
    """The drawing with the community of each thing, and its colour; see :func:`credatlas.draw.clusters.clusters`."""
    neighbours = neighbours_of(drawing)
    place: dict[int, int] = {}
    for community, members in enumerate(clusters(neighbours)):
        place.update(dict.fromkeys(members, community))
    nodes = tuple(
        replace(node, community=place[number], colour=_colour(place[number], neighbours[number]))
        for number, node in enumerate(drawing.nodes)
    )
    return replace(drawing, nodes=nodes)


def _colour(community: int, near: Sequence[int]) -> str:
    return COLOURS[community] if near and community < len(COLOURS) else _GREY
