"""What a query gives: a table of typed terms, statements, or yes/no."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from .terms import Term

if TYPE_CHECKING:
    import pandas
    import polars

Row = tuple[Term | None, ...]


@dataclass(frozen=True, repr=False)
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

    def __repr__(self) -> str:
        return f"<Table of {len(self)} rows: {', '.join(self.columns)}>"

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def to_dicts(self) -> list[dict[str, Term | None]]:
        """One dictionary per row, column name to typed term."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas DataFrame of plain Python values (extra ``notebook``).

        Columns of whole numbers, floating numbers, truth values or texts have the type that pandas
        has for them with missing values; decimals and dates stay Python objects.
        """
        from .formats.frames import pandas_frame

        return pandas_frame(self)

    def to_polars(self) -> polars.DataFrame:
        """A polars DataFrame of plain Python values (extra ``notebook``).

        A column has one type: whole numbers beside decimals become decimals, anything else that is
        mixed becomes text.
        """
        from .formats.frames import polars_frame

        return polars_frame(self)

    def _repr_html_(self) -> str:
        from .formats import html_table

        return html_table(self)


@dataclass(frozen=True, repr=False)
class Statements:
    """Triples or quads, kept as N-Quads (or N-Triples, which is a subset).

    Attributes:
        nquads: The statements, one per line.
    """

    nquads: bytes

    def quads(self) -> list[ox.Quad]:
        """The statements as typed quads, in the order of the answer."""
        return list(ox.parse(self.nquads, format=ox.RdfFormat.N_QUADS))

    def __repr__(self) -> str:
        return f"<Statements, {len(self)} of them>"

    def __len__(self) -> int:
        return len(self.quads())

    def _repr_html_(self) -> str:
        from .formats import html_statements

        return html_statements(self)


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


_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_WHOLE: Final = frozenset(
    _XSD + name
    for name in (
        "integer int long short byte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger "
        "unsignedInt unsignedLong unsignedShort unsignedByte"
    ).split()
)
DECIMALS: Final = _WHOLE | {_XSD + "decimal"}
"""The datatypes of numbers that are exact."""
NUMBERS: Final = DECIMALS | {_XSD + "double", _XSD + "float"}
"""The datatypes of numbers."""


def plain(term: Term | None) -> Any:
    """The nearest Python value of a term: int, Decimal, float, bool or date by its datatype, else text."""
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return term.value if isinstance(term, ox.NamedNode) else str(term)
    converter = _CONVERTERS.get(term.datatype.value)
    if converter is None:
        return term.value
    try:
        return converter(term.value)
    except (ValueError, ArithmeticError):  # a text that its datatype does not allow
        return term.value


def _whole(text: str) -> int:
    return int(_digits(text))


def _decimal(text: str) -> Any:
    from decimal import Decimal

    value = Decimal(_digits(text))
    if "e" in text.lower() or not value.is_finite():
        raise ValueError(text)
    return value


def _float(text: str) -> float:
    return float(_digits(text))


def _digits(text: str) -> str:
    # Python reads 1_000 and the digits of other scripts, XML Schema does not
    if "_" in text or not text.isascii():
        raise ValueError(text)
    return text


def _date(text: str) -> Any:
    from datetime import date

    if len(text) != 10 or text[7] != "-":  # Python also reads 20250414 and 2025-W16-1
        raise ValueError(text)
    return date.fromisoformat(text)


def _boolean(text: str) -> bool:
    if text not in ("true", "false", "1", "0"):
        raise ValueError(text)
    return text in ("true", "1")


_CONVERTERS: Final[dict[str, Callable[[str], Any]]] = {
    **dict.fromkeys(_WHOLE, _whole),
    _XSD + "decimal": _decimal,
    **dict.fromkeys((_XSD + "double", _XSD + "float"), _float),
    _XSD + "date": _date,
    _XSD + "boolean": _boolean,
}
