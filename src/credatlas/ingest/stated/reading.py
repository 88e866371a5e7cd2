"""What is read of a text: a typed value, or the reason why there is none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode

from ...claims.model import ASSERTED, BASES, STATED, STATUSES, ca
from ...terms import node
from ..model import Value

NORMALISED: Final = BASES[1]
INFERRED: Final = BASES[2]
PROVISIONAL: Final = STATUSES[1]
PLANNED: Final = STATUSES[2]
LONGEST: Final = 600
"""Characters that a text may have; what is longer is a page, and no part of it is guessed at."""
KEPT: Final = 16_384
"""Texts whose readings are remembered: the same few words stand in many rows."""
_XSD_INTEGER: Final = node("xsd:integer")
_XSD_DECIMAL: Final = node("xsd:decimal")
_SOURCE_MARK: Final = re.compile(r"\s*\(src-[^)]*\)")
_PROVISIONAL: Final = re.compile(
    r"\b(?:drafts?|provisional(?:ly)?|proposed|indicative|tentative|preliminary)\b", re.IGNORECASE
)
_PLANNED: Final = re.compile(
    r"\b(?:expected|planned|announced|foreseen|scheduled|upcoming|forthcoming|will|about to|to be \w+ed"
    r"|by (?:the )?(?:early |mid |late |end of )?(?:\w+ quarter (?:of )?|\w+ )?(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One value that a text states.

    Attributes:
        value: A literal, a concept, or a price, count, duration or period.
        basis: ``basis:stated`` where the value stands in the text as it is, ``basis:normalised`` where it is
            the same in another form, ``basis:inferred`` where it only follows from the text.
        status: ``status:planned`` or ``status:provisional`` where the words say so, else ``status:asserted``.
        valid_from: From when it held, where the text dates it.
        valid_until: Until when it held, where the text says so.
        impossible: The text prints a date that does not exist; the value has nothing but its words.
    """

    value: Literal | NamedNode | Value
    basis: NamedNode = STATED
    status: NamedNode = ASSERTED
    valid_from: Literal | None = None
    valid_until: Literal | None = None
    impossible: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A text, or the part of it, that no value is read from.

    Attributes:
        text: The words.
        reason: Why not, to be shown to a person.
    """

    text: str
    reason: str


def plain(text: str) -> str:
    """The text without marks of its source such as ``(src-x)``, with single spaces, plain hyphens and plain digits.

    Example:
        >>> plain("28  months (src-w2-directory)")
        '28 months'
    """
    without = re.sub("[‐-―−]", "-", _SOURCE_MARK.sub("", text))
    if not without.isascii():
        without = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in without)
    return " ".join(without.split())


def too_long(text: str) -> Unread | None:
    """Why a text is not even looked at, if it is longer than any cell or phrase that states one thing."""
    if len(text) <= LONGEST:
        return None
    return Unread(f"{text[:60]}…", f"it is longer than {LONGEST} characters, and a cell or a phrase is expected")


def status_of(text: str) -> NamedNode:
    """Whether words mean a plan, something not final, or a fact.

    Example:
        >>> status_of("300 participants expected").value.rpartition("#")[2]
        'planned'
    """
    if _PROVISIONAL.search(text):
        return PROVISIONAL
    return PLANNED if _PLANNED.search(text) else ASSERTED


def number(value: Decimal) -> Literal:
    """A number as ``xsd:integer`` where it is whole, else as ``xsd:decimal`` without trailing zeros.

    Example:
        >>> number(Decimal("37.50")).value, number(Decimal("1E+3")).value
        ('37.5', '1000')
    """
    if value == value.to_integral_value():
        return Literal(str(int(value)), datatype=_XSD_INTEGER)
    return Literal(format(value.normalize(), "f"), datatype=_XSD_DECIMAL)


def bounded(low: Decimal | None, high: Decimal | None) -> tuple[tuple[NamedNode, Literal], ...]:
    """``ca:atLeast`` and ``ca:atMost`` of a range, as fields of a value; an open end has none."""
    least = () if low is None else ((ca("atLeast"), number(low)),)
    most = () if high is None else ((ca("atMost"), number(high)),)
    return (*least, *most)
