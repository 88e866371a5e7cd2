"""When two values of one property agree, and which of two agreeing values says more.

Values agree when their intervals overlap, when one concept is broader than the other, or when
text differs only in form. What cannot be compared (hours with weeks, stated text only) agrees:
a contradiction is only reported where there is one.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import pyoxigraph as ox

from ..terms import PREFIXES, Term, node
from .model import RDF_TYPE, Fields, Vocabulary, ca

_XSD: Final = PREFIXES["xsd"]
_NUMBERS: Final = frozenset(f"{_XSD}{name}" for name in ("integer", "decimal", "double", "float", "nonNegativeInteger"))
_DATES: Final = frozenset(f"{_XSD}{name}" for name in ("date", "gYearMonth", "gYear"))
_PRICE: Final = node("schema:price")
_DURATION: Final = ca("Duration")
# the shortest and the longest that a unit can be; "52 weeks" are a year, and an academic year may be short
_DAYS: Final = {
    node("unit:day"): (1.0, 1.0),
    node("unit:week"): (7.0, 7.0),
    node("unit:month"): (28.0, 31.0),
    node("unit:quarter"): (70.0, 95.0),
    node("unit:semester"): (100.0, 185.0),
    node("unit:academic-year"): (240.0, 366.0),
    node("unit:year"): (364.0, 366.0),
}
_HOURS: Final = {node("unit:minute"): (1 / 60, 1 / 60), node("unit:hour"): (1.0, 1.0)}
_AUTHOR_LIST: Final = ca("authorList")
_DASHES: Final = re.compile("[‐-―−]")
_INITIALS: Final = re.compile(r"(?<![^\s.])(?:-?\w\.?|[A-Z]{2,3})(?=[\s.-]|$)|[.]")
_OPEN_COUNT: Final = 1.1
_INFINITY: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of comparable numbers.

    Attributes:
        kind: What is measured: ``date`` (day numbers), ``days``, ``hours``, ``count``, ``price`` …
        low: The least that it can be.
        high: The most that it can be.
        unit: In what it was given; two ranges in one unit are compared as they stand.
        scale: The shortest and the longest that the unit can be, to compare it with others of its kind.
    """

    kind: str
    low: float
    high: float
    unit: str = ""
    scale: tuple[float, float] = (1.0, 1.0)

    def overlaps(self, other: Interval) -> bool:
        """Whether a value can lie in both; ranges of different kinds cannot be compared and do."""
        if self.kind != other.kind:
            return True
        if self.unit == other.unit:
            return self.low <= other.high and other.low <= self.high
        return self.low * self.scale[0] <= other.high * other.scale[1] and (
            other.low * other.scale[0] <= self.high * self.scale[1]
        )

    def width(self) -> float:
        """From the least to the most, in days, hours or whatever is counted."""
        return self.high * self.scale[1] - self.low * self.scale[0]


def interval(term: Term, values: Mapping[ox.NamedNode, Fields]) -> Interval | None:
    """The range of a date, number or value node; ``None`` for anything without one."""
    if isinstance(term, ox.Literal):
        return _literal_interval(term)
    fields = values.get(term) if isinstance(term, ox.NamedNode) else None
    if fields is None:
        return None
    price = _number(fields, _PRICE)
    if price is not None:
        return Interval("price", price, price)
    return _period(fields) or _amount(fields)


def _literal_interval(literal: ox.Literal) -> Interval | None:
    kind = literal.datatype.value
    if kind in _NUMBERS:
        return Interval("number", float(literal.value), float(literal.value))
    if kind in _DATES:
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
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(parts[0], 1, 1), date(parts[0], 12, 31)


def _number(fields: Fields, predicate: ox.NamedNode) -> float | None:
    for term in fields.get(predicate, ()):
        if isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS:
            return float(term.value)
    return None


def _period(fields: Fields) -> Interval | None:
    def bound(name: str) -> ox.Literal | None:
        terms = (term for term in fields.get(ca(name), ()) if isinstance(term, ox.Literal))
        return next((term for term in terms if term.datatype.value in _DATES), None)

    first, last = bound("startsNotBefore"), bound("endsNotAfter")
    if first is None and last is None:
        return None
    return Interval(
        "date",
        -_INFINITY if first is None else date_range(first)[0].toordinal(),
        _INFINITY if last is None else date_range(last)[1].toordinal(),
    )


