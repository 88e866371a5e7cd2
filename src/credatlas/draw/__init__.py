"""Pictures of the graph, and the files that programs for graphs read."""

from __future__ import annotations

from .dated import Dated, Mark, Timeline, timeline
from .graphs import to_networkx
from .layout import laid_out
from .measures import Centrality, Ranked, central, with_communities
from .model import Dispute, Drawing, Edge, Evidence, Fact, Node, Rival, Source
from .notebook import Shown, graph
from .ontology import ontology
from .routes import Connection, Hop, path
from .subgraph import drawing
from .writing import write, write_picture

__all__ = [
    "Centrality",
    "Connection",
    "Dated",
    "Dispute",
    "Drawing",
    "Edge",
    "Evidence",
    "Fact",
    "Hop",
    "Mark",
    "Node",
    "Ranked",
    "Rival",
    "Shown",
    "Source",
    "Timeline",
    "central",
    "drawing",
    "graph",
    "laid_out",
    "ontology",
    "path",
    "timeline",
    "to_networkx",
    "with_communities",
    "write",
    "write_picture",
]
