"""Where the things of a drawing stand: computed here, once, and the same for the same drawing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt
from time import monotonic
from typing import Final

from .clusters import clusters, components
from .lettering import LINE, wrapped
from .model import Drawing, Node
from .packing import Box, Rectangle, grid, packed, separate
from .scores import score
from .stress import ROUNDS, Neighbours, Point, stress_places

LABELLED: Final = 90
"""Up to so many nodes, each has room for its name."""
FONT_SIZE: Final = 13.0
_LABEL_WIDTH: Final = 142.0
_LABEL_LINES: Final = 3
_MOST: Final = 150  # nodes whose distances are all compared
_STRETCH: Final = 1.45  # names are wide: there has to be more room beside a node than below it
_GAP: Final = 12.0
_SMALLEST, _LARGEST = 20.0, 46.0
_MANY: Final = 3000  # things that nobody sees at once: their parts need not come to rest
_ROUNDS_OF_MANY: Final = 30
_QUIET: Final = 2.0  # seconds without a word, on whatever machine

Say = Callable[[str], None]


@dataclass(slots=True)
class _Work:
    """How far a layout is, told every two seconds.

    Attributes:
        say: Whom it is told.
        total: How many things there are.
        done: How many of them have their places among those next to them.
        of_groups: Whether what is laid out are groups of things, which are not counted.
        told: When something was said last, in seconds of a clock.
    """

    say: Say
    total: int
    done: int = 0
    of_groups: bool = False
    told: float = field(default_factory=monotonic)

    @property
    def rounds(self) -> int:
        """How often each thing of a part is moved at most."""
        return ROUNDS if self.total <= _MANY else _ROUNDS_OF_MANY

    def finished(self, count: int) -> None:
        """Says how far it is, unless it was said a moment ago."""
        self.done += 0 if self.of_groups else count
        now = monotonic()
        if now - self.told >= _QUIET:
            self.told = now
            groups = f", setting {count:,} groups apart" if self.of_groups else ""
            self.say(f"laying out: {self.done:,} of {self.total:,} things have their places{groups}")


def laid_out(drawing: Drawing, *, size_by: str = "degree", say: Say = lambda _: None) -> Drawing:
    """The drawing with a place and a size for each node.

    Parts that nothing connects stand beside each other, the largest first. A part of up to 150 nodes is laid out as a
    whole: what is near in the graph is near on the page. A larger one is made of communities, each of which is laid
    out by itself. Up to :data:`LABELLED` nodes, no name covers another name or node.

    Args:
        drawing: What is to be drawn.
        size_by: The measure by which things are large or small, one of :data:`~credatlas.draw.scores.MEASURES`, or
            ``nothing``.
        say: Told which step of a long layout is under way, one short line for each.

    Returns:
        The drawing with ``x``, ``y`` and ``size`` in pixels, rounded to hundredths; places begin at 0.

    Raises:
        UsageError: There is no such measure.
    """
    if not drawing.nodes:
        return drawing
    neighbours = neighbours_of(drawing)
    sizes = node_sizes(neighbours, size_by)
    boxes = [_box(node, size, named=len(sizes) <= LABELLED) for node, size in zip(drawing.nodes, sizes, strict=True)]
    parts = components(neighbours)
    say(f"laying out {len(sizes)} things in {len(parts)} parts")
    _arrange(parts, neighbours, boxes, _Work(say, len(boxes)))
    left = min(box.x - box.width / 2 for box in boxes)
    top = min(box.y - box.height / 2 for box in boxes)
    nodes = tuple(
        replace(
            node,
            x=round(box.x - left, 2),
            # the shape stands at the top of its box, the name below it
            y=round(box.y - box.height / 2 - top + _GAP / 2 + size / 2, 2),
            size=round(size, 2),
        )
        for node, box, size in zip(drawing.nodes, boxes, sizes, strict=True)
    )
    return replace(drawing, nodes=nodes)


def neighbours_of(drawing: Drawing) -> Neighbours:
    """The neighbours of each node by their positions in the drawing, whatever the direction of the edges."""
    numbers = {node.id: place for place, node in enumerate(drawing.nodes)}
    found: list[set[int]] = [set() for _ in drawing.nodes]
    for edge in drawing.edges:
        one, other = numbers[edge.source], numbers[edge.target]
        if one != other:
            found[one].add(other)
            found[other].add(one)
    return [sorted(near) for near in found]


def node_sizes(neighbours: Neighbours, size_by: str = "degree") -> list[float]:
    """The diameter of each node, in pixels: its area grows with its score.

    Raises:
        UsageError: There is no such measure.
    """
    scale = 1.0 if len(neighbours) <= LABELLED else 0.6 if len(neighbours) <= 1000 else 0.5
    if size_by == "nothing":
        return [scale * 28.0] * len(neighbours)
    scores = score(neighbours, size_by)
    if size_by == "degree":  # two drawings of a thing show it in the same size
        return [scale * min(_LARGEST, max(_SMALLEST, 18 + 5 * sqrt(one))) for one in scores]
    most = max(scores, default=0.0) or 1.0
    return [scale * (_SMALLEST + (_LARGEST - _SMALLEST) * sqrt(one / most)) for one in scores]


def label_lines(node: Node) -> tuple[str, ...]:
    """The name of a node as it stands below it where there is room for all names."""
    return wrapped(node.name, FONT_SIZE, _LABEL_WIDTH, _LABEL_LINES)


def _box(node: Node, size: float, *, named: bool) -> Box:
    if not named:
        return Box(0.0, 0.0, size + 6, size + 6)
    height = size + 4 + len(label_lines(node)) * FONT_SIZE * LINE
    # all names take the same width: the picture is calmer, and fonts that are wider than thought have room
    return Box(0.0, 0.0, _LABEL_WIDTH + _GAP, height + _GAP)


def _arrange(parts: Sequence[Sequence[int]], neighbours: Neighbours, boxes: Sequence[Box], work: _Work) -> None:
    """Lays out each part by itself and sets them beside each other."""
    alone = [part[0] for part in parts if len(part) == 1]
    groups = [part for part in parts if len(part) > 1]
    for part in groups:
        _place(part, neighbours, boxes, work)
    if alone:
        width, height = max(boxes[node].width for node in alone), max(boxes[node].height for node in alone)
        for node, (x, y) in zip(alone, grid(len(alone), width, height), strict=True):
            boxes[node].x, boxes[node].y = x, y
        groups.append(alone)
    if len(groups) > 1:
        moves = packed([_shape(group, neighbours, boxes) for group in groups], 1.5 * _GAP)
        for group, (x, y) in zip(groups, moves, strict=True):
            for node in group:
                boxes[node].x += x
                boxes[node].y += y


def _shape(group: Sequence[int], neighbours: Neighbours, boxes: Sequence[Box]) -> list[Rectangle]:
    """What a group covers: the boxes of its nodes, its lines, and where names are short the name of the whole."""
    covered = [_frame([boxes[node]]) for node in group]
    for node in group:
        for other in neighbours[node]:
            if node < other:
                one, two = boxes[node], boxes[other]
                steps = int(max(abs(one.x - two.x), abs(one.y - two.y)) // 16) + 1
                for step in range(1, steps):
                    x, y = one.x + (two.x - one.x) * step / steps, one.y + (two.y - one.y) * step / steps
                    covered.append((x, y, x + 1, y + 1))
    if len(group) > 2 and boxes[group[0]].width < _LABEL_WIDTH and neighbours[group[0]]:
        left, _, right, bottom = _frame([boxes[node] for node in group])
        middle = (left + right) / 2
        covered.append((middle - 60, bottom, middle + 60, bottom + FONT_SIZE * LINE))
    return covered


def _frame(boxes: Sequence[Box]) -> tuple[float, float, float, float]:
    return (
        min(box.x - box.width / 2 for box in boxes),
        min(box.y - box.height / 2 for box in boxes),
        max(box.x + box.width / 2 for box in boxes),
        max(box.y + box.height / 2 for box in boxes),
    )


def _place(part: Sequence[int], neighbours: Neighbours, boxes: Sequence[Box], work: _Work) -> None:
    """Gives the nodes of a connected part their places, around the origin."""
    inner = _within(part, neighbours)
    own = [boxes[node] for node in part]
    if len(part) <= _MOST:
        _spread(own, stress_places(inner, work.rounds))
        work.finished(len(part))
        return
    groups = clusters(inner)
    if len(groups) == 1 or len(groups) == len(part):
        _spiral(own)
        work.finished(len(part))
        return
    quotient, holders = _groups_apart(groups, inner, own, work)
    if len(groups) <= _MOST:
        _spread(holders, stress_places(quotient, work.rounds))
    else:
        _place(range(len(groups)), quotient, holders, replace(work, of_groups=True))
    for group, holder in zip(groups, holders, strict=True):
        for node in group:
            own[node].x += holder.x
            own[node].y += holder.y


def _groups_apart(
    groups: Sequence[Sequence[int]], inner: Neighbours, own: Sequence[Box], work: _Work
) -> tuple[Neighbours, list[Box]]:
    """Lays out each group around the origin; which groups are linked, and the room that each takes."""
    group_of = {node: number for number, group in enumerate(groups) for node in group}
    quotient = [
        sorted({group_of[near] for node in group for near in inner[node]} - {i}) for i, group in enumerate(groups)
    ]
    holders = []
    for group in groups:
        boxes = [own[node] for node in group]
        within = _within(group, inner)
        _arrange(components(within), within, boxes, work)
        left, top, right, bottom = _frame(boxes)
        for box in boxes:
            box.x, box.y = box.x - (left + right) / 2, box.y - (top + bottom) / 2
        holders.append(Box(0.0, 0.0, right - left + 3 * _GAP, bottom - top + 3 * _GAP))
    return quotient, holders


def _within(part: Sequence[int], neighbours: Neighbours) -> Neighbours:
    """The neighbours within a part, by their positions in it."""
    numbers = {node: place for place, node in enumerate(part)}
    return [sorted(numbers[near] for near in neighbours[node] if near in numbers) for node in part]


def _spread(boxes: Sequence[Box], places: Sequence[Point]) -> None:
    """Puts boxes at these places, so large that they have room, then apart."""
    middle = sorted(sqrt(box.width * box.height) for box in boxes)[len(boxes) // 2]
    unit = middle * (1.0 if len(boxes) > 12 else 1.15)
    stretch = _STRETCH if boxes[0].width > 1.3 * boxes[0].height else 1.0
    for box, (x, y) in zip(boxes, places, strict=True):
        box.x, box.y = x * unit * stretch, y * unit
    separate(boxes)


def _spiral(boxes: Sequence[Box]) -> None:
    """Puts boxes on a spiral, as seeds stand in a sunflower: for very many that are all linked alike."""
    step = max(sqrt(box.width * box.width + box.height * box.height) for box in boxes)
    x, y = 1.0, 0.0
    # turning by the golden angle again and again needs one cosine
    turn_x, turn_y = -0.7373688780783197, 0.6754902942615238
    for number, box in enumerate(boxes):
        radius = step * 0.6 * sqrt(number + 0.6)
        box.x, box.y = x * radius, y * radius
        x, y = x * turn_x - y * turn_y, x * turn_y + y * turn_x
