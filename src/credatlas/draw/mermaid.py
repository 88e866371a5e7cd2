"""Mermaid, which many places that show Markdown draw by themselves: https://mermaid.js.org/syntax/flowchart.html."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .attributes import one_line
from .groups import GROUPS
from .model import Drawing

MOST_EDGES: Final = 500
"""How many edges Mermaid draws unless it is configured otherwise."""

_SHAPES: Final = {
    "organization": ('["', '"]'),
    "programme": ('(["', '"])'),
    "course": ('[/"', '"\\]'),
    "credential": ('>"', '"]'),
    "event": ('{"', '"}'),
    "policy": ('[["', '"]]'),
    "work": ('[("', '")]'),
    "person": ('{{"', '"}}'),
    "concept": ('("', '")'),
    "place": ('[\\"', '"/]'),
    "part": ('["', '"]'),
    "other": ('[/"', '"/]'),
}
# characters that mean something within quotes; a number sign starts the code of a character, two dollars mathematics
_SPECIAL: Final = re.compile('["#$&<>`\\\\|;{}\\[\\]()*_~%]')


def mermaid(drawing: Drawing) -> Iterator[str]:
    """A drawing as a flowchart of Mermaid, piece by piece; nodes carry their name, edges their relation."""
    title = " — ".join(one_line(text) for text in (drawing.title, drawing.note) if text)
    if title:
        yield f"---\ntitle: {_yaml(title)}\n---\n"
    yield "flowchart LR\n"
    numbers = {node.id: place for place, node in enumerate(drawing.nodes)}
    for node in drawing.nodes:
        opened, closed = _SHAPES[node.group]
        yield f"  n{numbers[node.id]}{opened}{_text(node.name)}{closed}:::{node.group}\n"
    for edge in drawing.edges:
        start, end = ("-. ", ".->") if edge.inferred else ("-- ", "-->")
        relation = f"{edge.relation} (disputed)" if edge.dispute is not None else edge.relation
        yield f'  n{numbers[edge.source]} {start}"{_text(relation)}" {end} n{numbers[edge.target]}\n'
    for group in dict.fromkeys(node.group for node in drawing.nodes):
        yield f"  classDef {group} fill:{GROUPS[group].colour},stroke:#ffffff,color:#ffffff\n"


def _text(text: str) -> str:
    coded = _SPECIAL.sub(lambda found: f"#{ord(found[0])};", one_line(text))
    return coded or " "


def _yaml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
