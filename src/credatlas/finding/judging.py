"""Whether a thing and one of its runs fit a facet: yes, no, or unknown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import pyoxigraph as ox

from ..cards.registering import days_of, registration_state
from ..terms import PREFIXES, Term
from .facets import Facets
from .gathering import (
    AUDIENCE,
    CLOSES,
    CREDENTIAL_TYPE,
    ENDS,
    INSIDE,
    LOCATION,
    MODALITY,
    NOT_AFTER,
    NOT_BEFORE,
    OPENS,
    PART_OF,
    PERIOD,
    PROGRAMME_TYPE,
    SESSION_OF,
    STARTS,
    TOPIC,
    Known,
    Statement,
    Takeable,
)

YES: Final = "yes"
NO: Final = "no"
UNKNOWN: Final = "unknown"
_TYPE_PROPERTY: Final = {
    PREFIXES["ctype"]: CREDENTIAL_TYPE,
    PREFIXES["ptype"]: PROGRAMME_TYPE,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one facet fits.

    Attributes:
        facet: Its name.
        fits: ``yes``, ``no`` or ``unknown``.
        relation: How the value relates to what is asked: ``exact``, ``narrower``, ``wider``, or what the words
            for the facet need to know.
        asked: The concept that is asked for.
        statement: The statement that counted.
        distance: 0 for exactly what is asked, more for what is farther away.
        met: How many of the values asked fit.
        note: What else the words need.
    """

    facet: str
    fits: str
    relation: str = ""
    asked: ox.NamedNode | None = None
    statement: Statement | None = None
    distance: int = 0
    met: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A thing with one of its runs, or with none."""

    thing: Takeable
    run: ox.NamedNode | None

    @property
    def dated(self) -> ox.NamedNode:
        """What bears dates: the run, else the thing."""
        return self.run or self.thing.iri


def verdicts(facets: Facets, known: Known, pair: Pair) -> list[Verdict]:
    """The verdict on each facet that is asked, in a fixed order."""
    return [judge(facets, known, pair) for asked, judge in _judges(facets) if asked]


def _judges(facets: Facets) -> Sequence[tuple[object, Callable[[Facets, Known, Pair], Verdict]]]:
    from .pricing import price

    return (
        (facets.audience, _audience),
        (facets.modality, _modality),
        (facets.topic, _topic),
        (facets.types, _type),
        (facets.country, _country),
        (facets.ceiling, price),
        (facets.starts_from or facets.starts_until, _start),
        (facets.open_on, _registration),
    )


def _audience(facets: Facets, known: Known, pair: Pair) -> Verdict:
    runs = () if pair.run is None else (pair.run,)
    values = known.of(AUDIENCE, pair.thing.iri, *pair.thing.credentials, *runs)
    return _concept("audience", facets.audience, values, known, wider=True)


def _modality(facets: Facets, known: Known, pair: Pair) -> Verdict:
    # how one takes part in a run is said by the run itself, where it says so
    own = () if pair.run is None else known.of(MODALITY, pair.run)
    return _concept("modality", facets.modality, own or known.of(MODALITY, pair.thing.iri), known)


def _topic(facets: Facets, known: Known, pair: Pair) -> Verdict:
    return _concept("topic", facets.topic, known.of(TOPIC, pair.thing.iri, *pair.thing.credentials), known)


def _type(facets: Facets, known: Known, pair: Pair) -> Verdict:
    """The best of the types asked; each of them may name a credential type, a programme type, or both."""
    found = []
    for named in facets.types:
        for concept in named:
            property_ = next(one for space, one in _TYPE_PROPERTY.items() if concept.value.startswith(space))
            values = known.of(property_, pair.thing.iri, *pair.thing.credentials)
            found.append(_concept("type", [concept], values, known))
    order = {YES: 0, UNKNOWN: 1, NO: 2}
    best = min(found, key=lambda one: (order[one.fits], one.distance))
    return replace(best, met=min(best.met, 1))


def _concept(
    facet: str, asked: Sequence[ox.NamedNode], values: Sequence[Statement], known: Known, *, wider: bool = False
) -> Verdict:
    if not values:
        return Verdict(facet, UNKNOWN)
    met = []
    for concept in asked:
        near = [
            (distance, relation, statement)
            for statement in values
            for distance, relation in _relation(concept, statement[2], known, wider=wider)
        ]
        if near:
            distance, relation, statement = min(near, key=lambda one: one[0])
            met.append(Verdict(facet, YES, relation, concept, statement, distance))
    if not met:
        return Verdict(facet, NO)
    return replace(min(met, key=lambda one: one.distance), met=len(met))


def _relation(asked: ox.NamedNode, value: Term, known: Known, *, wider: bool) -> Iterator[tuple[int, str]]:
    if value == asked:
        yield 0, "exact"
    elif value in known.narrower.get(asked, frozenset()):
        yield 1, "narrower"
    elif wider and value in known.wider.get(asked, frozenset()):
        yield 2, "wider"


def _country(facets: Facets, known: Known, pair: Pair) -> Verdict:
    """Where the provider is; where nobody says so, where the nearest organization above it is."""
    elsewhere = False
    for provider in pair.thing.providers(known):
        for organization, location in _nearest_locations(known, provider):
            places = _around(known, location)
            hit = next((country for country in facets.country if country in places), None)
            if hit is not None:
                statement = (organization, LOCATION, location)
                distance = 0 if organization == provider else 1
                return Verdict("country", YES, "", hit, statement, distance, met=1)
            elsewhere = elsewhere or bool(places & known.countries)
    return Verdict("country", NO if elsewhere else UNKNOWN)


def countries_of(known: Known, thing: Takeable) -> set[ox.NamedNode]:
    """The countries in which its providers are, each of which fits when it is asked for."""
    located = [place for provider in thing.providers(known) for _, place in _nearest_locations(known, provider)]
    return {country for place in located for country in _around(known, place) & known.countries}


def _nearest_locations(known: Known, organization: ox.NamedNode) -> list[tuple[ox.NamedNode, ox.NamedNode]]:
    level, seen = [organization], {organization}
    while level:
        found = [(one, place) for one in level for place in known.nodes(LOCATION, one)]
        if any(_around(known, place) & known.countries for _, place in found):
            return found
        level = sorted(set(known.nodes(PART_OF, *level)) - seen, key=lambda one: one.value)
        seen.update(level)
    return []


def _around(known: Known, place: ox.NamedNode) -> set[ox.NamedNode]:
    """The place and everything that it lies in."""
    found, level = {place}, {place}
    while level:
        level = set(known.nodes(INSIDE, *level)) - found
        found |= level
    return found


def starts_of(known: Known, subject: ox.NamedNode) -> list[Statement]:
    """The statements about when something starts: its own date, else its period, else the dates of its sessions."""
    own = known.of(STARTS, subject)
    if own:
        return own
    periods = known.of(PERIOD, subject)
    if periods:
        return periods
    dated = [one for one in known.of(STARTS, *known.subjects(SESSION_OF, subject)) if days_of(one[2]) is not None]
    return sorted(dated, key=lambda one: (_first_day(one[2]), str(one[0])))[:1]


def _first_day(term: Term) -> date:
    days = days_of(term)
    return date.max if days is None else days[0]


def start_days(known: Known, statement: Statement) -> tuple[date | None, date | None]:
    """First and last day on which the start can lie; None for an open end."""
    value = statement[2]
    if statement[1] != PERIOD or not isinstance(value, ox.NamedNode):
        days = days_of(value)
        return (None, None) if days is None else days
    first = [days for _, _, term in known.of(NOT_BEFORE, value) if (days := days_of(term)) is not None]
    last = [days for _, _, term in known.of(NOT_AFTER, value) if (days := days_of(term)) is not None]
    return (first[0][0] if first else None), (last[0][1] if last else None)


def _start(facets: Facets, known: Known, pair: Pair) -> Verdict:
    statements = starts_of(known, pair.dated)
    if not statements:
        return Verdict("start", UNKNOWN)
    verdict = Verdict("start", NO)
    for statement in statements:
        low, high = start_days(known, statement)
        fits = _within(low, high, facets)
        if fits == YES:
            return Verdict("start", YES, "within", None, statement, met=1)
        if fits == UNKNOWN:
            verdict = Verdict("start", UNKNOWN, "overlaps", None, statement)
    return verdict


def _within(low: date | None, high: date | None, facets: Facets) -> str:
    first, last = facets.starts_from or date.min, facets.starts_until or date.max
    if (low or date.min) > last or (high or date.max) < first:
        return NO
    known = (low is not None or facets.starts_from is None) and (high is not None or facets.starts_until is None)
    inside = (low or date.min) >= first and (high or date.max) <= last
    return YES if known and inside else UNKNOWN


def _registration(facets: Facets, known: Known, pair: Pair) -> Verdict:
    assert facets.open_on is not None
    subject = pair.dated
    opens, closes, ends = (known.of(one, subject) for one in (OPENS, CLOSES, ENDS))
    state = registration_state(_terms(opens), _terms(closes), _terms(ends), facets.open_on)
    if state == "open":
        return Verdict("registration", YES, "open", None, closes[0], met=1)
    if state == "unknown":
        return Verdict("registration", UNKNOWN, "closes" if closes else "", None, closes[0] if closes else None)
    return Verdict("registration", NO)


def _terms(statements: Collection[Statement]) -> list[Term]:
    return [term for _, _, term in statements]
