"""Ways between things as lines of plain text."""

from __future__ import annotations

from collections.abc import Iterator

from ..terms import compact
from .attributes import one_line
from .model import Edge, Node
from .routes import Connection, Hop

INDENT = "      "


def path_lines(found: Connection) -> Iterator[str]:
    """A connection as text: each way with its hops, and below each hop who says so."""
    nodes = {node.id: node for node in found.drawing.nodes}
    start, end = nodes[found.start], nodes[found.end]
    steps = "1 relation" if found.length == 1 else f"{found.length} relations"
    yield f"{_named(start)} and {_named(end)}: {steps} apart"
    for number, way in enumerate(found.ways, start=1):
        yield ""
        if found.count > 1:
            yield f"way {number} of {found.count}"
        yield f"  {_named(nodes[way[0].start])}"
        for hop in way:
            yield from _hop(found, hop, nodes[hop.end])
    if found.count > len(found.ways):
        yield ""
        yield f"and {found.count - len(found.ways)} more that are as short"


def _hop(found: Connection, hop: Hop, end: Node) -> Iterator[str]:
    for number, edge in enumerate(hop.edges):
        yield f"    {_arrow(edge, hop)}{f' {_named(end)}' if number == len(hop.edges) - 1 else ''}"
        for said in found.drawing.says(edge):
            yield f"{INDENT}{one_line(str(said))}"


def _arrow(edge: Edge, hop: Hop) -> str:
    via = f" (through {', '.join(edge.via)})" if edge.via else ""
    relation = one_line(edge.relation + via)
    return f"—{relation}→" if edge.source == hop.start else f"←{relation}—"


def _named(node: Node) -> str:
    return f"{one_line(node.name)} <{compact(node.id)}>"
