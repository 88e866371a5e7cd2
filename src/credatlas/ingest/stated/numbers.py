"""Numbers in running text: digits with separators, words, ranges, and what softens them.

Rules: "over N", "at least N" have no upper end, "up to N" no lower one. "About N" is 0.9 N to 1.1 N, "nearly N"
is 0.9 N to N. "Hundreds" are 100 to 999, "several" are two or more. Dots and commas before three digits separate
thousands; a comma before one or two digits is a decimal comma.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Final

from .reading import KEPT, NORMALISED, Reading, Unread, number, plain, too_long

_SMALL: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS: Final = {word: Decimal(index) for index, word in enumerate(_SMALL)} | {
    word: Decimal(10 * index) for index, word in enumerate(_TENS, start=2)
}
_SCALES: Final = {
    "dozen": Decimal(12),
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(10**6),
    "billion": Decimal(10**9),
}
_CROWDS: Final = {
    "dozens": (24, 99),
    "hundreds": (100, 999),
    "thousands": (1000, 9999),
    "tens of thousands": (10_000, 99_999),
    "hundreds of thousands": (100_000, 999_999),
    "millions": (10**6, 10**7 - 1),
}
_WORD: Final = rf"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_SMALL[1:10])}))?|{'|'.join(reversed(_SMALL))}"
_DIGITS: Final = (
    r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?|[1-9]\d{0,2}(?:[’' ]\d{3})+"
    r"|\d+(?:\.\d+|,\d{1,2})?"
)
_SCALE: Final = "|".join(_SCALES)
_ONE: Final = (
    rf"(?:(?:(?<![A-Za-z0-9.,])(?<![A-Za-z]-)(?:{_DIGITS})(?!\d|[.,]\d|[a-gi-z])|\b(?:{_WORD})\b)"
    rf"(?:[ -](?:{_SCALE})\b)?(?:[ -]and[ -]a[ -]half\b)?"
    rf"|\ban? (?:{_SCALE})\b|\bhalf(?: an?|-)(?= ?[a-z])|\bone[ -]half\b)"
)
_CROWD: Final = rf"\b(?:{'|'.join(sorted(_CROWDS, key=len, reverse=True))})\b"
_SEVERAL: Final = r"\b(?:several|multiple|a few|a couple of|some(?= (?:weeks|months|years|days|hours)))(?!\w)"
_MORE: Final = (
    r"more than|over|above|at least|minimum(?: of)?|min\.?|no fewer than|not less than|no less than|upwards of"
    r"|in excess of|exceeding|beyond|from over|>=?|≥"
)
_LESS: Final = (
    r"up to|at most|limited to|maximum(?: of)?|max\.?|no more than|not more than|fewer than|less than|under|below"
    r"|within|<=?|≤"
)
_ABOUT: Final = (
    r"about|around|approximately|approx\.?|roughly|circa|ca\.|c\.|~|typically|usually|ordinarily|normally|generally"
    r"|mostly|on average|an average of|average|an estimated|estimated|some"
)
_NEARLY: Final = r"nearly|almost|close to|just under|not quite"
_HEDGES: Final = {"more": _MORE, "less": _LESS, "about": _ABOUT, "nearly": _NEARLY}
_FOUND: Final = re.compile(
    rf"(?P<hedge>(?:(?<![\w-])(?:{_MORE}|{_LESS}|{_ABOUT}|{_NEARLY})[ ]?(?:(?:an?|the) (?=\d))?){{0,3}})"
    rf"(?:(?P<crowd>{_CROWD})|(?P<several>{_SEVERAL})"
    rf"|between (?P<first>{_ONE}) and (?P<last>{_ONE})"
    rf"|(?P<low>{_ONE})(?:(?: ?- ?| to | or )(?P<high>{_ONE}))?"
    r"(?P<after>\+(?! ?\d)| or (?:more|above|over|less|fewer|so)\b)?)",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, or a range of numbers, and where it stands.

    Attributes:
        low: The number, or the lower end of the range.
        high: The same as ``low``, or the upper end of the range; ``None`` where there is none.
        hedge: What softens it: ``more``, ``less``, ``about``, ``nearly``, ``several``, or nothing.
        start: Where its first word begins, softening words included.
        number_start: Where its first digit or number word begins.
        end: Where it ends.
        digits: It is written in digits, without separators.
    """

    low: Decimal
    high: Decimal | None
    hedge: str
    start: int
    number_start: int
    end: int
    digits: bool

    def bounds(self, *, whole: bool = True) -> tuple[Decimal | None, Decimal | None]:
        """The least and the most that it can be; with ``whole`` widened to whole numbers."""
        low, high = self.low, self.high
        if self.hedge in ("more", "several"):
            return low, None
        if self.hedge == "less":
            return None, high
        if self.hedge in ("about", "nearly"):
            low *= Decimal("0.9")
            if high is not None and self.hedge == "about":
                high *= Decimal("1.1")
            if whole:
                low = low.to_integral_value(ROUND_FLOOR)
                high = None if high is None else high.to_integral_value(ROUND_CEILING)
        return low, high

    @property
    def stated(self) -> bool:
        """Its bounds stand in the text as they are."""
        return self.digits and self.hedge in ("", "more", "less")


