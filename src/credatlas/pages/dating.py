"""When what happens: the dates of a thing, of its runs and their sessions, of what it hosts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyoxigraph as ox

from ..cards import Card
from ..cards.registering import days_of
from ..names.labels import labels, terms
from ..store.protocol import Store
from ..terms import PREFIXES, Term, node
from ..wording import describe_fields, value_fields
from .addresses import Addresses

_MOST: Final = 400
_LABELS: Final = {
    node("schema:startDate"): "starts",
    node("schema:endDate"): "ends",
    node("ca:registrationOpens"): "registration opens",
    node("ca:registrationCloses"): "registration closes",
    node("ca:submissionOpens"): "submission opens",
    node("ca:submissionCloses"): "submission closes",
    node("ca:adoptedOn"): "adopted",
    node("ca:appliesFrom"): "applies",
    node("ca:firstOffered"): "first offered",
    node("schema:datePublished"): "published",
    node("ca:hasPeriod"): "period",
}
_PERIOD: Final = node("ca:hasPeriod")
_PRICE: Final = node("schema:offers")
_BEGINS: Final = node("ca:startsNotBefore")
_ENDS: Final = node("ca:endsNotAfter")
_HAPPENINGS: Final = frozenset(
    node(name)
    for name in ("ca:isOfferingOf", "ca:isSessionOf", "ca:isHostedBy", "ca:isConvenedBy", "ca:isPartOfSeries")
)
_PROLOGUE: Final = f"PREFIX ca: <{PREFIXES['ca']}>\n"
_OWN: Final = frozenset({*_LABELS, _PRICE})


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happens at some time.

    Attributes:
        first: The first day that may be meant, for the order.
        when: The time as it is written.
        what: What happens then: ``registration closes``.
        name: The name of what it happens to; empty for the thing of the page itself.
        address: Where that is described.
    """

    first: date
    when: str
    what: str
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a programme or course with what people ask first.

    Attributes:
        name: Its name.
        address: Its page.
        when: Its dates in words; empty where nobody says.
        closes: The last day of registration; empty where nobody says.
        prices: What it costs.
    """

    name: str
    address: str
    when: str
    closes: str
    prices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a thing.

    Attributes:
        moments: In the order of time.
        runs: Its runs, the latest first.
    """

    moments: tuple[Moment, ...] = ()
    runs: tuple[Run, ...] = ()


def dates_of(store: Store, card: Card, addresses: Addresses) -> Dates:
    """The dates of a thing and of what is part of it, by at most three queries."""
    here = [(card.iri, row.property, value.term) for group in card.groups for row in group.rows for value in row.values]
    own = [(thing, property_, term) for thing, property_, term in here if property_ in _LABELS]
    parts = _of_parts(store, card) if any(row.property in _HAPPENINGS for row in card.incoming) else []
    rows = [(thing, property_, term) for thing, property_, term, _ in parts] + own
    if not rows:
        return Dates()
    values = [term for _, property_, term in rows if property_ in (_PERIOD, _PRICE) and isinstance(term, ox.NamedNode)]
    fields, words = value_fields(store, list(dict.fromkeys(values))) if values else ({}, {})
    texts = {value: describe_fields(fields.get(value, {}), words) for value in values}
    names = labels(store, dict.fromkeys(thing for thing, *_ in parts)) if parts else {}
    moments = []
    for thing, property_, term in dict.fromkeys(rows):
        first = _first_day(term, fields)
        if first is not None and property_ in _LABELS:
            when = texts.get(term, "") if isinstance(term, ox.NamedNode) else getattr(term, "value", "")
            own_page = thing == card.iri
            name, address = ("", "") if own_page else (names[thing], addresses.thing(thing))
            moments.append(Moment(first, when, _LABELS[property_], name, address))
    moments.sort(key=lambda one: (one.first, one.name, one.what))
    runs = [thing for thing, *_, run in parts if run]
    return Dates(tuple(moments), _runs(dict.fromkeys(runs), rows, texts, names, addresses))


def _of_parts(store: Store, card: Card) -> list[tuple[ox.NamedNode, ox.NamedNode, Term, bool]]:
    """Dates and prices of runs, sessions and events, each with whether it is a run of the thing."""
    here, properties = terms([card.iri]), terms(sorted(_OWN, key=str))
    text = (
        f"SELECT ?t ?p ?o ?run {{ {{ ?t ca:isOfferingOf {here} . BIND(true AS ?run) }}"
        f" UNION {{ ?r ca:isOfferingOf {here} . ?t ca:isSessionOf ?r }}"
        f" UNION {{ VALUES ?part {{ ca:isSessionOf ca:isHostedBy ca:isConvenedBy ca:isPartOfSeries }}"
        f" ?t ?part {here} }} VALUES ?p {{ {properties} }} OPTIONAL {{ ?t ?p ?o }} }} LIMIT {_MOST}"
    )
    found: list[tuple[ox.NamedNode, ox.NamedNode, Term, bool]] = []
    for thing, property_, term, run in store.select(_PROLOGUE + text).rows:
        assert isinstance(thing, ox.NamedNode) and isinstance(property_, ox.NamedNode)
        if term is not None:
            found.append((thing, property_, term, run is not None))
    return found


def _first_day(term: Term, fields: dict[ox.NamedNode, dict[ox.NamedNode, tuple[Term, ...]]]) -> date | None:
    if isinstance(term, ox.NamedNode):
        bounds = fields.get(term, {})
        for bound in (*bounds.get(_BEGINS, ()), *bounds.get(_ENDS, ())):
            days = days_of(bound)
            if days is not None:
                return days[0]
        return None
    days = days_of(term)
    return days[0] if days else None


def _runs(
    runs: Iterable[ox.NamedNode],
    rows: Sequence[tuple[ox.NamedNode, ox.NamedNode, Term]],
    texts: dict[ox.NamedNode, str],
    names: dict[ox.NamedNode, str],
    addresses: Addresses,
) -> tuple[Run, ...]:
    def said(run: ox.NamedNode, name: str) -> list[str]:
        property_ = node(name)
        terms_ = dict.fromkeys(term for thing, one, term in rows if thing == run and one == property_)
        return sorted(
            text
            for term in terms_
            if (text := texts.get(term, "") if isinstance(term, ox.NamedNode) else getattr(term, "value", ""))
        )

    found = []
    for run in runs:
        starts, ends = " / ".join(said(run, "schema:startDate")), " / ".join(said(run, "schema:endDate"))
        when = f"{starts or '?'} to {ends}" if ends and ends != starts else starts
        found.append(
            Run(
                name=names[run],
                address=addresses.thing(run),
                when=when or " / ".join(said(run, "ca:hasPeriod")),
                closes=" / ".join(said(run, "ca:registrationCloses")),
                prices=tuple(said(run, "schema:offers")),
            )
        )
    return tuple(sorted(found, key=lambda run: (run.when, run.name), reverse=True))