def _amount(fields: Fields) -> Interval | None:
    """The range of a count or duration: "over N" is read as N to 1.1 N for a count, "up to N" as 0 to N."""
    low, high = _number(fields, ca("atLeast")), _number(fields, ca("atMost"))
    if low is None and high is None:
        return None
    unit = next((term for term in fields.get(ca("unit"), ()) if isinstance(term, ox.NamedNode)), None)
    name = "" if unit is None else unit.value
    is_duration = unit in _DAYS or unit in _HOURS or _DURATION in fields.get(RDF_TYPE, ())
    if high is None:
        high = _INFINITY if is_duration or low is None else low * _OPEN_COUNT
    if unit in _DAYS or unit in _HOURS:
        kind, scale = ("days", _DAYS[unit]) if unit in _DAYS else ("hours", _HOURS[unit])
        return Interval(kind, low or 0.0, high, name, scale)
    return Interval(name or ("duration" if is_duration else "count"), low or 0.0, high, name)


def normal_text(text: str) -> str:
    """Text without differences of form: case, accents, spaces, quotes, dashes, closing punctuation.

    Example:
        >>> normal_text("AI in  the Health Sector. ") == normal_text("ai in the health sector")
        True
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    folded = unicodedata.normalize("NFKC", plain).casefold()
    folded = re.sub(r"[‘’ʼ`]", "'", re.sub(r"[“”]", '"', _DASHES.sub("-", folded)))
    return re.sub(r"\s+", " ", folded).strip(" .,;:!")


def authors(text: str) -> tuple[tuple[str, ...], bool]:
    """Family names of an ordered author list, accents removed, and whether it says *et al.*.

    Example:
        >>> authors("Gazquez-Garcia, J. et al.")
        (('gazquez-garcia',), True)
        >>> authors("Ratwani, R. M., Classen, D.") == authors("R. M. Ratwani and Classen D")
        True
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    plain, cuts = re.subn(r"\bet al\b\.?", "", _DASHES.sub("-", plain), flags=re.IGNORECASE)
    # initials ("J.", "R. M.", "RM") belong to a family name before or behind them
    parts = (_INITIALS.sub(" ", part) for part in re.split(r"[,;&]|\band\b", plain))
    names = tuple(filter(None, (" ".join(part.split()).casefold() for part in parts)))
    whole = normal_text(plain)
    return (names or ((whole,) if whole else ())), cuts > 0


def _same_author(one: str, other: str) -> bool:
    """Whether the words of one name are among those of the other: "ratwani" and "raj ratwani"."""
    mine, theirs = set(one.split()), set(other.split())
    return mine <= theirs or theirs <= mine


def _authors_agree(one: tuple[tuple[str, ...], bool], other: tuple[tuple[str, ...], bool]) -> bool:
    """A list that breaks off with *et al.* agrees with a longer one that begins like it.

    Given names may be left out.
    """
    (shorter, breaks_off), (longer, longer_breaks_off) = sorted((one, other), key=lambda pair: len(pair[0]))
    if not all(map(_same_author, shorter, longer)):
        return False
    return breaks_off if len(shorter) < len(longer) else breaks_off == longer_breaks_off


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
    _forms: dict[Term, object] = field(default_factory=dict, repr=False, compare=False)

    def agree(self, one: Term, other: Term) -> bool:
        """Whether both values can be right at once."""
        if one == other:
            return True
        first, second = self._form(one), self._form(other)
        if isinstance(first, Interval) and isinstance(second, Interval):
            return first.overlaps(second)
        if isinstance(one, ox.Literal) and isinstance(other, ox.Literal):
            if isinstance(first, tuple) and isinstance(second, tuple):
                return _authors_agree(first, second)
            return first == second
        if one in self.values and other in self.values:
            return True  # at least one of them has nothing but its stated text
        broader = self.vocabulary.broader
        return other in broader.get(one, ()) or one in broader.get(other, ())

    def vagueness(self, term: Term) -> tuple[int, float]:
        """How little a value says, for choosing among values that agree: lower says more.

        Ranges go by their width, stated text comes last; author lists go by the names that are missing,
        concepts by how broad they are.
        """
        form = self._form(term)
        if isinstance(form, Interval):
            return 0, form.width()
        if isinstance(form, tuple):
            # of lists of as many authors the one with more of their names
            return 0, -float(len(form[0])) - sum(map(len, form[0])) / 10_000
        if term in self.values:
            return 1, 0.0
        return 0, -float(len(self.vocabulary.broader.get(term, ())))

    def _form(self, term: Term) -> object:
        """What is compared of a value: a range, the authors of a list, or the plain text of a literal."""
        if term not in self._forms:
            found: object = interval(term, self.values)
            if found is None and isinstance(term, ox.Literal):
                found = authors(term.value) if self.predicate == _AUTHOR_LIST else normal_text(term.value)
            self._forms[term] = found
        return self._forms[term]
