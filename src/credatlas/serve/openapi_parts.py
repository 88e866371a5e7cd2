"""What the operations of the description share: schemas, parameters, headers, and the answers that tell of errors."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from .mistakes import PROBLEM
from .query_calls import FARTHEST, MOST_ROWS, MOST_WITH_EVIDENCE, ROWS

Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string"}
_MAYBE_TEXT: Final[Schema] = {"type": ["string", "null"]}
_IRI: Final[Schema] = {"type": "string", "format": "iri"}
_ADDRESS: Final[Schema] = {"type": ["string", "null"], "description": "null where there is none"}


def one_of_ours(name: str, kind: str = "schemas") -> Schema:
    """A reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def listed(schema: Schema) -> Schema:
    """An array of something."""
    return {"type": "array", "items": schema}


def record(properties: Schema, *optional: str, **more: Any) -> Schema:
    """An object with exactly these members; all but the optional ones are always there."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False, **more}


def response(number: int) -> Schema:
    """The answer that tells of an error."""
    return one_of_ours(_NAMES[number], "responses")


_NAMES: Final = {
    number: HTTPStatus(number).phrase.title().replace(" ", "")
    for number in (400, 403, 404, 406, 408, 409, 413, 415, 500, 502, 503, 504)
}
_WHEN: Final = {
    400: "A parameter is unknown, missing, or of the wrong type; `place` names it, `hint` has the nearest names.",
    403: "An update, or a graph of somebody else, neither of which is there.",
    404: "There is no such query, form or thing, or nothing goes by a name that was given; `hint` has the nearest.",
    406: "The client takes no form of the answer.",
    408: "The body of the request did not arrive in time.",
    409: "Several things go by a name that was given; `choices` lists them.",
    413: "The body of the request is too long.",
    415: "The body of the request is of a kind that is not understood here.",
    500: "The engine broke down on this question, or it wanted too much memory.",
    502: "The store failed, or the server behind this service did.",
    503: "Too many questions are waiting: ask again after `Retry-After` seconds.",
    504: "The answer took longer than it may, and was stopped.",
}

_STATEMENT: Final = record({"subject": _TEXT, "predicate": _TEXT, "object": _TEXT})
_CLAIM: Final[Schema] = {
    "type": "object",
    "description": "Who says so, where, when, and how it was read; what follows by a rule has its chain instead.",
    "properties": {
        **dict.fromkeys(("subject", "predicate", "object", "method", "status"), _TEXT),
        **dict.fromkeys(("source", "passage", "stated_on"), _MAYBE_TEXT),
        **{name: {"type": ["integer", "null"], "description": "characters into the text"} for name in ("start", "end")},
        "rank": {"enum": ["shown", "agrees", "overruled", "inferred"]},
        "chain": listed(one_of_ours("Step")),
        "text": _MAYBE_TEXT,
    },
    "required": ["subject", "predicate", "object", "source", "passage", "stated_on", "method", "status", "rank"],
}

SCHEMAS: Final[Schema] = {
    "Problem": {
        "type": "object",
        "description": "An error, as RFC 9457 has it.",
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": _TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string", "description": "What happened."},
            "hint": {"type": "string", "description": "What to do next; it names what is nearest."},
            "place": {"type": "string", "description": "The parameter or header in which it happened."},
            "choices": listed(record({"id": _TEXT, "name": _TEXT})),
        },
        "required": ["type", "title", "status", "detail"],
    },
    "Thing": record(
        {"id": {"type": "string", "description": "its compact name"}, "iri": _IRI, "label": _MAYBE_TEXT},
        description="A thing, a concept or a class; `label` is null where it has none.",
    ),
    "Cell": {
        "description": "A value: a thing, a text, a number, yes or no; null is unknown, which is not no.",
        "anyOf": [one_of_ours("Thing"), {"type": ["string", "number", "boolean", "null"]}],
    },
    "Page": record(
        {
            "offset": {"type": "integer", "minimum": 0},
            "limit": {"type": "integer", "minimum": 1},
            "rows": {"type": "integer", "minimum": 0},
            "total": {"type": ["integer", "null"], "description": "null where the page is not the last one"},
            "next": _ADDRESS,
            "prev": _ADDRESS,
        }
    ),
    "Answer": {
        "type": "object",
        "description": "One page of the answer to a canned query.",
        "properties": {
            "query": _TEXT,
            "summary": _TEXT,
            "parameters": {"type": "object", "description": "as they were understood; null for what was left out"},
            "columns": listed(_TEXT),
            "rows": listed({"type": "object", "additionalProperties": one_of_ours("Cell")}),
            "page": one_of_ours("Page"),
            "truncated": {"type": "boolean", "description": "whether there are more rows"},
            "version": {"type": ["string", "null"], "description": "the digest of the graph that answered"},
            "evidence": {
                **listed({"type": "object", "additionalProperties": one_of_ours("Evidence")}),
                "description": "for each row, by column; with `evidence=1`",
            },
        },
        "required": ["query", "summary", "parameters", "columns", "rows", "page", "truncated", "version"],
    },
    "Evidence": record(
        {
            "computed": {"type": "boolean", "description": "whether the value was computed from what is named"},
            "claims": listed(one_of_ours("Claim")),
            "chain": listed(one_of_ours("Step")),
            "vocabulary": listed(_STATEMENT),
        }
    ),
    "Claim": _CLAIM,
    "Step": {
        "type": "object",
        "description": "One application of a rule.",
        "properties": {"rule": _TEXT, "plain": _TEXT, "conclusion": _STATEMENT, "premises": listed({"type": "object"})},
        "required": ["rule", "plain", "conclusion", "premises"],
    },
    "SparqlResults": {
        "type": "object",
        "description": "SPARQL 1.1 Query Results JSON Format.",
        "properties": {"head": {"type": "object"}, "results": {"type": "object"}, "boolean": {"type": "boolean"}},
        "required": ["head"],
    },
    "Query": {
        "type": "object",
        "description": "What a canned query asks, and with which parameters.",
        "properties": {"name": _TEXT, "summary": _TEXT, "href": {"type": "string", "format": "uri"}},
        "required": ["name", "summary", "description", "topic", "parameters", "example", "command", "href"],
    },
    "Card": {
        "type": "object",
        "description": "What is known of a thing, in the order in which people read it.",
        "properties": {"iri": _IRI, "id": _TEXT, "name": _TEXT},
        "required": ["iri", "id", "name", "kinds", "alternate_names", "groups", "incoming", "unknown", "of_runs"],
    },
}

PARAMETERS: Final[Schema] = {
    "limit": {
        "name": "limit",
        "in": "query",
        "description": f"At most so many rows. With `evidence` at most {MOST_WITH_EVIDENCE}, and so many by default.",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": ROWS},
    },
    "offset": {
        "name": "offset",
        "in": "query",
        "description": "How many rows are left out before them.",
        "schema": {"type": "integer", "minimum": 0, "maximum": FARTHEST, "default": 0},
    },
    "evidence": {
        "name": "evidence",
        "in": "query",
        "description": "Whether each cell says what it rests on; for JSON and Markdown.",
        "schema": {"type": "boolean", "default": False},
    },
    "csv_safe": {
        "name": "csv_safe",
        "in": "query",
        "description": "For CSV: whether an apostrophe stands before what a spreadsheet would run as a formula.",
        "schema": {"type": "boolean", "default": False},
    },
}

HEADERS: Final[Schema] = {
    "ETag": {"description": "Changes with the answer: give it back in `If-None-Match`.", "schema": _TEXT},
    "Link": {"description": "The addresses of the next and the previous page.", "schema": _TEXT},
    "Truncated": {"description": "What was cut off: `rows`, `links`.", "schema": _TEXT},
    "Location": {"description": "Where to go on.", "schema": {"type": "string", "format": "uri-reference"}},
    "RetryAfter": {"description": "Seconds.", "schema": {"type": "integer"}},
}

RESPONSES: Final[Schema] = {
    _NAMES[number]: {
        "description": when,
        **({"headers": {"Retry-After": one_of_ours("RetryAfter", "headers")}} if number == 503 else {}),
        "content": {PROBLEM: {"schema": one_of_ours("Problem")}},
    }
    for number, when in _WHEN.items()
} | {
    "NotModified": {"description": "The answer is still the one that the client has."},
    "SeeOther": {
        "description": "What was asked for is described elsewhere.",
        "headers": {"Location": one_of_ours("Location", "headers")},
    },
    "MovedPermanently": {
        "description": "The id was merged into another one.",
        "headers": {"Location": one_of_ours("Location", "headers")},
    },
}


def errors(*numbers: int) -> Schema:
    """The answers that tell of errors, by their status, with those that any operation may have."""
    return {str(number): response(number) for number in sorted({*numbers, 400, 500, 502, 503, 504})}
