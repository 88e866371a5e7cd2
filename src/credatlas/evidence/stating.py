"""Whether a text says a value: numbers, dates and names in the forms that English texts print."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_WORDS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
).split()
_ORDINALS: Final = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_MONTHS: Final = ("january february march april may june july august september october november december").split()
_SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹", "JPY": "¥", "CNY": "¥", "KRW": "₩"}
_SUFFIX: Final = r"(?:st|nd|rd|th)?"
_JOIN: Final = r"\s*(?:[-/]|to|and|until)\s*"
_SHORT_NAME: Final = 6


@dataclass(frozen=True, slots=True)
class Said:
    """A passage made ready for looking: typography folded, emphasis marks dropped.

    Attributes:
        text: With its case.
        folded: Without.
    """

    text: str
    folded: str

    @classmethod
    def of(cls, passage: str) -> Said:
        """The passage as it is searched."""
        text = normal(passage)
        return cls(text, text.casefold())

    def years(self) -> set[int]:
        """The years that it prints."""
        return {int(found) for found in re.findall(r"(?<!\d)(?:1[5-9]|20|21)\d\d(?!\d)", self.text)}


def normal(text: str) -> str:
    r"""Text without differences of typography: quotes, dashes, white space, the asterisks of emphasis.

    Example:
        >>> normal("*A “fine”\n course*")
        'A "fine" course'
    """
    plain = unicodedata.normalize("NFKC", text).replace("*", "")
    plain = re.sub(r"[‘’ʼ`]", "'", re.sub(r"[“”«»]", '"', re.sub(r"[‐-―−]", "-", plain)))
    return re.sub(r"\s+", " ", plain).strip()


def says_text(said: Said, value: str) -> bool:
    """Whether the text stands there as whole words, whatever its case."""
    wanted = normal(value).casefold().rstrip(".")
    return bool(wanted) and _word(wanted).search(said.folded) is not None


def says_name(said: Said, names: Iterable[str]) -> bool:
    """Whether one of the names stands there; short ones in capitals (WHO) only in capitals."""
    for name in names:
        wanted = normal(name)
        if wanted.isupper() and len(wanted) <= _SHORT_NAME:
            if _word(wanted).search(said.text):
                return True
        elif says_text(said, name):
            return True
    return False


@lru_cache(maxsize=4096)
def _word(wanted: str) -> re.Pattern[str]:
    before = r"(?<!\w)" if re.match(r"\w", wanted) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", wanted) else ""
    return re.compile(before + re.escape(wanted) + after)


def says_number(said: Said, number: str) -> bool:
    """Whether the number stands there: ``8500``, ``8,500``, as a word up to twenty, or as an ordinal.

    Example:
        >>> says_number(Said.of("a four-week course"), "4"), says_number(Said.of("18,500"), "8500")
        (True, False)
    """
    whole, _, part = number.lstrip("+-").partition(".")
    part = part.rstrip("0")
    grouped = f"{int(whole or 0):,}".replace(",", "[,' ]?")
    decimals = rf"\.{part}0*" if part else r"(?:\.0+)?"
    suffix = "" if part else rf"{_SUFFIX}"
    if re.search(rf"(?<![\d.,]){grouped}{decimals}{suffix}(?![\w]|[.,]\d)", said.folded):
        return True
    if re.search(rf"(?<=[^\d][.,]){grouped}{decimals}(?![\w]|[.,]\d)", said.folded):
        return True
    value = int(whole or 0)
    if part or value >= len(_WORDS):
        return False
    return any(_word(word).search(said.folded) for word in (_WORDS[value], _ORDINALS[value]))


def says_price(said: Said, amount: str, currency: str) -> bool:
    """Whether amount and currency stand there, the currency as a code or as a symbol."""
    if not says_number(said, amount):
        return False
    return not currency or says_text(said, currency) or _SYMBOLS.get(currency, currency) in said.text


def says_date(said: Said, date: str, known_years: Collection[int] = ()) -> bool:
    """Whether a date, a year and month, or a year stands there.

    Args:
        said: The passage.
        date: ``2025-04-14``, ``2025-04`` or ``2025``.
        known_years: Years that may go without saying there: that of the source's own date, or
            those printed in other passages of the claim.
    """
    year, *rest = date.split("-")
    if not rest:
        return int(year) in said.years()
    month = int(rest[0])
    years = said.years() | set(known_years)
    if len(rest) == 1:
        return _says_month(said, year, month, years)
    return _says_numeric(said, date) or _says_day(said, int(year), month, int(rest[1]), years)


def _month(month: int) -> str:
    name = _MONTHS[month - 1]
    return name if len(name) <= 3 else rf"{name[:3]}(?:{name[3:]}|{name[3]}?\.?)"


def _says_month(said: Said, year: str, month: int, years: Collection[int]) -> bool:
    if re.search(rf"(?<!\d)(?:{year}[-/]0?{month}|0?{month}[-/]{year})(?!\d)", said.folded):
        return True
    return int(year) in years and re.search(rf"(?<!\w){_month(month)}(?!\w)", said.folded) is not None


def _says_numeric(said: Said, date: str) -> bool:
    year, month, day = (str(int(part)) for part in date.split("-"))
    forms = (
        rf"{year}[-/.]0?{month}[-/.]0?{day}",
        rf"0?{day}[-/.]0?{month}[-/.]{year}",
        rf"0?{month}/0?{day}/{year}",
    )
    return any(re.search(rf"(?<!\d){form}(?!\d)", said.folded) for form in forms)


def _says_day(said: Said, year: int, month: int, day: int, years: Collection[int]) -> bool:
    name, number = _month(month), rf"0?{day}{_SUFFIX}"
    other = rf"\d{{1,2}}{_SUFFIX}"
    printed = r"(?:,?\s*(?P<year>\d{4}))?"
    forms = (
        # April 14, 2025 · April 12-14, 2025 · April 14 to 16, 2025 · April 30 - May 2, 2025
        rf"(?<!\w){name}\s+(?:{other}{_JOIN})?{number}(?!\w)(?:{_JOIN}(?:[a-z]+\.?\s+)?{other}(?!\w))?{printed}",
        # 14 April 2025 · 14th of April · 14-16 April 2025 · 30 April to 2 May 2025
        rf"(?<!\w){number}(?:{_JOIN}{other})?\s+(?:of\s+)?{name}(?!\w)(?:{_JOIN}{other}\s+[a-z]+)?{printed}",
    )
    for form in forms:
        for found in re.finditer(form, said.folded):
            if int(found["year"]) == year if found["year"] else year in years:
                return True
    return False
