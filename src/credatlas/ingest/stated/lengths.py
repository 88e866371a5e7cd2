"""Lengths of time that stand in a text, before it is decided whose length they are."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from .numbers import Quantity, quantities

FULL_TIME: Final = "full-time"
PART_TIME: Final = "part-time"
MODE: Final = re.compile(
    r"(?P<full>full[- ]time|(?-i:\bFT\b))"
    r"|(?P<part>part[- ]time|(?-i:\bPT\b)|(?:beside|alongside|besides|next to) (?:\w+ )?(?:work|training|job))",
    re.IGNORECASE,
)
"""Words for a way of study."""
# words of a unit; how many of the next smaller calendar unit make one, to bring "16 months to 4 years" into one unit
_UNITS: Final = {
    "academic-year": r"(?:academic|school) years?",
    "year": r"years?|yrs?",
    "month": r"months?|mos?",
    "week": r"weeks?|wks?",
    "day": r"days?",
    "hour": r"hours?|hrs?|h",
    "minute": r"minutes?|mins?",
    "semester": r"semesters?",
    "quarter": r"quarters?|trimesters?",
}
_UNIT: Final = "|".join(f"(?P<{name.replace('-', '_')}>{words})" for name, words in _UNITS.items())
_MONTHS_IN: Final = {"year": 12, "month": 1}
_DAYS_IN: Final = {"week": 7, "day": 1}
_AFTER_NUMBER: Final = re.compile(
    r"[ -]?(?P<mode>full[- ]time|part[- ]time)?[ ]?(?:(?:teaching|contact|class|classroom|calendar|consecutive|working"
    rf"|study|full|training|academic(?= semester| quarter| trimester))[ ])*(?:{_UNIT})(?!\w)"
    r"(?!\s(?:credits?|hours?)\b)",
    re.IGNORECASE,
)
_RATE: Final = re.compile(
    r"\s*(?:of \w+ )?(?:per|an?|each|every|/)\s*(?:day|week|month|year|term|semester|class|course|module|session|person"
    r"|team|student|credit|unit|lesson)\b|\s*(?:each|daily|weekly|monthly|annually)\b",
    re.IGNORECASE,
)
_EVERY: Final = re.compile(r"\b(?:per|every|each)\s*$", re.IGNORECASE)
BREAK: Final = re.compile(r"[;,:()/]|\bor\b", re.IGNORECASE)
"""Where one part of a sentence ends."""
_RUNS: Final = re.compile(r"[ -]?(?:long )?(?:cohorts|runs|intakes|editions|classes)\b", re.IGNORECASE)
_SOFT: Final = re.compile(r"\b(?:typically|usually|ordinarily|normally|generally|mostly|average)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time as it stands in a text, before it is decided what it is the length of.

    Attributes:
        low: The least number of units; ``None`` where that is open.
        high: The most; ``None`` where that is open.
        unit: Name of a concept of the scheme unit, such as ``week``.
        start: Where it begins in the text.
        end: Where it ends.
        stated: Its numbers stand in the text as they are.
        mode: The way of study or the group that it is for.
    """

    low: Decimal | None
    high: Decimal | None
    unit: str
    start: int
    end: int
    stated: bool
    mode: str = ""


def mode_of(match: re.Match[str]) -> str:
    """The way of study that a match of ``MODE`` means."""
    return FULL_TIME if match["full"] else PART_TIME


def prepared(words: str) -> str:
    """Other ways to say a number of units, brought into one form; "over" two years is no more than two years."""
    text = re.sub(r"\bover (?=(?:the )?[\w.]+ (?:academic )?(?:year|month|week|day|semester))", "across ", words)
    text = re.sub(r"\b(?<![-\w])(year|month|week|day|semester)-long\b", r"one \1", text, flags=re.IGNORECASE)
    text = re.sub(r"(?<!\d)1/2(?![\d/])|(?<!\d)½", "0.5", re.sub(r"(?<=\d) ?(?:1/2(?![\d/])|½)", ".5", text))
    return re.sub(
        r"(?:^|(?<=than )|(?<=to ))an? (?=(?:year|month|week|day|semester)\b)", "one ", text, flags=re.IGNORECASE
    )


