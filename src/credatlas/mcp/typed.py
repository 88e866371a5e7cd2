"""``sparql``: a query that a model wrote, within limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode

from ..errors import QueryError, did_you_mean
from ..evidence import supports
from ..queries import typed
from ..results import Statements, Table
from ..store.parts import Scope, part_of
from ..store.protocol import Store
from ..terms import BASE, CA, GRAPHS, PREFIXES, compact, node, show
from ..tokens import MAX_BYTES, meaningful
from .canned import names_in, rows_of
from .citing import Cites
from .fitting import fitted, rest, shortened
from .model import Answer, Tool, gives, paging, takes, text

if TYPE_CHECKING:
    from ..build import Atlas
    from ..evidence import RowEvidence

_MOST: Final = 10_000  # rows that are read; what is behind them is not counted
_SCOPE: Final = Scope(rows=_MOST, size=16 * 1024 * 1024)
_VOCABULARY: Final = (CA, f"{BASE}vocab/")
_EXAMPLE: Final = "SELECT ?s ?name { ?s a ca:Hackathon ; schema:name ?name } ORDER BY ?name"
SPARQL: Final = Tool(
    name="sparql",
    title="A query of your own",
    description=(
        "SPARQL 1.1 SELECT, ASK, CONSTRUCT or DESCRIBE over the whole atlas, for what no other tool answers; the tool "
        "schema has the vocabulary. House prefixes are known. SERVICE, FROM others and updates are refused; a query "
        "ends after 10 seconds. evidence adds the sources of each row of a SELECT of plain patterns."
    ),
    takes=takes(
        "query",
        query=text("The query", _EXAMPLE) | {"maxLength": MAX_BYTES},
        evidence={"type": "boolean", "default": False},
        **paging(),
    ),
    gives=gives(
        "kind",
        kind=text("What the query gives", choices=("rows", "truth", "statements")),
        columns={"type": "array"},
        rows={"type": "array"},
        cites={"type": "array"},
        names={"type": "object"},
        truth={"type": "boolean"},
        statements={"type": "array"},
        total={"type": "integer"},
    ),
    example={"query": _EXAMPLE},
    stranger=True,
)


def sparql(atlas: Atlas, arguments: Mapping[str, Any]) -> Answer:
    """The answer of :data:`SPARQL`."""
    with typed(arguments["query"]) as full:
        result = part_of(atlas.store, full, _SCOPE).result
        if isinstance(result, bool):
            note = "false: the atlas does not hold it, which is unknown and not no"
            return {"kind": "truth", "truth": result, **({} if result else {"notes": [note]})}
        if isinstance(result, Statements):
            return _statements(result, arguments)
        page = Table.of(result.columns, result.rows[arguments["offset"] : arguments["offset"] + arguments["limit"]])
        evidence = _evidence(atlas, full, page) if arguments["evidence"] else []
        unheard = [] if len(result) else _unheard(atlas, full)
    return _rows(atlas, result, page, evidence, arguments["offset"], unheard)


def _rows(
    store: Store, result: Table, page: Table, evidence: list[RowEvidence], offset: int, unheard: list[str]
) -> Answer:
    names = names_in(store, page)

    def make(count: int) -> Answer:
        cites = Cites()
        found = {"cites": [cites.of_row(row) for row in evidence[:count]]} if evidence else {}
        rows = rows_of(page)[:count]
        there = {cell for row in rows for cell in row.values()}
        named = {id_: name for id_, name in names.items() if id_ in there}
        return {
            "kind": "rows",
            "columns": list(page.columns),
            "rows": rows,
            **found,
            "total": len(result),
            **({"names": named} if named else {}),
            **cites.told(store),
            **rest(len(rows), offset, len(result)),
            **_notes(len(result), unheard),
        }

    return fitted(len(page), make)


def _unheard(store: Store, query: str) -> list[str]:
    """For each term of ours in a query that the vocabulary does not have, a sentence that says so."""
    named = dict.fromkeys(token.text for token in meaningful(query) if token.kind == "name")
    ours = {name: node(name) for name in named if PREFIXES.get(name.partition(":")[0], "").startswith(_VOCABULARY)}
    ours = {name: iri for name, iri in ours.items() if compact(iri) == name and not name.endswith(":")}
    if not ours:
        return []
    rows = store.select(f"SELECT DISTINCT ?t {{ GRAPH {GRAPHS['vocabulary']} {{ ?t ?p ?o }} }}")
    known = {row[0] for row in rows if isinstance(row[0], NamedNode)}
    found = []
    for name in (name for name, iri in ours.items() if iri not in known):
        prefix = f"{name.partition(':')[0]}:"
        hint = did_you_mean(name, sorted(word for word in map(compact, known) if word.startswith(prefix)))
        found.append(f"{name} is no term of the vocabulary" + (f": {hint}" if hint else ""))
    return found


def _notes(count: int, unheard: list[str]) -> dict[str, list[str]]:
    if unheard:
        return {"notes": unheard}
    if count >= _MOST:
        return {"notes": [f"only the first {_MOST} rows were read: narrow the query"]}
    if not count:
        return {"notes": ["no row: the atlas knows of none, which does not say that there is none"]}
    return {}


def _evidence(atlas: Atlas, full: str, page: Table) -> list[RowEvidence]:
    from ..evidence import derive

    lineage = derive(full)
    if lineage.missing:
        raise QueryError(
            f"the evidence of this query cannot be derived: {'; '.join(lineage.missing)}",
            hint="ask without evidence, or write the pattern out",
            place="evidence",
        )
    return supports(atlas, lineage, page)


def _statements(found: Statements, arguments: Mapping[str, Any]) -> Answer:
    quads = found.quads()
    offset = arguments["offset"]
    page = quads[offset : offset + arguments["limit"]]

    def make(count: int) -> Answer:
        told = [shortened(" ".join(map(show, (one.subject, one.predicate, one.object)))) for one in page[:count]]
        return {
            "kind": "statements",
            "statements": told,
            "total": len(quads),
            **rest(len(told), offset, len(quads), "statements"),
        }

    return fitted(len(page), make)
