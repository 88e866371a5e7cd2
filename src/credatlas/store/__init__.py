"""Where the graph is kept and asked: one protocol, a local store, a server engine."""

from .local import LocalStore, memory_store
from .protocol import Store

__all__ = ["LocalStore", "Store", "memory_store"]
