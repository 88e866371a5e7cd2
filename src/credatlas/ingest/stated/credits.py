"""Credits that a programme or a course carries."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from ...claims.model import STATED, ca
from ...terms import node
from ..model import Value
from .numbers import Quantity, quantities
from .reading import KEPT, NORMALISED, Reading, Unread, bounded, plain, status_of, too_long

TOTAL: Final = node("count:total-credits")
CONTINUING: Final = node("count:continuing-education-credits")
_ECTS: Final = node("unit:ects-credit")
_CME: Final = node("unit:cme-credit")
_CREDIT: Final = node("unit:credit")
_EDUCATION: Final = (
    r"(?:AMA PRA |Category \w+ |CME |CE |CPE |CPD )+(?:credits?|points?|hours?|units?)\b(?: credits?)?|CMEs?\b"
)
_EUROPEAN: Final = r"ECTS(?: credits?| points?)?\b|EC\b|hp\b"
_OWN: Final = (
    r"(?:(?:semester|quarter|academic|study) )?(?:credits?(?: hours?| points?| units?)?|semester hours?)\b"
    r"|LP\b|cr\b|cp\b|CATS\b"
)
_UNIT: Final = re.compile(
    rf"[ -]?(?:[a-z][\w/-]* ){{0,2}}?(?:(?P<education>{_EDUCATION})|(?P<european>{_EUROPEAN})|(?P<own>{_OWN}))",
    re.IGNORECASE,
)
_PARTS: Final = tuple(
    (node(f"count:{name}"), re.compile(rf"\b(?:{words})", re.IGNORECASE))
    for name, words in (
        ("elective-credits", "electives?|optional"),
        ("thesis-credits", "thesis|dissertation"),
        ("project-credits", "projects?|practicum|practical|capstone|internship|placement"),
        ("taught-credits", "taught|coursework|course credits?"),
    )
)
# words, why such credits are not carried, and whether they speak of the whole sentence or of the numbers near them
_NOT_CARRIED: Final = tuple(
    (re.compile(words, re.IGNORECASE), reason, whole)
    for words, reason, whole in (
        (r"\brenew|\brecertif|every (?:\w+ )?years?|\bin the period\b", "credits that a renewal asks for", True),
        (r"\bconver|\brecogni[sz]|\btransfer|\bwaive", "credits that are recognised, not earned", True),
        (r"before entry|for admission|to enter|on entry", "credits that are asked for before", False),
        (r"\brequirements?\b", "credits that are asked for before", True),
        (r"\bfirst part\b|\bper (?:course|module|year|semester|term)\b", "credits of a part, not of the whole", False),
    )
)
_EACH: Final = re.compile(
    r"[ -]?\w+ (?:\w+ )?(?:courses|modules|units|classes|seminars)\b|[^,;]*\beach\b", re.IGNORECASE
)
_OF_CORE: Final = re.compile(r"[^,;:]*?\b(?:core|required|mandatory) (?:courses?|modules?)", re.IGNORECASE)
_IN_ALL: Final = re.compile(r"\s+(?:to graduate|in total|in all|altogether)\b", re.IGNORECASE)
_PART_OF_TIME: Final = re.compile(r"^\s*(?:year|semester|term|phase|stage|part) \w+\s*:", re.IGNORECASE)
_OTHER_UNIT: Final = re.compile(r"\d\s(?:\w+ )?(?:units|points)\b|\b(?:three|four|five|six) units\b", re.IGNORECASE)


def read_credits(text: str, about: str = "") -> list[Reading] | Unread:
    """The credits that a text states.

    Args:
        text: Such as "60 credits: 30 elective, 8 capstone" or "37.75 AMA PRA Category 1 Credits".
        about: What the numbers are, where that stands elsewhere: "project credits in year 1". With it a bare number
            is a number of credits, and "120 of 180" is 120.

    Returns:
        Readings of ``ca:Count`` with ``ca:countOf`` (in total, taught, project, thesis, elective, or of continuing
        education), bounds, ``ca:unit`` and ``ca:stated``, in the order of the text. Hours, courses, questions, and
        credits that a renewal or an entry asks for are an ``Unread``, as are two totals of one text.

    Example:
        >>> [reading.value.fields[1][1].value for reading in read_credits("36 credits: 23 core, 10 electives")]
        ['36', '10']
    """
    read = _credits(text, about)
    return read if isinstance(read, Unread) else list(read)


@lru_cache(KEPT)
def _credits(text: str, about: str) -> tuple[Reading, ...] | Unread:
    long = too_long(text)
    if long:
        return long
    words = plain(text)
    if about:
        return _told_about(words, about)
    found: dict[NamedNode, Reading] = {}
    reasons: list[str] = []
    for sentence in re.sub(r"\([^()]*\)", "", words).split(";"):
        unit: NamedNode | None = None
        taken = 0
        for quantity in quantities(sentence):
            if quantity.start < taken:
                continue
            match = _UNIT.match(sentence, quantity.end)
            taken = match.end() if match else quantity.end
            unit = _unit(match) if match else unit
            kind = _kind(sentence, quantity, match, unit)
            if isinstance(kind, str) or kind is None or unit is None:
                reasons += [kind] if isinstance(kind, str) else []
                continue
            reading = _reading(quantity, kind, unit, words)
            if kind in (TOTAL, CONTINUING) and found.get(kind, reading) != reading:
                return Unread(text, "it gives two numbers of credits, and not which of them holds")
            found.setdefault(kind, reading)
    if found:
        return tuple(found.values())
    if not reasons and _OTHER_UNIT.search(words):
        reasons = ["a unit or a point may be a credit or a course"]
    return Unread(text, reasons[0] if reasons else "there is no number of credits in it")


def _unit(match: re.Match[str]) -> NamedNode:
    return _CME if match["education"] else _ECTS if match["european"] else _CREDIT


def _kind(
    sentence: str, quantity: Quantity, match: re.Match[str] | None, unit: NamedNode | None
) -> NamedNode | str | None:
    """Of what a number is the credits; why they are not carried; or ``None`` where it counts something else."""
    begin = max(sentence.rfind(sign, 0, quantity.start) for sign in (",", ":")) + 1
    clause = re.split("[,:]", sentence[begin:])[0]
    tail = re.split("[,:]", sentence[quantity.end :])[0]
    for pattern, reason, whole in _NOT_CARRIED:
        if pattern.search(sentence if whole else clause):
            return reason
    if match is None:
        in_all = unit is not None and _IN_ALL.match(tail)
        return TOTAL if in_all else next((kind for kind, pattern in _PARTS if pattern.match(tail.lstrip())), None)
    if _EACH.match(tail) or re.search(r"\d ?[x×] ?$", sentence[: quantity.start]):
        return "credits of each part, not of the whole"
    named = re.split(r"\b(?:in|including|over)\b", tail)[0]
    part = next((kind for kind, pattern in _PARTS if pattern.search(named)), None)
    if part is not None:
        return part
    if _OF_CORE.match(tail) or _PART_OF_TIME.match(sentence):
        return "credits of a part, not of the whole"
    return CONTINUING if unit == _CME else TOTAL


def _told_about(words: str, about: str) -> tuple[Reading, ...] | Unread:
    """The first number of a text of which it is known what it counts."""
    numbers = quantities(words)
    if not numbers:
        return Unread(words, "there is no number of credits in it")
    match = _UNIT.match(words, numbers[0].end) or _UNIT.search(about)
    unit = _unit(match) if match else _CREDIT
    part = next((kind for kind, pattern in _PARTS if pattern.search(about)), None)
    kind = part or (CONTINUING if unit == _CME else TOTAL)
    return (_reading(numbers[0], kind, unit, words),)


def _reading(quantity: Quantity, kind: NamedNode, unit: NamedNode, words: str) -> Reading:
    fields: tuple[tuple[NamedNode, Literal | NamedNode], ...] = (
        (ca("countOf"), kind),
        *bounded(*quantity.bounds(whole=False)),
        (ca("unit"), unit),
        (ca("stated"), Literal(words)),
    )
    return Reading(Value(ca("Count"), fields), STATED if quantity.stated else NORMALISED, status_of(words))
