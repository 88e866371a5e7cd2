"""Finds the dates of a text: days, months, years, quarters, seasons and terms.

Seasons are those of the northern hemisphere and their bounds are wide: spring January to June, summer May to
September, autumn August to December, winter October to March of the next year. A winter semester runs from
September to March, a summer semester from March to September, as in most of Europe.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pyoxigraph import Literal

from ...claims.agreement import date_range
from ...terms import node

XSD_DATE: Final = node("xsd:date")
_BY_LENGTH: Final = {4: node("xsd:gYear"), 7: node("xsd:gYearMonth"), 10: XSD_DATE}
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ORDINALS: Final = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
# first and last month, and whether the last one is in the next year; the code of EDTF where there is one
_SEASONS: Final = {
    "spring": (1, 6, 0, "21"),
    "summer": (5, 9, 0, "22"),
    "autumn": (8, 12, 0, "23"),
    "fall": (8, 12, 0, "23"),
    "winter": (10, 3, 1, ""),
    "winter semester": (9, 3, 1, ""),
    "summer semester": (3, 9, 0, ""),
}
_YEAR: Final = r"(?<![\d.,])(?:19|20)\d\d(?!\d|[.,]\d)"
_JOINS: Final = re.compile(r" ?[-/] ?| to | until | through ")
_HAS_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_MONTH: Final = (
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY: Final = r"(?<![\d.,])\d{1,2}(?:st|nd|rd|th|\.)?(?!\d)"
_TO: Final = r"(?: ?- ?| ?/ ?| to | and | until | through )"


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, or a stretch of time, that stands in a text.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends.
        first: Its first day, month or year; ``None`` where that is open or does not exist.
        last: Its last day, month or year; the same as ``first`` for a single date.
        edtf: It as a whole in the Extended Date/Time Format.
        single: It is one date, not a stretch between two.
        sure: Its two ends are known, as in "11 to 12 April"; not so in "May/June".
        convention: Its bounds are a convention, as those of a season are.
        impossible: It is a date that does not exist.
        doubt: Why it can be read in two ways.
    """

    start: int
    end: int
    first: Literal | None = None
    last: Literal | None = None
    edtf: str = ""
    single: bool = True
    sure: bool = True
    convention: bool = False
    impossible: bool = False
    doubt: str = ""

    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day that it can include."""
        low = None if self.first is None else date_range(self.first)[0]
        return low, None if self.last is None else date_range(self.last)[1]


def literal(text: str) -> Literal:
    """A date, year-month or year of ISO 8601 as a literal."""
    return Literal(text, datatype=_BY_LENGTH[len(text)])


def _one(match: re.Match[str], year: str, month: int | None = None, day: int | None = None) -> Moment:
    if month is not None and not (1 <= month <= 12 and 1 <= (day or 1) <= monthrange(int(year), month)[1]):
        return Moment(*match.span(), impossible=True)
    text = year + ("" if month is None else f"-{month:02}") + ("" if day is None else f"-{day:02}")
    return Moment(*match.span(), literal(text), literal(text), text)


def _stretch(span: tuple[int, int], first: Moment, last: Moment, *, sure: bool = True) -> Moment:
    convention = first.convention or last.convention
    if first.impossible or last.impossible:
        return Moment(*span, first.first, last.last, single=False, impossible=True)
    low, high = first.days()[0], last.days()[1]
    if low and high and low > high:
        return Moment(*span, doubt="it ends before it begins")
    edtf = f"{first.edtf}/{last.edtf}"
    return Moment(*span, first.first, last.last, edtf, single=False, sure=sure, convention=convention)


def _month(text: str) -> int:
    return _MONTHS.index(text[:3].lower()) + 1


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _iso(match: re.Match[str]) -> Moment:
    return _one(match, match["y"], int(match["m"]), None if match["d"] is None else int(match["d"]))


def _slashes(match: re.Match[str]) -> Moment:
    one, two = int(match["a"]), int(match["b"])
    if one <= 12 and two <= 12 and one != two:
        return Moment(*match.span(), doubt="day and month cannot be told apart")
    day, month = (two, one) if two > 12 else (one, two)
    return _one(match, match["y"], month, day)


def _worded(match: re.Match[str]) -> Moment:
    """Days of one month or of two, in either order of day and month."""
    found = match.groupdict()
    month = _month(found["m"])
    first = _one(match, match["y"], month, _number(found["d"]))
    if not found.get("d2"):
        return first
    other = _month(found["m2"]) if found.get("m2") else month
    last = _one(match, match["y"], other, _number(found["d2"]))
    return _stretch(match.span(), first, last, sure="/" not in match[0])


def _two_days(match: re.Match[str]) -> Moment:
    """Two days before the name of the (last) month: "11 to 12 April", "29 April to 1 May"."""
    last_month = _month(match["m2"])
    month = _month(match["m"]) if match["m"] else last_month
    year = match["y"]
    begins = str(int(year) - 1) if month > last_month else year  # "28 December to 3 January 2025"
    first = _one(match, begins, month, _number(match["d"]))
    last = _one(match, year, last_month, _number(match["d2"]))
    return _stretch(match.span(), first, last, sure="/" not in match[0])


def _months(match: re.Match[str]) -> Moment:
    first = _one(match, match["y"], _month(match["m"]))
    if not match["m2"]:
        return first
    last = _one(match, match["y"], _month(match["m2"]))
    return _stretch(match.span(), first, last, sure="/" not in match[0])


def _years(match: re.Match[str]) -> Moment:
    last = match["y2"]
    year = last if len(last) == 4 else match["y"][:2] + last
    return _stretch(match.span(), _one(match, match["y"]), _one(match, year), sure="/" not in match[0])


def _quarter(match: re.Match[str]) -> Moment:
    count = _ORDINALS[match["o"].lower()] if match["o"] else int(match["q"])
    first, last = _one(match, match["y"], 3 * count - 2), _one(match, match["y"], 3 * count)
    return replace(_stretch(match.span(), first, last), edtf=f"{match['y']}-{32 + count}")


def _season(match: re.Match[str]) -> Moment:
    name = re.sub(r"\s+", " ", match["s"].lower())
    term = (match["t"] or "").lower()
    first, last, later, code = _SEASONS.get(f"{name} {term}" if term == "semester" else name, _SEASONS[name])
    year = int(match["y"])
    stretch = _stretch(match.span(), _one(match, str(year), first), _one(match, str(year + later), last))
    return replace(stretch, edtf=f"{year}-{code}" if code and not term else stretch.edtf, convention=True)


def _only_year(match: re.Match[str]) -> Moment:
    return _one(match, match["y"])


_Y: Final = f"(?P<y>{_YEAR})"
_SEASON: Final = (
    r"\b(?P<s>winter|summer|spring|autumn|fall)(?: (?P<t>semester|term|trimester|quarter|intake))?(?: of)? "
    rf"{_Y}(?:[/-]\d\d(?:\d\d)?(?!\d))?"
)
_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Moment]], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.ASCII), reader)
    for pattern, reader in (
        (rf"academic year {_Y}[/-](?P<y2>\d{{2}}(?:\d\d)?)(?!\d)", _years),
        (r"(?<![\d.,-])(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?:[T ]\d\d:\d\d[\d:.Z+-]*)?(?!\d)", _iso),
        (r"(?<![\d.,-])(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])(?!\d)(?P<d>(?!))?", _iso),
        (r"(?<![\d.,/-])(?P<y>(?:19|20)\d\d)[/.](?P<m>\d\d?)[/.](?P<d>\d\d?)(?!\d)", _iso),
        (r"(?<![\d.,/-])(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<y>(?:19|20)\d\d)(?!\d)", _slashes),
        (
            rf"(?P<d>{_DAY})(?: of)?(?: (?P<m>{_MONTH}))?{_TO}(?P<d2>{_DAY})(?: of)? (?P<m2>{_MONTH}),? {_Y}",
            _two_days,
        ),
        (rf"(?P<m>{_MONTH}) (?P<d>{_DAY}){_TO}(?:(?P<m2>{_MONTH}) )?(?P<d2>{_DAY}),? {_Y}", _worded),
        (rf"(?P<d>{_DAY})(?: of)? (?P<m>{_MONTH}),? {_Y}", _worded),
        (rf"(?P<m>{_MONTH}) (?P<d>{_DAY}),? {_Y}", _worded),
        (rf"(?P<m>{_MONTH})(?:{_TO}(?P<m2>{_MONTH}))?,? (?:of )?{_Y}", _months),
        (rf"\b(?:q(?P<q>[1-4])|(?P<o>{'|'.join(_ORDINALS)}) quarter)(?: of)? {_Y}", _quarter),
        (_SEASON, _season),
        (rf"{_Y} ?(?:-|/| to ) ?(?P<y2>{_YEAR}|(?<=[/-])\d\d(?![\d-]))", _years),
        (_Y, _only_year),
    )
)


def moments(text: str) -> list[Moment]:
    """All dates of a text in their order; two that are joined by a dash or "to" are one stretch.

    Example:
        >>> [moment.edtf for moment in moments("11 to 12 April 2025, fall 2022, 2025-09-15 to 2025-09-19")]
        ['2025-04-11/2025-04-12', '2022-23', '2025-09-15/2025-09-19']
    """
    if not _HAS_YEAR.search(text):
        return []
    found: list[Moment] = []
    taken = [False] * (len(text) + 1)
    for pattern, reader in _FORMS:
        for match in pattern.finditer(text):
            if not any(taken[match.start() : match.end()]):
                found.append(reader(match))
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
    return list(_joined(sorted(found, key=lambda moment: moment.start), text))


def _can_join(one: Moment, other: Moment) -> bool:
    """Neither is a stretch between two dates yet."""
    return "/" not in one.edtf + other.edtf and not one.doubt and not other.doubt


def _joined(found: list[Moment], text: str) -> Iterator[Moment]:
    waiting: Moment | None = None
    for moment in found:
        between = "" if waiting is None else text[waiting.end : moment.start]
        if waiting and _can_join(waiting, moment) and _JOINS.fullmatch(between):
            waiting = _stretch((waiting.start, moment.end), waiting, moment)
            continue
        if waiting and _can_join(waiting, moment) and between == " and " and text[: waiting.start].endswith("between "):
            waiting = replace(_stretch((waiting.start, moment.end), waiting, moment), sure=False)
            continue
        if waiting:
            yield waiting
        waiting = moment
    if waiting:
        yield waiting
