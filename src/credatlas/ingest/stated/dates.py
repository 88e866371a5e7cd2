"""Dates that a text states: one date, a period, or the two ends of a stretch."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from ...claims.model import ASSERTED, STATED, ca
from ..model import Value
from .moments import XSD_DATE, Moment, literal, moments
from .numbers import quantities
from .reading import INFERRED, LONGEST, NORMALISED, PLANNED, Reading, Unread, plain, status_of, too_long

_PERIOD: Final = ca("Period")
_DAY_AND_MONTH: Final = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*", re.IGNORECASE
)
_NO_YEAR: Final = re.compile(
    rf"{_DAY_AND_MONTH.pattern}|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_UPPER: Final = re.compile(
    r"(?<!\bnot )\b(?:by|before|not later than|no later than)(?: the)?(?: end of| start of)?\s*$", re.IGNORECASE
)
_LOWER: Final = re.compile(r"\b(?:not before|not earlier than|no earlier than|after)(?: the)?\s*$", re.IGNORECASE)
_COUNTED: Final = re.compile(
    r"(?P<within>\bwithin )?(?P<n>[\w.]+(?:[- ]\w+)?) (?P<unit>year|month|week|day)s? "
    r"(?P<way>of|after|from|before)(?: the)?\s*$",
    re.IGNORECASE,
)
_LAST: Final = re.compile(
    r"\b(?:until|till|through|before|by|up to|valid to|expires?|ends?)(?: the)?\s*$", re.IGNORECASE
)
_KEPT: Final = 4096  # texts that are remembered: a row is asked for its dates several times
_MOST_UNITS: Final = 1000
_START: Final = re.compile(
    r"\b(?:start(?:s|ed|ing)?|begins?|began|beginning|opens?|opened|from|since|launched)\b", re.IGNORECASE
)
_END: Final = re.compile(
    r"\b(?:end(?:s|ed|ing)?|closes|closed|until|till|through|finish(?:es|ed)|deadline|due)\b", re.IGNORECASE
)


def _field(name: str, day: date | None) -> tuple[tuple[NamedNode, Literal], ...]:
    return () if day is None else ((ca(name), Literal(day.isoformat(), datatype=XSD_DATE)),)


def _period(stated: str, edtf: str, low: date | None, high: date | None) -> Value:
    fields = ((ca("stated"), Literal(stated)), *(((ca("edtf"), Literal(edtf)),) if edtf else ()))
    return Value(_PERIOD, (*fields, *_field("startsNotBefore", low), *_field("endsNotAfter", high)))


def _without_notes(text: str) -> str:
    """The text with what stands in brackets blanked out, so that places stay the same."""
    return re.sub(r"\([^()]*\)", lambda match: " " * len(match[0]), text)


def _only(text: str) -> Moment | Unread:
    """The one date of a text, its bracketed remarks left out."""
    bare = _without_notes(text)
    found = moments(bare)
    if len(found) == 1 and not found[0].doubt:
        rest = bare[: found[0].start] + " ; " + bare[found[0].end :]
        return Unread(text, "it names another date without a year") if _DAY_AND_MONTH.search(rest) else found[0]
    if len(found) == 1:
        return Unread(text, f"'{bare[found[0].start : found[0].end]}': {found[0].doubt}")
    if found:
        return Unread(text, "it names more than one date: " + ", ".join(bare[one.start : one.end] for one in found))
    return Unread(text, "the year is missing" if _NO_YEAR.search(bare) else "there is no date in it")


def read_date(text: str) -> Reading | Unread:
    """The date that a text states.

    Returns:
        A reading whose value is an ``xsd:date``, ``xsd:gYearMonth`` or ``xsd:gYear``, or a ``ca:Period`` where
        the text names a stretch, a season, or only an upper bound. For a date that does not exist the period has
        nothing but the words, and ``impossible`` is true. An ``Unread`` says why no single date is read.

    Example:
        >>> read_date("April 14, 2025").value.value
        '2025-04-14'
        >>> read_date("9-13 August").reason
        'the year is missing'
    """
    return too_long(text) or _read(text)


@lru_cache(_KEPT)
def _read(text: str) -> Reading | Unread:
    words = plain(text)
    moment = _only(words)
    if isinstance(moment, Unread):
        return replace(moment, text=text)
    status = status_of(words)
    if moment.impossible:
        return Reading(_period(words, "", None, None), NORMALISED, status, impossible=True)
    before = words[: moment.start]
    low, high = moment.days()
    counted = _COUNTED.search(before)
    if counted and low and high:
        return _counted_from(words, counted, low, high)
    if _UPPER.search(before):
        later = status if status != ASSERTED else PLANNED
        return Reading(_period(words, f"../{_last_edtf(moment)}", None, high), NORMALISED, later)
    if _LOWER.search(before):
        return Reading(_period(words, f"{moment.edtf.partition('/')[0]}/..", low, None), NORMALISED, status)
    if moment.single and moment.first is not None:
        exact = words == moment.edtf or re.match(r"[\d:.TZ+-]+$", words)
        return Reading(moment.first, STATED if exact else NORMALISED, status)
    basis = INFERRED if moment.convention else NORMALISED
    return Reading(_period(words, moment.edtf, low, high), basis, status)


def _last_edtf(moment: Moment) -> str:
    return moment.edtf if moment.single or "/" not in moment.edtf else moment.edtf.partition("/")[2]


def _counted_from(words: str, counted: re.Match[str], low: date, high: date) -> Reading | Unread:
    """From June 2016 to June 2018 for "within two years of June 2016"; one day for "180 days after" a day."""
    found = quantities(counted["n"])
    unit, way = counted["unit"].lower(), counted["way"].lower()
    understood = len(found) == 1 and not found[0].hedge and found[0].low == int(found[0].low) <= _MOST_UNITS
    if not understood or way in ("from", "before"):
        return Unread(words, "it counts from another date in a way that is not understood")
    amount = int(found[0].low)
    if unit in ("day", "week"):
        last = high + timedelta(days=amount * (7 if unit == "week" else 1))
    else:
        last = _later(high, amount * (12 if unit == "year" else 1))
    if counted["within"]:
        return Reading(_period(words, f"{low.isoformat()}/{last.isoformat()}", low, last), INFERRED, status_of(words))
    if low != high:
        return Unread(words, "it counts from a date that is not known by the day")
    return Reading(Literal(last.isoformat(), datatype=XSD_DATE), INFERRED, status_of(words))


def _later(day: date, months: int) -> date:
    """The same day so many months later; the last of a month stays the last of a month."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    length = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, length if is_last else min(day.day, length))


