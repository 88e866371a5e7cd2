"""The operations of the service besides its canned queries, in one table."""

from __future__ import annotations

from typing import Any, Final

from ..terms import THING_TYPES
from .answering import MEDIA
from .dumping import DUMPS
from .linked_data import FORMS
from .openapi_lists import LISTS
from .openapi_operation import TEXT, WORD, Contents, Operation, at, by
from .openapi_parts import listed, one_of_ours
from .rdf import DATASETS, GRAPHS

_KIND: Final = at("kind", {"enum": list(THING_TYPES)}, "the kind of the thing", example="organization")
_NAME: Final = at("name", {"type": "string", "minLength": 1}, "its name in the id", example="harvard-medical-school")
_RDF: Final = {media: (TEXT if ending != "jsonld" else {}) for ending, media in GRAPHS.items()}


def _vocabulary(route: str, path: str, summary: str, *parameters: dict[str, Any]) -> list[Operation]:
    """A part of the vocabulary, which leads to its forms, and these."""
    name = route.strip("/").partition("/")[0].partition(".")[0]
    ending = at("ending", {"enum": list(GRAPHS)}, "the form", example="ttl")
    formed = route if "{name}" in route else f"{route}.{{ending}}"
    return [
        Operation(route, path, name, "linked data", summary, {}, parameters, (303, 404, 406)),
        Operation(
            formed,
            f"{path}.{{ending}}",
            f"{name}_as",
            "linked data",
            f"{summary}, in one form",
            _RDF,
            (*parameters, ending),
            (404,),
        ),
    ]


_DOCUMENT: Final = {
    **_RDF,
    **dict.fromkeys(DATASETS.values(), TEXT),
    "application/json": one_of_ours("Card"),
    "text/html": TEXT,
}
_FILE: Final = at("file", {"enum": list(DUMPS)}, "the file", example="facts.ttl.gz")
_ENDING: Final = at("ending", {"enum": list(FORMS)}, "the form", example="ttl")
_DATA: Final = "linked data"

_QUERY: Final = by("query", WORD, "The query.", example="ASK { ?s ?p ?o }")
_GRAPHS: Final = tuple(
    by(name, listed({"type": "string", "format": "iri"}), f"{what}: only those of the atlas.")
    for name, what in (("default-graph-uri", "What the query is asked of"), ("named-graph-uri", "What GRAPH names"))
)
_FORMAT: Final = by("format", WORD, "The format, for clients that cannot say it in `Accept`.", example="json")
_RESULTS: Final[Contents] = {media: {} for forms in MEDIA.values() for media in forms}
_REFUSED: Final = (403, 406, 408, 413, 415)
_BY_FORM: Final = {
    "required": True,
    "content": {
        "application/x-www-form-urlencoded": {
            "schema": {
                "type": "object",
                "properties": {one["name"]: one["schema"] for one in (_QUERY, *_GRAPHS, _FORMAT)},
                "required": ["query"],
            }
        },
        "application/sparql-query": {"schema": {"type": "string", "example": "ASK { ?s ?p ?o }"}},
    },
}

OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        "/api/queries",
        "/api/queries",
        "queries",
        "service",
        "The canned queries with their parameters",
        {"application/json": listed(one_of_ours("Query"))},
    ),
    Operation(
        "/openapi.json",
        "/openapi.json",
        "openapi",
        "service",
        "This description",
        {"application/json": {"type": "object"}},
    ),
    Operation(
        "/api/show/{name:path}",
        "/api/show/{name}",
        "show",
        "service",
        "What is known of a thing, by any of its names",
        {"application/json": one_of_ours("Card")},
        (at("name", WORD, "a name, an abbreviation, or an id", example="Harvard Medical School"),),
        (404, 409),
    ),
    Operation(
        "/api/why",
        "/api/why",
        "why",
        "service",
        "Who says so: the claims on a thing, one for each place in a source",
        {"application/json": listed(one_of_ours("Claim"))},
        (
            by("thing", WORD, "A name, an abbreviation, or an id.", example="Harvard Medical School", required=True),
            by("property", WORD, "Only this property: a name or a label.", example="ca:hasOrganizationType"),
            by("inferred", {"type": "boolean", "default": False}, "Also what follows by a rule, with its chain."),
        ),
        (404, 409),
    ),
    *LISTS,
    Operation(
        "/id/{path:path}",
        "/id/{kind}/{name}",
        "thing",
        _DATA,
        "A thing: leads to a document about it",
        {},
        (_KIND, _NAME),
        (301, 303, 404, 406),
    ),
    Operation(
        "/doc/{path:path}",
        "/doc/{kind}/{name}",
        "document",
        _DATA,
        "The document about a thing: leads to the form that the client likes",
        {},
        (_KIND, _NAME),
        (301, 303, 404, 406),
    ),
    Operation(
        "/doc/{path:path}",
        "/doc/{kind}/{name}.{ending}",
        "document_as",
        _DATA,
        "What is known of a thing, in one form",
        _DOCUMENT,
        (_KIND, _NAME, _ENDING),
        (301, 303, 404),
    ),
    *_vocabulary("/ontology", "/ontology", "The ontology"),
    *_vocabulary("/shapes", "/shapes", "The shapes that facts are held to"),
    *_vocabulary(
        "/vocab/{name}", "/vocab/{name}", "A concept scheme", at("name", WORD, "the scheme", example="audience")
    ),
    *_vocabulary(
        "/query/{name}",
        "/query/{name}",
        "A canned query as RDF",
        at("name", WORD, "the query", example="offerings-by-price"),
    ),
    Operation(
        "/.well-known/void",
        "/.well-known/void",
        "void",
        _DATA,
        "What is in the graph, counted (VoID)",
        _RDF,
        (),
        (406,),
    ),
    Operation(
        "/dataset", "/dataset", "dataset", _DATA, "The dataset, its files and services (DCAT)", _RDF, (), (303, 406)
    ),
    Operation(
        "/dumps/{file}",
        "/dumps/{file}",
        "dump",
        _DATA,
        "The whole graph in a file",
        {"application/gzip": {}},
        (_FILE,),
        (404,),
    ),
    Operation(
        "/sparql",
        "/sparql",
        "sparql",
        "SPARQL",
        "A query of one's own; without one, what the endpoint can do",
        _RESULTS,
        (_QUERY, *_GRAPHS, _FORMAT),
        _REFUSED,
    ),
    Operation(
        "/sparql",
        "/sparql",
        "sparql_by_post",
        "SPARQL",
        "A query of one's own, in a form or as it is",
        _RESULTS,
        (),
        _REFUSED,
        method="post",
        body=_BY_FORM,
    ),
)
"""All of them, in the order of the description."""
