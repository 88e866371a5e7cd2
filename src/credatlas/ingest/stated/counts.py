"""How many things of a kind a text says there are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal

from ...claims.model import STATED, ca
from ..model import Value
from .dates import valid_times
from .moments import moments
from .money import near_currency
from .numbers import Quantity, quantities
from .reading import KEPT, NORMALISED, Reading, Unread, bounded, plain, status_of, too_long

_TIME: Final = (
    r"[ -]?(?:full[- ]time )?(?:(?:academic|calendar|teaching|scored|full) )?(?:years?|months?|weeks?|days?|hours?"
    r"|hrs?|minutes?|mins?|semesters?|terms|quarters?|h)\b(?!-long)"
)
_FOR_EACH: Final = (
    r"(?:\s+[a-z-]+){0,4}?\s+(?:an?|per|each|every) (?:year|month|week|day|term|semester|location|class|team"
    r"|direction|site|hub|university|school)\b|(?:\s+[a-z-]+){0,3}?\s+(?:annually|yearly|monthly)\b"
)
# what may stand behind or before a number that counts no things, and why it does not
_BEHIND: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), reason)
    for pattern, reason in (
        (r"\s?%|\s?per ?cent\b|\s?percentage", "a percentage counts no things"),
        (_TIME, "it is a length of time"),
        (
            r"[ -]?(?:\w+ )??(?:ects|credits?|credit points?|credit hours?|cp|hp|ec|points)\b",
            "it is a number of credits",
        ),
        (r"\s+(?:of (?:them|which|whom|these))\b", "it is a part of what was counted before"),
        (r"\s+of (?:the |its |over |about |more than )?\d", "it is a part of a number that follows"),
        (_FOR_EACH, "it is a number for each year, place or the like, not for the whole"),
        (r"-[a-z]|/\d", "it describes something else"),
    )
)
_BEFORE: Final = tuple(
    (re.compile(rf"{pattern}\s*$", re.IGNORECASE), reason)
    for pattern, reason in (
        (r"\d/", "it describes something else"),
        (
            r"\b(?:teams|groups|cohorts|classes|batches|pairs|tables|intakes) of",
            "it is the size of each, not a number of them",
        ),
        (r"\b(?:designed|capacity|room|intended|target(?:ed)?)(?: (?:for|of))?", "it is what is to be reached"),
    )
)
_LABEL: Final = re.compile(
    r"\b(?:cohort|phase|stage|track|level|class|grade|module|edition|version|no\.|number|part|group|category|article"
    r"|section|objective|year|type|x|option|round)\s*$",
    re.IGNORECASE,
)
_SIZE_OF: Final = re.compile(r"\b[a-z]{2,}s of\s*$", re.IGNORECASE)
_HEADING: Final = re.compile(r"(?:^|[;,] ?)(?:number of )?(?P<noun>[a-z][a-z -]*): ?$", re.IGNORECASE)
_NOUN_ENDS: Final = re.compile(
    r"[;,:.()/\[\]]|\s(?:from|in|of|to|with|who|whose|that|which|for|at|by|on|across|or|per|plus|during|were|was|are|is"
    r"|have|had|has|each|altogether|overall|took|take|taking|came|as|since|until|between|through|into|under|over|but)\b"
    r"|\sand\s(?=(?:more|over|about|around|nearly|some|up|at|almost|close|under)\s|\d|one\b|two\b|three\b|four\b|five\b|"
    r"six\b|seven\b|eight\b|nine\b|ten\b|several\b)",
    re.IGNORECASE,
)
_VERB: Final = re.compile(r"(?:\s(?:\w+ed|so far|worldwide|only))+$", re.IGNORECASE)
_NOT_A_NOUN: Final = re.compile(r"(?:in (?:total|all|person)|total|altogether|each|more)?$", re.IGNORECASE)
_COHORT_BEFORE: Final = re.compile(
    r"\b((?:first|second|third|fourth|fifth|sixth|seventh|\d+(?:st|nd|rd|th)) (?:cohort|intake|class|batch)) of\s*$",
    re.IGNORECASE,
)
_COHORT_NOTE: Final = re.compile(r"\s*\((?P<name>(?:cohort|intake|class|batch) [\w-]+)(?: page)?\)", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Counts:
    """What one text says of numbers.

    Attributes:
        counts: Noun phrase and reading of every number of things; the head of a phrase is its last word, and it is
            empty where the text names nothing ("over 500").
        unread: Numbers, or the whole text, that are no count, each with its reason.
    """

    counts: tuple[tuple[str, Reading], ...] = ()
    unread: tuple[Unread, ...] = ()


def read_counts(text: str) -> list[tuple[str, Reading]]:
    """The numbers of things that a text states.

    Returns:
        Pairs of a noun phrase and a reading of a ``ca:Count`` that still lacks ``ca:countOf``, in the order of the
        text; see ``counts_of`` for what was not read.

    Example:
        >>> [(noun, reading.value.fields[0][1].value) for noun, reading in read_counts("200 people from 27 countries")]
        [('people', '200'), ('countries', '27')]
    """
    return list(counts_of(text).counts)


@lru_cache(KEPT)
def counts_of(text: str) -> Counts:
    """The numbers of things that a text states, and the numbers that are none, with reasons."""
    long = too_long(text)
    if long:
        return Counts(unread=(long,))
    words = plain(text)
    numbers = quantities(words)
    dates = [moment for moment in moments(words) if not moment.doubt]
    found: list[tuple[str, Reading]] = []
    unread: list[Unread] = []
    seen: set[tuple[str, str]] = set()
    for place, quantity in enumerate(numbers):
        if any(date.start < quantity.end and quantity.number_start < date.end for date in dates) and not _is_things(
            words, quantity
        ):
            continue
        if _LABEL.search(words[: quantity.start]):
            continue
        noun, noun_end = _noun(words, quantity)
        reason = _no_count(words, quantity, numbers[:place], noun)
        cohort = _cohort(words, quantity, noun_end)
        if not reason and (noun.lower(), cohort) in seen:
            reason = "the text has given another number of them before"
        if not reason and not noun and found and not (cohort or _is_product(quantity, numbers[:place])):
            reason = "it is not said what is counted"
        if reason:
            unread.append(Unread(words[quantity.start : noun_end].strip(), reason))
            continue
        seen.add((noun.lower(), cohort))
        found.append((noun, _count(words, quantity, noun_end, cohort)))
    if not found and not unread:
        unread.append(Unread(text, "there is no number of things in it"))
    return Counts(tuple(found), tuple(unread))


def _is_things(text: str, quantity: Quantity) -> bool:
    """A number like a year that counts after all: "2000 participants"."""
    if not _YEAR.fullmatch(text[quantity.number_start : quantity.end]):
        return False
    plural = re.match(r" (?:[a-z]+ )?(?:people|staff|[a-z]+[^s\W]s)\b", text[quantity.end :])
    dated = re.search(r"\b(?:in|since|from|until|of|by|to|for|during)\s$|[A-Za-z]+\.?\s$", text[: quantity.start])
    return bool(plural and not dated)


def _noun(text: str, quantity: Quantity) -> tuple[str, int]:
    """The words that say what is counted, and where they end."""
    start = quantity.end
    crowd = re.compile(r"\s+of\b").match(text, start) if text[start - 1 : start] == "s" else None
    start = crowd.end() if crowd else start  # "hundreds of participants"
    stop = _NOUN_ENDS.search(text, start)
    end = stop.start() if stop else len(text)
    phrase = text[start:end].strip()
    bare = _VERB.sub("", f" {phrase}").strip()
    if not bare and phrase:  # "55 selected": the verb is all that there is
        bare = phrase.split()[0]
    if _NOT_A_NOUN.fullmatch(bare) or len(bare.split()) > 7:
        heading = _HEADING.search(text[: quantity.start])
        bare = heading["noun"] if heading and not quantities(heading["noun"]) else ""
    return bare, end


def _no_count(text: str, quantity: Quantity, earlier: list[Quantity], noun: str) -> str:
    """Why a number is no count of things; empty if it is one."""
    before, after = text[: quantity.start], text[quantity.end :]
    if near_currency(text, quantity.number_start, quantity.end):
        return "it is an amount of money"
    if quantity.low != int(quantity.low) or re.search(r"\d\.\d{1,2}$", text[: quantity.end]):
        return "things are counted in whole numbers"
    if quantity.hedge == "several":
        return "it is not said how many"
    for pattern, reason in _BEHIND:
        if pattern.match(after):
            return reason
    for pattern, reason in _BEFORE:
        if pattern.search(before):
            return reason
    if not noun and _SIZE_OF.search(before):
        return "it is the size of each, not a number of them"
    if before.endswith("(") and after.startswith(")") and not _is_product(quantity, earlier):
        return "it is a remark in brackets"
    return ""


def _is_product(quantity: Quantity, earlier: list[Quantity]) -> bool:
    """Whether a number in brackets is the total of the two before: "10 teams of four (40)"."""
    if len(earlier) < 2:
        return False
    return quantity.low in (earlier[-2].low * earlier[-1].low, earlier[-2].low * earlier[-1].low / 100)


def _cohort(text: str, quantity: Quantity, end: int) -> str:
    note = _COHORT_NOTE.match(text, end)
    before = _COHORT_BEFORE.search(text[: quantity.start])
    return note["name"] if note else before[1] if before else ""


def _count(text: str, quantity: Quantity, end: int, cohort: str) -> Reading:
    low, high = quantity.bounds()
    clause = re.split(r";", text[quantity.start :])[0]
    group = ((ca("cohort"), Literal(cohort)),) if cohort else ()
    fields = (*bounded(low, high), *group, (ca("stated"), Literal(text)))
    note = re.search(r"\((?P<note>[^()]*(?:19|20)\d\d[^()]*)\)", clause)
    valid_from, valid_until = valid_times(note["note"]) if note else (None, None)
    basis = STATED if quantity.stated else NORMALISED
    return Reading(Value(ca("Count"), fields), basis, status_of(clause), valid_from, valid_until)
