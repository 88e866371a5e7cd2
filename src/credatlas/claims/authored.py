"""From parsed files to claims: value nodes get their names, passages pass their qualifiers on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

import pyoxigraph as ox

from ..errors import DataError
from ..terms import Term, compact, node, show
from .agreement import date_range
from .model import BASES, STATUSES, Authored, Claim, Fields, Passage, Source, Vocabulary, ca
from .naming import Listed, closure, name_values
from .reading import Document
from .rulings import REPLACED_BY, decisions_of, issues_of, tombstones_of
from .snapshots import sources_of
from .stating import Stated, Statement, is_bookkeeping, stated_in

_INTEGER: Final = node("xsd:integer")

_Names = Mapping[ox.BlankNode, ox.NamedNode]
_Tombstones = Mapping[ox.NamedNode, ox.NamedNode]


def vocabulary_of(quads: Iterable[ox.Quad]) -> Vocabulary:
    """What compiling needs of the ontology: keys of single-valued properties, broader concepts, reliability.

    Raises:
        DataError: The place of a concept in the order of its scheme is no whole number.
    """
    single: dict[ox.NamedNode, list[ox.NamedNode]] = {}
    direct: dict[Term, list[Term]] = {}
    order: dict[Term, int] = {}
    per, broader, rank = ca("singleValuedPer"), node("skos:broader"), ca("rankOrder")
    for quad in quads:
        if quad.predicate == per and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            single.setdefault(quad.subject, []).append(quad.object)
        elif quad.predicate == broader:
            direct.setdefault(quad.subject, []).append(quad.object)
        elif quad.predicate == rank:
            order[quad.subject] = _place_in_order(quad)
    keys = {prop: tuple(sorted(parts, key=str)) for prop, parts in single.items()}
    return Vocabulary(keys, {concept: closure(concept, direct) for concept in direct}, order)


def _place_in_order(quad: ox.Quad) -> int:
    if isinstance(quad.object, ox.Literal) and quad.object.datatype == _INTEGER:
        return int(quad.object.value)  # reading has seen that it is one
    name = compact(quad.subject) if isinstance(quad.subject, ox.NamedNode) else "a blank node"
    raise DataError(
        f"{name} has the place {show(quad.object)} in the order of its scheme",
        hint="write a whole number: ca:rankOrder 3",
        place="ontology/schemes",
    )


@dataclass(frozen=True, slots=True)
class DataFiles:
    """The parsed data files by their job."""

    sources: tuple[Document, ...]
    decisions: tuple[Document, ...]
    tombstones: tuple[Document, ...]
    issues: tuple[Document, ...]

    def all(self) -> tuple[Document, ...]:
        """Every document, sources first."""
        return (*self.sources, *self.decisions, *self.tombstones, *self.issues)


def collect(files: DataFiles) -> Authored:
    """The claims and rulings that the data files make.

    Claims keep what was authored; everywhere else merged ids are followed to the living one.

    Raises:
        DataError: A statement outside any passage, a passage without source, a source that is
            described nowhere, a blank node that is no value, a date that is none, merges or snapshots
            in a circle, an incomplete ruling; with ``file:line``.
    """
    return joined(files, [stated_in(document) for document in files.sources])


def joined(files: DataFiles, stated: Sequence[Stated]) -> Authored:
    """As :func:`collect`, with what each source file states at hand.

    Args:
        files: The data files.
        stated: What each of their source files states, in the order of the files.
    """
    names: dict[ox.BlankNode, ox.NamedNode] = {}
    values = _values(stated)
    for one in stated:
        names.update(one.names)
    for document in (*files.decisions, *files.tombstones, *files.issues):
        name_values(document, names, values)
    tombstones = tombstones_of(files.tombstones)
    sources = _sources(stated, tombstones)
    living = _Living(names, tombstones)
    merges = (ox.Triple(old, REPLACED_BY, new) for old, new in tombstones.items())
    return Authored(
        claims=_claims(stated, sources, tombstones),
        values=values,
        bookkeeping=tuple(dict.fromkeys([*merges, *living.described(_bookkeeping(stated))])),
        sources=sources,
        decisions=tuple(decisions_of(files.decisions, names, tombstones)),
        rulings=tuple(living.triples(_written(files.decisions))),
        tombstones=tombstones,
        issues=tuple(living.triples(issues_of(files.issues))),
        value_names=names,
    )


def restated(
    authored: Authored, stated: Sequence[Stated], bears: Callable[[ox.NamedNode, ox.NamedNode], bool]
) -> Authored:
    """The same rulings and merges over other source files: claims, values and sources are those of ``stated``.

    The statements about sources and passages stay as they were: they bear on no claim.

    Args:
        authored: What is said now.
        stated: What each source file states, in the order of the files.
        bears: Of which subjects and properties claims are made; the others are left out.

    Raises:
        DataError: A date that is none, snapshots in a circle, a source that is described nowhere.
    """
    sources = _sources(stated, authored.tombstones)
    return replace(
        authored,
        claims=_claims(stated, sources, authored.tombstones, bears),
        values={**authored.values, **_values(stated)},
        sources=sources,
    )


def _values(stated: Iterable[Stated]) -> dict[ox.NamedNode, Fields]:
    values: dict[ox.NamedNode, Fields] = {}
    for one in stated:
        for iri, fields in one.values.items():
            values.setdefault(iri, fields)
    return values


def _sources(stated: Iterable[Stated], tombstones: _Tombstones) -> dict[ox.NamedNode, Source]:
    return sources_of([(one.document, one.described) for one in stated], tombstones)


def _claims(
    stated: Iterable[Stated],
    sources: Mapping[ox.NamedNode, Source],
    tombstones: _Tombstones,
    bears: Callable[[ox.NamedNode, ox.NamedNode], bool] | None = None,
) -> tuple[Claim, ...]:
    """The claims of all files, sorted; what several files state for one source is one claim."""
    found: dict[ox.NamedNode, Statement] = {}
    for one in stated:
        shared = found.keys() & one.statements.keys()
        twice = {iri: _both(found[iri], one.statements[iri]) for iri in shared}
        found.update(one.statements)
        found.update(twice)
    claims = [
        _claim(iri, statement, sources, tombstones)
        for iri, statement in found.items()
        if bears is None or bears(statement.subject, statement.predicate)
    ]
    claims.sort(key=lambda claim: claim.iri.value)
    return tuple(claims)


def _both(first: Statement, again: Statement) -> Statement:
    return replace(first, passages=tuple(dict.fromkeys((*first.passages, *again.passages))))


@dataclass(frozen=True, slots=True)
class _Living:
    """Puts the names of values for blank nodes and living ids for merged ones."""

    names: _Names
    tombstones: _Tombstones

    def term(self, term: Term) -> Term:
        """What the graph knows the term as."""
        if isinstance(term, ox.BlankNode):
            return self.names[term]
        return self.tombstones.get(term, term) if isinstance(term, ox.NamedNode) else term

    def described(self, subjects: Iterable[tuple[Term, Listed]]) -> Iterator[ox.Triple]:
        """The statements about some subjects as the graph keeps them."""
        for subject, fields in subjects:
            about = self.term(subject)
            assert isinstance(about, ox.NamedNode)
            for predicate, terms in fields.items():
                for term in terms:
                    yield ox.Triple(about, predicate, term if isinstance(term, ox.Literal) else self.term(term))

    def triples(self, written: Iterable[tuple[Term, ox.NamedNode, Term]]) -> Iterator[ox.Triple]:
        """The statements as the graph keeps them."""
        for subject, predicate, value in written:
            about = self.term(subject)
            assert isinstance(about, ox.NamedNode)
            yield ox.Triple(about, predicate, self.term(value))


def _written(documents: Sequence[Document]) -> Iterator[tuple[Term, ox.NamedNode, Term]]:
    """The statements of files that hold no claims, but for the fields of values."""
    for document in documents:
        for quad in document.quads:
            if not isinstance(quad.subject, ox.BlankNode):
                yield quad.subject, quad.predicate, quad.object


def _bookkeeping(stated: Iterable[Stated]) -> Iterator[tuple[Term, Listed]]:
    """The descriptions of sources, passages and activities."""
    for one in stated:
        yield from ((subject, fields) for subject, fields in one.described.items() if is_bookkeeping(fields))


def _claim(
    iri: ox.NamedNode, statement: Statement, sources: Mapping[ox.NamedNode, Source], tombstones: _Tombstones
) -> Claim:
    firmest = _firmest(statement.passages)
    passages = [passage.iri for passage in statement.passages]
    source = sources.get(firmest[0].source)
    if source is None:
        raise DataError(
            f"the source {compact(firmest[0].source)} is described in no file",
            hint="describe it: source:… a ca:SourceSnapshot ; ca:reliability … ; ca:retrievedOn …",
            place=statement.document.place(statement.number),
        )
    value = statement.object
    return Claim(
        iri=iri,
        authored=(statement.subject, value),
        subject=tombstones.get(statement.subject, statement.subject),
        predicate=statement.predicate,
        object=tombstones.get(value, value) if isinstance(value, ox.NamedNode) else value,
        source=source,
        passages=tuple(sorted(passages, key=attrgetter("value")) if len(passages) > 1 else passages),
        basis=firmest[0].basis,
        status=firmest[0].status,
        valid_from=_outer([passage.valid_from for passage in firmest], last=False),
        valid_until=_outer([passage.valid_until for passage in firmest], last=True),
    )


def _firmest(passages: Sequence[Passage]) -> Sequence[Passage]:
    """One source may state a thing in several places: those that qualify the claim, whatever they are called."""
    if len(passages) == 1:
        return passages
    firmness = [(BASES.index(passage.basis), STATUSES.index(passage.status)) for passage in passages]
    return [passage for passage, own in zip(passages, firmness, strict=True) if own == min(firmness)]


def _outer(bounds: Sequence[ox.Literal | None], *, last: bool) -> ox.Literal | None:
    """The earliest or last of some bounds in time; none where one of them is open."""
    if len(bounds) == 1:
        return bounds[0]
    known = [bound for bound in bounds if bound is not None]
    if len(known) < len(bounds):
        return None
    choose = max if last else min
    return choose(known, key=lambda bound: (date_range(bound)[1 if last else 0], str(bound)))
