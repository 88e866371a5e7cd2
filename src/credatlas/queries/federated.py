"""A canned query whose rows an endpoint on the internet completes.

Our graph is asked here, the endpoint over there, and the rows are put together in between: the engine itself never
calls anybody (``SERVICE`` is refused), the endpoint learns nothing but the values that it is asked about, and what it
left out is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from ..errors import NetworkError, UsageError
from ..results import Row, Table
from ..tokens import tokenize
from .model import Query, Remote
from .remote_rules import columns
from .running import run

if TYPE_CHECKING:
    from ..fetch import Selected, Web
    from ..store.protocol import Store

_AT_ONCE: Final = 100  # values in one question: more would time out at the public endpoints


@dataclass(frozen=True, slots=True)
class Completed:
    """Rows of our own, completed.

    Attributes:
        table: Our columns, then those of the endpoint; a row of ours that it says nothing about has them empty.
        endpoint: The address that was asked.
        fetched: When the oldest of its answers came, in UTC; None where there was nothing to ask.
        partial: Why its part may not be all; empty where nothing says so.
    """

    table: Table
    endpoint: str
    fetched: datetime | None
    partial: str


def complete(
    store: Store,
    web: Web,
    query: Query,
    raw: Mapping[str, Any] | None = None,
    *,
    endpoint: str | None = None,
    limit: int | None = None,
) -> Completed:
    """The answer to a canned query that has a remote part.

    Args:
        store: Our graph.
        web: The services that may be asked; offline, only kept answers count.
        query: The canned query.
        raw: Values by parameter, as typed or as Python values.
        endpoint: Asked in place of the public one: a mirror, or a server of one's own.
        limit: At most so many of our rows.

    Raises:
        UsageError: The query has no remote part, or a value does not fit.
        NotFoundError: Nothing goes by a name that was given.
        NetworkError: The endpoint gave no answer at all; with some answers, the rest is partial.
    """
    if query.remote is None:
        raise UsageError(f"{query.name} asks our own graph only", hint="ask it without an endpoint", place="query")
    from ..fetch import ENDPOINTS, also

    address = endpoint or ENDPOINTS[query.remote.service]
    if endpoint is not None:
        from dataclasses import replace

        web = replace(web, services=also(web.services, endpoint))
    ours = run(store, query, raw, limit=limit)
    at = ours.columns.index(query.remote.join)
    values = list(dict.fromkeys(value for row in ours.rows if isinstance(value := row[at], ox.NamedNode | ox.Literal)))
    answers, partial = _asked(web, address, query.remote, values)
    added = [name for name in columns(query.remote.query) if name != query.remote.join]
    theirs = _by_value(answers, query.remote.join, added)
    rows = [(*row, *more) for row in ours.rows for more in theirs.get(row[at], [(None,) * len(added)])]
    came = min((answer.fetched for answer in answers), default=None)
    return Completed(Table.of((*ours.columns, *added), rows), address, came, partial)


def _asked(
    web: Web, address: str, remote: Remote, values: Sequence[ox.NamedNode | ox.Literal]
) -> tuple[list[Selected], str]:
    """The answers of an endpoint, some hundred values at a time, and what is missing of them."""
    from ..fetch import select

    found: list[Selected] = []
    reasons: dict[str, None] = {}
    for some in _batches(values):
        try:
            answer = select(web, address, with_values(remote, some))
        except NetworkError as error:
            if not found:
                raise
            # whoever fails once is not asked for the rest: it may be busy
            missing = len(values) - len(found) * _AT_ONCE
            reasons[f"{missing:,} of {len(values):,} values got no answer: {error.message}"] = None
            break
        found.append(answer)
        if answer.partial:
            reasons[answer.partial] = None
    return found, "; ".join(reasons)


def _batches(values: Sequence[ox.NamedNode | ox.Literal]) -> Iterator[list[ox.NamedNode | ox.Literal]]:
    remaining = iter(values)
    while some := list(islice(remaining, _AT_ONCE)):
        yield some


def with_values(remote: Remote, values: Sequence[ox.NamedNode | ox.Literal]) -> str:
    """The query for an endpoint with the values that it is asked about, in front of its patterns.

    Example:
        >>> with_values(Remote("wikidata", "x", "SELECT ?x ?y { ?x ?p ?y }"), [ox.Literal("a")])
        'SELECT ?x ?y { VALUES ?x { "a" } ?x ?p ?y }'
    """
    opening = next(token for token in tokenize(remote.query) if token.text == "{")
    head, rest = remote.query[: opening.end], remote.query[opening.end :]
    return f"{head} VALUES ?{remote.join} {{ {' '.join(map(str, values))} }}{rest}"


def _by_value(answers: Sequence[Selected], join: str, added: Sequence[str]) -> Mapping[object, list[Row]]:
    """The rows of an endpoint by the value that they are about, each once, in an order that is ours."""
    found: defaultdict[object, dict[Row, None]] = defaultdict(dict)
    for answer in answers:
        for row in answer.table.to_dicts():
            found[row.get(join)][tuple(row.get(name) for name in added)] = None
    return {value: sorted(rows, key=lambda row: [str(term) for term in row]) for value, rows in found.items()}
