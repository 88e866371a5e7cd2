"""What every store can do; everything above is a function over it."""

from __future__ import annotations

from typing import Protocol

from ..results import Result, Table


class Store(Protocol):
    """A place that answers SPARQL 1.1 queries over the union of its layer graphs."""

    @property
    def location(self) -> str:
        """Where it is: a directory, a URL, or ``memory``."""

    def query(self, text: str) -> Result:
        """The answer to a query, complete and detached from the engine.

        Raises:
            QueryError: The query does not parse, or asks for something that is refused.
            StoreError: The engine failed.
        """

    def select(self, text: str) -> Table:
        """The answer to a SELECT query.

        Raises:
            QueryError: As :meth:`query`, and when the query is not a SELECT.
            StoreError: The engine failed.
        """
