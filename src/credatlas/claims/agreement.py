"""When two values of one property agree, and which of two agreeing values says more.

Values agree when their intervals overlap, when one concept is broader than the other, or when
text differs only in form. What cannot be compared (hours with weeks, stated text only) agrees:
a contradiction is only reported where there is one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pyoxigraph as ox

from ..terms import Term, node
from .model import Fields, Vocabulary, ca

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS: Final = frozenset(f"{_XSD}{name}" for name in ("integer", "decimal", "double", "float", "nonNegativeInteger"))
_DAYS: Final = {
    node("unit:day"): (1.0, 1.0),
    node("unit:week"): (7.0, 7.0),
    node("unit:month"): (28.0, 31.0),
    node("unit:semester"): (100.0, 185.0),
    node("unit:year"): (365.0, 366.0),
}
_OPEN_COUNT: Final = 1.1
_INFINITY: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of comparable numbers; ``kind`` says what is measured (dates are day numbers)."""

    kind: str
    low: float
    high: float

    def overlaps(self, other: Interval) -> bool:
        """Whether a value can lie in both; ranges of different kinds cannot be compared and do."""
        return self.kind != other.kind or (self.low <= other.high and other.low <= self.high)


def interval(term: Term, values: Mapping[ox.NamedNode, Fields]) -> Interval | None:
    """The range of a date, number or value node; ``None`` for anything without one."""
    if isinstance(term, ox.Literal):
        return _literal_interval(term)
    fields = values.get(term) if isinstance(term, ox.NamedNode) else None
    if fields is None:
        return None
    price = _number(fields, node("schema:price"))
    if price is not None:
        return Interval("price", price, price)
    if ca("startsNotBefore") in fields or ca("endsNotAfter") in fields:
        return _period(fields)
    return _amount(fields)


def _literal_interval(literal: ox.Literal) -> Interval | None:
    kind = literal.datatype.value.removeprefix(_XSD)
    if literal.datatype.value in _NUMBERS:
        return Interval("number", float(literal.value), float(literal.value))
    if kind in ("date", "gYear", "gYearMonth"):
        low, high = date_range(literal)
        return Interval("date", low.toordinal(), high.toordinal())
    return None


def date_range(literal: ox.Literal) -> tuple[date, date]:
    """First and last day that a date, a year-month or a year can mean.

    Example:
        >>> date_range(ox.Literal("2025-05", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYearMonth")))
        (datetime.date(2025, 5, 1), datetime.date(2025, 5, 31))
    """
    parts = [int(part) for part in literal.value.split("-")]
    if len(parts) == 3:
        day = date(*parts)
        return day, day
    if len(parts) == 2:
        year, month = parts
        following = date(year + month // 12, month % 12 + 1, 1)
        return date(year, month, 1), following - timedelta(days=1)
    return date(parts[0], 1, 1), date(parts[0], 12, 31)


def _number(fields: Fields, predicate: ox.NamedNode) -> float | None:
    literal = next((term for term in fields.get(predicate, ()) if isinstance(term, ox.Literal)), None)
    return None if literal is None else float(literal.value)


def _period(fields: Fields) -> Interval:
    def bound(name: str, position: int, default: float) -> float:
        literal = next((t for t in fields.get(ca(name), ()) if isinstance(t, ox.Literal)), None)
        return default if literal is None else date_range(literal)[position].toordinal()

    return Interval("date", bound("startsNotBefore", 0, -_INFINITY), bound("endsNotAfter", 1, _INFINITY))


def _amount(fields: Fields) -> Interval | None:
    low, high = _number(fields, ca("atLeast")), _number(fields, ca("atMost"))
    if low is None and high is None:
        return None
    unit = next(iter(fields.get(ca("unit"), ())), None)
    if unit is None:  # a count: "over N" is read as N to 1.1 N, "up to N" as 0 to N
        open_end = 0.0 if low is None else low * _OPEN_COUNT
        return Interval("count", low or 0.0, open_end if high is None else high)
    low, high = low or 0.0, _INFINITY if high is None else high
    shortest, longest = _DAYS.get(unit, (1.0, 1.0)) if isinstance(unit, ox.NamedNode) else (1.0, 1.0)
    return Interval("days" if unit in _DAYS else str(unit), low * shortest, high * longest)


def normal_text(text: str) -> str:
    """Text without differences of form: case, spaces, quotes, dashes, closing punctuation.

    Example:
        >>> normal_text("AI in  the Health Sector. ") == normal_text("ai in the health sector")
        True
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = re.sub(r"[‘’ʼ`]", "'", re.sub(r"[“”]", '"', re.sub(r"[‐-―−]", "-", folded)))
    return re.sub(r"\s+", " ", folded).strip(" .,;:!")


def authors(text: str) -> tuple[tuple[str, ...], bool]:
    """Family names of an ordered author list, accents removed, and whether it says *et al.*.

    Example:
        >>> authors("Gazquez-Garcia, J. et al.")
        (('gazquez-garcia',), True)
        >>> authors("Ratwani, R. M., Classen, D., & Longhurst, C.")
        (('ratwani', 'classen', 'longhurst'), False)
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    shortened = bool(re.search(r"\bet al\b", plain))
    plain = re.sub(r"\bet al\b\.?", "", plain)
    parts = [part.strip(" .&") for part in re.split(r"[,;&]|\band\b", plain)]
    # initials ("j", "r. m", "c. l") belong to the family name before them
    return tuple(part for part in parts if part and not re.fullmatch(r"\w(?:[. -]+\w)*", part)), shortened


def _authors_agree(one: str, other: str) -> bool:
    (first, first_open), (second, second_open) = authors(one), authors(other)
    length = min(len(first), len(second))
    if first[:length] != second[:length]:
        return False
    return len(first) == len(second) or (first_open if len(first) < len(second) else second_open)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Compares values of one property.

    Attributes:
        predicate: The property.
        values: Fields of the value nodes.
        vocabulary: Which concept is broader than which.
    """

    predicate: ox.NamedNode
    values: Mapping[ox.NamedNode, Fields]
    vocabulary: Vocabulary

    def agree(self, one: Term, other: Term) -> bool:
        """Whether both values can be right at once."""
        if one == other:
            return True
        first, second = interval(one, self.values), interval(other, self.values)
        if first and second:
            return first.overlaps(second)
        if isinstance(one, ox.Literal) and isinstance(other, ox.Literal):
            if self.predicate == ca("authorList"):
                return _authors_agree(one.value, other.value)
            return normal_text(one.value) == normal_text(other.value)
        if one in self.values and other in self.values:
            return True  # at least one of them has nothing but its stated text
        broader = self.vocabulary.broader
        return other in broader.get(one, ()) or one in broader.get(other, ())

    def vagueness(self, term: Term) -> float:
        """How little a value says, for choosing among values that agree: lower says more."""
        found = interval(term, self.values)
        if found:
            return found.high - found.low
        if self.predicate == ca("authorList") and isinstance(term, ox.Literal):
            return -float(len(authors(term.value)[0]))
        if term in self.values:
            return _INFINITY
        return -float(len(self.vocabulary.broader.get(term, ())))
