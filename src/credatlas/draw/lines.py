"""The lines of a picture: one for each pair of things, however many relations there are between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from .model import Drawing, Edge, Node

_BEND: Final = 0.14  # of the length of a line, where two run in opposite directions
_ROOM: Final = 4.0  # pixels between a line and the shape that it leads to

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """The relations from one thing to another, as one line.

    Attributes:
        edges: The relations.
        start: Where it begins, beside the shape of its source.
        middle: The point that bends it; on the straight line where nothing does.
        end: Where its arrow points, beside the shape of its target.
    """

    edges: Sequence[Edge]
    start: Point
    middle: Point
    end: Point

    @property
    def text(self) -> str:
        """The names of the relations."""
        return ", ".join(dict.fromkeys(edge.relation for edge in self.edges))

    @property
    def is_inferred(self) -> bool:
        """Whether no source states any of them."""
        return all(edge.inferred for edge in self.edges)

    @property
    def is_disputed(self) -> bool:
        """Whether a source contradicts one of them."""
        return any(edge.dispute is not None for edge in self.edges)

    def at(self, share: float) -> Point:
        """The point at a share of the way, 0 at the start and 1 at the end."""
        rest = 1 - share
        return (
            rest * rest * self.start[0] + 2 * rest * share * self.middle[0] + share * share * self.end[0],
            rest * rest * self.start[1] + 2 * rest * share * self.middle[1] + share * share * self.end[1],
        )


def lines(drawing: Drawing) -> Iterator[Line]:
    """The lines of a drawing that has places, in the order of its edges; a thing has no line to itself."""
    nodes = {node.id: node for node in drawing.nodes}
    pairs: dict[tuple[str, str], list[Edge]] = {}
    for edge in drawing.edges:
        if edge.source != edge.target:
            pairs.setdefault((edge.source, edge.target), []).append(edge)
    for (source, target), edges in pairs.items():
        yield _line(edges, nodes, bent=(target, source) in pairs)


def _line(edges: Sequence[Edge], nodes: Mapping[str, Node], *, bent: bool) -> Line:
    one, other = nodes[edges[0].source], nodes[edges[0].target]
    away_x, away_y = other.x - one.x, other.y - one.y
    middle = (one.x + other.x) / 2, (one.y + other.y) / 2
    if bent:
        middle = middle[0] - away_y * _BEND, middle[1] + away_x * _BEND
    return Line(edges, _beside(one, middle, _ROOM), middle, _beside(other, middle, _ROOM + 3))


def _beside(node: Node, towards: Point, room: float) -> Point:
    """The point beside the shape of a node in the direction of another point."""
    away_x, away_y = towards[0] - node.x, towards[1] - node.y
    length = sqrt(away_x * away_x + away_y * away_y)
    if length == 0:
        return node.x, node.y
    share = min(1.0, (node.size / 2 + room) / length)
    return node.x + away_x * share, node.y + away_y * share
