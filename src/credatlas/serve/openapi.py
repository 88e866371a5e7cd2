"""The service described by OpenAPI 3.1: one operation for each canned query, and those of the rest of the service.

See https://spec.openapis.org/oas/v3.1.0. It is generated from the query files and the table of addresses, so that it
describes what there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..queries import catalogue
from ..version import __version__
from .exchange import Asked, Reply, json_of
from .openapi_operations import OPERATIONS
from .openapi_parts import HEADERS, PARAMETERS, RESPONSES, SCHEMAS
from .openapi_queries import query_paths

if TYPE_CHECKING:
    from ..build import Atlas

_ABOUT: Final = (
    "A knowledge graph of healthcare-AI education, credentials and innovation programmes. Facts rest on claims of "
    "sources, contradictions are kept, and what is not known is null: unknown is not no. Nothing can be changed here."
)


def document(atlas: Atlas, asked: Asked) -> Reply:
    """The description, for this address of the service."""
    return json_of(openapi_of(atlas, asked.base))


def openapi_of(atlas: Atlas, base: str) -> dict[str, Any]:
    """The description as plain values.

    Args:
        atlas: Whose canned queries are described; of it come their columns, and examples of values.
        base: The address of the service, without a slash at its end.
    """
    from .routes import ROUTES

    queries = catalogue(atlas.project.queries)
    known = {route.path for route in ROUTES}
    topics = sorted({query.topic for query in queries if query.topic})
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        if operation.route in known:
            paths.setdefault(operation.path, {})[operation.method] = operation.described()
    for query in queries:
        paths |= query_paths(atlas, query)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "credatlas",
            "version": __version__,
            "description": _ABOUT,
            "license": {"name": "CC0 1.0 (data)", "identifier": "CC0-1.0"},
        },
        "servers": [{"url": base}],
        "tags": [
            *({"name": topic, "description": f"Canned queries about {topic}"} for topic in topics),
            {"name": "service", "description": "What there is to ask, and whether it can be asked"},
            {"name": "lists", "description": "What curators and seekers look through"},
            {"name": "linked data", "description": "Things, vocabulary and the whole as RDF"},
            {"name": "SPARQL", "description": "Queries of one's own"},
        ],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "parameters": PARAMETERS,
            "headers": HEADERS,
            "responses": RESPONSES,
        },
    }
