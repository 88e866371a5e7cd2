"""Compares what a place holds with a build: counts by layer, statements one by one, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..errors import StoreError, UsageError
from ..store import LocalStore, Store
from ..terms import BASE, GRAPHS, LAYERS, Term, compact
from .canonical import canonical_nquads, digest_of
from .manifest import Manifest
from .opening import Atlas

Statement = tuple[ox.NamedNode, ox.NamedNode, Term]

_SHOWN: Final = 3  # statements that a message names
_LENGTH: Final = 120  # characters of a value that a message shows
# far below the 10,000 rows at which Virtuoso ends an answer, and the 64 KB that a query may have
_ROWS_AT_ONCE: Final = 2000
_SUBJECTS_AT_ONCE: Final = 200
_LETTERS_AT_ONCE: Final = 32 * 1024


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
        UsageError: The atlas is an endpoint.
    """
    if not isinstance(atlas.store, LocalStore):
        hint = "open the folder of a store, or the project"
        raise UsageError(f"{atlas.location} is no build, but an endpoint", hint=hint)
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
    return {layer: count_in(store, GRAPHS[layer]) for layer in LAYERS}


def count_in(store: Store, graph: ox.NamedNode) -> int:
    """The number of statements in one graph of a store; 0 when it is not there.

    Raises:
        CredatlasError: The store does not answer.
    """
    # Virtuoso counts one graph at once, and all of them by GROUP BY not within a minute at 200,000 statements
    dataset = f"FROM NAMED {graph}"
    ((number,),) = store.select(f"SELECT (COUNT(*) AS ?n) {dataset} {{ GRAPH {graph} {{ ?s ?p ?o }} }}").rows
    return int(number.value) if isinstance(number, ox.Literal) else 0


def absent(store: Store, graph: ox.NamedNode, statements: Sequence[Statement]) -> list[Statement]:
    """Those of some statements that a graph of a store does not hold, in the same order.

    Raises:
        CredatlasError: The store does not answer.
    """
    there: set[tuple[Term | None, ...]] = set()
    dataset = f"FROM NAMED {graph}"
    for subjects in _some_at_once(statements):
        # values are compared here: engines find 2025-05 where 2025-05-01 was asked for, and miss texts with a language
        some = f"VALUES ?s {{ {' '.join(map(str, subjects))} }}"
        there.update(store.select(f"SELECT ?s ?p ?o {dataset} {{ {some} GRAPH {graph} {{ ?s ?p ?o }} }}").rows)
    return [statement for statement in statements if statement not in there]


def _some_at_once(statements: Sequence[Statement]) -> Iterator[list[ox.NamedNode]]:
    """The subjects of statements in lots for one query each."""
    lot: list[ox.NamedNode] = []
    expected = letters = 0
    for subject, number in Counter(subject for subject, _, _ in statements).items():
        full = len(lot) == _SUBJECTS_AT_ONCE or letters + len(subject.value) > _LETTERS_AT_ONCE
        if lot and (full or expected + number > _ROWS_AT_ONCE):
            yield lot
            lot, expected, letters = [], 0, 0
        lot.append(subject)
        expected += number
        letters += len(subject.value)
    if lot:
        yield lot


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
