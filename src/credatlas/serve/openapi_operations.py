"""The operations of the service besides its canned queries, in one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..terms import CONFLICT_KINDS, CONFLICT_RULES, THING_TYPES
from .dumping import DUMPS
from .linked_data import FORMS
from .openapi_parts import errors, listed, one_of_ours
from .rdf import DATASETS, GRAPHS

Parameters = tuple[dict[str, Any], ...]

_BYTES: Final[dict[str, Any]] = {}
_RECORDS: Final = listed({"type": "object"})


def at(name: str, schema: dict[str, Any], description: str = "", *, example: Any = None) -> dict[str, Any]:
    """A parameter that stands in the path."""
    return _parameter("path", name, schema, description, example, required=True)


def by(
    name: str, schema: dict[str, Any], description: str, *, example: Any = None, required: bool = False
) -> dict[str, Any]:
    """A parameter behind the question mark."""
    return _parameter("query", name, schema, description, example, required=required)


def _parameter(
    where: str, name: str, schema: dict[str, Any], description: str, example: Any, *, required: bool
) -> dict[str, Any]:
    shown = {} if example is None else {"example": example}
    said = {"description": description} if description else {}
    return {"name": name, "in": where, "required": required, **said, "schema": schema, **shown}


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the service.

    Attributes:
        route: The address in the table of the service; what is not there is not described.
        path: As OpenAPI has it.
        name: Its ``operationId``.
        tag: The group it belongs to.
        summary: One line.
        content: Schemas by media type, of the answer 200; empty where it is always elsewhere.
        parameters: As OpenAPI has them.
        others: Further statuses: redirects and errors.
        method: In lower case.
        body: The body of a request, as OpenAPI has it.
    """

    route: str
    path: str
    name: str
    tag: str
    summary: str
    content: dict[str, dict[str, Any]]
    parameters: Sequence[dict[str, Any]] = ()
    others: tuple[int, ...] = ()
    method: str = "get"
    body: dict[str, Any] | None = None

    def described(self) -> dict[str, Any]:
        """The operation as OpenAPI has it."""
        content = {media: {"schema": schema} if schema else {} for media, schema in self.content.items()}
        ok = {"200": {"description": self.summary, "content": content}} if content else {}
        again = {"304": one_of_ours("NotModified", "responses")} if content and self.method == "get" else {}
        moved = {str(one): one_of_ours(_MOVED[one], "responses") for one in self.others if one in _MOVED}
        return {
            "operationId": self.name,
            "summary": self.summary,
            "tags": [self.tag],
            **({"parameters": list(self.parameters)} if self.parameters else {}),
            **({"requestBody": self.body} if self.body else {}),
            "responses": ok | moved | again | errors(*(one for one in self.others if one not in _MOVED)),
        }


_MOVED: Final = {301: "MovedPermanently", 303: "SeeOther"}
_TEXT: Final = {"type": "string"}
_WORD: Final = {"type": "string", "minLength": 1}
_YES: Final = {"enum": ["1"]}
_DAY: Final = {"type": "string", "format": "date"}
_KIND: Final = at("kind", {"enum": list(THING_TYPES)}, "the kind of the thing", example="organization")
_NAME: Final = at("name", {"type": "string", "minLength": 1}, "its name in the id", example="harvard-medical-school")
_THING: Final = by("thing", _WORD, "Only of this thing: a name or an id.", example="Harvard Medical School")
_CLASS: Final = by("class", _WORD, "Only of things of this class.", example="ca:Course")
_RDF: Final = {media: (_TEXT if ending != "jsonld" else _BYTES) for ending, media in GRAPHS.items()}
_SEVERAL: Final = listed(_WORD)

_FACETS: Final[Parameters] = (
    by("text", _WORD, "Words of a name, a topic, a place.", example="stanford"),
    by("audience", _SEVERAL, "For whom: one of these has to fit.", example=["executives"]),
    by("modality", _SEVERAL, "How one takes part: one of these has to fit.", example=["online"]),
    by("topic", _SEVERAL, "About what: one of these has to fit."),
    by("type", _SEVERAL, "A credential type or a programme type: one of these has to fit."),
    by("country", _SEVERAL, "One of these has to fit."),
    by("max_price", {"type": "number"}, "What it may cost; with `currency`.", example=9000),
    by("currency", _WORD, "ISO 4217 code of the price.", example="USD"),
    by("per", _WORD, "What the price is for: the whole programme unless this says otherwise."),
    by("starts_from", _DAY, "First day on which it may start."),
    by("starts_until", _DAY, "Last day on which it may start."),
    by("open_on", _DAY, "A day on which one can register."),
    by("unknown", {"enum": ["include", "exclude", "only"]}, "What becomes of things whose value is not known."),
)
_COMPARED: Final[Parameters] = (
    by("thing", {**_SEVERAL, "minItems": 2}, "Names or ids, at least two.", required=True),
    by("on", _DAY, "The day as of which registration and ages are told."),
    by("differences", _YES, "Only rows in which they differ."),
)
_CONFLICTS: Final[Parameters] = (
    _THING,
    by("kind", listed({"enum": list(CONFLICT_KINDS)}), "Only of these kinds."),
    by("rule", listed({"enum": list(CONFLICT_RULES)}), "Only what these rules decided."),
    by("unresolved", _YES, "Only what no rule decided."),
)
_STALE: Final[Parameters] = (_THING, _CLASS, by("on", _DAY, "The day up to which months are counted."))
_GAPS: Final[Parameters] = (
    _THING,
    _CLASS,
    by("by", {"enum": ["class", "property", "entity", "missing"]}, "What is counted by."),
)


def _list(name: str, summary: str, parameters: Parameters, json: dict[str, Any] = _RECORDS) -> list[Operation]:
    """A list, as JSON and as CSV."""
    forms: dict[str, dict[str, dict[str, Any]]] = {
        "json": {"application/json": json},
        "csv": {"text/csv": _TEXT},
    }
    return [
        Operation(
            f"/{name}.{form}",
            f"/{name}.{form}",
            f"{name}_{form}",
            "lists",
            summary,
            content,
            parameters,
            (303, 404, 409),
        )
        for form, content in forms.items()
    ]


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
    **dict.fromkeys(DATASETS.values(), _TEXT),
    "application/json": one_of_ours("Card"),
    "text/html": _TEXT,
}
_FILE: Final = at("file", {"enum": list(DUMPS)}, "the file", example="facts.ttl.gz")
_ENDING: Final = at("ending", {"enum": list(FORMS)}, "the form", example="ttl")
_DATA: Final = "linked data"

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
    *_list("find", "What fits words and facets, each with the reasons", _FACETS),
    *_list("compare", "Things side by side", _COMPARED, {}),
    *_list("conflicts", "Contradictions between sources, and known issues", _CONFLICTS),
    *_list("stale", "Values that nobody has stated for longer than they keep", _STALE),
    *_list("gaps", "What is known, and what is missing, of what readers ask for", _GAPS),
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
        "/vocab/{name}", "/vocab/{name}", "A concept scheme", at("name", _WORD, "the scheme", example="audience")
    ),
    *_vocabulary(
        "/query/{name}",
        "/query/{name}",
        "A canned query as RDF",
        at("name", _WORD, "the query", example="offerings-by-price"),
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
        {"application/gzip": _BYTES},
        (_FILE,),
        (404,),
    ),
)
"""All of them, in the order of the description."""
