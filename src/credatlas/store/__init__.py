"""Where the graph is kept and asked: one protocol, a local store, a server engine.

:mod:`credatlas.store.remote` has the server engine; it is imported when somebody names an address.
"""

from .local import LocalStore, memory_store
from .protocol import Store

__all__ = ["LocalStore", "Store", "memory_store"]
