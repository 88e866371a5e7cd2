"""Where the words of a picture stand so that none covers another: the first free place is taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

_CELL: Final = 64.0


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the picture.

    Attributes:
        left: In pixels.
        top: In pixels.
        right: In pixels.
        bottom: In pixels.
    """

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Area) -> bool:
        """Whether the two share any point inside."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(slots=True)
class Page:
    """What of a picture is taken.

    Attributes:
        bounds: The part of it in which words may stand.
    """

    bounds: Area
    _cells: dict[tuple[int, int], list[Area]] = field(default_factory=dict)

    def take(self, area: Area) -> None:
        """Takes an area, free or not."""
        for cell in _cells(area):
            self._cells.setdefault(cell, []).append(area)

    def is_free(self, area: Area) -> bool:
        """Whether an area lies within the bounds and nothing of it is taken."""
        limits = self.bounds
        if area.left < limits.left or area.right > limits.right or area.top < limits.top or area.bottom > limits.bottom:
            return False
        return not any(area.meets(other) for cell in _cells(area) for other in self._cells.get(cell, ()))

    def first_free(self, areas: Iterable[Area]) -> Area | None:
        """Takes the first free one of several areas; None where none is free."""
        for area in areas:
            if self.is_free(area):
                self.take(area)
                return area
        return None


def _cells(area: Area) -> list[tuple[int, int]]:
    columns = range(int(area.left // _CELL), int(area.right // _CELL) + 1)
    rows = range(int(area.top // _CELL), int(area.bottom // _CELL) + 1)
    return [(column, row) for column in columns for row in rows]
