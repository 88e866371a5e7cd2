"""Outside data becomes source files of the atlas: read, matched, summed up, written; never straight into the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..late import late
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
# the readers of one kind of input need nothing of the others
__getattr__ = late(
    __name__,
    {
        **dict.fromkeys(("alone", "ingest", "write"), "running"),
        **dict.fromkeys(("from_ctdl", "from_page", "from_tables"), "sources"),
    },
)
