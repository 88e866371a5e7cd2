"""Canned queries as tools: what their declarations say, as schemas, and their answers with sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode

from ..evidence import lineage_of, supports
from ..names import labels
from ..queries import Bound, Parameter, Query, choices, parse_values, select
from ..results import Table
from ..store.protocol import Store
from ..terms import BASE, show
from .arguments import read, refuse_long
from .citing import Cites
from .fitting import fitted, rest, shortened
from .model import Answer, Tool, gives, paging, takes

if TYPE_CHECKING:
    from ..build import Atlas

_FEW: Final = 12  # more choices than these cost more than they help: the vocabulary lists them
_JSON_TYPES: Final = {"integer": "integer", "decimal": "number"}
_EVIDENCE: Final = {"type": "boolean", "default": True}
GIVES: Final = gives(
    "columns rows total",
    columns={"type": "array"},
    rows={"type": "array"},
    cites={"type": "array"},
    names={"type": "object"},
    total={"type": "integer"},
    asked={"type": "object"},
)


def tool_of(store: Store, query: Query) -> Tool:
    """A canned query as a tool."""
    properties = {parameter.name: _schema(store, parameter) for parameter in query.parameters}
    required = " ".join(parameter.name for parameter in query.parameters if parameter.required)
    description = f"{query.summary}. {' '.join(query.description.split())}".strip()
    return Tool(
        name=query.name,
        title=query.summary,
        description=description,
        takes=takes(required, **properties, **paging(), evidence=_EVIDENCE),
        gives=GIVES,
        example={name: _example(query.parameter(name), value) for name, value in query.example.items()},
    )


def ask(atlas: Atlas, query: Query, arguments: Mapping[str, Any], today: str) -> Answer:
    """The answer to a canned query.

    Args:
        atlas: Where to ask.
        query: The canned query.
        arguments: Values by parameter, besides ``limit``, ``offset`` and ``evidence``.
        today: The day that counts as today.

    Raises:
        CredatlasError: As :func:`credatlas.queries.run`, or an argument is wrong.
    """
    own = {parameter.name for parameter in query.parameters}
    general = read(takes(**paging(), evidence=_EVIDENCE, **{name: {} for name in own}), _without(arguments, own))
    values = parse_values(atlas, query, {name: _given(name, arguments[name]) for name in arguments if name in own})
    table = select(atlas, query, values)
    offset, limit = general["offset"], general["limit"]
    page = Table.of(table.columns, table.rows[offset : offset + limit])
    evidence = supports(atlas, lineage_of(query, atlas.lineages), page, values) if general["evidence"] else []
    known = names_in(atlas, page)

    def make(count: int) -> Answer:
        cites = Cites()
        found = {"cites": [cites.of_row(row) for row in evidence[:count]]} if evidence else {}
        told = cites.told(atlas)
        rows = rows_of(page)[:count]
        return {
            "today": today,
            "asked": _asked(values),
            "columns": list(page.columns),
            "rows": rows,
            **found,
            "total": len(table),
            **_named(known, rows),
            **told,
            **rest(len(rows), offset, len(table)),
            **_nothing(table),
        }

    return fitted(len(page), make)


def rows_of(table: Table) -> list[dict[str, str | None]]:
    """The rows of a table as texts: compact ids, bare literals, None for what is unknown."""
    return [
        {name: None if term is None else shortened(show(term)) for name, term in row.items()}
        for row in table.to_dicts()
    ]


def names_in(store: Store, table: Table) -> dict[str, str]:
    """The names of the things and concepts in a table beside which no column of names stands, by compact id."""
    named = {name.removesuffix("_name") for name in table.columns if name.endswith("_name")}
    named |= {table.columns[0]} if "name" in table.columns else set()
    places = [place for place, name in enumerate(table.columns) if name not in named]
    things = dict.fromkeys(
        term for row in table for place in places if isinstance(term := row[place], NamedNode) and _is_ours(term)
    )
    return {show(iri): name for iri, name in labels(store, things).items() if name != show(iri)}


def _is_ours(term: NamedNode) -> bool:
    return term.value.startswith(BASE) and "/id/claim/" not in term.value and "/id/conflict/" not in term.value


def _named(names: Mapping[str, str], rows: Sequence[Mapping[str, str | None]]) -> dict[str, Any]:
    there = {text for row in rows for text in row.values()}
    found = {id_: name for id_, name in names.items() if id_ in there}
    return {"names": found} if found else {}


def _nothing(table: Table) -> dict[str, Any]:
    told = "no row fits: the atlas knows of none, which does not say that there is none"
    return {} if len(table) else {"notes": [told]}


def _given(name: str, value: Any) -> Any:
    """A value as people would type it; 9000.0 is how some clients send 9000."""
    for one in value if isinstance(value, list) else [value]:
        refuse_long(name, one if isinstance(one, str) else "")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _asked(values: Mapping[str, Bound]) -> dict[str, Any]:
    return {name: [*map(show, value)] if isinstance(value, tuple) else show(value) for name, value in values.items()}


def _without(arguments: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name not in names}


def _schema(store: Store, parameter: Parameter) -> dict[str, Any]:
    kind = _JSON_TYPES.get(parameter.type, "string")
    schema: dict[str, Any] = {"type": kind}
    known = [_local(choice) for choice, _ in choices(store, parameter)] if _is_closed(parameter) else []
    if 0 < len(known) <= _FEW and _local(parameter.example) in [*known, ""]:
        schema["enum"] = known
    if parameter.is_list:
        schema = {"type": "array", "items": schema}
    schema["description"] = f"{parameter.description.rstrip('.')}{_note(parameter)}"
    if parameter.default is not None:
        schema["default"] = _example(parameter, parameter.default)
    if parameter.example:
        schema["examples"] = [_example(parameter, (parameter.example,) if parameter.is_list else parameter.example)]
    return schema


def _is_closed(parameter: Parameter) -> bool:
    return bool(parameter.choices or parameter.choices_from) or parameter.type == "concept"


def _local(choice: str) -> str:
    """What to type for a concept: its local name is enough."""
    return choice.rpartition(":")[2]


def _note(parameter: Parameter) -> str:
    if parameter.type == "iri":
        kinds = " or ".join(name.partition(":")[2] for name in parameter.classes)
        return f" (name or id{f' of a {kinds}' if kinds else ''})"
    if parameter.type == "concept":
        return f" (label or id of the scheme {parameter.scheme})"
    return " (YYYY-MM-DD, or today)" if parameter.type == "date" else ""


def _example(parameter: Parameter | None, value: str | tuple[str, ...]) -> Any:
    """A value of an example call as JSON has it."""
    if isinstance(value, tuple):
        return [_example(parameter, one) for one in value]
    if parameter is None or parameter.type not in _JSON_TYPES:
        return value
    number = float(value)
    return int(number) if number.is_integer() else number
