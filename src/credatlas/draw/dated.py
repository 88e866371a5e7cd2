"""What happens when: events, runs of programmes, deadlines and policies with their dates; competency question 24."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyoxigraph as ox

from ..build import Atlas
from ..cards.registering import days_of
from ..errors import NotFoundError, UsageError
from ..names.labels import labels
from ..store.protocol import Store
from ..terms import Term, node, show
from ..wording import describe_fields, is_value, value_fields
from .choosing import Roles, start_of
from .folding import Folded, Statement, fold
from .gathering import around, everything
from .groups import group_of
from .model import Evidence
from .saying import Sayings, sayings

Days = tuple[date | None, date | None]
"""First and last day that may be meant; None where it is open."""

_STARTS: Final = frozenset(map(node, ("schema:startDate", "ca:adoptedOn", "ca:appliesFrom", "ca:firstOffered")))
_ENDS: Final = frozenset((node("schema:endDate"),))
_PERIOD: Final = node("ca:hasPeriod")
_DEADLINES: Final = {
    node("ca:registrationOpens"): "registration opens",
    node("ca:registrationCloses"): "registration closes",
    node("ca:submissionOpens"): "submission opens",
    node("ca:submissionCloses"): "submission closes",
}
_NOT_BEFORE, _NOT_AFTER = node("ca:startsNotBefore"), node("ca:endsNotAfter")


@dataclass(frozen=True, slots=True)
class Mark:
    """A deadline, or the day on which something opens.

    Attributes:
        text: What it is: ``registration closes``.
        first: The first day that may be meant.
        last: The last day that may be meant.
        stated: The date as it is written.
        evidence: Who says so.
    """

    text: str
    first: date
    last: date
    stated: str
    evidence: tuple[Evidence, ...] = ()

    @property
    def is_deadline(self) -> bool:
        """Whether something closes on it, and does not open."""
        return self.text.endswith("closes")


@dataclass(frozen=True, slots=True)
class Dated:
    """Something with dates: an event, a run of a programme, a session of a run, a policy.

    Attributes:
        thing: The IRI of the thing that it is, or is part of.
        name: Its name; for a part that of the part.
        group: The group of the thing.
        start: The days on which it may begin; both None where nothing says.
        end: The days on which it may end; both None where nothing says.
        stated: Its dates as they are written.
        marks: Its deadlines, in the order of time.
        evidence: Who states its dates.
    """

    thing: str
    name: str
    group: str
    start: Days
    end: Days
    stated: tuple[str, ...]
    marks: tuple[Mark, ...]
    evidence: tuple[Evidence, ...] = ()

    def days(self) -> tuple[date, date]:
        """The first and the last of all days that are named."""
        known = [day for day in (*self.start, *self.end) if day is not None]
        known += [day for mark in self.marks for day in (mark.first, mark.last)]
        return min(known), max(known)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Dated things in the order of time.

    Attributes:
        rows: By their first day, then by name.
        title: What is shown, in words.
        note: The moment that it holds for; mostly empty.
        within: The first and last day that were asked for.
    """

    rows: tuple[Dated, ...]
    title: str
    note: str = ""
    within: Days = (None, None)


def timeline(
    store: Store,
    things: Iterable[str] = (),
    *,
    queries: Iterable[str] = (),
    classes: Iterable[str] = (),
    depth: int = 1,
    within: Days = (None, None),
) -> Timeline:
    """What is dated around some things, or in the whole atlas.

    Args:
        store: An open store.
        things: As for :func:`credatlas.draw.drawing`.
        queries: As for :func:`credatlas.draw.drawing`.
        classes: As for :func:`credatlas.draw.drawing`.
        depth: As for :func:`credatlas.draw.drawing`.
        within: Only what may lie between these two days; None for no limit.

    Raises:
        NotFoundError: Nothing goes by a name, or nothing has a date.
        AmbiguousError: Several things go by a name.
        UsageError: The days are in the wrong order, or as for :func:`credatlas.draw.drawing`.
    """
    since, until = within
    if since is not None and until is not None and since > until:
        raise UsageError(f"{since} lies behind {until}", place="--since")
    start = start_of(store, things, queries, classes)
    roles = Roles.of(start.things, ())
    if start.things:
        statements, near = around(store, roles, depth)
        folded = fold(statements, roles, near)
    else:
        folded = fold(everything(store), roles, None)
    rows = _rows(store, folded)
    kept = [row for row in rows if _meets(row, since, until)]
    if not kept:
        raise NotFoundError(f"nothing has a date here: {start.title}", hint="take more with --depth, or other days")
    title = "Timeline of the whole atlas" if not start.things else f"Timeline: {start.title}"
    note = str(store.moment) if isinstance(store, Atlas) else ""
    return Timeline(tuple(sorted(kept, key=lambda row: (row.days(), row.name, row.thing))), title, note, within)


