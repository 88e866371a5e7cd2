"""The embedded store: pyoxigraph on a directory (read only) or in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from ..errors import QueryError, StoreError
from ..results import Result, Statements, Table
from ..tokens import graphs_named, refuse_unsafe
from .syntax import syntax_error

MEMORY: Final = "memory"


@dataclass(frozen=True)
class LocalStore:
    """A pyoxigraph store behind the :class:`~credatlas.store.protocol.Store` protocol.

    Attributes:
        engine: The open pyoxigraph store.
        location: The directory, or ``memory``.
    """

    engine: ox.Store
    location: str

    @classmethod
    def open(cls, directory: Path) -> LocalStore:
        """Opens a built store read only: a snapshot that no later writer disturbs.

        Raises:
            StoreError: There is no store, or it is damaged.
        """
        # opening read-write at a wrong path would silently make a new empty store
        if not (directory / "CURRENT").is_file():
            raise StoreError(f"no store in {directory}", hint="run `credatlas build`, or check --store")
        try:
            return cls(ox.Store.read_only(str(directory)), str(directory))
        except (OSError, ValueError, RuntimeError) as error:
            raise StoreError(
                f"the store in {directory} cannot be opened: {error}", hint="run `credatlas build` again"
            ) from error

    @classmethod
    def of_nquads(cls, nquads: bytes) -> LocalStore:
        """A store in memory that holds what N-Quads of our own making state.

        It answers three to ten times as fast as one in a directory, and takes half a second, and 40 MB, for 100,000
        statements to come into being.
        """
        engine = ox.Store()
        engine.bulk_load(input=nquads, format=ox.RdfFormat.N_QUADS, lenient=True)  # IRIs were checked before
        return cls(engine, MEMORY)

    def query(self, text: str) -> Result:
        """See :meth:`Store.query <credatlas.store.protocol.Store.query>`."""
        refuse_unsafe(text)
        # results are bound to the thread and the transaction that made them: serialise here, hand out bytes
        with failures_of(text):
            # the union would override a FROM
            answer = self.engine.query(text, use_default_graph_as_union=graphs_named(text) is None)
            if isinstance(answer, ox.QuerySolutions):
                return Table(_bytes(answer.serialize(format=ox.QueryResultsFormat.JSON)))
            if isinstance(answer, ox.QueryTriples):
                return Statements(_bytes(answer.serialize(format=ox.RdfFormat.N_TRIPLES)))
            return bool(answer)

    def select(self, text: str) -> Table:
        """See :meth:`Store.select <credatlas.store.protocol.Store.select>`."""
        answer = self.query(text)
        if not isinstance(answer, Table):
            raise QueryError("this needs a SELECT query")
        return answer


@contextmanager
def failures_of(text: str) -> Iterator[None]:
    """Tells what the engine raises on a query as errors of ours.

    Args:
        text: The query.

    Raises:
        QueryError: It does not parse, or calls a function that does not exist.
        StoreError: The engine failed.
    """
    try:
        yield
    except SyntaxError as error:
        raise syntax_error(error, text) from error
    except (OSError, RuntimeError, ValueError) as error:
        if "custom function" in str(error):
            hint = "SPARQL 1.1 and its casts are there, functions of others are not"
            raise QueryError(str(error), hint=hint) from error
        raise StoreError(f"the query failed: {error}") from error


def _bytes(data: bytes | None) -> bytes:
    assert data is not None  # serialize() returns bytes when no output is given
    return data


def memory_store(quads: Iterable[ox.Quad] = ()) -> LocalStore:
    """A store in memory that holds ``quads``: for tests, examples and small jobs."""
    engine = ox.Store()
    engine.extend(quads)
    return LocalStore(engine, MEMORY)
