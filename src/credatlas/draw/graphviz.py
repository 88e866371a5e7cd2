"""What Graphviz draws, on machines that have it: https://graphviz.org."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from typing import Final

from .classes_svg import classes_svg
from .dot import quoted
from .groups import GROUPS
from .model import Drawing
from .ontology import KIND_OF

_SECONDS: Final = 60
_FONT: Final = 'fontname="Helvetica,Arial,DejaVu Sans,sans-serif"'
_HEAD: Final = """digraph classes {
  graph [rankdir=RL, nodesep=0.12, ranksep=0.9, fontsize=24, labelloc=t, bgcolor=white, label=%s, {font}];
  node [shape=box, style="filled,rounded", fontsize=12, fontcolor=white, color=white, height=0.3, {font}];
  edge [fontsize=9, color="#566173", fontcolor="#566173", {font}];
""".replace("{font}", _FONT)


def program() -> str | None:
    """Where ``dot`` is; None on a machine without it."""
    return shutil.which("dot")


def classes_dot(drawing: Drawing) -> str:
    """The classes of the ontology in DOT: kinds as hollow arrows, other relations dashed."""
    parts = [_HEAD % quoted(drawing.title)]
    numbers = {node.id: place for place, node in enumerate(drawing.nodes)}
    parts += [
        f'  n{numbers[node.id]} [label={quoted(node.name)}, fillcolor="{GROUPS[node.group].colour}"];\n'
        for node in drawing.nodes
    ]
    for edge in drawing.edges:
        looks = "arrowhead=empty" if edge.property == KIND_OF.value else f"style=dashed, label={quoted(edge.relation)}"
        parts.append(f"  n{numbers[edge.source]} -> n{numbers[edge.target]} [{looks}];\n")
    return "".join([*parts, "}\n"])


def classes_picture(drawing: Drawing) -> Iterator[str]:
    """The classes of the ontology as SVG: by Graphviz where it is, else as a tree of our own.

    Args:
        drawing: See :func:`~credatlas.draw.ontology.ontology`.
    """
    text = painted(classes_dot(drawing))
    if text is None:
        yield from classes_svg(drawing)
    else:
        yield text


def painted(text: str) -> str | None:
    """A text in DOT as SVG; None where there is no Graphviz, or where it does not manage."""
    found = program()
    if found is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - the program is Graphviz, the text our own
            [found, "-Tsvg"], input=text, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
