"""Rows 3 and 4: the same questions asked in one process, of us, of the bare engine, and of rdflib."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

import credatlas as ca
from credatlas.formats import write_result
from credatlas.store import Store

from . import measuring
from .calls import Call
from .cold import bound
from .table import Pair, Row, pairs_as_table
from .workbench import Workbench

if TYPE_CHECKING:
    import rdflib

Ask = Callable[[], bytes]


def through_python(bench: Workbench) -> Iterator[Row]:
    """Row 3: a canned query through the Python API against the engine's own call."""
    built, project = bench.store(bench.sizes.middle), bench.project(bench.sizes.middle)
    store = ca.open(built.generation, project=project)
    engine = ox.Store.read_only(str(built.generation))
    pairs = []
    for call in bench.calls:
        bench.say(f"through Python: {call.name}")
        ours, raw = _ours(store, call), _raw(engine, bound(call, built.generation, project))
        pairs.append(_compared(call, (bench.sizes.rounds, bench.sizes.least), ours, raw))
    worst = max(pairs, key=lambda pair: pair.ratio)
    yield Row(
        number="3",
        what=f"canned query through Python, {built.quads:,} quads: bind, run, serialise",
        ours=str(worst.ours),
        peer=str(worst.peer),
        ratio=worst.ratio,
        goal="≤ 1.3 × for every query",
        met=worst.ratio <= 1.3,
        detail=pairs_as_table(pairs, "bare engine"),
    )


def against_rdflib(bench: Workbench) -> Iterator[Row]:
    """Row 4: the same questions asked of rdflib, which holds the same statements in memory."""
    import rdflib

    built, project = bench.store(bench.sizes.middle), bench.project(bench.sizes.middle)
    store = ca.open(built.generation, project=project)
    bench.say("loading the statements into rdflib")
    # one graph, since no statement stands in two layers: a union of named graphs would be slower
    statements = (quad.triple for quad in ox.Store.read_only(str(built.generation)))
    graph = rdflib.Graph().parse(data=ox.serialize(statements, format=ox.RdfFormat.N_TRIPLES), format="nt")
    pairs = []
    for call in bench.calls:
        bench.say(f"against rdflib: {call.name}")
        theirs = _theirs(graph, bound(call, built.generation, project))
        often = bench.sizes.rounds_large, bench.sizes.least
        pairs.append(_compared(call, often, _ours(store, call), theirs, slower=True))
    least = min(pairs, key=lambda pair: pair.ratio)
    yield Row(
        number="4",
        what=f"the same queries on rdflib, {built.quads:,} quads in memory",
        ours=str(least.ours),
        peer=str(least.peer),
        ratio=least.ratio,
        goal="≥ 15 × as long for every query",
        met=least.ratio >= 15,
        detail=pairs_as_table(pairs, "rdflib"),
    )


def _compared(call: Call, often: tuple[int, float], ours: Ask, peer: Ask, *, slower: bool = False) -> Pair:
    rows = [len(json.loads(ask())["results"]["bindings"]) for ask in (ours, peer)]
    assert rows[0] == rows[1], f"{call.name}: {rows[0]} rows of ours, {rows[1]} of the other side"
    rounds, least = often
    one, other = measuring.in_turn(rounds, *(measuring.repeated(ask, least) for ask in (ours, peer)))
    return Pair(call.name, one, other, rows[0], slower)


def _ours(store: Store, call: Call) -> Ask:
    values: dict[str, Any] = dict(call.values)
    return lambda: write_result(ca.query(store, call.name, **values), "json")


def _raw(engine: ox.Store, text: str) -> Ask:
    def ask() -> bytes:
        answer = engine.query(text, use_default_graph_as_union=True)
        assert isinstance(answer, ox.QuerySolutions)
        written = answer.serialize(format=ox.QueryResultsFormat.JSON)
        assert written is not None  # bytes, since no output is named
        return written

    return ask


def _theirs(graph: rdflib.Graph, text: str) -> Ask:
    def ask() -> bytes:
        written = graph.query(text).serialize(format="json")
        assert written is not None  # bytes, since no output is named
        return written

    return ask
