"""How long something takes, in the words of a source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from ...claims.model import STATED, ca
from ...terms import node
from ..model import Value
from .dates import valid_times
from .lengths import BREAK, MODE, Length, joined, lengths, mode_of, prepared
from .numbers import quantities
from .reading import INFERRED, KEPT, NORMALISED, Reading, Unread, bounded, plain, status_of, too_long

_ALSO: Final = re.compile(r"\s*(?:\w+ )?(?:possible|available|offered|option)", re.IGNORECASE)
_BARE_NUMBER: Final = re.compile(r"(?:,|\bor\b) (?P<n>[\w.-]+) $")
_GROUP: Final = re.compile(r"\s*\(((?!not\b)[a-z][a-z -]*s|cohort \w+)\)", re.IGNORECASE)
_SPANS: Final = re.compile(r"\bacross (?:the )?$")
_ORDINALS: Final = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_END_OF: Final = re.compile(
    rf"\bby (?:the )?end of (?:the |their )?(?P<n>{'|'.join(_ORDINALS)}) (?P<unit>year|month|semester|week)\b",
    re.IGNORECASE | re.ASCII,
)
_ISO: Final = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_ISO_UNITS: Final = ("year", "month", "week", "day", "hour", "minute")


def _fields(length: Length, cohort: str, stated: str) -> Value:
    group = ((ca("cohort"), Literal(cohort)),) if cohort else ()
    words = ((ca("stated"), Literal(stated)),) if stated else ()
    unit: tuple[tuple[NamedNode, Literal | NamedNode], ...] = ((ca("unit"), node(f"unit:{length.unit}")),)
    return Value(ca("Duration"), (*unit, *bounded(length.low, length.high), *group, *words))


def read_duration(text: str, iso: str = "") -> list[Reading] | Unread:
    """How long something takes, as durations.

    Args:
        text: The words of the source.
        iso: The same as a duration of ISO 8601, such as ``P18M``; its numbers count only where the words have none.

    Returns:
        One reading, or one for each way of study, told apart by ``ca:cohort`` ("full-time", "part-time"). Values
        have ``ca:unit``, ``ca:atLeast``, ``ca:atMost`` (one of the two may be open) and ``ca:stated``. What is a
        rate (hours per week), a part of the whole, or a sum of parts is an ``Unread`` with its reason.

    Example:
        >>> [reading.value.fields[1][1].value for reading in read_duration("1 year full-time or 2 years part-time")]
        ['1', '2']
    """
    long = too_long(text)
    if long:
        return long
    words = plain(text)
    read = _from_words(words)
    if not isinstance(read, Unread):
        return list(read)
    from_iso = _from_iso(iso.strip(), words)
    if from_iso is not None:
        return [from_iso]
    return Unread(text, read.reason) if not iso.strip() else Unread(text, f"{read.reason}; '{iso}' is not readable")


def _from_iso(iso: str, words: str) -> Reading | None:
    match = _ISO.fullmatch(iso)
    parts = [] if match is None else [(int(n), unit) for n, unit in zip(match.groups(), _ISO_UNITS, strict=True) if n]
    if [unit for _, unit in parts] == ["year", "month"]:
        parts = [(12 * parts[0][0] + parts[1][0], "month")]
    if len(parts) != 1:
        return None
    amount = Decimal(parts[0][0])
    length = Length(amount, amount, parts[0][1], 0, 0, stated=False, mode=_only_mode(words))
    return Reading(_fields(length, length.mode, words or iso), NORMALISED, status_of(words))


def _only_mode(words: str) -> str:
    modes = {mode_of(match) for match in MODE.finditer(words)}
    return modes.pop() if len(modes) == 1 else ""


@lru_cache(KEPT)
def _from_words(words: str) -> tuple[Reading, ...] | Unread:
    text = prepared(words)
    found, refused = lengths(text)
    whole = joined(found, text)
    if isinstance(whole, str):
        return Unread(words, whole)
    if not whole:
        return _by_end(words) or Unread(words, refused[0] if refused else _nothing(words))
    if refused and "added" in refused[0]:
        return Unread(words, refused[0])
    told = list(_told_apart(whole, text))
    valid_from, valid_until = _dated(text)
    return tuple(
        Reading(
            _fields(length, length.mode, words),
            STATED if length.stated else NORMALISED,
            status_of(words),
            valid_from,
            valid_until,
        )
        for length in told
    )


def _nothing(words: str) -> str:
    if re.search(r"\bterms?\b", words, re.IGNORECASE):
        return "a term may be a third or a half of a year"
    return "there is no length of time in it"


def _by_end(words: str) -> tuple[Reading, ...] | None:
    """At most six years for "by the end of the sixth year": it follows, but is not said."""
    match = _END_OF.search(words)
    if match is None:
        return None
    most = Decimal(_ORDINALS.index(match["n"].lower()) + 1)
    length = Length(None, most, match["unit"].lower(), 0, 0, stated=False)
    return (Reading(_fields(length, "", words), INFERRED, status_of(words)),)


def _dated(text: str) -> tuple[Literal | None, Literal | None]:
    """The date in brackets from which the length held: "three weeks (2020)"."""
    notes = re.findall(r"\(([^()]*)\)", text)
    return valid_times(notes[0]) if len(notes) == 1 else (None, None)


def _told_apart(found: list[Length], text: str) -> Iterator[Length]:
    """The lengths that hold for the whole, each with the group or the way of study that it is meant for.

    The first one leads. Another one counts where it is for another way of study or in hours instead of days, or
    where it is the span of the first ("a one-year degree taken over two years"); else it only says more of the first.
    """
    groups = [match[1] for length in found if (match := _GROUP.match(text, length.end))]
    given = _with_modes(found, text)
    if len(groups) == len(found) and (len(found) > 1 or groups[0].lower().startswith("cohort")):
        yield from (replace(length, mode=group) for length, group in zip(given, groups, strict=False))
        return
    kept: dict[tuple[str, bool], Length] = {}
    for length in given:
        key = (length.mode, length.unit in ("hour", "minute"))
        spans = _SPANS.search(text[: length.start]) is not None
        if key not in kept:
            if not kept or length.mode or spans or key[1] != next(iter(kept))[1]:
                kept[key] = length
        elif spans and not BREAK.search(text[kept[key].end : length.start]):
            kept[key] = length
    yield from kept.values()


def _with_modes(found: list[Length], text: str) -> list[Length]:
    """Each length with the word such as "full-time" that belongs to it."""
    given = list(found)
    more: list[Length] = []
    for match in MODE.finditer(text):
        if _ALSO.match(text, match.end()):
            continue
        bare = _BARE_NUMBER.search(text[: match.start()])
        numbers = quantities(bare["n"]) if bare else []
        if numbers and found[-1].end <= match.start() and not numbers[0].hedge:
            # "three semesters full-time, five beside work": the unit is that of the length before
            amount, unit = numbers[0], found[-1].unit
            more.append(
                Length(amount.low, amount.high, unit, match.start(), match.end(), amount.digits, mode_of(match))
            )
            continue
        place = _owner(given, text, match)
        if place is not None and not given[place].mode:
            given[place] = replace(given[place], mode=mode_of(match))
    return [*given, *more]


def _owner(found: list[Length], text: str, match: re.Match[str]) -> int | None:
    """To which length a way of study belongs: the one that no comma or "or" parts it from, else the one before."""
    before = next((place for place in reversed(range(len(found))) if found[place].end <= match.start()), None)
    after = next((place for place, length in enumerate(found) if length.start >= match.end()), None)
    if before is None:
        return after
    between = text[found[before].end : match.start()]
    parted = BREAK.search(between.replace(":", ""))
    if after is None:
        return None if re.search(r"\bor\b", between) else before
    parted_from_next = BREAK.search(text[match.end() : found[after].start].replace(":", ""))
    return after if parted and (found[before].mode or not parted_from_next) else before
