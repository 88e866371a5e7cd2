"""A table in every format that can hold one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from ..results import NUMBERS, Row, Table
from ..terms import Term, show
from .grid import Cell, grid_lines

Labels = Mapping[ox.NamedNode, str]
Marks = Sequence[Mapping[str, str]]


def for_terminal(table: Table, *, width: int | None, labels: Labels, marks: Marks) -> bytes:
    """Aligned columns for a terminal; see :func:`~credatlas.formats.grid.grid_lines`."""
    lines = grid_lines(table.columns, _cells(table, labels, marks), right=number_columns(table), width=width)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def as_markdown(table: Table, *, labels: Labels, marks: Marks) -> bytes:
    """A pipe table as GitHub and Pandoc read it."""
    from .pipes import pipe_table

    return pipe_table(table.columns, _cells(table, labels, marks), right=number_columns(table))


def as_jsonl(table: Table) -> bytes:
    """One JSON object per row and line: every column, numbers as numbers, ``null`` where the value is unknown."""
    import json

    from .jsontext import term_text

    names = [json.dumps(name, ensure_ascii=False) for name in table.columns]
    return "".join(
        "{" + ", ".join(f"{name}: {term_text(term)}" for name, term in zip(names, row, strict=True)) + "}\n"
        for row in table
    ).encode()


def as_csv(table: Table, *, safe: bool) -> bytes:
    """`SPARQL 1.1 CSV <https://www.w3.org/TR/sparql11-results-csv-tsv/>`_, on request safe for spreadsheets."""
    if not safe:
        return _converted(table, ox.QueryResultsFormat.CSV)
    from .delimited import csv_bytes

    rows = [["" if term is None else _bare(term) for term in row] for row in table]
    return csv_bytes(table.columns, rows, safe=True)


def as_tsv(table: Table) -> bytes:
    """`SPARQL 1.1 TSV <https://www.w3.org/TR/sparql11-results-csv-tsv/>`_: terms as Turtle writes them."""
    return _converted(table, ox.QueryResultsFormat.TSV)


def as_xml(table: Table) -> bytes:
    """`SPARQL XML <https://www.w3.org/TR/rdf-sparql-XMLres/>`_; see :func:`fit_for_xml`."""
    return fit_for_xml(_converted(table, ox.QueryResultsFormat.XML))


def _converted(table: Table, kind: ox.QueryResultsFormat) -> bytes:
    solutions = ox.parse_query_results(table.json, format=ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)
    written = solutions.serialize(format=kind)
    assert written is not None  # bytes, since no file is given
    return written


_NO_XML: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"


def fit_for_xml(document: bytes) -> bytes:
    """A document of the engine with what it leaves to break XML put right.

    Characters that XML 1.0 cannot hold (`section 2.2 <https://www.w3.org/TR/xml/#charsets>`_) become
    U+FFFD; a carriage return becomes a reference, or a reader would take it for a line end.
    """
    text = document.decode()
    return re.sub(_NO_XML, "\ufffd", text).replace("\r", "&#13;").encode()


def number_columns(table: Table) -> frozenset[int]:
    """The positions of the columns that hold numbers and nothing else."""
    return frozenset(place for place in range(len(table.columns)) if _all_numbers([row[place] for row in table.rows]))


def _all_numbers(column: Sequence[Term | None]) -> bool:
    known = [term for term in column if term is not None]
    return bool(known) and all(isinstance(term, ox.Literal) and term.datatype.value in NUMBERS for term in known)


def _cells(table: Table, labels: Labels, marks: Marks) -> list[list[Cell]]:
    text_of: Callable[[Term | None], str] = show if not labels else lambda term: _text(term, labels)
    return [_row_cells(table, number, row, text_of, marks) for number, row in enumerate(table.rows)]


def _row_cells(table: Table, number: int, row: Row, text_of: Callable[[Term | None], str], marks: Marks) -> list[Cell]:
    own = marks[number] if number < len(marks) else {}
    return [Cell(text_of(term), own.get(name, "")) for name, term in zip(table.columns, row, strict=True)]


def _text(term: Term | None, labels: Labels) -> str:
    return labels.get(term) or show(term) if isinstance(term, ox.NamedNode) else show(term)


def _bare(term: Term) -> str:
    """A term as SPARQL 1.1 CSV, section 3.2, writes it: no brackets, no quotes, no datatype."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
