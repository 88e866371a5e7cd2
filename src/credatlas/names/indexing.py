"""All names of a graph with their words, kept by whoever answers one search after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode

from ..store.protocol import Store
from .folding import words
from .labels import RDFS_LABEL, Name, readable_names
from .resolving import NAMING

_MOST: Final = 20_000  # names; beyond that the engine is asked for those that hold what was typed


@dataclass(frozen=True, slots=True)
class Named:
    """One name of a thing.

    Attributes:
        iri: The thing.
        property: The naming property.
        name: The name as it is written.
        words: Its words, folded.
        folded: The same as one text.
    """

    iri: NamedNode
    property: NamedNode
    name: str
    words: tuple[str, ...]
    folded: str


@dataclass(frozen=True)
class NameIndex:
    """All names of a graph that does not change.

    Attributes:
        names: Every name, sorted by thing, property and name.
        shown: What things are called, as :func:`~credatlas.names.labels.labels` has it.
    """

    names: tuple[Named, ...]
    shown: Mapping[NamedNode, str]

    def __len__(self) -> int:
        """How many names there are."""
        return len(self.names)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every word of a name once, sorted."""
        return tuple(sorted({word for one in self.names for word in one.words}))

    def holding(self, typed: Sequence[str]) -> list[Named]:
        """The names that hold each of these folded words, be it inside a word, in their order."""
        return [one for one in self.names if all(word in one.folded for word in typed)]


def name_index(store: Store, most: int = _MOST) -> NameIndex | None:
    """All names of a graph; None where there are so many that keeping them would take more than they save.

    Args:
        store: The graph.
        most: How many names are kept.
    """
    rows: list[Name] = []
    for property_ in (*NAMING, RDFS_LABEL):  # one query for each: rows of two columns are read in half the time
        for subject, name in store.select(f"SELECT ?s ?n {{ ?s {property_} ?n }} LIMIT {most + 1}"):
            if isinstance(subject, NamedNode) and isinstance(name, Literal):
                rows.append((subject, property_, name))
        if len(rows) > most:
            return None
    names = {(one.value, of.value, name.value): (one, of, name.value) for one, of, name in rows if of != RDFS_LABEL}
    return NameIndex(tuple(named(*names[key]) for key in sorted(names)), readable_names(rows))


def named(iri: NamedNode, property_: NamedNode, name: str) -> Named:
    """A name with its words."""
    found = tuple(words(name))
    return Named(iri, property_, name, found, " ".join(found))
