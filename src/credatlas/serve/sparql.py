"""The query half of the SPARQL 1.1 Protocol, https://www.w3.org/TR/sparql11-protocol/; there are no updates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from ..errors import QueryError, UsageError
from ..queries.adhoc import typed
from ..store.parts import Scope, part_of
from ..terms import BASE
from ..tokens import MAX_BYTES, meaningful
from .answering import Form, chosen, form_of, written
from .describing import description
from .exchange import Asked, Reply
from .requests import TooLongError, WrongMediaError

if TYPE_CHECKING:
    from ..build import Atlas

PLACE: Final = "/sparql"
SIZE: Final = 32 * 1024 * 1024
"""How many bytes an answer may have, as the engine writes it."""
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_FORMS: Final[dict[str, Form]] = {"SELECT": "table", "ASK": "truth", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
_EACH_TIME_ANOTHER: Final = frozenset(("NOW", "RAND", "UUID", "STRUUID"))
_OF_UPDATES: Final = ("update", "using-graph-uri", "using-named-graph-uri")


class ReadOnlyError(UsageError):
    """Somebody wants to change what only the files change."""

    http_status = 403


def protocol(atlas: Atlas, asked: Asked) -> Reply:
    """The answer to a query, or the description of the service where there is no query.

    Raises:
        UsageError: The request is none of the protocol, or names graphs that are not ours.
        QueryError: The query does not parse or is refused.
        StoreError: The engine failed.
        NetworkError: The store is on a server that gave no whole answer.
    """
    query = _query(asked)
    if query is None:
        return description(asked)
    default, named = _graphs(asked, "default-graph-uri"), _graphs(asked, "named-graph-uri")
    given = bool(default or named)
    scope = Scope(
        asked.rows, SIZE, base=f"{asked.base}{PLACE}", default=default if given else None, named=named if given else ()
    )
    with typed(query) as full:
        words = _words(full)
        form = next((_FORMS[word] for word in words if word in _FORMS), None)
        format_ = asked.parameters.all("format")
        if form is not None:  # before it runs: what nobody takes is not worth the work
            chosen(form, asked.accept, format_)
        part = part_of(atlas.store, full, scope)
    reply = written(part, *chosen(form_of(part), asked.accept, format_))
    return reply.having(Cache_Control="no-store") if _EACH_TIME_ANOTHER & set(words) else reply


def _query(asked: Asked) -> str | None:
    """The text of the query; None where a service is only looked at."""
    if any(asked.parameters.all(name) for name in _OF_UPDATES) or asked.media == _UPDATE:
        raise ReadOnlyError(
            "there are no updates here: this service reads",
            hint="change a file under data/ and run `credatlas build`",
        )
    query = asked.parameters.one("query")
    if asked.method == "POST" and asked.media == _QUERY:
        if query is not None:
            raise UsageError("the query stands in the address and in the body", place="query")
        query = _text(asked.body)
    elif asked.method == "POST" and asked.media != "application/x-www-form-urlencoded":
        hint = f"send {_QUERY}, or a form with the parameter query"
        raise WrongMediaError(f"a body of {asked.media or 'no type'}", hint=hint, place="Content-Type")
    if query is None and asked.method == "POST":
        raise UsageError("there is no query", hint="name it in the parameter query", place="query")
    if query is not None and len(query) > MAX_BYTES:
        raise TooLongError(f"the query is longer than {MAX_BYTES // 1024} KiB", hint="shorten it, or split it")
    return query


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError("the query is not UTF-8", hint="send it in UTF-8, whatever charset says") from error


def _graphs(asked: Asked, name: str) -> tuple[str, ...]:
    """The graphs that a request names for its dataset: ours or none, whether they are there or not."""
    graphs = tuple(asked.parameters.all(name))
    for graph in graphs:
        if not graph.startswith(BASE) or "/." in graph:
            raise NotOursError(
                f"the graph {graph[:200]} is refused: only those of the atlas can be named",
                hint=f"name {BASE}graph/facts, …/inferred, …/claims, …/sources, …/vocabulary …",
                place=name,
            )
        try:
            NamedNode(graph)
        except ValueError as error:
            raise UsageError(f"{graph[:200]!r} is no IRI: {error}", place=name) from error
    return graphs


class NotOursError(UsageError):
    """A request names a graph of somebody else, which we would have to fetch."""

    http_status = 403


def _words(text: str) -> list[str]:
    return [token.text.upper() for token in meaningful(text) if token.kind == "word"]
