"""Queries that somebody typed: the prefixes of the house need no declaration."""

from __future__ import annotations

import re
from itertools import pairwise

from ..errors import QueryError
from ..results import Result
from ..store.protocol import Store
from ..terms import PREFIXES
from ..tokens import meaningful


def with_prefixes(text: str) -> str:
    """The query with a declaration of each house prefix that it uses and does not declare, lines where they were.

    Example:
        >>> with_prefixes("ASK { ?s a ca:Event }")
        'PREFIX ca: <https://w3id.org/credatlas/ontology#> ASK { ?s a ca:Event }'
    """
    tokens = meaningful(text)
    names = [token.text.partition(":")[0] for token in tokens if token.kind == "name"]
    declared = {
        token.text[:-1]
        for before, token in pairwise(tokens)
        if before.text.upper() == "PREFIX" and token.text.endswith(":")
    }
    missing = sorted({name for name in names if name in PREFIXES} - declared)
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in missing) + text


def sparql(store: Store, text: str) -> Result:
    """The answer to any reading query: a table, statements, or a truth value.

    Args:
        store: Where to ask.
        text: SPARQL 1.1 Query; the prefixes of the house are known.

    Raises:
        QueryError: It does not parse, or asks for what is refused: updates, ``SERVICE``, graphs that are not ours.
        StoreError: The engine failed.
    """
    full = with_prefixes(text)
    try:
        return store.query(full)
    except QueryError as error:
        raise QueryError(error.message, hint=error.hint, place=_as_typed(error.place, len(full) - len(text))) from error


def _as_typed(place: str, added: int) -> str:
    """The place without the declarations that were added in front of the first line."""
    found = re.fullmatch(r"line 1, column (\d+)", place)
    return f"line 1, column {max(1, int(found[1]) - added)}" if found else place
