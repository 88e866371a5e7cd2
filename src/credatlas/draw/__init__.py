"""Pictures of the graph, and the files that programs for graphs read."""

from __future__ import annotations

from .graphs import to_networkx
from .layout import laid_out
from .measures import Centrality, Ranked, central, with_communities
from .model import Dispute, Drawing, Edge, Evidence, Fact, Node, Rival, Source
from .routes import Connection, Hop, path
from .subgraph import drawing
from .writing import write

__all__ = [
    "Centrality",
    "Connection",
    "Dispute",
    "Drawing",
    "Edge",
    "Evidence",
    "Fact",
    "Hop",
    "Node",
    "Ranked",
    "Rival",
    "Source",
    "central",
    "drawing",
    "laid_out",
    "path",
    "to_networkx",
    "with_communities",
    "write",
]
