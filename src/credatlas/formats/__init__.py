"""Answers and records as bytes, in the formats that people and programs read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..late import late
from ..results import Result, Statements, Table
from .choice import (
    BOOLEAN_FORMATS,
    FORMATS,
    GRAPH_FORMATS,
    RECORD_FORMATS,
    TABLE_FORMATS,
    format_of_file,
    refuse_unfitting,
)

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from .hypertext import html_statements, html_table
    from .measuring import harmless, one_line, padded, text_width, wrapped
    from .records import write_records

__all__ = [
    "BOOLEAN_FORMATS",
    "FORMATS",
    "GRAPH_FORMATS",
    "RECORD_FORMATS",
    "TABLE_FORMATS",
    "format_of_file",
    "harmless",
    "html_statements",
    "html_table",
    "one_line",
    "padded",
    "refuse_unfitting",
    "text_width",
    "wrapped",
    "write_records",
    "write_result",
]

# a query that is printed as JSON needs none of them, and each costs the start of the program a millisecond
__getattr__ = late(
    __name__,
    {
        **dict.fromkeys(("html_statements", "html_table"), "hypertext"),
        **dict.fromkeys(("harmless", "one_line", "padded", "text_width", "wrapped"), "measuring"),
        "write_records": "records",
    },
)


def write_result(
    result: Result,
    format: str,  # noqa: A002 - the name of the option on every surface
    *,
    width: int | None = None,
    labels: Mapping[NamedNode, str] | None = None,
    marks: Sequence[Mapping[str, str]] = (),
    safe_cells: bool = False,
) -> bytes:
    """An answer in one of the formats that fit it.

    A table goes into :data:`TABLE_FORMATS`: SPARQL 1.1 JSON, XML, CSV and TSV as the engine writes
    them, ``jsonl`` with one object of plain values per row, ``markdown``, and ``table``, aligned
    columns for a terminal. Statements go into :data:`GRAPH_FORMATS`, a truth value into
    :data:`BOOLEAN_FORMATS`: ``yes`` or ``no`` as ``table``, ``true`` or ``false`` as ``text``.

    Args:
        result: What a query gave.
        format: One of :data:`FORMATS`.
        width: The widest line of a ``table``, in columns of the terminal; without it no line is broken.
        labels: Readable names of things, shown in place of their IRIs in ``table`` and ``markdown``.
        marks: For each row, by column, what stands behind the value in ``table`` and ``markdown``,
            such as ``[1]``; the other formats leave it out.
        safe_cells: ``csv``: put an apostrophe before what a spreadsheet would run as a formula.

    Returns:
        UTF-8. What people read ends with a line feed; JSON and XML of SPARQL end where the engine ends them.

    Raises:
        UsageError: There is no such format, or the answer does not fit into it; the hint has the
            nearest that does.
    """
    if isinstance(result, bool):
        return _truth(format, holds=result)
    if isinstance(result, Statements):
        refuse_unfitting(format, GRAPH_FORMATS, "a graph")
        from .graphs import write_statements

        return write_statements(result, format)
    refuse_unfitting(format, TABLE_FORMATS, "a table")
    return _table(result, format, width=width, labels=labels or {}, marks=marks, safe_cells=safe_cells)


def _table(
    table: Table,
    name: str,
    *,
    width: int | None,
    labels: Mapping[NamedNode, str],
    marks: Sequence[Mapping[str, str]],
    safe_cells: bool,
) -> bytes:
    if name == "json":
        return table.json
    from . import tables

    if name == "table":
        return tables.for_terminal(table, width=width, labels=labels, marks=marks)
    if name == "markdown":
        return tables.as_markdown(table, labels=labels, marks=marks)
    if name == "csv":
        return tables.as_csv(table, safe=safe_cells)
    return {"jsonl": tables.as_jsonl, "tsv": tables.as_tsv, "xml": tables.as_xml}[name](table)


def _truth(name: str, *, holds: bool) -> bytes:
    refuse_unfitting(name, BOOLEAN_FORMATS, "yes or no")
    word = "true" if holds else "false"
    if name == "json":
        return f'{{"head":{{}},"boolean":{word}}}'.encode()
    if name == "xml":
        space = "http://www.w3.org/2005/sparql-results#"
        return f'<?xml version="1.0"?><sparql xmlns="{space}"><head></head><boolean>{word}</boolean></sparql>'.encode()
    if name == "table":
        return b"yes\n" if holds else b"no\n"
    return f"{word}\n".encode()
