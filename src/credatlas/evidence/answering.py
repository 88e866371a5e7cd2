"""Answers together with their evidence: of canned queries, and of a SELECT that somebody typed."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from ..errors import QueryError
from ..queries import Query, parse_values, select, typed
from ..results import Table
from ..store.protocol import Store
from .lineage import Lineage, lineage_of
from .model import RowEvidence
from .supporting import supports


@dataclass(frozen=True, slots=True)
class Answer:
    """A table, and what each of its rows rests on.

    Attributes:
        table: The answer.
        rows: One entry for each row, in their order.
    """

    table: Table
    rows: tuple[RowEvidence, ...]


def answer(
    store: Store,
    query: Query,
    raw: Mapping[str, Any] | None = None,
    /,
    *,
    limit: int | None = None,
    cache: MutableMapping[str, Any] | None = None,
) -> Answer:
    """The answer to a canned query with its evidence.

    Args:
        store: Where to ask.
        query: The canned query.
        raw: Values by parameter, as typed or as Python values.
        limit: At most so many rows.
        cache: The lineages that the build kept (:attr:`credatlas.build.Atlas.lineages`); what it lacks is added.

    Raises:
        UsageError: A value is missing, unknown or of the wrong type.
        NotFoundError: Nothing goes by a name that was given.
        AmbiguousError: Several things do.
        QueryError: The query file is at fault.
    """
    values = parse_values(store, query, raw or {})
    table = select(store, query, values, limit=limit)
    return Answer(table, tuple(supports(store, lineage_of(query, cache), table, values)))


def answer_text(store: Store, text: str) -> Answer:
    """The answer to a SELECT query with its evidence, derived from the query itself; house prefixes are known.

    Raises:
        QueryError: It is no SELECT, does not parse, or has parts that cannot be followed to statements.
    """
    from .deriving import derive

    with typed(text) as full:
        table = store.query(full)
        if not isinstance(table, Table):
            raise QueryError(
                "evidence belongs to the rows of a SELECT, and this query is none",
                hint="ask without --evidence, or ask for the same as a SELECT",
            )
        lineage: Lineage = derive(full)
    if lineage.missing:
        raise QueryError(
            f"the evidence of this query cannot be derived: {'; '.join(lineage.missing)}",
            hint="ask without --evidence, or write the pattern out",
        )
    return Answer(table, tuple(supports(store, lineage, table)))
