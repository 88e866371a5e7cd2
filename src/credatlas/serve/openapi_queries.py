"""The operations of canned queries, described from their files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..queries import Parameter, Query, choices
from ..queries.binding import bind_text
from ..queries.remote_rules import columns
from .openapi_parts import errors, listed, one_of_ours
from .query_calls import MEDIA, OURS

if TYPE_CHECKING:
    from ..build import Atlas

_FORM: Final = "application/x-www-form-urlencoded"
_EXAMPLES: Final = 5
_MOST: Final = 999_999_999_999_999  # engines keep integers in 64 bits
_TEXTS: Final = ("csv", "tsv", "md", "jsonl", "srx")


def query_paths(atlas: Atlas, query: Query) -> dict[str, Any]:
    """The path of a canned query: asked by GET, or by a form that is posted."""
    schemas = {parameter.name: _schema(atlas, parameter) for parameter in query.parameters}
    said = {
        "summary": query.summary,
        "description": _description(query),
        "tags": [query.topic] if query.topic else [],
    }
    name = query.name.replace("-", "_")
    shared = [one_of_ours(one, "parameters") for one in OURS]
    answers = _answers(query)
    return {
        f"/api/queries/{query.name}": {
            "get": {
                "operationId": name,
                **said,
                "parameters": [*(_parameter(one, schemas[one.name]) for one in query.parameters), *shared],
                "responses": answers | errors(404, 406, 409),
            },
            "post": {
                "operationId": f"{name}_by_form",
                **said,
                "requestBody": {"content": {_FORM: {"schema": _form(query, schemas)}}},
                "responses": answers | errors(404, 406, 408, 409, 413, 415),
            },
        }
    }


def _description(query: Query) -> str:
    endings = ", ".join(f"`.{ending}`" for ending in MEDIA)
    forms = f"An ending of the address asks for a form as `Accept` does: {endings}."
    return "\n\n".join(part for part in (query.description.strip(), forms) if part)


def _parameter(parameter: Parameter, schema: dict[str, Any]) -> dict[str, Any]:
    example = [parameter.example] if parameter.is_list else parameter.example
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "required": parameter.required,
        "schema": schema,
        **({"example": _typed(parameter, example)} if parameter.example else {}),
    }


def _typed(parameter: Parameter, text: Any) -> Any:
    if isinstance(text, list | tuple):
        return [_typed(parameter, one) for one in text]
    if parameter.type == "integer":
        return int(text)
    return float(text) if parameter.type == "decimal" else text


def _form(query: Query, schemas: dict[str, Any]) -> dict[str, Any]:
    required = [parameter.name for parameter in query.parameters if parameter.required]
    ours = {name: one_of_ours(f"{name}/schema", "parameters") for name in OURS}
    return {"type": "object", "properties": {**schemas, **ours}, "required": required, "additionalProperties": False}


def _schema(atlas: Atlas, parameter: Parameter) -> dict[str, Any]:
    one = _schema_of_one(atlas, parameter)
    schema = {**listed(one), "minItems": 1} if parameter.is_list else one
    if parameter.default is not None:
        schema = {**schema, "default": _typed(parameter, parameter.default)}
    return schema


def _schema_of_one(atlas: Atlas, parameter: Parameter) -> dict[str, Any]:
    """The schema of one value. What the graph offers is shown by examples: names of things are many, and change."""
    examples = [] if parameter.type == "iri" else [value for value, _ in choices(atlas, parameter)[:_EXAMPLES]]
    if parameter.type == "iri" and parameter.example:
        examples = [parameter.example]
    shown = {"examples": [_typed(parameter, one) for one in examples]} if examples else {}
    if parameter.type == "iri":
        kinds = [name.partition(":")[2] for name in parameter.classes] or ["thing"]
        said = f"A name, an abbreviation, or an id of a {' or '.join(kinds)}."
        return {"type": "string", "minLength": 1, "description": said, **shown, "x-classes": list(parameter.classes)}
    if parameter.type == "concept":
        said = f"A label, or the name, of a concept of /vocab/{parameter.scheme}."
        return {"type": "string", "minLength": 1, "description": said, **shown, "x-scheme": parameter.scheme}
    if parameter.type == "integer":
        return {"type": "integer", "minimum": -_MOST, "maximum": _MOST, **shown}
    if parameter.type == "decimal":
        return {"type": "number", "minimum": -_MOST, "maximum": _MOST, **shown}
    if parameter.type == "date":
        return {"anyOf": [{"type": "string", "format": "date"}, {"const": "today"}], **shown}
    if parameter.choices:
        return {"enum": list(parameter.choices)}
    return {"type": "string", "minLength": 1, **shown}


def _answers(query: Query) -> dict[str, Any]:
    names = list(columns(bind_text(query.body, {})))
    row = {
        "type": "object",
        "properties": {name: one_of_ours("Cell") for name in names},
        "required": names,
        "additionalProperties": False,
    }
    answer = {
        **one_of_ours("Answer"),
        "properties": {"query": {"const": query.name}, "columns": {"const": names}, "rows": listed(row)},
    }
    content = {
        MEDIA["json"]: {"schema": answer},
        MEDIA["srj"]: {"schema": one_of_ours("SparqlResults")},
        **{MEDIA[form]: {"schema": {"type": "string"}} for form in _TEXTS},
    }
    headers = {"ETag": "ETag", "Link": "Link", "Credatlas-Truncated": "Truncated"}
    return {
        "200": {
            "description": "One page of rows.",
            "headers": {name: one_of_ours(part, "headers") for name, part in headers.items()},
            "content": content,
        },
        "303": one_of_ours("SeeOther", "responses"),
        "304": one_of_ours("NotModified", "responses"),
    }
