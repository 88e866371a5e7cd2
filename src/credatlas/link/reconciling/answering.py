"""Answering the queries of the protocol: identifiers at once, names by the matcher, conditions by the graph."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Protocol

from pyoxigraph import NamedNode

from ...names import NameIndex, name_index
from ...store.protocol import Store
from ...terms import node
from ..model import Candidate, Proposal
from .conditions import holding, met, site
from .describing import Described, described
from .identifiers import bearers, identifier
from .model import Answer, Condition, Feature, Kind, Query
from .vocabulary import Vocabulary

_FOR: Final = 0.02  # what a condition that is met adds to a score, and what one that is not takes away
_AGAINST: Final = 0.2
_HINTS: Final = {"country": "country", "schema:location": "place", "schema:url": "domain"}
_ONE_THING: Final = frozenset(
    node(name) for name in "ca:rorId bibo:doi ca:wikidataId ca:orcidId ca:isni ca:ctid bibo:pmid schema:issn".split()
)


class Matcher(Protocol):
    """What tells which things of the atlas a text means."""

    def __call__(
        self, text: str, /, *, kinds: Collection[str] = (), hints: Sequence[tuple[str, str]] = (), limit: int = 10
    ) -> Proposal:
        """What the evidence says; see :func:`credatlas.link.matching.match`.

        Args:
            text: A name, or a longer text that holds one.
            kinds: Local names of classes, of one of which the thing has to be; any when empty.
            hints: What else is known: ``("country", "US")``, ``("place", "Boston")``, ``("domain", "kcl.ac.uk")``.
            limit: At most so many candidates.
        """


@dataclass(frozen=True)
class Reconciler:
    """What the answers are made of.

    Attributes:
        store: The graph.
        vocabulary: Its types and properties.
        match: Who knows the names.
    """

    store: Store
    vocabulary: Vocabulary
    match: Matcher

    @cached_property
    def names(self) -> NameIndex | None:
        """The names of the graph, read when somebody types the first letters; None where there are too many."""
        return name_index(self.store)


@dataclass(frozen=True, slots=True)
class _Found:
    """A candidate on its way."""

    score: float
    sure: bool
    features: tuple[Feature, ...] = ()


def answers(reconciler: Reconciler, query: Query) -> tuple[Answer, ...]:
    """The candidates for a query, best first; :attr:`Answer.match` is true of the first at most.

    A text that is an identifier has the thing that bears it for an answer, or none; it is never taken for a name.
    Types and properties that the atlas does not have leave candidates out only where the query insists on them.

    Raises:
        StoreError: The store failed.
        UsageError: An extra that the matcher needs is not installed.
    """
    found = _by_texts(reconciler, query) if query.names or query.ids else _by_conditions(reconciler, query)
    looks = described(reconciler.store, reconciler.vocabulary, list(found))
    found = _with_types(reconciler, query, found, looks)
    for condition in query.conditions:
        found = _with_condition(reconciler, condition, found)
    order = sorted(found, key=lambda thing: (-found[thing].score, looks[thing].name, thing.value))
    sure = [thing for thing in order if found[thing].sure]
    # several that are sure contradict each other, or are several bodies that one text names: a person decides
    only = sure[0] if len(sure) == 1 and sure[0] == order[0] else None
    return tuple(
        Answer(
            thing.value,
            looks[thing].name,
            looks[thing].description,
            round(100 * found[thing].score, 1),
            thing == only,
            looks[thing].kinds,
            found[thing].features,
        )
        for thing in order[: query.limit]
    )


def _by_texts(reconciler: Reconciler, query: Query) -> dict[NamedNode, _Found]:
    found: dict[NamedNode, _Found] = {}
    for text in (*query.ids, *query.names):
        asked = identifier(text)
        if asked is not None:
            things = bearers(reconciler.store, asked)
            evidence = (Feature("identifier", "it bears this identifier", value=True),)
            for thing in things:
                found[thing] = _Found(1.0, len(things) == 1, evidence)
        elif text not in query.ids:
            for thing, one in _by_name(reconciler, query, text).items():
                if thing not in found or found[thing].score < one.score:
                    found[thing] = one
    return found


def _by_name(reconciler: Reconciler, query: Query, text: str) -> dict[NamedNode, _Found]:
    wanted = {kind.id for kind in _known_kinds(reconciler, query)}
    # a record says what it is, not what it is therefore besides
    kinds = [id_ for id_ in reconciler.vocabulary.kinds if not wanted.isdisjoint(reconciler.vocabulary.above(id_))]
    hints = _hints(reconciler, query)
    proposal = reconciler.match(text, kinds=kinds if wanted else (), hints=hints, limit=query.limit)
    if not proposal.candidates and wanted and query.strict == "should":
        proposal = reconciler.match(text, hints=hints, limit=query.limit)
    auto = proposal.decision == "auto"
    return {
        NamedNode(one.record.id): _Found(one.score, auto and one.relation == "exact", _evidence(one))
        for one in proposal.candidates
    }


def _hints(reconciler: Reconciler, query: Query) -> list[tuple[str, str]]:
    """What the conditions tell the matcher; all of them are looked up in the graph afterwards as well."""
    hints: list[tuple[str, str]] = []
    for condition in query.conditions:
        property_ = reconciler.vocabulary.property(condition.property)
        name = _HINTS.get("" if property_ is None else property_.id)
        if name is not None and len(condition.values) == 1 and condition.quantifier != "none":
            text = condition.values[0].text
            hints += [(name, site(text) if name == "domain" else text)] if text else []
    return hints


def _evidence(candidate: Candidate) -> tuple[Feature, ...]:
    said = [(reason, True) for reason in candidate.reasons] + [(reason, False) for reason in candidate.against]
    if candidate.relation != "exact":
        said.insert(0, ("a larger or a related thing, not the same", False))
    return tuple(
        Feature(f"reason-{number}", reason, value=value) for number, (reason, value) in enumerate(said, start=1)
    )


def _by_conditions(reconciler: Reconciler, query: Query) -> dict[NamedNode, _Found]:
    """The things that have what a query without a name asks for."""
    found: dict[NamedNode, _Found] = {}
    for condition in query.conditions:
        property_ = reconciler.vocabulary.property(condition.property)
        if property_ is None or condition.quantifier == "none":
            continue
        things = holding(reconciler.store, property_, condition.values)
        sure = len(things) == 1 and ":" in property_.id and node(property_.id) in _ONE_THING
        for thing in things:
            before = found.get(thing, _Found(0.5, sure=False))
            score = 1.0 if sure else min(1.0, before.score + 0.1)
            found[thing] = replace(before, score=score, sure=before.sure or sure)
    looks = described(reconciler.store, reconciler.vocabulary, list(found))
    return {thing: one for thing, one in found.items() if looks[thing].kinds}


def _known_kinds(reconciler: Reconciler, query: Query) -> list[Kind]:
    kinds = (reconciler.vocabulary.kind(text) for text in query.types)
    return [kind for kind in kinds if kind is not None]


def _with_types(
    reconciler: Reconciler, query: Query, found: dict[NamedNode, _Found], looks: dict[NamedNode, Described]
) -> dict[NamedNode, _Found]:
    """The candidates with what the types of the query say for or against them."""
    if not query.types:
        return found
    known = _known_kinds(reconciler, query)
    kept: dict[NamedNode, _Found] = {}
    for thing, one in found.items():
        has = [looks[thing].is_one_of({kind.id}) for kind in known]
        fits = all(has) and len(has) == len(query.types) if query.strict == "all" else any(has)
        if fits or query.strict == "should":
            feature = Feature("type", "it is of the type that was asked for", value=fits)
            kept[thing] = _weighed(one, feature)
    return kept


def _with_condition(
    reconciler: Reconciler, condition: Condition, found: dict[NamedNode, _Found]
) -> dict[NamedNode, _Found]:
    given = tuple(one for one in condition.values if one.text or one.id)
    if not given:  # an empty cell says nothing
        return found
    condition = replace(condition, values=given)
    property_ = reconciler.vocabulary.property(condition.property)
    kept: dict[NamedNode, _Found] = {}
    for thing, fits in met(reconciler.store, condition, property_, list(found)).items():
        if fits is None or property_ is None:
            if not condition.required:
                kept[thing] = found[thing]
        elif fits or not condition.required:
            kept[thing] = _weighed(found[thing], Feature(property_.id, f"{property_.name} agrees", value=fits))
    return kept


def _weighed(one: _Found, feature: Feature) -> _Found:
    """A candidate with one more piece of evidence; what contradicts it leaves the judgement to a person."""
    score = min(1.0, one.score + _FOR) if feature.value else max(0.0, one.score - _AGAINST)
    return _Found(score, one.sure and feature.value, (*one.features, feature))
