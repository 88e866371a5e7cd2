"""What stands about things and around them, asked for in batches: a few queries, however many things there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from ..evidence.asking import batches, select
from ..evidence.model import Triple
from ..store.protocol import Store
from ..terms import GRAPHS
from .choosing import Roles
from .groups import is_bookkeeping

Statements = dict[Triple, bool]
"""Statements, each with whether it is inferred."""

# what the graph holds to be so; claims, cases and descriptions of sources speak of the data
_LAYERS: Final = ", ".join(str(GRAPHS[name]) for name in ("facts", "inferred", "links"))
_INFERRED: Final = GRAPHS["inferred"]
_OUT: Final = "SELECT ?s ?p ?o ?g {{ {values} GRAPH ?g {{ ?s ?p ?o }} FILTER(?g IN ({layers})) }}"
_IN: Final = "SELECT ?s ?p ?o ?g {{ {values} GRAPH ?g {{ ?s ?p ?o }} FILTER(?g IN ({layers})) FILTER(isIRI(?s)) }}"
_ALL: Final = f"SELECT DISTINCT ?s {{ GRAPH {GRAPHS['facts']} {{ ?s a ?k }} FILTER(isIRI(?s)) }}"


def everything(store: Store) -> Statements:
    """What stands about all things of the atlas."""
    subjects = [row[0] for row in select(store, _ALL) if isinstance(row[0], ox.NamedNode)]
    found: Statements = {}
    _ask(store, _OUT, "?s", [iri for iri in subjects if not is_bookkeeping(iri)], found)
    return found


@dataclass(slots=True)
class Growth:
    """What is known around some things, relation by relation further away.

    Attributes:
        statements: What was found so far.
        near: The things whose statements are known, and their parts.
        frontier: The things that are one relation further away.
    """

    frontier: set[ox.NamedNode]
    statements: Statements = field(default_factory=dict)
    near: set[ox.NamedNode] = field(default_factory=set)

    def step(self, store: Store, roles: Roles) -> None:
        """Goes one relation further; parts of a thing are no step of their own."""
        reached: set[ox.NamedNode] = set()
        asked = set(self.frontier)
        while asked:
            self.near |= asked
            fresh: Statements = {}
            for text, variable in ((_OUT, "?s"), (_IN, "?o")):
                _ask(store, text, variable, sorted(asked, key=str), fresh)
            self.statements.update(fresh)
            ends = {term for triple in fresh for term in (triple[0], triple[2]) if isinstance(term, ox.NamedNode)}
            reached |= {term for term in ends if roles.is_node(term)}
            asked = {term for term in ends - self.near if roles.is_part(term)}
        self.frontier = reached - self.near


def around(store: Store, roles: Roles, depth: int) -> tuple[Statements, frozenset[ox.NamedNode]]:
    """What stands about the things that a drawing starts from and those near them.

    Args:
        store: Where to ask.
        roles: What it starts from, and what is a node.
        depth: How many relations lie between the start and what is furthest from it.

    Returns:
        The statements, and the things within that distance.
    """
    growth = Growth(set(roles.start))
    for _ in range(depth + 1):
        growth.step(store, roles)
        if not growth.frontier:
            break
    return growth.statements, frozenset(growth.near)


def _ask(store: Store, text: str, variable: str, things: Iterable[ox.NamedNode], found: Statements) -> None:
    for values in batches(variable, ([thing] for thing in things)):
        for subject, predicate, value, graph in select(store, text.format(values=values, layers=_LAYERS)):
            assert isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode) and value is not None
            if is_bookkeeping(subject):
                continue
            inferred = graph == _INFERRED
            triple = subject, predicate, value
            found[triple] = inferred and found.get(triple, True)
