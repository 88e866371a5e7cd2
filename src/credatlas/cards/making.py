"""Putting a card together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..errors import NotFoundError, nearest
from ..names.labels import ABBREVIATION, ALT_LABEL, ALTERNATE_NAME, labels
from ..store.protocol import Store
from ..terms import ID, PREFIXES, Term, compact, node, show
from ..wording import describe_values, is_value, spaced
from .asking import (
    Statement,
    Told,
    conflicted,
    identity,
    incoming_counts,
    incoming_links,
    known_of_runs,
    local_name,
    rows_of,
    statements,
    told,
)
from .layout import OTHER, Place, layout
from .model import Card, Dispute, Group, Incoming, Link, Row, Unknown, Value

_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_IN_SCHEME: Final = ox.NamedNode(PREFIXES["skos"] + "inScheme")
_CONCEPT: Final = ox.NamedNode(PREFIXES["skos"] + "Concept")
_KIND: Final = (_TYPE, _IN_SCHEME)  # stands at the head of the card
_NAMES: Final = (ALTERNATE_NAME, ABBREVIATION, ALT_LABEL)
_BESIDES: Final = "hasDetail hasScope statedAudience statedTopic statedAward statedPlace statedStatus".split()
_NEVER_MISSED: Final = frozenset(
    [
        *(node(f"ca:{name}") for name in _BESIDES),  # said only where the other rows do not hold it
        *(node(f"skos:{name}Match") for name in ("exact", "broad", "related")),  # a record elsewhere is no fact
    ]
)  # without them nothing is unknown
_LINKS: Final = 50
_NUMBERED: Final = ("claim", "conflict", "value")


def card(store: Store, iri: ox.NamedNode, *, most_links: int = _LINKS) -> Card:
    """What is known of a thing, in the order of its shapes.

    An inferred value or link that a stated one already has (that the direct parent is also an
    ancestor, say) is left out.

    Args:
        store: Where to ask.
        iri: The thing; an id that was merged away stands for its successor.
        most_links: How many of the things that link here are listed for each property.

    Raises:
        NotFoundError: Nothing is known under this id, and nothing links to it.
    """
    living, former = identity(store, iri)
    known = statements(store, living)
    counts = incoming_counts(store, living)
    if not known and not counts:
        raise nothing_known(store, living)
    links = incoming_links(store, living, counts, most_links)
    classes = [one.term for one in known if one.property == _TYPE and isinstance(one.term, ox.NamedNode)]
    places = layout(store, classes) if classes else {}
    shown = _worth_showing(known)
    words = _words(store, living, known, links, places)
    facts = _Facts(told(store, (living, *former)), _disputes(store, living), words)
    gaps, elsewhere = _unknown(known, places), known_of_runs(store, living)
    return Card(
        iri=living,
        name=words[living],
        kinds=_kinds(known, words),
        alternate_names=_alternate_names(known, words[living]),
        groups=_groups(shown, places, facts),
        incoming=_incoming(counts, links, words),
        unknown=tuple(gap for gap in gaps if gap.property not in elsewhere),
        of_runs=tuple(gap for gap in gaps if gap.property in elsewhere),
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What values are made of: who says so, what is disputed, and the words for things."""

    told: Mapping[tuple[ox.NamedNode, Term], Told]
    disputes: Mapping[tuple[ox.NamedNode, Term], Dispute]
    words: Mapping[Term, str]


def _worth_showing(known: Sequence[Statement]) -> list[Statement]:
    stated = {one.term for one in known if not one.inferred}
    return [one for one in known if one.property not in _KIND and not (one.inferred and one.term in stated)]


def _words(
    store: Store,
    living: ox.NamedNode,
    known: Sequence[Statement],
    links: Iterable[tuple[ox.NamedNode, ox.NamedNode]],
    places: Mapping[ox.NamedNode, Place],
) -> dict[Term, str]:
    """The words for everything that the card names, by two queries."""
    objects = [one.term for one in known if isinstance(one.term, ox.NamedNode)]
    properties = {one.property for one in known} - set(places) | {property_ for property_, _ in links}
    things = [living, *objects, *properties, *(subject for _, subject in links)]
    names: dict[Term, str] = {}
    for thing, name in labels(store, [thing for thing in things if not is_value(thing)]).items():
        names[thing] = spaced(name) if thing in properties else name
    values = [thing for thing in things if is_value(thing)]
    if values:
        names.update((value, text) for value, text in describe_values(store, values).items())
    return names


def _kinds(known: Sequence[Statement], words: Mapping[Term, str]) -> tuple[str, ...]:
    types = [one.term for one in known if one.property == _TYPE and not one.inferred]
    schemes = [local_name(one.term).replace("-", " ") for one in known if one.property == _IN_SCHEME]
    if _CONCEPT in types and schemes:
        types.remove(_CONCEPT)
    return (*sorted(words.get(kind, show(kind)) for kind in types), *sorted(schemes))


