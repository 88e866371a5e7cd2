"""Errors of SPARQL syntax, told by what stands where the parser stopped."""

from __future__ import annotations

import re
from typing import Final

from ..errors import QueryError

# the engine lists all that it would have accepted there, character classes included, and among them its real reason
_REASONS: Final = {
    "Prefix not found": "a prefix is not declared",
    "IRI parsing failed": "an IRI is relative or malformed",
    "The SELECT contains a variable that is unbound": "SELECT names a variable that GROUP BY does not",
}


def syntax_error(error: SyntaxError, text: str) -> QueryError:
    """A plain error for a query that does not parse, with line and column where the engine gives them.

    Args:
        error: What the engine raised.
        text: The query as the engine got it.
    """
    message = " ".join((error.msg or "").split())
    found = re.search(r"error at (?:line )?(\d+)(?::| column )(\d+)(?:-\S*)?:?\s*(.*)", message)
    if found is None:
        return QueryError(f"the query does not parse: {message}")
    line, column = int(found[1]), int(found[2])
    reason = reason_at(text, line, column, found[3])
    return QueryError(f"the query does not parse: {reason}", place=f"line {line}, column {column}")


def reason_at(text: str, line: int, column: int, said: str) -> str:
    """Why a query does not parse, in few words.

    Args:
        text: The query.
        line: Where the parser stopped, counted from 1.
        column: The same, within the line.
        said: What the engine says of it.
    """
    for theirs, ours in _REASONS.items():
        if theirs in said:
            return ours
    if said and not said.startswith("expected"):
        return said
    lines = text.split("\n")
    words = re.finditer(r"[?$]?\w+|\S", lines[line - 1] if line <= len(lines) else "")
    word = next((found[0] for found in words if found.end() >= column), None)
    if word is None:  # the parser goes on as far as it can, often beyond the mistake
        return "something is missing here, or wrong before"
    # of what it would have accepted a sign is a help, a keyword rarely
    sign = f", {said}" if re.fullmatch(r'expected "[^"\w]+"', said) else ""
    return f"“{word}” does not fit here{sign}"
