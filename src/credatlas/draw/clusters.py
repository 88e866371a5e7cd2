"""Connected parts of a graph, and communities: things that are linked to each other more than to the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .stress import Neighbours

_QUICK: Final = 5000  # nodes, above which a quicker way is good enough


def components(neighbours: Neighbours) -> list[list[int]]:
    """The parts that nothing connects, each sorted; the largest first, then by their first node."""
    seen = [False] * len(neighbours)
    found = []
    for start in range(len(neighbours)):
        if seen[start]:
            continue
        seen[start] = True
        part = [start]
        for node in part:
            for other in neighbours[node]:
                if not seen[other]:
                    seen[other] = True
                    part.append(other)
        found.append(sorted(part))
    return sorted(found, key=lambda part: (-len(part), part[0]))


def clusters(neighbours: Neighbours) -> list[list[int]]:
    """The communities of a graph, each sorted; the largest first, then by their first node.

    Found by the method of Louvain (V. Blondel and others, "Fast unfolding of communities in large networks", 2008),
    above 5,000 nodes by propagation of labels (V. Traag, L. Šubelj, "Large network community detection by fast label
    propagation", 2023), both as networkx has them, with a fixed seed.
    """
    import networkx

    graph: networkx.Graph[int] = networkx.Graph()
    graph.add_nodes_from(range(len(neighbours)))  # numbers, since the order of sets of texts differs from run to run
    graph.add_edges_from((node, other) for node, near in enumerate(neighbours) for other in near if node < other)
    if not graph.number_of_edges():
        return [[node] for node in graph]
    found: Sequence[set[int]]
    if len(neighbours) <= _QUICK:
        found = networkx.community.louvain_communities(graph, seed=1)
    else:
        found = list(networkx.community.fast_label_propagation_communities(graph, seed=1))
    return sorted((sorted(group) for group in found), key=lambda group: (-len(group), group[0]))
