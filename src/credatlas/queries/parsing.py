"""Whether a query parses, in every form that a call can give it, told in few words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import pyoxigraph as ox

from ..store.syntax import reason_at
from ..terms import BASE, PREFIXES, Term
from .binding import Bound, bind_text
from .model import Parameter, Query

_LEXICAL = {"integer": "1", "decimal": "1.5", "date": "2025-01-31"}


def parses(query: Query) -> Iterator[tuple[int, str]]:
    """What the engine says against the query: as it stands, with every parameter, and with the required ones only."""
    trouble, _ = _trouble(query.body)
    if trouble is not None:
        yield trouble
        return
    every = {parameter.name: _sample(parameter) for parameter in query.parameters}
    least = {parameter.name: every[parameter.name] for parameter in query.parameters if not parameter.optional}
    for values, when in ((every, "with every parameter given"), (least, "with the optional parameters left out")):
        trouble, columns = _trouble(bind_text(query.body, values))
        if trouble is not None:
            yield trouble[0], f"{when}, {trouble[1]}"
            return
    for row in query.expected or ():
        for column in row:
            if column not in columns:
                yield 1, f"an expected row names the column '{column}'; the query has {', '.join(columns)}"


def _sample(parameter: Parameter) -> Bound:
    if parameter.type in ("iri", "concept"):
        term: Term = ox.NamedNode(BASE + "id/sample")
    elif parameter.type == "string":
        term = ox.Literal("sample")
    else:
        datatype = ox.NamedNode(PREFIXES["xsd"] + parameter.type)
        term = ox.Literal(_LEXICAL[parameter.type], datatype=datatype)
    return (term, term) if parameter.is_list else term


@lru_cache(1024)  # who compares two states of a project, or builds and checks it, has the same queries again
def _trouble(text: str) -> tuple[tuple[int, str] | None, tuple[str, ...]]:
    try:
        answer = ox.Store().query(text)
    except SyntaxError as error:
        return short_reason(text, error.msg or ""), ()
    except (ValueError, OSError, RuntimeError) as error:
        return (1, f"the engine refuses the query: {error}"), ()
    if isinstance(answer, ox.QuerySolutions):
        return None, tuple(variable.value for variable in answer.variables)
    return None, ()


def short_reason(text: str, message: str) -> tuple[int, str]:
    """Line and reason of a syntax error: what stands where the parser stopped, not what it would have liked.

    The engine's own message lists every token that it would have accepted, hundreds of characters long.
    """
    found = re.search(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if found is None:
        return 1, f"the query does not parse: {' '.join(message.split())}"
    line, column = int(found[1]), int(found[2])
    lines = text.split("\n")
    shown = lines[line - 1].strip() if line <= len(lines) else ""
    reason = reason_at(text, line, column, " ".join(found[3].split()))
    return line, f"the query does not parse at column {column}: {reason}, in “{shown}”"
