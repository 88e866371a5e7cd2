"""Terms and plain values as JSON text."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pyoxigraph as ox

from ..results import DECIMALS, plain
from ..terms import Term

_DIGITS: Final = re.compile(r"([+-]?)0*([0-9]+)(?:\.([0-9]+))?")


def term_text(term: Term | None) -> str:
    """A term as a plain JSON value: whole and decimal numbers digit by digit, dates as text, ``null`` for unknown.

    Example:
        >>> term_text(ox.Literal("8500.00", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")))
        '8500.00'
    """
    if isinstance(term, ox.Literal) and term.datatype.value in DECIMALS:
        digits = _DIGITS.fullmatch(term.value)
        if digits:
            sign, whole, fraction = digits.groups()
            return ("-" if sign == "-" else "") + whole + (f".{fraction}" if fraction else "")
    return json.dumps(plain_value(plain(term)), ensure_ascii=False)


def plain_value(value: Any) -> Any:
    """A value of a record as JSON knows it.

    Terms become their IRI or text, dates ISO text; a decimal becomes a number where no digit is
    lost, else text; a number that JSON cannot write (``nan``) becomes text.

    Raises:
        TypeError: There is no plain value for it.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple):
        return str(value) if isinstance(value, ox.Triple | ox.BlankNode) else value.value
    if isinstance(value, Mapping):
        return {str(name): plain_value(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(part) for part in value]
    if isinstance(value, set | frozenset):
        return sorted((plain_value(part) for part in value), key=str)
    raise TypeError(f"a record holds a value of type {type(value).__name__}, which has no plain form")


def _number(value: Decimal) -> int | float | str:
    if not value.is_finite():
        return str(value)
    near = float(value)
    if Decimal(repr(near)) != value:
        return str(value)
    return near
