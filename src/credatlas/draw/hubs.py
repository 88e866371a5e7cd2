"""Which things of a large picture are named: those that others gather around."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .groups import GROUPS
from .layout import FONT_SIZE, neighbours_of
from .lettering import LINE, text_width, wrapped
from .model import Drawing, Node
from .placing import Area

_WIDEST: Final = 170.0
_BUSIEST: Final = 40
_ORDER: Final = {name: place for place, name in enumerate(GROUPS)}


def hub_names(drawing: Drawing) -> Iterator[tuple[Node, list[Area], str]]:
    """The things to name in a large picture, the most important first.

    Named is what was asked for, what has at least two neighbours and no fewer than each of them has, and the
    forty that have most.

    Yields:
        The thing, where its name may stand, the best place first, and its name on one line.
    """
    neighbours = neighbours_of(drawing)

    def rank(number: int) -> tuple[int, int, str]:
        node = drawing.nodes[number]
        return -len(neighbours[number]), _ORDER[node.group], node.id

    busiest = frozenset(sorted(range(len(neighbours)), key=rank)[:_BUSIEST])
    hubs = [
        number
        for number, near in enumerate(neighbours)
        if drawing.nodes[number].id in drawing.start
        or (len(near) > 1 and (number in busiest or all(rank(number) < rank(other) for other in near)))
    ]
    for number in sorted(hubs, key=lambda one: (drawing.nodes[one].id not in drawing.start, rank(one))):
        node = drawing.nodes[number]
        (text,) = wrapped(node.name, FONT_SIZE, _WIDEST, 1)
        yield node, _places(node, [drawing.nodes[other] for other in neighbours[number]], text), text


def _places(node: Node, near: list[Node], text: str) -> list[Area]:
    """Below the thing and its neighbours, then beside the thing itself, then above them all."""
    half, high = text_width(text, FONT_SIZE) / 2 + 1, FONT_SIZE * LINE
    circle = [one for one in (node, *near) if abs(one.x - node.x) < _WIDEST and abs(one.y - node.y) < _WIDEST]
    bottom = max(one.y + one.size * 0.6 for one in circle) + 2
    top = min(one.y - one.size * 0.6 for one in circle) - 2 - high
    middle = (max(one.x for one in circle) + min(one.x for one in circle)) / 2
    edge = node.size * 0.6 + 2
    corners = [
        (middle - half, bottom),
        (node.x - half, node.y + edge),
        (node.x - half, node.y - edge - high),
        (node.x + edge, node.y - high / 2),
        (node.x - edge - 2 * half, node.y - high / 2),
        (middle - half, top),
        (middle - half, bottom + high),
    ]
    return [Area(x, y, x + 2 * half, y + high) for x, y in corners]
