"""Places for the nodes of a small connected graph: distances on the page follow distances in the graph.

A radial tree gives the start, majorization of stress the rest: E. Gansner, Y. Koren, S. North, "Graph drawing by stress
majorization" (2004), in the form that moves one node at a time. From the start on only sums, products, quotients and
roots are computed, so that the same graph has the same places on every machine.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from math import cos, pi, sin, sqrt
from typing import Final

Point = tuple[float, float]
Neighbours = Sequence[Sequence[int]]
"""For each node, numbered from 0, the numbers of its neighbours, sorted, none twice, itself left out."""

_ASIDE: Final = 0.08
ROUNDS: Final = 100
"""How often each node is moved at most; most graphs are at rest before."""
_STILL: Final = 0.008  # of the length of an edge: no node moved further in a round


def stress_places(neighbours: Neighbours, rounds: int = ROUNDS) -> list[Point]:
    """The places of the nodes of a connected graph; an edge is about 1 long.

    The work grows with the square of the number of nodes; it is meant for one or two hundred.

    Args:
        neighbours: The graph.
        rounds: How often each node is moved at most.
    """
    count = len(neighbours)
    places = _radial(neighbours)
    if count < 3:
        return places
    lengths = [_distances(neighbours, node) for node in range(count)]
    shares = [[1.0 / (length * length) if length else 0.0 for length in row] for row in lengths]
    weights = [sum(row) for row in shares]
    xs, ys = [x for x, _ in places], [y for _, y in places]
    for _ in range(rounds):
        furthest = 0.0
        for node in range(count):
            x, y = _better(xs, ys, xs[node], ys[node], lengths[node], shares[node])
            x, y = x / weights[node], y / weights[node]
            away_x, away_y = x - xs[node], y - ys[node]
            furthest = max(furthest, away_x * away_x + away_y * away_y)
            xs[node], ys[node] = x, y
        if furthest < _STILL * _STILL:
            break
    return list(zip(xs, ys, strict=True))


def _better(
    xs: Sequence[float],
    ys: Sequence[float],
    here_x: float,
    here_y: float,
    lengths: Sequence[float],
    shares: Sequence[float],
) -> Point:
    """Where one node fits best, times the sum of its shares; the node itself has a share of 0."""
    sum_x = sum_y = 0.0
    for x, y, length, share in zip(xs, ys, lengths, shares, strict=True):
        away_x, away_y = here_x - x, here_y - y
        pull = length / (sqrt(away_x * away_x + away_y * away_y) or 1e9)
        sum_x += share * (x + away_x * pull)
        sum_y += share * (y + away_y * pull)
    return sum_x, sum_y


def _distances(neighbours: Neighbours, start: int) -> list[float]:
    """How far each node is from one of them; edges at a node with many neighbours are longer, or they would crowd."""
    found = [0.0] * len(neighbours)
    seen = [False] * len(neighbours)
    seen[start] = True
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in neighbours[node]:
            if not seen[other]:
                seen[other] = True
                crowd = max(len(neighbours[node]), len(neighbours[other]))
                found[other] = found[node] + 1.0 + 0.055 * max(0, crowd - 6)
                queue.append(other)
    return found


def _radial(neighbours: Neighbours) -> list[Point]:
    """The nodes of a spanning tree on circles around its middle, each within the sector of its parent."""
    middle = _middle(neighbours)
    children: list[list[int]] = [[] for _ in neighbours]
    depth = [-1] * len(neighbours)
    depth[middle] = 0
    order = [middle]
    for node in order:
        for other in neighbours[node]:
            if depth[other] < 0:
                depth[other] = depth[node] + 1
                children[node].append(other)
                order.append(other)
    leaves = [1] * len(neighbours)
    for node in reversed(order):
        leaves[node] = sum(leaves[child] for child in children[node]) or 1
    places: list[Point] = [(0.0, 0.0)] * len(neighbours)
    sectors = {middle: (0.0, 2 * pi)}
    for node in order:
        start, width = sectors[node]
        angle = start + width / 2
        # a little aside, each in another direction: points on one line would never leave it
        aside = 2.4 * node
        places[node] = (
            depth[node] * cos(angle) + _ASIDE * cos(aside),
            depth[node] * sin(angle) + _ASIDE * sin(aside),
        )
        for child in children[node]:
            share = width * leaves[child] / leaves[node]
            sectors[child] = (start, share)
            start += share
    return places


def _middle(neighbours: Neighbours) -> int:
    """The node from which the furthest one is nearest; of several the one with most neighbours, then the first."""

    def key(node: int) -> tuple[int, int, int]:
        return _hops(neighbours, node), -len(neighbours[node]), node

    return min(range(len(neighbours)), key=key)


def _hops(neighbours: Neighbours, start: int) -> int:
    depth = {start: 0}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in neighbours[node]:
            if other not in depth:
                depth[other] = depth[node] + 1
                queue.append(other)
    return max(depth.values())
