"""As much of an answer as somebody may have: a query whose answer would never end is stopped while it is written."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

import pyoxigraph as ox

from ..errors import QueryError
from ..results import Result, Statements, Table
from ..tokens import graphs_named, refuse_unsafe
from .local import LocalStore, failures_of
from .protocol import Store

Cut = Literal["", "rows", "bytes"]
# between two rows, and nowhere else outside a string: a binding begins with its name, a list stands in none
_BETWEEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|\},\{', re.DOTALL)
_END: Final = b"]}}"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a query is asked of, and how much of its answer is wanted.

    Attributes:
        rows: The most rows, or statements.
        size: The most bytes, in the form in which the engine writes them.
        base: What relative IRIs in it begin at.
        default: The graphs whose union is its default graph, in place of those that it names; None for all layers.
        named: The graphs that it can name, in place of those that it names; counts where ``default`` is not None.
    """

    rows: int
    size: int
    base: str | None = None
    default: Sequence[str] | None = None
    named: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """An answer, or the beginning of one.

    Attributes:
        result: The rows or statements, or a truth value.
        cut: Which limit cut it; empty when it is whole.
    """

    result: Result
    cut: Cut = ""


def part_of(store: Store, text: str, scope: Scope) -> Part:
    """The answer to a query as far as a scope allows.

    Args:
        store: Where to ask.
        text: SPARQL 1.1 Query.
        scope: Over which graphs, and how much.

    Raises:
        QueryError: It does not parse or is refused, or one row alone is larger than the whole answer may be.
        StoreError: The engine failed.
        NetworkError: The store is on a server that gave no whole answer.
    """
    if isinstance(store, LocalStore):
        return _of_engine(store.engine, text, scope)
    return _of_others(store, text, scope)


class _EnoughError(Exception):
    """The answer is as long as it may be."""


class _Sink(ABC):
    """Takes what the engine writes, and stops it when it is enough."""

    def __init__(self, scope: Scope) -> None:
        self.kept = bytearray()
        self._scope = scope
        self._stopped = False

    def write(self, data: bytes) -> int:
        """Takes a piece."""
        if self._stopped:  # the engine tries once more to get rid of what it has
            return len(data)
        self.kept += data
        self._stopped = len(self.kept) > self._scope.size or self._holds_more(data)
        if self._stopped:
            raise _EnoughError
        return len(data)

    def flush(self) -> None:  # noqa: B027 - nobody has to say more
        """Does nothing: there is nothing behind it."""

    @abstractmethod
    def _holds_more(self, data: bytes) -> bool: ...

    def part(self, *, stopped: bool) -> tuple[bytes, Cut]:
        """What was written, up to the end of the last row that may stand in it, and which limit cut it."""
        ends = self._ends()
        if not stopped:
            return bytes(self.kept), ""
        if len(ends) >= self._scope.rows:
            return self._until(ends[self._scope.rows - 1]), "rows"
        if not ends:
            hint = "ask for less in one row: a narrower pattern, no GROUP_CONCAT over everything"
            raise QueryError(f"a single row takes more than {self._scope.size:,} bytes", hint=hint)
        return self._until(ends[-1]), "bytes"

    @abstractmethod
    def _ends(self) -> list[int]: ...

    @abstractmethod
    def _until(self, end: int) -> bytes: ...


class _Rows(_Sink):
    """SPARQL JSON. What looks like the end of a row is counted; only when there are enough is it looked at closely."""

    _seemed = 0
    _did_not_count = 0

    def _holds_more(self, data: bytes) -> bool:
        tail = bytes(self.kept[max(0, len(self.kept) - len(data) - 2) :])
        self._seemed += tail.count(b"},{")
        if self._seemed - self._did_not_count < self._scope.rows:
            return False
        real = len(self._ends())
        self._did_not_count = self._seemed - real
        return real >= self._scope.rows

    def _ends(self) -> list[int]:
        return [found.start() + 1 for found in _BETWEEN.finditer(self.kept) if found[0] == b"},{"]

    def _until(self, end: int) -> bytes:
        return bytes(self.kept[:end]) + _END


class _Lines(_Sink):
    """N-Triples: one line each, line feeds in literals are escaped."""

    _lines = 0

    def _holds_more(self, data: bytes) -> bool:
        self._lines += data.count(b"\n")
        return self._lines > self._scope.rows

    def _ends(self) -> list[int]:
        return [found.end() for found in re.finditer(rb"\n", self.kept)]

    def _until(self, end: int) -> bytes:
        return bytes(self.kept[:end])


def _of_engine(engine: ox.Store, text: str, scope: Scope) -> Part:
    refuse_unsafe(text)
    default, named = _graphs(scope)
    union = scope.default is None and graphs_named(text) is None
    with failures_of(text):
        answer = engine.query(
            text,
            base_iri=scope.base,
            use_default_graph_as_union=union,
            default_graph=cast("list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None", default),
            named_graphs=cast("list[ox.NamedNode | ox.BlankNode] | None", named),
        )
        if isinstance(answer, ox.QuerySolutions):
            written, cut = _written(answer, ox.QueryResultsFormat.JSON, _Rows(scope))
            return Part(Table(written), cut)
        if isinstance(answer, ox.QueryTriples):
            written, cut = _written(answer, ox.RdfFormat.N_TRIPLES, _Lines(scope))
            return Part(Statements(written), cut)
        return Part(bool(answer))


def _written(
    answer: ox.QuerySolutions | ox.QueryTriples, form: ox.QueryResultsFormat | ox.RdfFormat, sink: _Sink
) -> tuple[bytes, Cut]:
    try:
        answer.serialize(output=sink, format=form)  # type: ignore[arg-type]
    except _EnoughError:
        return sink.part(stopped=True)
    return sink.part(stopped=False)


def _graphs(scope: Scope) -> tuple[list[ox.NamedNode] | None, list[ox.NamedNode] | None]:
    if scope.default is None:
        return None, None
    return [ox.NamedNode(iri) for iri in scope.default], [ox.NamedNode(iri) for iri in scope.named]


def _of_others(store: Store, text: str, scope: Scope) -> Part:
    """The answer of a store that gives whole ones only, cut when it is here."""
    from .remote import RemoteStore

    if scope.base is not None:  # as a declaration, since not every engine is told it otherwise
        text = f"BASE {ox.NamedNode(scope.base)} {text}"
    if scope.default is not None and isinstance(store, RemoteStore):
        result = store.query_over(text, scope.default, scope.named)
    else:
        result = store.query(text)
    if isinstance(result, Table) and len(result) > scope.rows:
        return Part(Table.of(result.columns, result.rows[: scope.rows]), "rows")
    if isinstance(result, Statements):
        lines = result.nquads.splitlines(keepends=True)
        if len(lines) > scope.rows:
            return Part(Statements(b"".join(lines[: scope.rows])), "rows")
    return Part(result)
