"""Running a canned query: values, binding, the engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..errors import QueryError
from ..results import Table
from ..store.protocol import Store
from .binding import bind
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
        UsageError: A value is missing, unknown or of the wrong type.
        NotFoundError: Nothing goes by a name that was given.
        AmbiguousError: Several things do.
        QueryError: The query file is at fault; with file and line.
    """
    text = bind(query, parse_values(store, query, {**(raw or {}), **more}))
    if limit is not None:
        text += f"\nLIMIT {max(0, int(limit))}"
    try:
        return store.select(text)
    except QueryError as error:
        line = re.match(r"line (\d+)", error.place)
        place = f"{query.path}:{line[1]}" if line else str(query.path)
        raise QueryError(error.message, hint=error.hint, place=place) from error