def lengths(text: str) -> tuple[list[Length], list[str]]:
    """The lengths of time of a prepared text, and the reasons why others are none."""
    found: list[Length] = []
    refused: list[str] = []
    numbers = quantities(text)
    for place, quantity in enumerate(numbers):
        match = _AFTER_NUMBER.match(text, quantity.end)
        if match is None:
            continue
        reason = _refused(text, quantity, numbers[:place], match.end())
        if reason:
            refused.append(reason)
        else:
            found.append(_stretch(text, quantity, match))
    return found, refused


def _refused(text: str, quantity: Quantity, earlier: list[Quantity], end: int) -> str:
    """Why a number with a unit of time is not the length of the whole; empty if it is."""
    before = text[: quantity.start]
    if _RATE.match(text, end) or _EVERY.search(before):
        return "it is a rate, not a length"
    if re.search(r"(?:\+|\bplus)\s*$", before) or re.match(r"\s*(?:\+|plus\b)", text[end:]):
        return "its parts are to be added, and the whole is not printed"
    counted = r"\s+(?:of|after)\s" if quantity.hedge == "less" else r"\s+(?:after|before)\s"
    if re.match(counted, text[end:]):
        return "it counts from another event"
    if re.search(r"\bparts?\b(?![- ]time)[^,;]*$", before, re.IGNORECASE):
        return "it is the length of a part"
    if re.search(r"\d ?[x×] ?$", before):
        return "it is the length of each of several things"
    several = earlier and earlier[-1].low > 1 and not BREAK.search(text[earlier[-1].end : quantity.start])
    if several and re.search(r"\b[a-z]+s\s+of\s*$", before, re.IGNORECASE):
        return "it is the length of each of several things"
    if several and text[earlier[-1].end : quantity.start].strip() == "" and not _RUNS.match(text, end):
        return "it is the length of each of several things"
    return ""


def _stretch(text: str, quantity: Quantity, match: re.Match[str]) -> Length:
    unit = next(name for name in _UNITS if match[name.replace("-", "_")])
    sentence = re.split(r"[;,:()]", text[: quantity.start])[-1]
    soft = quantity.hedge == "" and bool(_SOFT.search(sentence))
    low, high = (replace(quantity, hedge="about") if soft else quantity).bounds(whole=False)
    if re.match(r"\s*(?:window|limit|maximum|at most)\b", text[match.end() :], re.IGNORECASE):
        low = None
    mode = "" if not match["mode"] else FULL_TIME if match["mode"].lower().startswith("full") else PART_TIME
    return Length(low, high, unit, quantity.start, match.end(), quantity.stated and not soft, mode)


def joined(found: list[Length], text: str) -> list[Length] | str:
    """Lengths that belong together made one ("16 months to 4 years"); a reason where they would have to be added."""
    done: list[Length] = []
    for stretch in found:
        between = text[done[-1].end : stretch.start].strip().lower() if done else None
        if between in ("to", "-") and done:
            whole = _in_one_unit(done[-1], stretch)
            done[-1:] = [whole] if whole else [done[-1], stretch]
        elif between in ("and", "", "plus", "+") and done:
            whole = _sum(done[-1], stretch)
            if whole is None:
                return "it names several lengths, and the whole is not printed"
            done[-1] = whole
        else:
            done.append(stretch)
    return done


def _in_one_unit(first: Length, last: Length) -> Length | None:
    for scale in (_MONTHS_IN, _DAYS_IN):
        if first.unit in scale and last.unit in scale and first.low is not None and last.high is not None:
            unit = next(name for name, size in scale.items() if size == 1)
            low, high = first.low * scale[first.unit], last.high * scale[last.unit]
            same = first.unit == last.unit
            low, high, unit = (first.low, last.high, first.unit) if same else (low, high, unit)
            return Length(low, high, unit, first.start, last.end, same and first.stated and last.stated, last.mode)
    return None


def _sum(first: Length, last: Length) -> Length | None:
    """Months for "two years and six months"; only where the larger unit stands first."""
    if (first.unit, last.unit) != ("year", "month") or first.low is None or first.low != first.high:
        return None
    if last.low is None or last.low != last.high:
        return None
    months = first.low * 12 + last.low
    return Length(months, months, "month", first.start, last.end, stated=False, mode=last.mode)
