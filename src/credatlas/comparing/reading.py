"""What belongs to each thing, and all that is stated about it, by a handful of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyoxigraph as ox

from ..cards.registering import days_of
from ..evidence.asking import batches
from ..names.labels import labels
from ..store.protocol import Store
from ..terms import GRAPHS, Term, node
from ..wording import describe_fields, is_value, value_fields
from .model import Part, Thing

_TYPE: Final = node("rdf:type")
_AWARDS: Final = node("ca:awardsCredential")
_OFFERING_OF: Final = node("ca:isOfferingOf")
_SESSION_OF: Final = node("ca:isSessionOf")
_OFFERED_BY: Final = node("ca:isOfferedBy")
_AWARDED_BY: Final = node("ca:isAwardedBy")
_LOCATION: Final = node("schema:location")
_INSIDE: Final = node("schema:containedInPlace")
_CREDENTIAL: Final = node("ca:Credential")
_OFFERING: Final = node("ca:ProgrammeOffering")
_DATES: Final = (node("schema:startDate"), node("schema:endDate"))
_PERIOD: Final = node("ca:hasPeriod")
_BOUNDS: Final = (node("ca:startsNotBefore"), node("ca:endsNotAfter"))

Fields = Mapping[ox.NamedNode, Mapping[ox.NamedNode, tuple[Term, ...]]]


@dataclass(frozen=True, slots=True)
class Read:
    """All that is stated about the things and their parts.

    Attributes:
        statements: By subject and property the values, those that only follow by a rule marked, in a fixed order.
        fields: The fields of prices, counts, durations and periods.
        words: Readable words for things, concepts and values.
    """

    statements: Mapping[tuple[ox.NamedNode, ox.NamedNode], tuple[tuple[Term, bool], ...]]
    fields: Fields
    words: Mapping[ox.NamedNode, str]

    def of(self, subject: ox.NamedNode, property_: ox.NamedNode) -> list[tuple[Term, bool]]:
        """The values of a property with whether each is inferred; inferred ones only where nothing is stated."""
        found = self.statements.get((subject, property_), ())
        stated = [one for one in found if not one[1]]
        return stated or list(found)

    def nodes(self, subject: ox.NamedNode, property_: ox.NamedNode) -> list[ox.NamedNode]:
        """The things that are values of a property."""
        return [term for term, _ in self.of(subject, property_) if isinstance(term, ox.NamedNode)]

    def text(self, term: Term) -> str:
        """A value in words."""
        if isinstance(term, ox.NamedNode):
            return self.words.get(term, term.value)
        return term.value if isinstance(term, ox.Literal) else str(term)


def read(store: Store, iris: Sequence[ox.NamedNode], on: date) -> tuple[list[Thing], Read]:
    """The things with their parts, and what is stated about all of them.

    The facts of a programme are told with those of its runs and their sessions and of what it awards, those of a run
    or a credential with those of its programme. Runs that are over on the day are left out where a later one is known.
    """
    families = [_family(store, iri) for iri in iris]
    subjects = [iri for family in families for iri in family.all()]
    statements = _statements(store, subjects)
    providers = [iri for family in families for iri in _providers(family, statements)]
    statements |= _statements(store, set(providers) - set(subjects))
    places = {term for (_, property_), found in statements.items() if property_ == _LOCATION for term, _ in found}
    statements |= _statements(store, [place for place in places if isinstance(place, ox.NamedNode)])
    values = [term for found in statements.values() for term, _ in found if isinstance(term, ox.NamedNode)]
    fields, concepts = value_fields(store, sorted({term for term in values if is_value(term)}, key=str))
    named = labels(store, [*iris, *subjects, *(term for term in values if not is_value(term))])
    words = {**concepts, **named}
    words.update({value: describe_fields(found, concepts) or value.value for value, found in fields.items()})
    everything = Read(statements, fields, words)
    return [_thing(family, everything, on) for family in families], everything


@dataclass(frozen=True, slots=True)
class _Family:
    """A thing and what belongs to it."""

    iri: ox.NamedNode
    programmes: tuple[ox.NamedNode, ...]
    credentials: tuple[ox.NamedNode, ...]
    runs: tuple[ox.NamedNode, ...]
    sessions: Mapping[ox.NamedNode, tuple[ox.NamedNode, ...]]

    def all(self) -> list[ox.NamedNode]:
        sessions = [one for found in self.sessions.values() for one in found]
        return list(dict.fromkeys([self.iri, *self.programmes, *self.credentials, *self.runs, *sessions]))


def _family(store: Store, iri: ox.NamedNode) -> _Family:
    classes = set(_values(store, [iri], _TYPE))
    if _CREDENTIAL in classes:
        programmes = _subjects(store, _AWARDS, [iri])
        credentials = [iri]
        runs = _subjects(store, _OFFERING_OF, [iri, *programmes])
    elif _OFFERING in classes:
        programmes = _values(store, [iri], _OFFERING_OF)
        credentials = _values(store, programmes, _AWARDS)
        runs = [iri]
    else:
        programmes = [iri]
        credentials = _values(store, [iri], _AWARDS)
        runs = _subjects(store, _OFFERING_OF, [iri])
    sessions = {run: tuple(_subjects(store, _SESSION_OF, [run])) for run in runs}
    return _Family(iri, tuple(programmes), tuple(credentials), tuple(runs), sessions)


def _values(store: Store, subjects: Iterable[ox.NamedNode], property_: ox.NamedNode) -> list[ox.NamedNode]:
    found: set[ox.NamedNode] = set()
    for block in batches("?s", ([subject] for subject in subjects)):
        rows = store.select(f"SELECT ?o {{ {block} ?s {property_} ?o }}")
        found.update(row[0] for row in rows if isinstance(row[0], ox.NamedNode))
    return sorted(found, key=str)


def _subjects(store: Store, property_: ox.NamedNode, values: Iterable[ox.NamedNode]) -> list[ox.NamedNode]:
    found: set[ox.NamedNode] = set()
    for block in batches("?o", ([value] for value in values)):
        rows = store.select(f"SELECT ?s {{ {block} ?s {property_} ?o }}")
        found.update(row[0] for row in rows if isinstance(row[0], ox.NamedNode))
    return sorted(found, key=str)


def _statements(
    store: Store, subjects: Iterable[ox.NamedNode]
) -> dict[tuple[ox.NamedNode, ox.NamedNode], tuple[tuple[Term, bool], ...]]:
    found: dict[tuple[ox.NamedNode, ox.NamedNode], dict[Term, bool]] = {}
    for block in batches("?s", ([subject] for subject in sorted(set(subjects), key=str))):
        for graph, subject, property_, term in store.select(
            f"SELECT ?g ?s ?p ?o {{ {block} GRAPH ?g {{ ?s ?p ?o }} }}"
        ):
            if isinstance(subject, ox.NamedNode) and isinstance(property_, ox.NamedNode) and term is not None:
                known = found.setdefault((subject, property_), {})
                known[term] = known.get(term, True) and graph == GRAPHS["inferred"]
    return {key: tuple(sorted(terms.items(), key=lambda one: (one[1], str(one[0])))) for key, terms in found.items()}


def _providers(
    family: _Family, statements: Mapping[tuple[ox.NamedNode, ox.NamedNode], tuple[tuple[Term, bool], ...]]
) -> list[ox.NamedNode]:
    offered = [term for one in family.programmes for term, _ in statements.get((one, _OFFERED_BY), ())]
    awarded = [term for one in family.credentials for term, _ in statements.get((one, _AWARDED_BY), ())]
    return [term for term in dict.fromkeys(offered or awarded) if isinstance(term, ox.NamedNode)]


def _thing(family: _Family, read_: Read, on: date) -> Thing:
    kept, past = _current(family, read_, on)
    parts = [Part(family.iri, "self")]
    parts += _tagged("programme", [one for one in family.programmes if one != family.iri])
    parts += _tagged("credential", [one for one in family.credentials if one != family.iri])
    parts += _tagged("run", [one for one in kept if one != family.iri])
    for run in kept:
        for session in family.sessions[run]:
            parts.append(Part(session, "session", f"session {_rest(session, run)}"))
    parts += [Part(one, "provider", "provider") for one in _providers(family, read_.statements)]
    return Thing(family.iri, read_.words[family.iri], tuple(parts), tuple(past))


def _tagged(role: str, things: Sequence[ox.NamedNode]) -> list[Part]:
    several = len(things) > 1
    return [Part(thing, role, f"{role} {_local(thing)}" if several else role) for thing in things]


def _local(thing: ox.NamedNode) -> str:
    return thing.value.rpartition("/")[2]


def _rest(session: ox.NamedNode, run: ox.NamedNode) -> str:
    """The id of a session without that of its run, which it mostly begins with."""
    return _local(session).removeprefix(_local(run)).lstrip("-") or _local(session)


def _current(family: _Family, read_: Read, on: date) -> tuple[list[ox.NamedNode], list[ox.NamedNode]]:
    """The runs that are not over on a day, or else the last one; and those that are left out."""
    days = {run: _days(run, family, read_) for run in family.runs}
    open_ = [run for run in family.runs if days[run] is None or (days[run] or (on, on))[1] >= on]
    if not open_ and family.runs:
        open_ = [max(family.runs, key=lambda run: (days[run] or (date.min, date.min), run.value))]
    kept = sorted(open_, key=lambda run: (days[run] or (date.max, date.max), run.value))
    return kept, [run for run in family.runs if run not in kept]


def _days(run: ox.NamedNode, family: _Family, read_: Read) -> tuple[date, date] | None:
    """The first and the last day that anything says about the time of a run."""
    terms = [
        term for one in (run, *family.sessions[run]) for property_ in _DATES for term, _ in read_.of(one, property_)
    ]
    for period in read_.nodes(run, _PERIOD):
        terms += [term for bound in _BOUNDS for term in read_.fields.get(period, {}).get(bound, ())]
    found = [days for term in terms if (days := days_of(term)) is not None]
    return (min(low for low, _ in found), max(high for _, high in found)) if found else None
