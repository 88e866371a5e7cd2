"""Outside data becomes source files of the atlas: read, matched, summed up, written; never straight into the store."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .model import LeftOut, Outside, Question
from .summary import Contradiction, Summary

if TYPE_CHECKING:
    from .running import alone, ingest, write
    from .sources import from_ctdl, from_page, from_tables

__all__ = [
    "Contradiction",
    "LeftOut",
    "Outside",
    "Question",
    "Summary",
    "alone",
    "from_ctdl",
    "from_page",
    "from_tables",
    "ingest",
    "write",
]
_LATE = {
    **dict.fromkeys(("alone", "ingest", "write"), "running"),
    **dict.fromkeys(("from_ctdl", "from_page", "from_tables"), "sources"),
}


def __getattr__(name: str) -> Any:
    # the readers of one kind of input need nothing of the others
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_LATE[name]}", __name__), name)
