"""The answer to a canned query as people read it: names that lead to things, and who says what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import Literal, NamedNode

from ..build import Atlas
from ..comparing.making import source_notes
from ..evidence import CellEvidence, ClaimView, RowEvidence, lineage_of, supports
from ..formats.tables import number_columns
from ..names import labels
from ..names.reading import Readable, readable
from ..queries import Bound, Query, bind, select
from ..results import Table
from ..terms import Term, show
from ..wording import describe_values, is_value
from .addresses import Addresses, is_ours
from .cells import Cell, Column
from .keeping import kept, remembering
from .said import said

_MOST_SAID: Final = 12  # claims behind one value; an average may rest on thousands


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of the answer to a canned query.

    Attributes:
        columns: The columns that are shown.
        rows: The rows of the page.
        total: How many rows there are in all.
        is_computed: Whether a value of the page is computed from the statements that stand behind it.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    is_computed: bool = False


def answer_of(
    atlas: Atlas,
    query: Query,
    values: Mapping[str, Bound],
    rows: slice,
    addresses: Addresses,
    *,
    evidence: bool = False,
) -> Answer:
    """Some rows of the answer.

    Args:
        atlas: The graph.
        query: The canned query.
        values: What :func:`~credatlas.queries.parse_values` gave.
        rows: Which rows.
        addresses: Where things are described.
        evidence: Whether each value says who says so.

    Raises:
        QueryError: The query file is at fault; with file and line.
    """
    key = ("answer", query.name, bind(query, values))
    table, shown = kept(atlas, key, lambda _: _read(atlas, query, values))
    page = Table.of(table.columns, table.rows[rows])
    numeric = number_columns(shown.table)
    columns = tuple(
        Column(_heading(name), numeric=place in numeric, unknown=sum(row[place] is None for row in shown.table.rows))
        for place, name in enumerate(shown.table.columns)
    )
    printer = _Printer(shown, _words(atlas, page), addresses)
    cells = [{name: printer.cell(row, name) for name in shown.table.columns} for row in page.to_dicts()]
    computed = False
    if evidence:
        found = supports(remembering(atlas), lineage_of(query, atlas.lineages), page, values)
        cells = _with_evidence(atlas, cells, found, shown, addresses)
        computed = any(cell.computed for row in found for cell in row.cells)
    return Answer(columns, tuple(tuple(row.values()) for row in cells), len(table), computed)


def _read(store: Atlas, query: Query, values: Mapping[str, Bound]) -> tuple[Table, Readable]:
    table = select(store, query, values)
    return table, readable(store, table)


def _heading(name: str) -> str:
    return name.removesuffix("_name").replace("_", " ")


def _words(atlas: Atlas, page: Table) -> dict[Term, str]:
    """Names of things and concepts, and values in words."""
    store = remembering(atlas)
    things = list(dict.fromkeys(term for row in page.rows for term in row if isinstance(term, NamedNode)))
    values = [iri for iri in things if is_value(iri)]
    words: dict[Term, str] = {}
    words.update(labels(store, [iri for iri in things if not is_value(iri)]).items())
    words.update(describe_values(store, values).items() if values else ())
    return words


@dataclass(frozen=True, slots=True)
class _Printer:
    """What turns the terms of a row into cells."""

    shown: Readable
    words: Mapping[Term, str]
    addresses: Addresses

    def cell(self, row: Mapping[str, Term | None], name: str) -> Cell:
        """The cell of a column; a name leads to the thing whose id it stands for."""
        term = row[name]
        thing = row[self.shown.hidden[name]] if name in self.shown.hidden else term
        text = self.words.get(term, show(term)) if isinstance(term, NamedNode) else show(term)
        language = term.language if isinstance(term, Literal) else None
        if isinstance(thing, NamedNode) and not is_value(thing):
            return Cell(text, self.addresses.thing(thing), outside=not is_ours(thing), language=language)
        if isinstance(term, Literal) and term.value.startswith(("https://", "http://")) and " " not in term.value:
            return Cell(text, term.value, outside=True)
        return Cell(text, language=language)


Cells = list[dict[str, Cell]]


def _with_evidence(
    atlas: Atlas, cells: Cells, found: Sequence[RowEvidence], shown: Readable, addresses: Addresses
) -> Cells:
    """The cells with who says so, and with a note where a value is computed."""
    claims = [{name: _claims(_columns(row, name, shown)) for name in shown.table.columns} for row in found]
    sources = {view.source for row in claims for views in row.values() for view in views}
    titles = {source.iri: source.title for source in source_notes(remembering(atlas), sources)}
    computed = [{cell.column for cell in row.cells if cell.computed} for row in found]

    def told(cell: Cell, number: int, name: str) -> Cell:
        if not cell.text:  # what is unknown rests on nothing
            return cell
        note = "computed" if name in computed[number] else ""
        return replace(cell, note=note, said=said(claims[number][name], titles, addresses))

    return [{name: told(cell, number, name) for name, cell in row.items()} for number, row in enumerate(cells)]


def _columns(row: RowEvidence, name: str, shown: Readable) -> list[CellEvidence]:
    """What a column rests on; one of names also on what the ids rest on for which it stands."""
    wanted = (name, shown.hidden[name]) if name in shown.hidden else (name,)
    return [cell for cell in row.cells if cell.column in wanted]


def _claims(cells: Iterable[CellEvidence]) -> list[ClaimView]:
    """The claims behind cells, those behind what follows by a rule as well; not more than one wants to read."""
    found: dict[ClaimView, None] = {}
    for cell in cells:
        for support in cell.supports:
            chained = (view for step in support.chain for premise in step.premises for view in premise.claims)
            found.update(dict.fromkeys((*support.claims, *chained)))
    return list(found)[:_MOST_SAID]
