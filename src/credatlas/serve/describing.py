"""The SPARQL 1.1 service description of the endpoint, https://www.w3.org/TR/sparql11-service-description/."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from ..formats.graphs import write_statements
from ..results import Statements
from ..terms import GRAPHS, PREFIXES
from .answering import MEDIA, chosen
from .exchange import Asked, Reply, see_other
from .negotiation import best_media
from .routes import ROUTES

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
# https://www.w3.org/ns/formats/
_FORMATS: Final = (
    "SPARQL_Results_JSON SPARQL_Results_XML SPARQL_Results_CSV SPARQL_Results_TSV Turtle N-Triples JSON-LD RDF_XML "
    "TriG N-Quads"
).split()
_EDITOR: Final = "/editor"


def description(asked: Asked) -> Reply:
    """What the endpoint is, as statements in the form that the client likes; a browser is sent to the editor.

    Raises:
        NotAcceptableError: The client takes no form of statements.
    """
    has_editor = any(route.path == _EDITOR for route in ROUTES)
    named = asked.parameters.all("format")
    if has_editor and not named and best_media(asked.accept, [*MEDIA["graph"], "text/html"]) == "text/html":
        return see_other(f"{asked.root}{_EDITOR}")
    name, media = chosen("graph", asked.accept, named)
    lines = ox.serialize(_statements(f"{asked.base}/sparql"), format=ox.RdfFormat.N_TRIPLES)
    assert lines is not None  # bytes, since no file is given
    body = write_statements(Statements(lines), name)
    return Reply(body, f"{media}; charset=utf-8" if media.startswith("text/") else media)


def _statements(address: str) -> Iterator[ox.Triple]:
    service, dataset, union = ox.NamedNode(address), ox.BlankNode("dataset"), ox.BlankNode("union")
    yield ox.Triple(service, _TYPE, _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), service)
    yield ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield ox.Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    for form in _FORMATS:
        yield ox.Triple(service, _sd("resultFormat"), ox.NamedNode(f"http://www.w3.org/ns/formats/{form}"))
    yield ox.Triple(service, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, _TYPE, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), union)
    yield ox.Triple(union, _TYPE, _sd("Graph"))
    for layer, name in GRAPHS.items():
        graph = ox.BlankNode(layer)
        yield ox.Triple(dataset, _sd("namedGraph"), graph)
        yield ox.Triple(graph, _TYPE, _sd("NamedGraph"))
        yield ox.Triple(graph, _sd("name"), name)


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)
