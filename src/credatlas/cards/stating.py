"""What stands about a thing, as statements."""

from __future__ import annotations

import pyoxigraph as ox

from ..names.labels import terms
from ..results import Statements
from ..store.protocol import Store
from ..terms import ID, PREFIXES
from .asking import identity


def statements_about(store: Store, iri: ox.NamedNode) -> Statements:
    """The statements with a thing as subject, with the fields of its prices, counts and periods.

    An id that was merged away stands for its successor. Empty when nothing is known.
    """
    living, _ = identity(store, iri)
    subject = terms([living])
    # value nodes have no identity of their own: without their fields the links to them say nothing
    answer = store.query(
        f"PREFIX graph: <{PREFIXES['graph']}>\n"
        f"CONSTRUCT {{ ?s ?p ?o }} {{ {{ BIND({subject} AS ?s) {subject} ?p ?o }}"
        f' UNION {{ {subject} ?link ?s FILTER(isIRI(?s) && STRSTARTS(STR(?s), "{ID}value/")) ?s ?p ?o }} }}'
    )
    assert isinstance(answer, Statements)
    return answer
