"""What the shapes, colours and lines of a picture mean, with counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .groups import GROUPS
from .lettering import text_width, wrapped
from .model import Drawing
from .shapes import shape
from .xmltext import escaped, number

INK, QUIET, RULE, WARNING = "#1c2430", "#566173", "#97a1b0", "#c0392b"
"""The colours of names, of side remarks, of lines, of contradictions."""

_SIZE: Final = 12.0
_ROW: Final = 24.0
_GAP: Final = 26.0
_SYMBOL: Final = 24.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a legend.

    Attributes:
        symbol: What it explains, as SVG around the origin.
        text: What that means.
    """

    symbol: str
    text: str


def entries(drawing: Drawing) -> list[Entry]:
    """The entries for what a drawing has: communities where they have colours, kinds of things, of lines and marks."""
    found = _communities(drawing) if any(node.colour for node in drawing.nodes) else []
    counts = Counter(node.group for node in drawing.nodes)
    grey = bool(found)
    for name, group in GROUPS.items():
        if counts[name]:
            body = shape(group.shape, 0, 0, 15)
            found.append(
                Entry(f'<g fill="{QUIET if grey else group.colour}">{body}</g>', f"{group.label} {counts[name]:,}")
            )
    if any(edge.inferred for edge in drawing.edges):
        found.append(Entry(_stroke(RULE, ' stroke-dasharray="5 4"'), "follows by a rule"))
    if any(edge.dispute for edge in drawing.edges):
        found.append(Entry(_stroke(WARNING), "sources contradict it"))
    if any(fact.dispute for node in drawing.nodes for fact in node.facts):
        found.append(Entry(f'<circle cx="0" cy="0" r="4.5" fill="{WARNING}"/>', "sources differ on a fact"))
    return found


def _communities(drawing: Drawing) -> list[Entry]:
    """The communities by the name of their largest member; the first of them where there are many."""
    first: dict[int, tuple[float, str, str, int]] = {}
    for node in drawing.nodes:
        if node.community is not None and node.colour:
            size, name, colour, count = first.get(node.community, (0.0, "", node.colour, 0))
            best = (node.size, node.name) if node.size > size else (size, name)
            first[node.community] = (*best, colour, count + 1)
    shown = [(number_, one) for number_, one in sorted(first.items()) if one[3] > 1][:8]
    return [
        Entry(f'<circle cx="0" cy="0" r="7.5" fill="{colour}"/>', f"around {wrapped(name, _SIZE, 260, 1)[0]} {count:,}")
        for _, (_, name, colour, count) in shown
    ]


def _stroke(colour: str, dashes: str = "") -> str:
    return f'<path d="M-11 0L11 0" fill="none" stroke="{colour}" stroke-width="1.8"{dashes}/>'


def legend_height(found: Sequence[Entry], width: float) -> float:
    """How high a legend is in a picture of this width, in pixels."""
    return (max((row for row, _ in _places(found, width)), default=-1) + 1) * _ROW


def legend(found: Sequence[Entry], left: float, top: float, width: float) -> str:
    """A legend as SVG, in as many rows as it takes."""
    parts = [f'<g font-size="{number(_SIZE)}" fill="{INK}">']
    for entry, (row, x) in zip(found, _places(found, width), strict=True):
        at = f"translate({number(left + x + _SYMBOL / 2)} {number(top + (row + 0.5) * _ROW)})"
        text = f'<text x="{number(_SYMBOL / 2 + 5)}" y="4">{escaped(entry.text)}</text>'
        parts.append(f'<g transform="{at}">{entry.symbol}{text}</g>')
    return "\n".join([*parts, "</g>\n"])


def _places(found: Sequence[Entry], width: float) -> list[tuple[int, float]]:
    """The row of each entry, and how far from the left it begins."""
    places = []
    row, x = 0, 0.0
    for entry in found:
        room = _SYMBOL + 5 + text_width(entry.text, _SIZE)
        if x > 0 and x + room > width:
            row, x = row + 1, 0.0
        places.append((row, x))
        x += room + _GAP
    return places
