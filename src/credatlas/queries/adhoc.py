"""Queries that somebody typed: the prefixes of the house need no declaration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from ..errors import QueryError, did_you_mean
from ..results import Result
from ..store.protocol import Store
from ..terms import PREFIXES
from ..tokens import Token, line_of, meaningful


def with_prefixes(text: str) -> str:
    """The query with a declaration of each house prefix that it uses and does not declare, lines where they were.

    Example:
        >>> with_prefixes("ASK { ?s a ca:Event }")
        'PREFIX ca: <https://w3id.org/credatlas/ontology#> ASK { ?s a ca:Event }'
    """
    tokens = meaningful(text)
    names = [token.text.partition(":")[0] for token in tokens if token.kind == "name"]
    missing = sorted({name for name in names if name in PREFIXES} - _declared(tokens))
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in missing) + text


@contextmanager
def typed(text: str) -> Iterator[str]:
    """The query as a store gets it; an error that comes of it names places in the text as it was typed.

    Raises:
        QueryError: It does not parse, or asks for what is refused: updates, ``SERVICE``, graphs that are not ours.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:  # what a terminal of another encoding makes of an argument
        message = f"character {error.start + 1} of the query is none"
        raise QueryError(message, hint="write the query in UTF-8") from error
    full = with_prefixes(text)
    try:
        yield full
    except QueryError as error:
        raise _as_typed(error, text, len(full) - len(text)) from error


def sparql(store: Store, text: str) -> Result:
    """The answer to any reading query: a table, statements, or a truth value.

    Args:
        store: Where to ask.
        text: SPARQL 1.1 Query; the prefixes of the house are known.

    Raises:
        QueryError: As :func:`typed`.
        StoreError: The engine failed.
    """
    with typed(text) as full:
        return store.query(full)


def _as_typed(error: QueryError, text: str, added: int) -> QueryError:
    """The error with the place of a mistake in the text, without the declarations in front of its first line."""
    found = re.fullmatch(r"line (\d+), column (\d+)", error.place)
    if found is None:
        return error
    strange = _undeclared(text)
    if strange is not None:
        name = strange.text.partition(":")[0]
        column = strange.start - text.rfind("\n", 0, strange.start)
        return QueryError(
            f"the prefix {name}: is not declared",
            hint=did_you_mean(name, list(PREFIXES)) or f"begin the query with PREFIX {name}: <https://…>",
            place=f"line {line_of(text, strange.start)}, column {column}",
        )
    line, column = int(found[1]), int(found[2]) - (added if found[1] == "1" else 0)
    hint = error.hint or "`credatlas queries NAME` shows a query that parses"
    return QueryError(error.message, hint=hint, place=f"line {line}, column {max(1, column)}")


def _undeclared(text: str) -> Token | None:
    """The first name whose prefix nobody declared."""
    tokens = meaningful(text)
    known = {"", *PREFIXES, *_declared(tokens)}
    return next((token for token in tokens if token.kind == "name" and token.text.partition(":")[0] not in known), None)


def _declared(tokens: list[Token]) -> set[str]:
    return {
        token.text[:-1]
        for before, token in pairwise(tokens)
        if before.text.upper() == "PREFIX" and token.text.endswith(":")
    }
