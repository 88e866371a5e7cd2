"""The small queries that evidence is made of: many patterns in one batch, each batch below the caps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from pyoxigraph import NamedNode

from ..store.protocol import Store
from ..terms import PREFIXES, Term
from ..tokens import MAX_BYTES, MAX_TOKENS, engine_proof
from .model import Triple

_USED = ("ca", "dcterms", "oa", "prov", "rdf", "rdfs", "schema", "skos")
PROLOGUE = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in _USED)
# a literal with a datatype is four tokens, a row has two brackets; half of the cap is left to the rest of the query
_TOKENS_PER_TERM = 4
_BYTES = MAX_BYTES // 2


def inline(term: Term) -> str:
    """A term as it stands in a query."""
    return engine_proof(str(term))


def select(store: Store, body: str) -> list[tuple[Term | None, ...]]:
    """The rows of a SELECT over the house's prefixes."""
    return list(store.select(PROLOGUE + body).rows)


def batches(variables: str, rows: Iterable[Sequence[Term | None]]) -> Iterator[str]:
    """``VALUES`` blocks that hold all the rows, each small enough for one query; ``None`` is written UNDEF.

    Args:
        variables: As in SPARQL: ``?s ?p ?o``.
        rows: One term for each variable; doubled rows are written once.
    """
    width = _TOKENS_PER_TERM * len(variables.split()) + 2
    most = (MAX_TOKENS // 2) // width
    block: list[str] = []
    size = 0
    for row in dict.fromkeys(tuple(row) for row in rows):
        text = f"({' '.join('UNDEF' if term is None else inline(term) for term in row)})"
        if block and (len(block) >= most or size + 4 * len(text) > _BYTES):
            yield f"VALUES ({variables}) {{ {' '.join(block)} }}"
            block, size = [], 0
        block.append(text)
        size += len(text.encode())
    if block:
        yield f"VALUES ({variables}) {{ {' '.join(block)} }}"


def layers_of(store: Store, triples: Collection[Triple]) -> dict[Triple, str]:
    """The layer in which each triple stands; those that stand in none are left out."""
    wanted = set(triples)
    found: dict[Triple, str] = {}
    # values are compared here: Virtuoso misses texts with a language in VALUES, and takes 2025-05 for 2025-05-01
    for values in batches("?s ?p", (triple[:2] for triple in triples)):
        for subject, predicate, value, graph in select(
            store, f"SELECT ?s ?p ?o ?g {{ {values} GRAPH ?g {{ ?s ?p ?o }} }}"
        ):
            if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and isinstance(graph, NamedNode):
                assert value is not None
                if (subject, predicate, value) in wanted:
                    found[subject, predicate, value] = graph.value.rpartition("/")[2]
    return found


def predecessors(store: Store, iris: Iterable[NamedNode]) -> dict[NamedNode, list[NamedNode]]:
    """The ids that were merged into each of these, sorted; without an entry where there are none."""
    found: dict[NamedNode, list[NamedNode]] = {}
    for values in batches("?new", ([iri] for iri in iris)):
        body = f"SELECT DISTINCT ?new ?old {{ {values} ?old dcterms:isReplacedBy ?new }} ORDER BY ?new ?old"
        for new, old in select(store, body):
            if isinstance(new, NamedNode) and isinstance(old, NamedNode):
                found.setdefault(new, []).append(old)
    return found
