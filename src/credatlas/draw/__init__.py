"""Pictures of the graph, and the files that programs for graphs read."""

from __future__ import annotations

from .graphs import to_networkx
from .layout import laid_out
from .model import Dispute, Drawing, Edge, Evidence, Fact, Node, Rival, Source
from .subgraph import drawing
from .writing import write

__all__ = [
    "Dispute",
    "Drawing",
    "Edge",
    "Evidence",
    "Fact",
    "Node",
    "Rival",
    "Source",
    "drawing",
    "laid_out",
    "to_networkx",
    "write",
]