def quantities(text: str) -> list[Quantity]:
    """All numbers of a text, in their order; ordinals and numbers inside of names are none.

    Example:
        >>> [(str(q.low), str(q.high), q.hedge) for q in quantities("over 1,500 teams, 25 to 30 of two dozen cities")]
        [('1500', '1500', 'more'), ('25', '30', ''), ('24', '24', '')]
    """
    return list(_quantities(text))


@lru_cache(KEPT)
def _quantities(text: str) -> tuple[Quantity, ...]:
    return tuple(_quantity(match) for match in _FOUND.finditer(text))


def _quantity(match: re.Match[str]) -> Quantity:
    found = match.group
    hedge = _hedge(found("hedge"), found("after") or "")
    start, end = match.span()
    begin = match.end("hedge")
    if found("crowd"):
        low, high = (Decimal(bound) for bound in _CROWDS[found("crowd").lower()])
        return Quantity(low, high, hedge, start, begin, end, digits=False)
    if found("several"):
        return Quantity(Decimal(2), None, "several", start, begin, end, digits=False)
    first, last = found("low") or found("first"), found("high") or found("last")
    low = _value(first)
    high = low if last is None else _value(last)
    if high < low:  # "2024-25": no range
        high, last, end = low, None, match.end("low")
    digits = first == number(low).value and last in (None, number(high).value)
    return Quantity(low, high, hedge, start, begin, end, digits=digits)


def _hedge(before: str, after: str) -> str:
    """The one that counts of several: "at least about 20" has no upper end."""
    if "more" in after or "above" in after or "over" in after or after == "+":
        return "more"
    if "less" in after or "fewer" in after:
        return "less"
    words = before.strip().lower()
    for hedge, pattern in _HEDGES.items():
        if re.search(rf"(?<![\w-])(?:{pattern})(?![\w-])", words):
            return hedge
    return "about" if "so" in after else ""


def _value(text: str) -> Decimal:
    words = text.lower().strip()
    half = Decimal("0.5") if re.search(r"and[ -]a[ -]half$", words) else Decimal(0)
    words = re.sub(r"[ -]and[ -]a[ -]half$", "", words)
    if words.startswith("half") or words in ("one half", "one-half"):
        return Decimal("0.5")
    scale = Decimal(1)
    parts = re.fullmatch(rf"(.+?)[ -]({'|'.join(_SCALES)})", words)
    if parts:
        words, scale = parts[1], _SCALES[parts[2]]
    return (_plain_value(words) + half) * scale


def _plain_value(words: str) -> Decimal:
    if words in ("a", "an"):
        return Decimal(1)
    if words[0].isdigit():
        return _digits_value(words)
    return sum((_WORDS[word] for word in re.split("[- ]", words)), Decimal(0))


def _digits_value(words: str) -> Decimal:
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", words):
        return Decimal(words.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d+,\d{1,2}", words):
        return Decimal(words.replace(",", "."))
    return Decimal(re.sub(r"[,’'\s]", "", words))


def read_number(text: str) -> Reading | Unread:
    """A cell that is one exact number, such as hours of work.

    Returns:
        A reading whose value is an ``xsd:integer`` or ``xsd:decimal``, or why there is none.

    Example:
        >>> read_number("1,200").value.value
        '1200'
    """
    long = too_long(text)
    if long:
        return long
    words = plain(text)
    found = quantities(words)
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", words):
        return Unread(text, f"'{words}' can be read with a decimal point or with a separator of thousands")
    if words.startswith(("-", "+")) or len(found) != 1 or (found[0].start, found[0].end) != (0, len(words)):
        return Unread(text, f"'{words}' is not one number" if words else "the cell is empty")
    quantity = found[0]
    if quantity.hedge or quantity.low != quantity.high:
        return Unread(text, f"'{words}' is a range, and an exact number is asked for")
    literal = number(quantity.low)
    return Reading(literal) if literal.value == words else Reading(literal, NORMALISED)
