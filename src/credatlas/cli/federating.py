"""``query`` for canned queries that an endpoint on the internet completes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .answering import Extras, write_table
from .network import network_options
from .writing import Writing, aside

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..build import Atlas
    from ..fetch import Web
    from ..queries import Query


def endpoint_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--online``, ``--contact`` and ``--endpoint``; the command gets ``web`` and ``endpoint``."""
    option = click.option(
        "--endpoint", metavar="URL", help="Ask this SPARQL endpoint in place of the public one: a mirror, or your own."
    )
    return option(network_options(function))


def write_completed(
    store: Atlas,
    canned: Query,
    raw: Mapping[str, Any],
    *,
    asked: tuple[Web, str | None, int | None],
    shown: tuple[Extras, Writing],
) -> int:
    """Writes our rows with what the endpoint adds, and says of when that is, and whether it is a part only.

    Args:
        store: Our graph.
        canned: The query.
        raw: Values by parameter.
        asked: The services that may be asked, the endpoint that somebody named, and the most rows.
        shown: How the rows are written.

    Returns:
        The exit code: 1 where the endpoint's part may not be all.
    """
    from ..queries.federated import complete

    (web, endpoint, limit), (extras, writing) = asked, shown
    if extras.evidence:
        message = "evidence is known for our own statements, not for those of an endpoint"
        raise UsageError(message, hint="leave --evidence out", place="--evidence")
    found = complete(store, web, canned, raw, endpoint=endpoint, limit=limit)
    write_table(store, found.table, extras, writing)
    if found.fetched is not None:
        aside(
            f"note: {found.endpoint} answered on {found.fetched.date().isoformat()}; what it says is no claim of ours"
        )
    if found.partial:
        aside(f"partial: {found.partial}")
    return 1 if found.partial else 0
