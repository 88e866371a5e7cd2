"""Details: what a source says under a heading for which the atlas has no property, with what of it can be compared."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

from ..claims.agreement import date_range, interval
from ..claims.model import ca
from ..terms import node
from .model import Value
from .stated import Reading, Unread, read_counts, read_date, read_dates, read_duration, read_money, read_number

_MONTH: Final = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b(?:semester|quarter)\b", re.IGNORECASE
)
_ROUND: Final = re.compile(r"\b(?:million|billion|thousand)\b", re.IGNORECASE)
_ROUNDED: Final = Decimal("0.05")  # how far an amount in millions may be off: 2.9 and 3 million are one amount
_PRICE, _CURRENCY = node("schema:price"), node("schema:priceCurrency")
_LEFT: Final = frozenset((ca("stated"), ca("edtf"), ca("countOf")))

Fields = tuple[tuple[ox.NamedNode, ox.Literal | ox.NamedNode], ...]


def comparable_of(text: str) -> list[tuple[str, Reading]]:
    """What of a text can be compared: an amount of money, a day, two ends of a time, a length of time, or a number.

    Returns:
        Readings with the name of the part that each is of, which is empty for the whole; nothing for mere words.
    """
    money = read_money(text)
    if len(money) == 1:
        return [("", _rounded(money[0], text))]
    dates = [(role, reading) for role, reading in read_dates(text) if not reading.impossible]
    if {role for role, _ in dates} == {"start", "end"}:
        return dates
    date = read_date(text)
    if isinstance(date, Reading) and not date.impossible:
        return [("", date)]
    duration = read_duration(text)
    if not isinstance(duration, Unread) and len(duration) == 1:
        return [("", duration[0])]
    if _MONTH.search(text):
        return []  # a date that cannot be read is no number of things
    counts = read_counts(text)
    if counts and (len(counts) == 1 or text[0].isdecimal()):
        return [(counts[0][0], counts[0][1])]  # what follows in brackets explains it
    number = read_number(text)
    return [("", number)] if isinstance(number, Reading) else []


def aspect_of(heading: str, part: str, reading: Reading) -> str:
    """The heading under which a reading is compared: with the part it is of, and the currency of money.

    A noun that the heading has already, or a plural of it, adds nothing.
    """
    known = {word.rstrip("s") for word in re.findall(r"\w+", heading.casefold())}
    words = [word for word in re.findall(r"\w+", part.casefold()) if word.rstrip("s") not in known]
    told = f"{heading}: {part}" if part in {"start", "end"} else heading
    if isinstance(reading.value, Value):
        currency = next((term for field, term in reading.value.fields if field == _CURRENCY), None)
        if isinstance(currency, ox.Literal):
            return f"{told} ({currency.value})"
        if part and part not in {"start", "end"} and len(words) == len(re.findall(r"\w+", part)):
            return f"{told}: {part}"
    return told


def detail_of(heading: str, text: str, reading: Reading | None = None) -> Value:
    """A detail with its words, and with what can be compared."""
    fields: Fields = ((ca("aspect"), ox.Literal(heading)), (ca("stated"), ox.Literal(text)))
    return Value(ca("Detail"), (*fields, *(_fields(reading) if reading else ())))


def _fields(reading: Reading) -> Fields:
    if isinstance(reading.value, Value):
        return tuple(pair for pair in reading.value.fields if pair[0] not in _LEFT)
    if isinstance(reading.value, ox.Literal):
        found = interval(reading.value, {})
        if found is not None and found.kind == "date":
            first, last = date_range(reading.value)
            kind = node("xsd:date")
            return (
                (ca("startsNotBefore"), ox.Literal(first.isoformat(), datatype=kind)),
                (ca("endsNotAfter"), ox.Literal(last.isoformat(), datatype=kind)),
            )
        return ((ca("atLeast"), reading.value), (ca("atMost"), reading.value))
    return ()


def _rounded(reading: Reading, text: str) -> Reading:
    """An amount in millions as the range that it may stand for."""
    assert isinstance(reading.value, Value)
    if not _ROUND.search(text):
        return reading
    amounts = (term for field, term in reading.value.fields if field == _PRICE)
    amount = next(Decimal(term.value) for term in amounts if isinstance(term, ox.Literal))
    rest = tuple(pair for pair in reading.value.fields if pair[0] != _PRICE)
    bounds = (
        (ca("atLeast"), _whole(amount * (1 - _ROUNDED))),
        (ca("atMost"), _whole(amount * (1 + _ROUNDED))),
    )
    return replace(reading, value=Value(reading.value.kind, (*bounds, *rest)))


def _whole(amount: Decimal) -> ox.Literal:
    return ox.Literal(int(amount))