def _alternate_names(known: Sequence[Statement], name: str) -> tuple[str, ...]:
    found = [
        (_NAMES.index(one.property), one.term.value)
        for one in known
        if one.property in _NAMES and isinstance(one.term, ox.Literal)
    ]
    return tuple(dict.fromkeys(text for _, text in sorted(found) if text != name))


def _groups(known: Sequence[Statement], places: Mapping[ox.NamedNode, Place], facts: _Facts) -> tuple[Group, ...]:
    values: dict[ox.NamedNode, list[Value]] = {}
    for one in known:
        values.setdefault(one.property, []).append(_value(one, facts))
    last = {
        property_: Place(OTHER, (float("inf"), float("inf"), facts.words[property_]), facts.words[property_])
        for property_ in values
        if property_ not in places
    }
    where = {**places, **last}
    groups: dict[str, list[Row]] = {}
    for property_ in sorted(values, key=lambda one: (where[one].order, one.value)):
        place = where[property_]
        row = Row(property_, place.label, tuple(sorted(values[property_], key=_reading_order)))
        groups.setdefault(place.group, []).append(row)
    return tuple(Group(name, tuple(rows)) for name, rows in groups.items())


def _value(one: Statement, facts: _Facts) -> Value:
    text = facts.words.get(one.term) or show(one.term)
    if one.inferred:
        return Value(one.term, text, inferred=True)
    said = facts.told.get((one.property, one.term))
    if said is None:
        return Value(one.term, text)
    return Value(
        term=one.term,
        text=text,
        sources=tuple(sorted(said.sources, key=str)),
        methods=tuple(sorted(said.methods)),
        status="asserted" if "asserted" in said.statuses else min(said.statuses),
        dispute=facts.disputes.get((one.property, one.term)),
    )


def _reading_order(value: Value) -> tuple[bool, list[int | str], str]:
    # digits stand at the odd places, so that numbers meet numbers
    parts = re.split(r"([0-9]+)", value.text.casefold())
    return value.inferred, [int(part) if place % 2 else part for place, part in enumerate(parts)], str(value.term)


def _disputes(store: Store, iri: ox.NamedNode) -> dict[tuple[ox.NamedNode, Term], Dispute]:
    if not conflicted(store, iri):
        return {}
    from ..evidence import conflicts

    return {
        (case.property, case.values[0].term): Dispute(
            case.iri, case.rule, case.kind, tuple(other.value for other in case.values if not other.agrees)
        )
        for case in conflicts(store, iri)
    }


def _incoming(
    counts: Mapping[ox.NamedNode, int],
    links: Mapping[tuple[ox.NamedNode, ox.NamedNode], bool],
    words: Mapping[Term, str],
) -> tuple[Incoming, ...]:
    found: dict[ox.NamedNode, list[Link]] = {}
    for (property_, subject), inferred in links.items():
        found.setdefault(property_, []).append(Link(subject, words[subject], inferred))
    rows = []
    for property_, own in found.items():
        own.sort(key=lambda link: (link.inferred, link.name.casefold(), link.subject.value))
        rows.append(Incoming(property_, words[property_], tuple(own), counts[property_]))
    return tuple(sorted(rows, key=lambda row: (row.label, row.property.value)))


def _unknown(known: Sequence[Statement], places: Mapping[ox.NamedNode, Place]) -> tuple[Unknown, ...]:
    having = _NEVER_MISSED.union(one.property for one in known)
    return tuple(Unknown(property_, place.label) for property_, place in places.items() if property_ not in having)


def nothing_known(store: Store, iri: ox.NamedNode) -> NotFoundError:
    """The error for an id under which nothing is known, with the nearest ids of its kind and whose they are."""
    folder = iri.value[: iri.value.rfind("/") + 1]
    near = ""
    # what is numbered by its content has no near name, and there are tens of thousands of them; without a kind
    # everything would be near
    if folder.startswith(ID) and folder.removeprefix(ID).rstrip("/") not in ("", *_NUMBERED):
        kept = f'STRSTARTS(STR(?s), "{folder}") && !CONTAINS(STR(?s), "#")'  # passages are places, no things
        rows = rows_of(store, f"SELECT DISTINCT ?s {{ ?s a ?kind FILTER({kept}) }} ORDER BY ?s")
        known = {row[0].value.removeprefix(folder): row[0] for row in rows if isinstance(row[0], ox.NamedNode)}
        # without the kind, which all have in common: with it, whatever is short would be near
        things = [known[name] for name in nearest(iri.value.removeprefix(folder), list(known))]
        names = {thing: " ".join(name.split()) for thing, name in labels(store, things).items()}
        listed = [f"{compact(thing)} ({names[thing]})" for thing in things]
        near = f"did you mean {' or '.join(listed)}?" if listed else ""
    return NotFoundError(f"nothing is known of {compact(iri)}", hint=near or "look for it with `credatlas find WORDS`")
