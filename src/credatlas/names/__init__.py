"""What people type, and the thing they mean: resolving, searching, labels."""

from .classes import resolve_class
from .indexing import NameIndex, name_index
from .labels import kinds, label, labels
from .properties import resolve_property
from .resolving import resolve
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
