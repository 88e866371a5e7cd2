"""Tables and statements as HTML for notebooks."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from ..results import Row, Statements, Table
from ..terms import BASE, Term, show

_MOST: Final = 200  # a browser draws that many rows at once without a pause


def html_table(table: Table, *, limit: int = _MOST) -> str:
    """A table as one HTML ``<table>`` without scripts or styles from elsewhere; everything is escaped.

    Args:
        table: The answer.
        limit: At most so many rows; a line below says how many are left out.
    """
    from .tables import number_columns

    right = number_columns(table)
    head = "".join(f"<th>{_escaped(name)}</th>" for name in table.columns)
    body = "".join(_row(row, right) for row in table.rows[:limit])
    lines = [f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"]
    if len(table) > limit:
        lines.append(f"<p>{limit} of {len(table)} rows</p>")
    return "\n".join(lines)


def html_statements(statements: Statements, *, limit: int = _MOST) -> str:
    """Statements as an HTML table of subject, predicate and object, with their graphs where they have any."""
    quads = statements.quads()
    named = any(quad.graph_name != ox.DefaultGraph() for quad in quads)
    rows = []
    for quad in quads:
        graph = None if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name
        rows.append((quad.subject, quad.predicate, quad.object, graph)[: 4 if named else 3])
    return html_table(Table.of(("subject", "predicate", "object", "graph")[: 4 if named else 3], rows), limit=limit)


def _row(row: Row, right: frozenset[int]) -> str:
    cells = []
    for place, term in enumerate(row):
        style = ' style="text-align: right"' if place in right else ""
        cells.append(f"<td{style}>{_cell(term)}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _cell(term: Term | None) -> str:
    text = _escaped(show(term))
    if not isinstance(term, ox.NamedNode):
        return text
    iri = _escaped(term.value)
    # our own ids lead nowhere as long as nobody serves them; a scheme such as javascript: must not be followed
    if term.value.startswith(("https://", "http://")) and not term.value.startswith(BASE):
        return f'<a href="{iri}" rel="noreferrer">{text}</a>'
    return f'<span title="{iri}">{text}</span>'


def _escaped(text: str) -> str:
    import html

    return html.escape(text)
