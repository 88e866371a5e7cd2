"""What the editor of queries knows: the prefixes, classes and properties of the atlas, and queries to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import Literal, NamedNode

from ..errors import CredatlasError
from ..queries import Query, bind, catalogue, parse_values
from ..queries.adhoc import with_prefixes
from ..store.protocol import Store
from ..terms import BASE, PREFIXES, Term, compact, show

if TYPE_CHECKING:
    from ..build import Atlas

START: Final = """\
PREFIX ca: <https://w3id.org/credatlas/ontology#>
PREFIX schema: <https://schema.org/>

SELECT ?programme ?name ?provider
WHERE {
  ?programme a ca:EducationProgramme ;
    schema:name ?name ;
    ca:isOfferedBy ?provider .
}
ORDER BY ?name
LIMIT 50
"""
"""What stands in the editor when it is opened for the first time."""
_TERMS: Final = {"classes": "owl:Class", "properties": "owl:DatatypeProperty owl:ObjectProperty"}


def words(atlas: Atlas) -> dict[str, Any]:
    """What is offered while somebody types, and examples, as plain JSON values.

    Returns:
        ``base`` (what our IRIs begin with), ``start`` (a query), ``prefixes`` (name to IRI); ``classes`` and
        ``properties``: ``iri`` and ``label``, our own first; ``examples``: ``name``, ``title``, ``topic`` and
        ``query``, the canned queries with the values of their example calls, by topic and name.
    """
    examples = sorted(catalogue(atlas.project.queries), key=lambda query: (query.topic, query.name))
    return {
        "base": BASE,
        "start": START,
        "prefixes": PREFIXES,
        **{name: _terms(atlas, kinds) for name, kinds in _TERMS.items()},
        "examples": [
            {"name": query.name, "title": query.summary, "topic": query.topic, "query": _filled(atlas, query)}
            for query in examples
        ],
    }


def _terms(store: Store, kinds: str) -> list[dict[str, str]]:
    table = store.select(
        f"PREFIX owl: <{PREFIXES['owl']}> SELECT ?t (MIN(STR(?l)) AS ?label) {{ VALUES ?k {{ {kinds} }}"
        f" ?t a ?k ; <{PREFIXES['rdfs']}label> ?l FILTER(LANG(?l) IN ('en', '')) }} GROUP BY ?t ORDER BY ?t"
    )
    rows = [(term.value, show(label)) for term, label in table if isinstance(term, NamedNode)]
    return [
        {"iri": iri, "label": label}
        for iri, label in sorted(rows, key=lambda pair: (not pair[0].startswith(BASE), pair[0]))
    ]


def _short(term: Term) -> str:
    """A term with the prefixes of the house, which every query knows."""
    if isinstance(term, NamedNode) and (name := compact(term)) != term.value:
        return name
    if isinstance(term, Literal):
        return str(term).replace(f"^^{term.datatype}", f"^^{compact(term.datatype)}")
    return str(term)


def _filled(atlas: Atlas, query: Query) -> str:
    """A canned query as one would type it, with the values of its example call where this atlas knows them."""
    try:
        values = parse_values(atlas, query, query.example)
        text = bind(query, values)
    except CredatlasError:
        values, text = {}, query.body
    for value in values.values():
        for term in value if isinstance(value, tuple) else (value,):
            text = text.replace(str(term), _short(term))
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for line in lines if not line.startswith(("#if", "#endif"))]
    body = "\n".join(kept)
    # the service knows all of them, and the editor marks what is not declared
    added = with_prefixes(body).removesuffix(body).replace("> ", ">\n")
    return f"# {query.summary}\n{added}{body}\n"
