"""Loads layers into a server engine by updates: gathered beside what is there, then changed over by one request.

A layer is gathered in a staging graph of its own, named by the digest of the build. A call that was cut short leaves it
behind, and the next one goes on from there. The request that changes over adds to each layer what is new, takes out
what is not of the build, and drops the staging graphs. What it takes out hangs on the number of statements in the
staging graph, so that no race can ever empty a layer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..errors import StoreError
from ..store.address import shown
from ..store.remote import RemoteStore
from ..store.sending import UpdateEndpoint
from ..terms import BASE, GRAPHS
from ..tokens import engine_proof
from .comparing import Statement, absent, count_in

Say = Callable[[str], None]

STAGING: Final = f"{BASE}graph/staging/"
# Virtuoso 7 takes 4,000 statements in one INSERT DATA and refuses 8,000
_AT_ONCE: Final = 500
_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of a build beside what the engine holds of it.

    Attributes:
        name: Its name.
        statements: What the build holds.
        missing: Those that the engine lacks.
        surplus: The number of statements that the engine has beyond them.
    """

    name: str
    statements: Sequence[Statement]
    missing: Sequence[Statement]
    surplus: int

    @property
    def graph(self) -> ox.NamedNode:
        """The graph that is the layer."""
        return GRAPHS[self.name]

    @property
    def is_there(self) -> bool:
        """Whether the engine holds exactly the build."""
        return not self.missing and not self.surplus


def by_updates(
    query: RemoteStore, writing: UpdateEndpoint, digest: str, layers: Sequence[Layer], say: Say, *, others: bool
) -> tuple[str, ...]:
    """Puts layers in place.

    Args:
        query: Where the engine is asked.
        writing: Where it takes updates.
        digest: The digest of the build.
        layers: Those that are not in place yet.
        say: Told what is being done.
        others: Whether to drop what calls for other builds left behind.

    Returns:
        What such calls left behind and what stays, in words.

    Raises:
        StoreError: The engine does not take what is sent, or does not show it.
        NetworkError: The engine cannot be reached, or the connection broke.
    """
    own = f"{STAGING}{digest[:16]}/"
    staged = {layer.name: ox.NamedNode(own + layer.name) for layer in layers}
    found = query.graphs_below(STAGING)
    for layer in layers:
        _stage(query, writing, layer, staged[layer.name], say)
    # graphs of this build whose layers are in place, and with them those of builds that are given up
    dropped = [graph for graph in found if graph not in staged.values() and (others or graph.value.startswith(own))]
    steps = [step for layer in layers for step in _change_over(layer, staged[layer.name])]
    steps += [f"DROP SILENT GRAPH {graph}" for graph in [*staged.values(), *dropped]]
    if steps:
        say("changing over")
        writing.update(" ;\n".join(steps))
    kept = [graph.value for graph in found if graph not in staged.values() and graph not in dropped]
    return tuple(f"another call left {graph}; --replace drops it" for graph in kept)


def _stage(query: RemoteStore, writing: UpdateEndpoint, layer: Layer, graph: ox.NamedNode, say: Say) -> None:
    """Sees to it that a graph holds a layer of the build and nothing else."""
    total = len(layer.statements)
    rest = layer.statements
    held = count_in(query, graph)
    if held == total:
        return
    if held:
        say(f"{layer.name}: going on after {held:,} of {total:,} statements")
        rest = absent(query, graph, layer.statements)
    if held != total - len(rest):
        writing.update(f"DROP SILENT GRAPH {graph}")
        rest = layer.statements
    sent = total - len(rest)
    for lines in batches_of(rest, _AT_ONCE):
        writing.update(f"INSERT DATA {{ GRAPH {graph} {{\n{engine_proof(''.join(lines))}}} }}")
        sent += len(lines)
        say(f"{layer.name}: {sent:,} of {total:,} statements")
    held = count_in(query, graph)
    if held != total:
        raise StoreError(
            f"{shown(writing.location)} took {total:,} statements of {layer.name}, and {shown(query.location)} shows "
            f"{held:,}",
            hint="are both addresses those of one engine, and does nobody else load into it?",
        )


def _change_over(layer: Layer, staged: ox.NamedNode) -> list[str]:
    """The steps after which a layer holds what is staged; never does it hold less than both share."""
    here, there = f"GRAPH {layer.graph} {{ ?s ?p ?o }}", f"GRAPH {staged} {{ ?s ?p ?o }}"
    # of two calls at once the second finds its staging graph gone: then nothing may be taken out
    whole = f"{{ SELECT (COUNT(*) AS ?n) {{ GRAPH {staged} {{ ?a ?b ?c }} }} }} FILTER(?n = {len(layer.statements)})"
    # to pass over what is there saves writing; to look for what is not walks, in Oxigraph, over all that was dropped
    # there before, for each statement: 30,000 took 44 s after a DROP ALL, and 3 s without looking
    mostly_there = 2 * len(layer.missing) < len(layer.statements)
    only_new = f" FILTER NOT EXISTS {{ {here} }}" if mostly_there else ""
    steps = [f"INSERT {{ {here} }} WHERE {{ {there}{only_new} }}"]
    if layer.surplus:  # else to look for something to take out costs more than all the rest
        steps.append(f"DELETE {{ {here} }} WHERE {{ {whole} {here} FILTER NOT EXISTS {{ {there} }} }}")
    return steps


def lines_of(statements: Sequence[Statement]) -> Iterator[str]:
    """Statements as lines of N-Triples."""
    return (f"{subject} {predicate} {value} .\n" for subject, predicate, value in statements)


def batches_of(statements: Sequence[Statement], most: int) -> Iterator[list[str]]:
    """Statements as lines of N-Triples, so many of them at once at most, and not too many bytes."""
    batch: list[str] = []
    size = 0
    for line in lines_of(statements):
        length = len(line.encode())
        if batch and (len(batch) >= most or size + length > _BYTES):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += length
    if batch:
        yield batch
