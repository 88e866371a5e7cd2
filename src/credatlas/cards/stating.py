"""What stands about a thing, as statements."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from ..names.labels import terms
from ..results import Statements
from ..store.protocol import Store
from ..terms import ID, PREFIXES
from .asking import identity

_SAME_AS: Final = PREFIXES["schema"] + "sameAs"


def statements_about(store: Store, iri: ox.NamedNode, *, same_as: bool = False) -> Statements:
    """The statements with a thing as subject, with the fields of its prices, counts and periods.

    An id that was merged away stands for its successor. Empty when nothing is known.

    Args:
        store: The graph.
        iri: The thing.
        same_as: Whether its exact links also come as ``schema:sameAs``, which readers of schema.org look for.
    """
    living, _ = identity(store, iri)
    subject = terms([living])
    known_as = (
        f" UNION {{ {subject} <{PREFIXES['skos']}exactMatch> ?o BIND({subject} AS ?s) BIND(<{_SAME_AS}> AS ?p) }}"
    )
    # value nodes have no identity of their own: without their fields the links to them say nothing
    answer = store.query(
        f"PREFIX graph: <{PREFIXES['graph']}>\n"
        f"CONSTRUCT {{ ?s ?p ?o }} {{ {{ BIND({subject} AS ?s) {subject} ?p ?o }}"
        f' UNION {{ {subject} ?link ?s FILTER(isIRI(?s) && STRSTARTS(STR(?s), "{ID}value/")) ?s ?p ?o }}'
        + (known_as if same_as else "")
        + " }"
    )
    assert isinstance(answer, Statements)
    return answer
