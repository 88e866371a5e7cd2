"""Canned queries as statements: each one a ``sh:SPARQLExecutable`` that others can find and run.

The terms are those of `SHACL <https://www.w3.org/TR/shacl/#sparql-constraints-prefixes>`_ and its
`Advanced Features <https://www.w3.org/TR/shacl-af/#functions-parameters>`_.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from ..terms import BASE, PREFIXES, Term, node
from .model import Parameter, Query

PREFIX_DECLARATIONS: Final = NamedNode(f"{BASE}query/prefixes")
_XSD: Final = PREFIXES["xsd"]


def query_iri(name: str) -> NamedNode:
    """The IRI of a canned query: ``…/query/<name>``."""
    return NamedNode(f"{PREFIXES['query']}{name}")


def executables(queries: Iterable[Query]) -> Iterator[Triple]:
    """The catalogue as statements without blank nodes.

    Each query has its SPARQL (``sh:select``, with ``$name`` where a parameter stands), the prefixes
    that it uses, its summary, description, topic, competency questions, and its parameters, each a
    ``sh:Parameter`` with name, description, and datatype, class or scheme. An optional one has
    ``sh:minCount`` 0, one without a default 1; a list has no ``sh:maxCount``.

    Args:
        queries: Canned queries; the order of statements follows theirs.
    """
    found = list(queries)
    used = sorted({prefix for query in found for prefix in _prefixes(query)})
    for query in found:
        yield from _query(query)
    for prefix in used:
        declaration = NamedNode(f"{PREFIX_DECLARATIONS.value}#{prefix}")
        yield Triple(PREFIX_DECLARATIONS, node("sh:declare"), declaration)
        yield Triple(declaration, node("rdf:type"), node("sh:PrefixDeclaration"))
        yield Triple(declaration, node("sh:prefix"), Literal(prefix))
        namespace = Literal(PREFIXES[prefix], datatype=NamedNode(f"{_XSD}anyURI"))
        yield Triple(declaration, node("sh:namespace"), namespace)


def _prefixes(query: Query) -> set[str]:
    from ..tokens import meaningful

    tokens = [token for token in meaningful(query.body) if token.kind == "name"]
    return {token.text.partition(":")[0] for token in tokens} & set(PREFIXES)


def _query(query: Query) -> Iterator[Triple]:
    iri = query_iri(query.name)
    fields: list[tuple[str, Term]] = [
        ("rdf:type", node("sh:SPARQLExecutable")),
        ("rdf:type", node("sh:SPARQLSelectExecutable")),
        ("rdfs:label", Literal(query.summary, language="en")),
        ("sh:select", Literal(query.body.strip())),
        ("sh:prefixes", PREFIX_DECLARATIONS),
        ("schema:keywords", Literal(query.topic)),
        *(("ca:answersQuestion", _number(question)) for question in query.questions),
    ]
    if query.description:
        fields.append(("rdfs:comment", Literal(query.description, language="en")))
    for name, term in fields:
        yield Triple(iri, node(name), term)
    for order, parameter in enumerate(query.parameters):
        own = NamedNode(f"{iri.value}#{parameter.name}")
        yield Triple(iri, node("sh:parameter"), own)
        yield from (Triple(own, node(name), term) for name, term in _parameter(parameter, own, order))


def _parameter(parameter: Parameter, iri: NamedNode, order: int) -> Iterator[tuple[str, Term]]:
    yield "rdf:type", node("sh:Parameter")
    yield "sh:path", iri
    yield "sh:name", Literal(parameter.name)
    yield "sh:description", Literal(parameter.description, language="en")
    yield "sh:order", _number(order)
    yield "sh:minCount", _number(int(parameter.required))
    if not parameter.is_list:
        yield "sh:maxCount", _number(1)
    if parameter.type == "concept":
        yield "sh:class", node("skos:Concept")
        yield "shapes:scheme", NamedNode(f"{BASE}vocab/{parameter.scheme}")
    elif parameter.type == "iri":
        yield "sh:nodeKind", node("sh:IRI")
        if len(parameter.classes) == 1:  # several values of sh:class would all have to hold
            yield "sh:class", node(parameter.classes[0])
    else:
        yield "sh:datatype", NamedNode(_XSD + parameter.type)
    if isinstance(parameter.default, str):
        yield "sh:defaultValue", Literal(parameter.default)


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=NamedNode(f"{_XSD}integer"))
