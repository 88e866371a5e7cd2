"""The layers of a store that shapes are checked over, asked without copying them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import pyoxigraph as ox

from ..terms import GRAPHS, Term


@dataclass(frozen=True)
class Layers:
    """Some layers of a store.

    Attributes:
        engine: The store.
        graphs: The graphs to look at; none means the whole store.
    """

    engine: ox.Store
    graphs: tuple[ox.NamedNode, ...] = ()

    def select(self, query: str, prefixes: Mapping[str, str] | None = None) -> ox.QuerySolutions:
        """The answer of a SELECT over the union of the layers; ``GRAPH`` sees no other layers either.

        Raises:
            SyntaxError: The query does not parse.
        """
        where: dict[str, bool | list[ox.NamedNode]] = {"use_default_graph_as_union": True}
        if self.graphs:
            where = {"default_graph": list(self.graphs), "named_graphs": list(self.graphs)}
        found = self.engine.query(query, prefixes=dict(prefixes or {}), **where)  # type: ignore[arg-type]
        assert isinstance(found, ox.QuerySolutions)
        return found

    def quads(self, subject: Term | None, predicate: ox.NamedNode | None, value: Term | None) -> Iterator[ox.Quad]:
        """The quads that match a pattern, layer by layer."""
        if isinstance(subject, ox.Literal | ox.Triple):
            return iter(())
        pattern = self.engine.quads_for_pattern
        return chain.from_iterable(pattern(subject, predicate, value, graph) for graph in self.graphs or (None,))

    @cached_property
    def store(self) -> ox.Store:
        """The layers as a store of their own, for an engine that knows no layers."""
        if not self.graphs:
            return self.engine
        store = ox.Store()
        for graph in self.graphs:
            store.extend(self.engine.quads_for_pattern(None, None, None, graph))
        return store


def layers_of(engine: ox.Store, names: tuple[str, ...]) -> Layers:
    """The layers of a store by their names; no name means the whole store."""
    return Layers(engine, tuple(GRAPHS[name] for name in names))
