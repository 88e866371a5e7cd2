"""DOT, the language of Graphviz: https://graphviz.org/doc/info/lang.html."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .attributes import edge_text, fact_text, one_line
from .groups import GROUPS
from .model import Drawing, Edge, Node
from .xmltext import number

_HEAD: Final = """digraph atlas {
  graph [label=%s, labelloc=t, fontname="Helvetica", fontsize=18, rankdir=LR, bgcolor="white"];
  node [style=filled, fontname="Helvetica", fontsize=11, fontcolor="white", color="white"];
  edge [fontname="Helvetica", fontsize=9, color="#8a94a3", fontcolor="#4a5362"];
"""
_SHAPES: Final = {
    "round-rectangle": "box",
    "rectangle": "box",
    "ellipse": "ellipse",
    "triangle": "house",
    "star": "cds",
    "diamond": "diamond",
    "octagon": "octagon",
    "tag": "note",
    "hexagon": "hexagon",
    "pentagon": "pentagon",
    "vee": "invhouse",
    "rhomboid": "parallelogram",
}
_WIDEST: Final = 24  # characters of a label on one line


def dot(drawing: Drawing) -> Iterator[str]:
    """A drawing as a directed graph in DOT, piece by piece.

    Nodes are numbered; their IRI is the ``URL``, facts and sources stand in the tooltips. With places, ``neato -n2``
    keeps them; without, ``dot`` finds some.
    """
    yield _HEAD % quoted(" — ".join(text for text in (drawing.title, drawing.note) if text))
    numbers = {node.id: place for place, node in enumerate(drawing.nodes)}
    for node in drawing.nodes:
        yield f"  n{numbers[node.id]} [{_node(node)}];\n"
    for edge in drawing.edges:
        yield f"  n{numbers[edge.source]} -> n{numbers[edge.target]} [{_edge(drawing, edge)}];\n"
    yield "}\n"


def quoted(text: str, *, width: int = 0) -> str:
    r"""A text as a string of DOT; with a width in lines of about so many characters.

    A backslash starts an escape there, and ``&`` an entity.

    Example:
        >>> quoted('A "quoted" R&D')
        '"A \\"quoted\\" R&amp;D"'
    """
    lines = _lines(one_line(text), width) if width else [one_line(line) for line in text.split("\n")]
    safe = [line.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for line in lines]
    return '"' + "\\n".join(safe) + '"'


def _lines(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]


def _node(node: Node) -> str:
    group = GROUPS[node.group]
    told = "\n".join([f"{node.name} ({node.kind})", *map(fact_text, node.facts)])
    parts = {
        "label": quoted(node.name, width=_WIDEST),
        "shape": _SHAPES[group.shape],
        "fillcolor": f'"{group.colour}"',
        "URL": quoted(node.id),
        "tooltip": quoted(told),
        "pos": f'"{number(node.x)},{number(-node.y)}"',
    }
    return ", ".join(f"{name}={value}" for name, value in parts.items())


def _edge(drawing: Drawing, edge: Edge) -> str:
    parts = {"label": quoted(edge.relation), "URL": quoted(edge.property)}
    parts["tooltip"] = quoted(edge_text(drawing, edge))
    if edge.inferred:
        parts["style"] = "dashed"
    if edge.dispute is not None:
        parts["color"] = '"#d1495b"'
    return ", ".join(f"{name}={value}" for name, value in parts.items())
