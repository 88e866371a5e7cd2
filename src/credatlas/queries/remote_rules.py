"""The rules of docs/queries.md for the remote part of a query file: findings are pairs of line and message."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ..errors import QueryError, did_you_mean
from ..tokens import meaningful, refuse_unsafe
from .model import Query
from .parsing import short_reason
from .reading import line_of_key

Finding = tuple[int, str]


def remote(query: Query) -> Iterator[Finding]:
    """Findings in what an endpoint is to add."""
    if query.remote is None:
        return
    from ..fetch import ENDPOINTS

    asked = query.remote
    line = line_of_key(query.text, "query", "remote")
    if asked.service not in ENDPOINTS:
        hint = did_you_mean(asked.service, list(ENDPOINTS)) or f"the endpoints are {', '.join(ENDPOINTS)}"
        yield line_of_key(query.text, "service", "remote"), f"there is no endpoint '{asked.service}': {hint}"
    try:
        refuse_unsafe(asked.query)
    except QueryError as error:
        yield line, f"in the remote part, {error.message}"
        return
    words = [token.text.upper() for token in meaningful(asked.query) if token.kind == "word"]
    if words.count("SELECT") != 1 or {"LIMIT", "OFFSET", "VALUES"} & set(words):
        yield line, "the remote part is one SELECT without LIMIT, OFFSET, VALUES and sub-selects"
        return
    try:
        there = columns(asked.query)
        here = columns(query.body)
    except SyntaxError as error:
        yield line, f"in the remote part or the query, {short_reason(asked.query, error.msg or '')[1]}"
        return
    if asked.join not in here or asked.join not in there:
        at = line_of_key(query.text, "join", "remote")
        yield at, f"both sides must have the column '{asked.join}', which joins them"
    for name in sorted(set(here) & set(there) - {asked.join}):
        yield line, f"both sides have the column '{name}': rename the remote one"


def columns(text: str) -> tuple[str, ...]:
    """The columns of a SELECT, in their order.

    Raises:
        SyntaxError: It does not parse.
    """
    found = ox.Store().query(text)
    return tuple(variable.value for variable in found.variables) if isinstance(found, ox.QuerySolutions) else ()
