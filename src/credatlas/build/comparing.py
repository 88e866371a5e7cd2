"""Compares what a place holds with a build: counts by layer, statements one by one, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..errors import StoreError
from ..evidence.asking import batches
from ..store import LocalStore, Store
from ..terms import BASE, GRAPHS, LAYERS, Term, compact
from .canonical import canonical_nquads, digest_of
from .manifest import Manifest
from .opening import Atlas

Statement = tuple[ox.NamedNode, ox.NamedNode, Term]

_SHOWN: Final = 3  # statements that a message names
_LENGTH: Final = 120  # characters of a value that a message shows
_ASKED_AT_ONCE: Final = 1000  # statements: far below the 10,000 rows at which Virtuoso ends an answer


@dataclass(frozen=True, slots=True)
class LayerCount:
    """The statements of one layer, counted.

    Attributes:
        layer: Its name.
        built: How many the build made.
        held: How many are there.
    """

    layer: str
    built: int
    held: int


@dataclass(frozen=True, slots=True)
class Contents:
    """All statements of a build.

    Attributes:
        digest: SHA-256 of the canonical N-Quads.
        layers: The statements of each layer that has any, in the order of their bytes.
    """

    digest: str
    layers: Mapping[str, Sequence[Statement]]


def contents_of(atlas: Atlas) -> Contents:
    """What an open build holds, compared with its manifest where it has one.

    Raises:
        StoreError: It cannot be read, or does not hold what was built.
    """
    assert isinstance(atlas.store, LocalStore)  # whoever asks has a folder or a store in memory
    again = "see `credatlas verify`, and build it again with `credatlas build`"
    try:
        nquads = canonical_nquads(atlas.store.engine)
    except (OSError, RuntimeError, ValueError) as error:
        raise StoreError(f"the store in {atlas.location} cannot be read: {error}", hint=again) from error
    digest = digest_of(nquads)
    if atlas.generation is not None and Manifest.read(atlas.generation).digest != digest:
        raise StoreError(f"the store in {atlas.location} does not hold what was built", hint=again)
    layers: dict[str, list[Statement]] = {}
    for quad in ox.parse(nquads, format=ox.RdfFormat.N_QUADS):
        assert isinstance(quad.subject, ox.NamedNode)  # a build holds no blank nodes
        layers.setdefault(_layer_of(quad), []).append((quad.subject, quad.predicate, quad.object))
    return Contents(digest, layers)


def _layer_of(quad: ox.Quad) -> str:
    graph = quad.graph_name
    return graph.value.removeprefix(f"{BASE}graph/") if isinstance(graph, ox.NamedNode) else "(no layer)"


def counts_in(nquads: bytes) -> dict[str, int]:
    """The number of statements in each graph that N-Quads name, whatever graphs these are, sorted by name."""
    found = Counter(_layer_of(quad) for quad in ox.parse(nquads, format=ox.RdfFormat.N_QUADS))
    return dict(sorted(found.items()))


def counts_at(store: Store) -> dict[str, int]:
    """The number of statements in each layer of a store; 0 for a layer that is not there.

    Raises:
        CredatlasError: The store does not answer.
    """
    rows = store.select("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g").rows
    found = {graph: int(number.value) for graph, number in rows if isinstance(number, ox.Literal)}
    return {layer: found.get(GRAPHS[layer], 0) for layer in LAYERS}


def absent(store: Store, graph: ox.NamedNode, statements: Sequence[Statement]) -> list[Statement]:
    """Those of some statements that a graph of a store does not hold, in the same order.

    Raises:
        CredatlasError: The store does not answer.
    """
    missing: list[Statement] = []
    dataset = f"FROM NAMED {graph}"
    for start in range(0, len(statements), _ASKED_AT_ONCE):
        asked = statements[start : start + _ASKED_AT_ONCE]
        there: set[tuple[Term | None, ...]] = set()
        # values are compared here: engines find 2025-05 where 2025-05-01 was asked for, and miss texts with a language
        for values in batches("?s ?p", (statement[:2] for statement in asked)):
            text = f"SELECT ?s ?p ?o {dataset} {{ {values} GRAPH {graph} {{ ?s ?p ?o }} }}"
            there.update(store.select(text).rows)
        missing += [statement for statement in asked if statement not in there]
    return missing


def differing_counts(counts: Iterable[LayerCount]) -> list[str]:
    """One sentence for each layer that holds another number of statements than the build made."""
    return [
        f"{count.layer} holds {_number(count.held)} in place of {count.built:,}"
        for count in counts
        if count.held != count.built
    ]


def differences(built: bytes, held: bytes) -> Iterator[str]:
    """What canonical N-Quads lack and what they have beyond those of a build, one sentence for each layer."""
    expected, found = set(built.splitlines()), set(held.splitlines())
    yield from _by_layer(sorted(expected - found), "missing")
    yield from _by_layer(sorted(found - expected), "not of the build")


def _by_layer(lines: Sequence[bytes], what: str) -> Iterator[str]:
    layers: dict[str, list[tuple[Term, Term, Term]]] = {}
    for quad in ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_QUADS):
        layers.setdefault(_layer_of(quad), []).append((quad.subject, quad.predicate, quad.object))
    for layer, statements in sorted(layers.items()):
        yield named(layer, statements, what)


def named(layer: str, statements: Sequence[tuple[Term, Term, Term]], what: str) -> str:
    """A sentence that counts statements of a layer and names the first of them.

    Args:
        layer: The layer.
        statements: At least one.
        what: What is wrong with them: ``missing``.
    """
    number = len(statements)
    are = "is" if number == 1 else "are"
    first = "; ".join(" ".join(_shown(term) for term in statement) for statement in statements[:_SHOWN])
    more = f"; and {number - _SHOWN:,} more" if number > _SHOWN else ""
    return f"{layer}: {_number(number)} {are} {what}: {first}{more}"


def _number(statements: int) -> str:
    return "1 statement" if statements == 1 else f"{statements:,} statements"


def _shown(term: Term) -> str:
    text = compact(term) if isinstance(term, ox.NamedNode) else str(term)
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= _LENGTH else f"{text[:_LENGTH]}…"