def read_dates(text: str) -> list[tuple[str, Reading]]:
    """The dates of a text with the part that each plays.

    Returns:
        Pairs of ``"start"``, ``"end"`` or ``""`` and a reading. Two ends that are both known give a start and an
        end; everything else is what ``read_date`` makes of it, with the part that a verb gives it. Empty where
        no date can be read.

    Example:
        >>> [(part, reading.value.value) for part, reading in read_dates("11 to 12 April 2025")]
        [('start', '2025-04-11'), ('end', '2025-04-12')]
    """
    words = plain(text)
    moment = too_long(text) or _only(words)
    if isinstance(moment, Unread):
        return _each_with_a_verb(words)
    known = moment.sure and not moment.single and not moment.convention and "/" in moment.edtf
    if known and not moment.impossible and not _UPPER.search(words[: moment.start]):
        ends = (("start", moment.first), ("end", moment.last))
        return [(part, Reading(end, NORMALISED, status_of(words))) for part, end in ends if end is not None]
    reading = read_date(text)
    if isinstance(reading, Unread):
        return []
    return [(_part(words[: moment.start]), reading)]


def _part(before: str) -> str:
    """The part that the last verb before a date gives it."""
    starts, ends = list(_START.finditer(before)), list(_END.finditer(before))
    if starts and (not ends or starts[-1].end() > ends[-1].end()):
        return "start"
    return "end" if ends else ""


def _each_with_a_verb(words: str) -> list[tuple[str, Reading]]:
    """Start and end of a text such as "starts 2025-09-01, ends 2026-06-30"."""
    bare = _without_notes(words)
    found = moments(bare) if len(bare) <= LONGEST else []
    begins = [0, *(moment.end for moment in found)]
    parts = [_part(bare[begin : moment.start]) for begin, moment in zip(begins, found, strict=False)]
    if sorted(parts) != ["end", "start"] or not all(one.single and one.first and not one.doubt for one in found):
        return []
    status = status_of(words)
    read = [(part, one.first) for part, one in zip(parts, found, strict=True)]
    return [(part, Reading(first, NORMALISED, status)) for part, first in read if first is not None]


def start_year(reading: Reading) -> Literal | None:
    """The year in which a period surely begins, for properties that take a date and no period.

    Example:
        >>> start_year(read_date("winter semester 2023/24")).value
        '2023'
        >>> start_year(read_date("by January 2027"))
    """
    if isinstance(reading.value, Literal):
        return literal(reading.value.value[:4])
    fields = {name.value.rpartition("#")[2]: term.value for name, term in getattr(reading.value, "fields", ())}
    first, last = fields.get("startsNotBefore", ""), fields.get("endsNotAfter", "")
    if not first or not last:
        return None
    named = reading.basis == NORMALISED or re.match(
        r"\s*winter (?:semester|term)", fields.get("stated", ""), re.IGNORECASE
    )
    return literal(first[:4]) if named or first[:4] == last[:4] else None


def valid_times(text: str) -> tuple[Literal | None, Literal | None]:
    """From and until when something held, of words such as "July 2024 matriculants" or "2019-2021".

    A season counts from its first month, and of several dates the first. "Until 1 May 2025" is an end only.
    """
    found = [moment for moment in moments(text) if not moment.impossible and not moment.doubt]
    if not found:
        return None, None
    moment = found[0]
    if _LAST.search(text[: moment.start]):
        return None, moment.last
    return moment.first, None if moment.single or moment.convention else moment.last
