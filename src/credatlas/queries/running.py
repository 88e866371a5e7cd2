"""Running a canned query: values, binding, the engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..errors import QueryError, UsageError
from ..results import Table
from ..store.protocol import Store
from .binding import Bound, bind
from .model import Query
from .values import parse_values


def run(
    store: Store, query: Query, raw: Mapping[str, Any] | None = None, /, *, limit: int | None = None, **more: Any
) -> Table:
    """The answer to a canned query.

    Args:
        store: Where to ask.
        query: The canned query.
        raw: Values by parameter, as typed or as Python values; the same as the keyword arguments.
        limit: At most so many rows.
        **more: Values by parameter.

    Raises:
        UsageError: A value is missing, unknown or of the wrong type; the limit is no number from 0 on.
        NotFoundError: Nothing goes by a name that was given.
        AmbiguousError: Several things do.
        QueryError: The query file is at fault; with file and line.
    """
    return select(store, query, parse_values(store, query, {**(raw or {}), **more}), limit=limit)


def select(
    store: Store, query: Query, values: Mapping[str, Bound], *, limit: int | None = None, offset: int = 0
) -> Table:
    """The rows of a canned query whose parameters are terms already.

    Args:
        store: Where to ask.
        query: The canned query.
        values: What :func:`~credatlas.queries.parse_values` gave.
        limit: At most so many rows.
        offset: How many rows are left out before them.

    Raises:
        UsageError: The limit is no number from 0 on.
        QueryError: The query file is at fault; with file and line.
    """
    text = bind(query, values)
    if limit is not None:
        if type(limit) is not int or limit < 0:
            raise UsageError(f"{limit!r} is not a whole number from 0 on", place="limit")
        text += f"\nLIMIT {limit}"
    text += f"\nOFFSET {int(offset)}" if offset else ""
    try:
        return store.select(text)
    except QueryError as error:
        line = re.match(r"line (\d+)", error.place)
        place = f"{query.path}:{line[1]}" if line else str(query.path)
        raise QueryError(error.message, hint=error.hint, place=place) from error
