"""Whether a drawing that somebody put together can be shown: what a browser would stumble over is found here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Final

from ..errors import UsageError
from .attributes import clean
from .groups import GROUPS
from .model import Drawing, Edge, Fact, Node, Rival

FARTHEST: Final = 1e6
"""So many pixels from the middle a thing may stand; a million things need a tenth of it."""

_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")


def require_sound(drawing: Drawing) -> None:
    """Checks what :class:`~credatlas.draw.Drawing` promises of nodes, edges and evidence.

    Raises:
        UsageError: Two nodes share an id or one has none; a place, a size, a group or a colour is none; an edge ends at
            what is no node; a fact or an edge names evidence that is not there.
    """
    known: set[str] = set()
    for node in drawing.nodes:
        _require_node(node, known)
        known.add(clean(node.id))
    for edge in drawing.edges:
        for end in (edge.source, edge.target):
            if clean(end) not in known:
                raise UsageError(
                    f"the edge {edge.id} ends at {end!r}, which is no node of the drawing",
                    hint="add the node, or leave the edge out",
                )
    for part in _parts(drawing):
        for number in part.evidence:
            if not 0 <= number < len(drawing.evidence):
                raise UsageError(
                    f"{_called(part)} names evidence {number}, and the drawing has {len(drawing.evidence)}",
                    hint="evidence counts from 0, by its position in Drawing.evidence",
                )


def _require_node(node: Node, known: set[str]) -> None:
    if not clean(node.id) or clean(node.id) in known:
        raise UsageError(
            f"two nodes have the id {node.id!r}" if node.id else f"the node {node.name!r} has no id",
            hint="each node needs an id of its own",
        )
    if not all(isfinite(value) and abs(value) <= FARTHEST for value in (node.x, node.y)):
        raise UsageError(
            f"{node.id} stands at {node.x}, {node.y}, which is no place",
            hint="give numbers within a million pixels, or let draw.laid_out(drawing) find places",
        )
    if not 0 < node.size <= FARTHEST:
        raise UsageError(f"{node.id} has the size {node.size}", hint="give the diameter in pixels, such as 24")
    if node.group not in GROUPS:
        raise UsageError(f"{node.id} has the group {node.group!r}", hint=f"the groups are {', '.join(GROUPS)}")
    if node.colour and not _COLOUR.fullmatch(node.colour):
        raise UsageError(f"{node.id} has the colour {node.colour!r}", hint="write it as #rrggbb, or leave it out")


def _parts(drawing: Drawing) -> Iterator[Fact | Edge | Rival]:
    """All that rests on evidence."""
    carriers: Iterable[Fact | Edge] = (
        *(fact for node in drawing.nodes for fact in node.facts),
        *drawing.edges,
    )
    for part in carriers:
        yield part
        if part.dispute is not None:
            yield from part.dispute.rivals


def _called(part: Fact | Edge | Rival) -> str:
    if isinstance(part, Edge):
        return f"the edge {part.id}"
    return f"the fact {part.label!r}" if isinstance(part, Fact) else f"the rival {part.value!r}"
