"""What a query gives: a table of typed terms, statements, or yes/no."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from .terms import Term

if TYPE_CHECKING:
    import pandas
    import polars

Row = tuple[Term | None, ...]


@dataclass(frozen=True)
class Table:
    """Rows of typed terms, kept as the SPARQL 1.1 JSON that the engine wrote.

    Keeping the bytes makes the common case (run, print) as quick as the engine; the terms are
    parsed when somebody asks for them.

    Attributes:
        json: The answer in `SPARQL 1.1 Query Results JSON <https://www.w3.org/TR/sparql11-results-json/>`_.
    """

    json: bytes

    @classmethod
    def of(cls, columns: Sequence[str], rows: Sequence[Row]) -> Table:
        """A table made of terms; ``None`` is an unbound value."""
        bindings = [
            {name: term_json(term) for name, term in zip(columns, row, strict=True) if term is not None} for row in rows
        ]
        document = {"head": {"vars": list(columns)}, "results": {"bindings": bindings}}
        return cls(json.dumps(document, ensure_ascii=False).encode())

    @cached_property
    def _parsed(self) -> tuple[tuple[str, ...], tuple[Row, ...]]:
        solutions = ox.parse_query_results(self.json, format=ox.QueryResultsFormat.JSON)
        assert isinstance(solutions, ox.QuerySolutions)
        columns = tuple(variable.value for variable in solutions.variables)
        return columns, tuple(tuple(solution[name] for name in columns) for solution in solutions)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the projection."""
        return self._parsed[0]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows in the order of the answer; ``None`` stands for an unbound value."""
        return self._parsed[1]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def to_dicts(self) -> list[dict[str, Term | None]]:
        """One dictionary per row, column name to typed term."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas DataFrame of plain Python values (extra ``notebook``)."""
        import pandas

        return pandas.DataFrame(self._plain_rows(), columns=list(self.columns))

    def to_polars(self) -> polars.DataFrame:
        """A polars DataFrame of plain Python values (extra ``notebook``)."""
        import polars

        return polars.DataFrame(self._plain_rows(), schema=list(self.columns), orient="row")

    def _plain_rows(self) -> list[tuple[Any, ...]]:
        return [tuple(plain(term) for term in row) for row in self.rows]

    def _repr_html_(self) -> str:
        from .formats import html_table

        return html_table(self)


@dataclass(frozen=True)
class Statements:
    """Triples or quads, kept as N-Quads (or N-Triples, which is a subset).

    Attributes:
        nquads: The statements, one per line.
    """

    nquads: bytes

    def quads(self) -> list[ox.Quad]:
        """The statements as typed quads, in the order of the answer."""
        return list(ox.parse(self.nquads, format=ox.RdfFormat.N_QUADS))

    def __len__(self) -> int:
        return len(self.quads())


Result = Table | Statements | bool


def term_json(term: Term) -> dict[str, Any]:
    """A term in the form of SPARQL 1.1 Query Results JSON, section 3.2.2."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        return {"type": "triple", "value": {name: term_json(part) for name, part in parts}}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype.value == "http://www.w3.org/2001/XMLSchema#string":
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def plain(term: Term | None) -> Any:
    """The nearest Python value of a term: int, Decimal, date where the datatype says so, else text."""
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return term.value if isinstance(term, ox.NamedNode) else str(term)
    kind = term.datatype.value.rpartition("#")[2]
    try:
        return _CONVERTERS[kind](term.value) if kind in _CONVERTERS else term.value
    except (ValueError, ArithmeticError):
        return term.value


def _decimal(text: str) -> Any:
    from decimal import Decimal

    return Decimal(text)


def _date(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)


_CONVERTERS: dict[str, Any] = {"integer": int, "decimal": _decimal, "double": float, "date": _date}
