"""Tables as data frames of pandas and polars; both are imported when somebody asks for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from ..errors import UsageError
from ..results import Table, plain
from ..terms import show

if TYPE_CHECKING:
    import pandas
    import polars

_PANDAS: Final[dict[type, str]] = {int: "Int64", float: "Float64", bool: "boolean", str: "string"}
_DIGITS: Final = 38  # of the decimals of polars
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


def pandas_frame(table: Table) -> pandas.DataFrame:
    """A pandas DataFrame; see :meth:`Table.to_pandas <credatlas.results.Table.to_pandas>`."""
    try:
        import pandas
    except ModuleNotFoundError as error:
        raise _not_there("pandas") from error
    columns = _columns(table)
    frame = {name: pandas.Series(values, dtype=_pandas_type(values)) for name, values in columns.items()}
    return pandas.DataFrame(frame, columns=list(table.columns), index=range(len(table)))


def polars_frame(table: Table) -> polars.DataFrame:
    """A polars DataFrame; see :meth:`Table.to_polars <credatlas.results.Table.to_polars>`."""
    try:
        import polars
    except ModuleNotFoundError as error:
        raise _not_there("polars") from error
    return polars.DataFrame(
        [
            polars.Series(name, _of_one_type(values, [show(row[place]) for row in table]))
            for place, (name, values) in enumerate(_columns(table).items())
        ]
    )


def _not_there(library: str) -> UsageError:
    return UsageError(f"{library} is not installed", hint="install the extra: pip install 'credatlas[notebook]'")


def _columns(table: Table) -> dict[str, list[Any]]:
    return {name: [plain(row[place]) for row in table] for place, name in enumerate(table.columns)}


def _kinds(values: Sequence[Any]) -> set[type]:
    return {type(value) for value in values if value is not None}


def _pandas_type(values: Sequence[Any]) -> str:
    kinds = _kinds(values)
    if kinds == {int} and any(value is not None and not _SMALLEST <= value <= _LARGEST for value in values):
        return "object"
    return _PANDAS.get(next(iter(kinds)), "object") if len(kinds) == 1 else "object"


def _of_one_type(values: list[Any], texts: Sequence[str]) -> list[Any]:
    from decimal import Decimal

    kinds = _kinds(values)
    exact = kinds <= {int, Decimal}
    if exact and not _fits(values):
        return [None if value is None else text for value, text in zip(values, texts, strict=True)]
    if len(kinds) < 2:
        return values
    if exact:
        return [None if value is None else Decimal(value) for value in values]
    return [None if value is None else text for value, text in zip(values, texts, strict=True)]


def _fits(values: Sequence[Any]) -> bool:
    from decimal import Decimal

    known = [Decimal(value) for value in values if value is not None]
    whole = max((value.adjusted() + 1 for value in known), default=0)
    fraction = max((-int(value.as_tuple().exponent) for value in known), default=0)
    return max(whole, 0) + max(fraction, 0) <= _DIGITS
