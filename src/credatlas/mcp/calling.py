"""One function that answers every tool: a name, arguments as plain values, an answer as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ..errors import NotFoundError, did_you_mean
from ..queries import catalogue, load
from . import canned, comparisons, listings, schema, things, typed
from .arguments import read
from .model import Answer, Tool

if TYPE_CHECKING:
    from ..build import Atlas

LISTING: Final = ":tools"
"""The name under which the list of tools is asked for; no tool has it."""
_VERBS: Final = {
    tool.name: (tool, function)
    for tool, function in (
        (listings.FIND, listings.find),
        (things.SHOW, things.show_card),
        (things.WHY, things.why),
        (comparisons.COMPARE, comparisons.compare),
        (listings.CONFLICTS, listings.conflicts),
        (schema.SCHEMA, schema.tour),
        (typed.SPARQL, typed.sparql),
    )
}


def tools(atlas: Atlas, name: str | None = None) -> list[Tool]:
    """All tools, the verbs first, then the canned queries by name; or only the one of that name, if there is one."""
    queries = catalogue(atlas.project.queries)
    return [
        *(tool for tool, _ in _VERBS.values() if name in (None, tool.name)),
        *(canned.tool_of(atlas, query) for query in queries if name in (None, query.name)),
    ]


def is_stranger(tool: str) -> bool:
    """Whether somebody else's query text runs when this tool is called."""
    return tool in _VERBS and _VERBS[tool][0].stranger


def call(atlas: Atlas, tool: str, arguments: Mapping[str, Any]) -> Answer:
    """What a tool answers.

    Args:
        atlas: An open graph and its canned queries.
        tool: The name of the tool; :data:`LISTING` for all of them, or with the
            argument ``tool`` for one, each as :meth:`Tool.to_dict` gives it.
        arguments: By name, as they came: JSON values.

    Returns:
        Plain JSON values, as the ``gives`` of the tool describes them: at most so many rows as were asked for, and no
        more than a model reads at once.

    Raises:
        NotFoundError: There is no such tool, or nothing goes by a name that was given.
        AmbiguousError: Several things go by a name that was given.
        UsageError: An argument is unknown, missing or of the wrong type.
        QueryError: A query does not parse, or asks for what is refused.
    """
    if tool == LISTING:
        return {"tools": [one.to_dict() for one in tools(atlas, arguments.get("tool"))]}
    today = (atlas.moment.as_of or date.today()).isoformat()
    if tool in _VERBS:
        declared, function = _VERBS[tool]
        return {"today": today, **function(atlas, read(declared.takes, arguments))}
    try:
        query = load(atlas.project.queries, tool)
    except NotFoundError as error:
        names = [*_VERBS, *(path.stem for path in sorted(atlas.project.queries.glob("*.rq")))]
        hint = did_you_mean(tool, names) or f"there are {', '.join(names)}"
        raise NotFoundError(f"there is no tool {tool[:60]}", hint=hint) from error
    return canned.ask(atlas, query, arguments, today)
