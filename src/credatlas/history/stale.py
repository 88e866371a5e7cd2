"""What should be looked at again: values that nobody has stated for longer than they keep, the most urgent first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from ..build import Atlas
from ..names import labels
from ..queries import Query, run
from ..store import Store
from ..terms import Term, compact, node, show
from ..wording import describe_values, is_value
from .parts import with_parts

QUERY: Final = "claims-gone-stale"
"""The canned query that says which values are over their shelf life."""

_ALONE: Final = 2.0  # what only one source says
_WEIGHTS: Final = {"to come": 4.0, "open": 1.0, "over": 0.125}
_WORDS: Final = {"to come": "still to come", "open": "", "over": "over by now"}
_DAYS: Final = "|".join(
    str(node(name)) for name in ("schema:startDate", "schema:endDate", "ca:registrationCloses", "ca:submissionCloses")
)
_NAMES: Final = f"SELECT ?property ?name {{ ?entry {node('sh:path')} ?property ; {node('sh:name')} ?name }}"


@dataclass(frozen=True, slots=True)
class Stale:
    """A shown value that is over its shelf life.

    Attributes:
        subject: What it is about.
        name: Its name.
        predicate: The property.
        label: What cards call the property.
        value: The value in readable words.
        last_day: The last day on which a source stated the property, as it is given: ``2015-07``.
        is_dated: Whether that is the source's own date; else the day on which an undated source was read.
        months: Full months since then.
        keeps: The shelf life of the property, in months.
        sources: How many sources state the property.
        state: ``to come`` when the thing has a date that is still to come, ``over`` when all its dates are past,
            ``open`` without dates.
    """

    subject: NamedNode
    name: str
    predicate: NamedNode
    label: str
    value: str
    last_day: str
    is_dated: bool
    months: int
    keeps: int
    sources: int
    state: str

    @property
    def urgency(self) -> float:
        """How urgent it is: age in shelf lives, twice that of one source alone, times 4 to come, an eighth over."""
        return round(self.months / self.keeps * (_ALONE if self.sources == 1 else 1.0) * _WEIGHTS[self.state], 2)

    @property
    def why(self) -> str:
        """What its place in the order rests on, in words."""
        past = self.months - self.keeps
        over = (
            f"{past} month{'' if past == 1 else 's'} past its {self.keeps}" if past else f"at its {self.keeps} months"
        )
        said = f"stated {self.last_day}" if self.is_dated else f"undated, read {self.last_day}"
        alone = "one source" if self.sources == 1 else f"{self.sources} sources"
        return ", ".join(filter(None, (self.label, said, over))) + "".join(
            f"; {part}" for part in (alone, _WORDS[self.state]) if part
        )

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values; IRIs in full."""
        return {
            "subject": self.subject.value,
            "name": self.name,
            "property": self.predicate.value,
            "label": self.label,
            "value": self.value,
            "last_day": self.last_day,
            "is_dated": self.is_dated,
            "months": self.months,
            "keeps": self.keeps,
            "sources": self.sources,
            "state": self.state,
            "urgency": self.urgency,
            "why": self.why,
        }


def stale(store: Store, canned: Query, thing: NamedNode | None = None, *, on: date | None = None) -> list[Stale]:
    """The shown values that are over their shelf life, the most urgent first.

    Args:
        store: Where to look.
        canned: The query of the project that is called :data:`QUERY`.
        thing: Only values of this thing and of what belongs to it.
        on: The day up to which months are counted; by default the day of the store's moment, else today.

    Returns:
        By :attr:`Stale.urgency`, then the oldest first, then by subject, property and value.

    Raises:
        QueryError: The query of the project does not give the columns that it gives in the atlas.
    """
    day = on or day_of(store)
    rows = run(store, canned, today=day).to_dicts()
    if thing is not None:
        about = with_parts(store, thing)
        rows = [row for row in rows if row["subject"] in about]
    subjects = [term for row in rows if isinstance(term := row["subject"], NamedNode)]
    values = [term for row in rows if isinstance(term := row["value"], NamedNode)]
    names = labels(store, [*subjects, *(term for term in values if not is_value(term))])
    words = {**names, **describe_values(store, filter(is_value, values))}
    called = _property_names(store)
    states = _states(store, day)
    found = [_stale(row, words, called, states) for row in rows]
    return sorted(
        found, key=lambda one: (-one.urgency, one.last_day, one.subject.value, one.predicate.value, one.value)
    )


def day_of(store: Store) -> date:
    """The day for which a store was compiled; today, where everything counts."""
    moment = store.moment if isinstance(store, Atlas) else None
    return (moment and (moment.as_of or moment.known_by)) or date.today()


def _stale(
    row: Mapping[str, Term | None],
    words: Mapping[NamedNode, str],
    called: Mapping[NamedNode, str],
    states: Mapping[Term, str],
) -> Stale:
    subject, prop, value = row["subject"], row["property"], row["value"]
    assert isinstance(subject, NamedNode) and isinstance(prop, NamedNode)
    return Stale(
        subject=subject,
        name=words[subject],
        predicate=prop,
        label=called.get(prop, compact(prop)),
        value=words[value] if isinstance(value, NamedNode) else show(value),
        last_day=show(row["last_stated"]),
        is_dated=row["last_own_date"] == row["last_stated"],
        months=int(show(row["months_ago"])),
        keeps=int(show(row["keeps"])),
        sources=int(show(row["sources"])),
        state=states.get(subject, "open"),
    )


def _property_names(store: Store) -> dict[NamedNode, str]:
    """What cards call each property; of several names the commonest, then the first."""
    counts: dict[NamedNode, Counter[str]] = defaultdict(Counter)
    for prop, name in store.select(_NAMES):
        if isinstance(prop, NamedNode) and isinstance(name, Literal):
            counts[prop][name.value] += 1
    return {prop: min(names, key=lambda name: (-names[name], name)) for prop, names in counts.items()}


def _states(store: Store, day: date) -> dict[Term, str]:
    """What has dates, and whether one of them is still to come."""
    ends = node("ca:endsNotAfter")
    rows = store.select(
        f"SELECT ?thing ?day {{ {{ ?thing {_DAYS} ?day }} UNION {{ ?thing {node('ca:hasPeriod')} ?period . "
        f"?period {ends} ?day }} }}"
    )
    found: dict[Term, str] = {}
    for thing, when in rows:
        if thing is not None and isinstance(when, Literal):
            # of a month or a year the end counts, which all its days precede
            is_to_come = (
                f"{when.value}-99" >= day.isoformat() if len(when.value) < 10 else when.value >= day.isoformat()
            )
            found[thing] = "to come" if is_to_come else found.get(thing, "over")
    return found
