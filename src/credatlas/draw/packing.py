"""Boxes that do not overlap: pushing them apart, and packing groups of them into a rectangle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import Final

_ROUNDS: Final = 400
_ASPECT: Final = 1.6  # width to height, as screens and slides have it


@dataclass(slots=True)
class Box:
    """What a node and its label take up.

    Attributes:
        x: The middle, in pixels.
        y: The middle, in pixels.
        width: In pixels, the distance to others included.
        height: In pixels, the distance to others included.
    """

    x: float
    y: float
    width: float
    height: float


def separate(boxes: Sequence[Box]) -> None:
    """Moves boxes until none overlaps another; those that stand far apart stay where they are.

    Each pair that overlaps moves apart along the axis along which less has to be moved. Where that does not come to an
    end, everything is spread by a tenth, and it begins anew.
    """
    for _ in range(60):
        for _ in range(_ROUNDS):
            if not _push(boxes):
                return
        for box in boxes:
            box.x, box.y = box.x * 1.1, box.y * 1.1


def _push(boxes: Sequence[Box]) -> bool:
    """Pushes each overlapping pair apart once; whether there was one."""
    moved = False
    for one, other in _near(boxes):
        across = (one.width + other.width) / 2 - abs(one.x - other.x)
        down = (one.height + other.height) / 2 - abs(one.y - other.y)
        if across <= 1e-6 or down <= 1e-6:
            continue
        moved = True
        if across < down:
            step = (across / 2 + 1e-3) * (1 if one.x < other.x else -1)
            one.x, other.x = one.x - step, other.x + step
        else:
            step = (down / 2 + 1e-3) * (1 if one.y < other.y else -1)
            one.y, other.y = one.y - step, other.y + step
    return moved


def _near(boxes: Sequence[Box]) -> list[tuple[Box, Box]]:
    """The pairs that may overlap, found on a grid whose cells hold the largest box."""
    wide = max((box.width for box in boxes), default=1.0)
    high = max((box.height for box in boxes), default=1.0)
    cells: dict[tuple[int, int], list[int]] = {}
    pairs = []
    for number, box in enumerate(boxes):
        column, row = int(box.x // wide), int(box.y // high)
        for nearby in ((column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
            pairs += [(boxes[other], box) for other in cells.get(nearby, ())]
        cells.setdefault((column, row), []).append(number)
    return pairs


Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def packed(shapes: Sequence[Sequence[Rectangle]], gap: float) -> list[tuple[float, float]]:
    """How far each shape is moved so that none meets another: the largest stands in the middle, the others around it.

    A shape is what several rectangles cover; smaller ones fill what a large one leaves free, as in K. Freivalds and
    others, "Disconnected graph layout and the polyomino packing approach" (2001).

    Args:
        shapes: What is packed; none is empty.
        gap: The least distance between two shapes, in pixels.
    """
    area = sum((right - left) * (bottom - top) for shape in shapes for left, top, right, bottom in shape)
    cell = max(6.0, sqrt(area) / 110)
    masks = [_mask(shape, gap / 2, cell) for shape in shapes]
    order = sorted(range(len(shapes)), key=lambda one: (-sum(row.bit_count() for row in masks[one].rows), one))
    taken: dict[int, int] = {}
    cells = _Cells()
    tried: dict[tuple[int, ...], int] = {}
    moves = [(0.0, 0.0)] * len(shapes)
    for number in order:
        mask = masks[number]
        place = tried.get(mask.rows, 0)  # where an equal one found no room, there is none
        while not mask.fits(*cells.at(place), taken):
            place += 1
        tried[mask.rows] = place
        column, row = cells.at(place)
        mask.take(column, row, taken)
        moves[number] = ((column - mask.column) * cell, (row - mask.row) * cell)
    return moves


@dataclass(frozen=True, slots=True)
class _Mask:
    """A shape on a grid: the cells of each row as bits, and where it stood."""

    rows: tuple[int, ...]
    column: int
    row: int
    width: int

    def fits(self, column: int, row: int, taken: Mapping[int, int]) -> bool:
        shift, first = self._corner(column, row)
        return not any(bits << shift & taken.get(first + place, 0) for place, bits in enumerate(self.rows))

    def take(self, column: int, row: int, taken: dict[int, int]) -> None:
        shift, first = self._corner(column, row)
        for place, bits in enumerate(self.rows):
            taken[first + place] = taken.get(first + place, 0) | bits << shift

    def _corner(self, column: int, row: int) -> tuple[int, int]:
        return column - self.width // 2 + _FAR, row - len(self.rows) // 2


_FAR: Final = 1 << 14  # cells: bits have no places left of zero


def _mask(shape: Sequence[Rectangle], room: float, cell: float) -> _Mask:
    spans = [
        (
            floor((left - room) / cell),
            floor((top - room) / cell),
            ceil((right + room) / cell),
            ceil((bottom + room) / cell),
        )
        for left, top, right, bottom in shape
    ]
    first, top = min(span[0] for span in spans), min(span[1] for span in spans)
    rows = [0] * (max(span[3] for span in spans) - top)
    for left, above, right, below in spans:
        bits = ((1 << (right - left)) - 1) << (left - first)
        for row in range(above - top, below - top):
            rows[row] |= bits
    width = max(row.bit_length() for row in rows)
    # where it stood is told by its middle, as its new place is
    return _Mask(tuple(rows), first + width // 2, top + len(rows) // 2, width)


class _Cells:
    """The cells of an endless grid, those near the middle first; further ones are sorted when they are asked for."""

    def __init__(self) -> None:
        self._reach = 0
        self._cells: list[tuple[int, int]] = []

    def at(self, place: int) -> tuple[int, int]:
        """The cell at a place of that order."""
        while place >= len(self._cells):
            inner, self._reach = self._reach, self._reach * 2 or 64
            wide = ceil(self._reach * _ASPECT)
            found = [
                (column * column + row * row * _ASPECT * _ASPECT, row, column)
                for row in range(-self._reach, self._reach + 1)
                for column in range(-wide, wide + 1)
            ]
            limits = (inner * _ASPECT) ** 2, (self._reach * _ASPECT) ** 2
            ring = sorted(one for one in found if limits[0] < one[0] <= limits[1] or (not inner and not one[0]))
            self._cells += [(column, row) for _, row, column in ring]
        return self._cells[place]


def grid(count: int, width: float, height: float) -> list[tuple[float, float]]:
    """The middles of so many equal boxes in rows of about the shape of a screen."""
    columns = max(1, ceil(sqrt(count * _ASPECT * height / width)))
    return [(number % columns * width, number // columns * height) for number in range(count)]
