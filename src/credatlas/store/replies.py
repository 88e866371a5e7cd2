"""From the bytes of an endpoint to results: strictly, and with the known faults of engines put right."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ..results import Statements, Table
from ..tokens import meaningful

if TYPE_CHECKING:
    from .wire import Answer

_VIRTUOSO_ASK: Final = "__ASK_RETVAL"


def read_rows(answer: Answer, columns: tuple[str, ...]) -> Table:
    """The rows of a SELECT with these columns, in their order.

    Raises:
        ValueError: The answer is no table, or one with other columns.
        SyntaxError: It breaks the rules of its format.
    """
    solutions = _parsed(answer)
    try:
        if not isinstance(solutions, ox.QuerySolutions):
            raise ValueError("a truth value in place of rows")  # noqa: TRY004 - not the type of an argument
        found = tuple(variable.value for variable in solutions.variables)
        if sorted(found) != sorted(columns):
            raise ValueError(f"columns {', '.join(found)} in place of {', '.join(columns)}")
        if found != columns:  # the order of SELECT * is the engine's own
            return Table.of(columns, [tuple(row[name] for name in columns) for row in solutions])
        # written anew: every engine's answer then has the same bytes as that of the local store
        written = solutions.serialize(format=ox.QueryResultsFormat.JSON)
        assert written is not None  # serialize() returns bytes when no output is given
        return Table(written)
    finally:
        del solutions  # pyoxigraph complains when the traceback of an error keeps it and another thread clears that


def unrepeated(table: Table, text: str) -> Table:
    """The rows of a SELECT, each once where the query wants that.

    Virtuoso 7 sends rows with unbound values several times, DISTINCT notwithstanding.

    Raises:
        ValueError: Rows are repeated, and a LIMIT or OFFSET counted the repeated ones.
    """
    if not _is_distinct(text):
        return table
    rows = list(dict.fromkeys(table.rows))
    if len(rows) == len(table):
        return table
    if _is_sliced(text):
        raise ValueError("the same row more than once under DISTINCT, so that LIMIT counted wrongly: ask without it")
    return Table.of(table.columns, rows)


def _is_distinct(text: str) -> bool:
    # the first SELECT is the outermost one
    tokens = meaningful(text)
    first = next(
        (pair for pair in pairwise(tokens) if pair[0].kind == "word" and pair[0].text.upper() == "SELECT"), None
    )
    return first is not None and first[1].text.upper() == "DISTINCT"


def _is_sliced(text: str) -> bool:
    tokens = meaningful(text)
    last = max((place for place, token in enumerate(tokens) if token.text == "}"), default=0)
    return any(token.kind == "word" and token.text.upper() in ("LIMIT", "OFFSET") for token in tokens[last:])


def read_truth(answer: Answer) -> bool:
    """The answer to an ASK.

    Raises:
        ValueError: The answer is no truth value.
        SyntaxError: It breaks the rules of its format.
    """
    found = _parsed(answer)
    try:
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        # Virtuoso answers ASK by a table: one row that holds 1, or no row
        if [variable.value for variable in found.variables] == [_VIRTUOSO_ASK]:
            return any(row[0].value == "1" for row in found)
        raise ValueError("rows in place of a truth value")
    finally:
        del found  # as above


def _parsed(answer: Answer) -> ox.QuerySolutions | ox.QueryBoolean:
    return ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)


def read_statements(answer: Answer) -> Statements:
    """The statements of a CONSTRUCT or DESCRIBE.

    Raises:
        ValueError: Some may be missing.
        SyntaxError: They break the rules of N-Triples.
    """
    if not answer.measured:
        # every beginning of N-Triples that ends with a line is N-Triples, too
        raise ValueError("the length of the statements is not given, so that nobody could see when some are missing")
    found = list(ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES))
    if _looks_cut(answer, len(found)):
        raise ValueError(f"{len(found):,} statements may be the first of more: see ResultSetMaxRows of the server")
    written = ox.serialize(found, format=ox.RdfFormat.N_TRIPLES)
    assert written is not None  # serialize() returns bytes when no output is given
    return Statements(written)


def _looks_cut(answer: Answer, statements: int) -> bool:
    """Whether a limit may have ended the statements.

    Virtuoso sends one more than ResultSetMaxRows (10,000 as Debian sets it) and does not say that it stopped there,
    as it does for rows (https://github.com/openlink/virtuoso-opensource/issues/939).
    """
    is_virtuoso = answer.headers.get("Server", "").startswith("Virtuoso")
    return is_virtuoso and statements > 1 and statements % 1000 == 1
