"""The readable name of a thing, and what kind of thing it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from pyoxigraph import Literal, NamedNode

from ..store.protocol import Store
from ..terms import CA, GRAPHS, PREFIXES, compact
from ..tokens import engine_proof

NAME = NamedNode(PREFIXES["schema"] + "name")
ALTERNATE_NAME = NamedNode(PREFIXES["schema"] + "alternateName")
ABBREVIATION = NamedNode(CA + "abbreviation")
PREF_LABEL = NamedNode(PREFIXES["skos"] + "prefLabel")
ALT_LABEL = NamedNode(PREFIXES["skos"] + "altLabel")
HIDDEN_LABEL = NamedNode(PREFIXES["skos"] + "hiddenLabel")
RDFS_LABEL = NamedNode(PREFIXES["rdfs"] + "label")
IN_SCHEME = f"<{PREFIXES['skos']}inScheme>"

Name = tuple[NamedNode, NamedNode, Literal]
"""A thing, a naming property, and a name."""
_SHOWN = (NAME, PREF_LABEL, RDFS_LABEL)
_CHUNK = 400  # keeps a query far below the cap on its size


def label(store: Store, iri: NamedNode) -> str:
    """The readable name of one thing; see :func:`labels`."""
    return labels(store, [iri])[iri]


def labels(store: Store, iris: Iterable[NamedNode]) -> dict[NamedNode, str]:
    """The readable name of each thing: its name, preferred label or label, in English first, else its compact IRI."""
    wanted = list(dict.fromkeys(iris))
    rows: list[Name] = []
    for chunk in _chunks(wanted):
        # a second VALUES for ?p took pyoxigraph 240 ms for 20 things at a million triples, this 0.3 ms
        either = " UNION ".join(f"{{ ?s {property_} ?n BIND({property_} AS ?p) }}" for property_ in _SHOWN)
        text = f"SELECT ?s ?p ?n {{ VALUES ?s {{ {terms(chunk)} }} {either} }}"
        for subject, predicate, name in store.select(text):
            if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and isinstance(name, Literal):
                rows.append((subject, predicate, name))
    best = readable_names(rows)
    return {iri: best[iri] if iri in best else compact(iri) for iri in wanted}


def readable_names(rows: Iterable[Name]) -> dict[NamedNode, str]:
    """The readable name of each thing that has one among these rows, chosen as :func:`labels` does.

    Args:
        rows: Things, naming properties and names, in any order.
    """
    best: dict[NamedNode, tuple[int, bool, str]] = {}
    for subject, predicate, name in rows:
        if predicate in _SHOWN:
            rank = (_SHOWN.index(predicate), name.language not in ("en", None), name.value)
            best[subject] = min(best.get(subject, rank), rank)
    return {iri: name for iri, (_, _, name) in best.items()}


def kinds(store: Store, iris: Iterable[NamedNode]) -> dict[NamedNode, str]:
    """What each thing is: the compact name of its stated class; for a concept the name of its scheme.

    Things without any type are left out. A class that is stated wins over one that is inferred,
    then the first in alphabetical order.
    """
    best: dict[NamedNode, tuple[int, str]] = {}
    facts = GRAPHS["facts"]
    for chunk in _chunks(list(dict.fromkeys(iris))):
        text = (
            f"SELECT DISTINCT ?s ?g ?k {{ VALUES ?s {{ {terms(chunk)} }}"
            f" {{ GRAPH ?g {{ ?s a ?k }} }} UNION {{ ?s {IN_SCHEME} ?k }} }}"
        )
        for subject, graph, kind in store.select(text):
            if isinstance(subject, NamedNode) and isinstance(kind, NamedNode):
                rank = 0 if graph is None else 1 if graph == facts else 2
                shown = kind.value.rpartition("/")[2] if graph is None else compact(kind)
                best[subject] = min(best.get(subject, (rank, shown)), (rank, shown))
    return {iri: shown for iri, (_, shown) in best.items()}


def terms(nodes: Iterable[NamedNode | Literal]) -> str:
    """The terms serialised one after the other, as ``VALUES`` wants them."""
    return " ".join(engine_proof(str(node)) for node in nodes)


def _chunks(nodes: list[NamedNode]) -> Iterator[list[NamedNode]]:
    rest = iter(nodes)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
