"""Scores of the nodes of a graph: how many neighbours they have, how often they lie on the shortest way of others."""

from __future__ import annotations

from typing import Final

from ..errors import UsageError, did_you_mean
from .stress import Neighbours

MEASURES: Final = ("degree", "betweenness")
"""The measures by name: the number of neighbours; the share of all shortest ways that lead through a thing."""


def score(neighbours: Neighbours, by: str) -> list[float]:
    """The score of each node by one of :data:`MEASURES`; betweenness is quick with the extra ``draw``.

    Raises:
        UsageError: There is no such measure.
    """
    known_measure(by)
    if by == "degree":
        return [float(len(near)) for near in neighbours]
    pairs = [(node, other) for node, near in enumerate(neighbours) for other in near if node < other]
    try:
        import rustworkx
    except ImportError:
        import networkx

        slow: networkx.Graph[int] = networkx.Graph(pairs)
        slow.add_nodes_from(range(len(neighbours)))
        found = networkx.betweenness_centrality(slow)
    else:
        quick = rustworkx.PyGraph(multigraph=False)
        quick.add_nodes_from(range(len(neighbours)))
        quick.add_edges_from_no_data(pairs)
        # one thread: several would add in another order each time, and the last digits would differ
        found = rustworkx.graph_betweenness_centrality(quick, parallel_threshold=len(neighbours) + 1)
    return [round(found[node], 9) for node in range(len(neighbours))]


def known_measure(by: str) -> None:
    """Refuses what is no measure.

    Raises:
        UsageError: There is no such measure.
    """
    if by not in MEASURES:
        hint = did_you_mean(by, list(MEASURES)) or f"there are {', '.join(MEASURES)}"
        raise UsageError(f"there is no measure “{by}”", hint=hint, place="by")
