"""What people type, and the thing they mean: resolving, searching, labels."""

from typing import TYPE_CHECKING

from ..late import late
from .classes import resolve_class
from .labels import kinds, label, labels
from .properties import resolve_property
from .resolving import resolve

if TYPE_CHECKING:
    from .indexing import NameIndex, name_index
    from .searching import Match, search

__all__ = [
    "Match",
    "NameIndex",
    "kinds",
    "label",
    "labels",
    "name_index",
    "resolve",
    "resolve_class",
    "resolve_property",
    "search",
]

# canned queries resolve names and never search for them
__getattr__ = late(
    __name__, {"Match": "searching", "search": "searching", "NameIndex": "indexing", "name_index": "indexing"}
)
