"""Asks a SPARQL endpoint on the internet, with the manners of :class:`~credatlas.fetch.web.Web`.

A store behind an address is another matter (:mod:`credatlas.store`): it holds our graph, and is asked for its layers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ..errors import NetworkError
from ..results import Table
from ..tokens import refuse_unsafe

if TYPE_CHECKING:
    from .web import Web

_ROWS: Final = ("application/sparql-results+json",)
_ROUND: Final = 10_000  # endpoints that cut without a word do it at a round number of rows


@dataclass(frozen=True, slots=True)
class Selected:
    """The rows of an endpoint.

    Attributes:
        table: The rows.
        partial: Why they may not be all; empty where nothing says so.
        fetched: When they came; in UTC.
    """

    table: Table
    partial: str
    fetched: datetime


def select(web: Web, endpoint: str, text: str) -> Selected:
    """The rows that an endpoint answers to a SELECT.

    Args:
        web: The services that may be asked.
        endpoint: Its address.
        text: The query.

    Raises:
        QueryError: The query asks for more than reading there.
        NetworkError: The endpoint may not be asked, failed, or sent something else than rows.
    """
    refuse_unsafe(text)
    reply = web.post(endpoint, {"query": text}, _ROWS)
    try:
        table = _rows(reply.data)
    except (SyntaxError, ValueError) as error:
        web.forget(endpoint, {"query": text}, _ROWS)
        hint = "it may have failed on the way: ask again later, or ask for less"
        raise NetworkError(f"sent rows that cannot be read: {error}", hint=hint, place=endpoint) from error
    partial = reply.partial
    if not partial and len(table) >= _ROUND and len(table) % _ROUND == 0:
        partial = f"{len(table):,} rows may be the first of more"
    return Selected(table, partial, reply.fetched)


def _rows(data: bytes) -> Table:
    found = ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)
    if not isinstance(found, ox.QuerySolutions):
        raise ValueError("a truth value in place of rows")  # noqa: TRY004 - not the type of an argument
    columns = tuple(variable.value for variable in found.variables)
    return Table.of(columns, [tuple(row[name] for name in columns) for row in found])
