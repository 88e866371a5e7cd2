"""Drawings as networkx graphs, for whoever wants to compute with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..store.protocol import Store
from .attributes import Places, clean, edge_attributes, node_attributes, one_line
from .model import Drawing

if TYPE_CHECKING:
    import networkx


def to_networkx(graph: Drawing | Store, **options: Any) -> networkx.MultiDiGraph[str]:
    """A drawing, or what a store holds, as a ``networkx.MultiDiGraph``.

    Nodes are IRIs; edges run from subject to object, their keys are the ids of the edges. All attributes are plain
    values, so that every writer of networkx takes them: those of nodes are listed in
    :data:`~credatlas.draw.attributes.NODE_ATTRIBUTES`, those of edges in
    :data:`~credatlas.draw.attributes.EDGE_ATTRIBUTES`; ``graph.graph`` has ``title`` and ``note``.

    Args:
        graph: A drawing, or a store of which one is made first.
        **options: For a store, the arguments of :func:`credatlas.draw.drawing`.

    Raises:
        CredatlasError: As :func:`credatlas.draw.drawing`.
        TypeError: Options were given for a drawing that is made already.
    """
    import networkx

    if not isinstance(graph, Drawing):
        from .subgraph import drawing

        graph = drawing(graph, **options)
    elif options:
        raise TypeError(f"a drawing takes no options: {', '.join(options)}")
    made: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(title=one_line(graph.title), note=one_line(graph.note))
    places = Places(graph.evidence)
    for node in graph.nodes:
        made.add_node(clean(node.id), **node_attributes(node, places))
    for edge in graph.edges:
        made.add_edge(clean(edge.source), clean(edge.target), key=edge.id, **edge_attributes(edge, places))
    return made
