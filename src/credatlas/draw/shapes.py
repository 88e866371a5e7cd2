"""The shapes of nodes as elements of SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .xmltext import number

# corners in units of the radius, clockwise from the top left; so large that shapes of one size look of one size
_CORNERS: Final[dict[str, Sequence[tuple[float, float]]]] = {
    "triangle": ((0, -1.1), (1.12, 0.88), (-1.12, 0.88)),
    "vee": ((-1.1, -0.95), (0, -0.5), (1.1, -0.95), (0, 1.12)),
    "diamond": ((0, -1.16), (1.16, 0), (0, 1.16), (-1.16, 0)),
    "pentagon": ((0, -1.08), (1.03, -0.33), (0.63, 0.87), (-0.63, 0.87), (-1.03, -0.33)),
    "hexagon": ((-0.55, -0.92), (0.55, -0.92), (1.1, 0), (0.55, 0.92), (-0.55, 0.92), (-1.1, 0)),
    "octagon": (
        *((-0.43, -1.02), (0.43, -1.02), (1.02, -0.43), (1.02, 0.43)),
        *((0.43, 1.02), (-0.43, 1.02), (-1.02, 0.43), (-1.02, -0.43)),
    ),
    "star": (
        *((0, -1.2), (0.32, -0.4), (1.14, -0.37), (0.5, 0.15), (0.71, 0.97)),
        *((0, 0.5), (-0.71, 0.97), (-0.5, 0.15), (-1.14, -0.37), (-0.32, -0.4)),
    ),
    "tag": ((-0.95, -0.85), (0.55, -0.85), (1.15, 0), (0.55, 0.85), (-0.95, 0.85)),
    "rhomboid": ((-1.15, -0.75), (0.65, -0.75), (1.15, 0.75), (-0.65, 0.75)),
    "rectangle": ((-1.1, -0.72), (1.1, -0.72), (1.1, 0.72), (-1.1, 0.72)),
}


def corners(name: str) -> Sequence[tuple[float, float]] | None:
    """The corners of a shape in units of its radius, clockwise; None for circles and squares with round corners."""
    return _CORNERS.get(name)


def shape(name: str, x: float, y: float, size: float) -> str:
    """A shape around a point, without fill and stroke, which it has from the group that it stands in.

    Args:
        name: As Cytoscape.js calls it; see :data:`~credatlas.draw.groups.GROUPS`.
        x: The middle.
        y: The middle.
        size: The diameter.
    """
    radius = size / 2
    if name == "round-rectangle":
        half = radius * 0.9
        corner = number(x - half), number(y - half), number(2 * half), number(radius * 0.3)
        return '<rect x="{0}" y="{1}" width="{2}" height="{2}" rx="{3}"/>'.format(*corner)
    if name in _CORNERS:
        points = " ".join(f"{number(x + radius * dx)},{number(y + radius * dy)}" for dx, dy in _CORNERS[name])
        return f'<polygon points="{points}"/>'
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"/>'