def _meets(row: Dated, since: date | None, until: date | None) -> bool:
    first, last = row.days()
    return (since is None or last >= since) and (until is None or first <= until)


def _rows(store: Store, folded: Folded) -> list[Dated]:
    wanted = {*_STARTS, *_ENDS, *_DEADLINES, _PERIOD}
    groups: dict[tuple[ox.NamedNode, tuple[ox.NamedNode, ...]], list[Statement]] = {}
    for thing, facts in folded.facts.items():
        if group_of(thing.value) == "work":  # when something was published is no event
            continue
        for fact in facts:
            if fact.triple[1] in wanted and not fact.inferred:
                groups.setdefault((thing, fact.via), []).append(fact)
    values = [fact.triple[2] for facts in groups.values() for fact in facts if is_value(fact.triple[2])]
    periods = _periods(store, [value for value in values if isinstance(value, ox.NamedNode)])
    names = labels(store, {via[-1] if via else thing for thing, via in groups})
    said = sayings(store, {fact.triple[0] for facts in groups.values() for fact in facts})
    found = [
        _dated(thing, names[via[-1] if via else thing], facts, periods, said) for (thing, via), facts in groups.items()
    ]
    return [row for row in found if row is not None]


def _periods(store: Store, values: list[ox.NamedNode]) -> Mapping[Term, tuple[Days, str]]:
    fields, words = value_fields(store, list(dict.fromkeys(values)))
    found: dict[Term, tuple[Days, str]] = {}
    for value, known in fields.items():
        edges = [days_of(known.get(name, (None,))[0]) for name in (_NOT_BEFORE, _NOT_AFTER)]
        days = edges[0][0] if edges[0] else None, edges[1][1] if edges[1] else None
        found[value] = days, describe_fields(known, words)
    return found


def _dated(
    thing: ox.NamedNode,
    name: str,
    facts: Collection[Statement],
    periods: Mapping[Term, tuple[Days, str]],
    said: Sayings,
) -> Dated | None:
    start: Days = (None, None)
    end: Days = (None, None)
    stated, marks, numbers = [], [], []
    for fact in facts:
        _, predicate, value = fact.triple
        evidence = said.of(fact.triple)
        days: Days = days_of(value) or (None, None)
        if predicate in _DEADLINES and days[0] is not None and days[1] is not None:
            told = tuple(said.evidence[number] for number in evidence)
            marks.append(Mark(_DEADLINES[predicate], days[0], days[1], show(value), told))
            continue
        if predicate == _PERIOD and value in periods:
            (first, last), words = periods[value]
            # a period says that something lies within it, not that it fills it
            start, end = _both(start, (first, None)), _both(end, (None, last))
            stated.append(words)
        elif days == (None, None):
            continue
        elif predicate in _ENDS:
            end = _both(days, end)
            stated.append(f"until {show(value)}")
        else:
            start = _both(days, start)
            stated.append(show(value))
        numbers += [number for number in evidence if number not in numbers]
    if not marks and all(day is None for day in (*start, *end)):
        return None
    if start[0] is not None and end[1] is not None and start[0] <= end[1]:  # nothing ends before it begins
        start, end = _both(start, (None, end[1])), _both(end, (start[0], None))
    ordered = tuple(sorted(marks, key=lambda mark: (mark.first, mark.last, mark.text)))
    told = tuple(said.evidence[number] for number in numbers)
    return Dated(thing.value, name, group_of(thing.value), start, end, tuple(sorted(stated)), ordered, told)


def _both(one: Days, other: Days) -> Days:
    """The days that both allow; those of the first where they contradict each other."""
    lows, highs = [day for day in (one[0], other[0]) if day], [day for day in (one[1], other[1]) if day]
    low, high = max(lows, default=None), min(highs, default=None)
    return one if low and high and low > high else (low, high)
