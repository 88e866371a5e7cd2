"""What the files of an input will claim, found from what goes into them: reading them back takes far longer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from ..claims.compiling import Pair
from ..claims.model import RDF_TYPE, Fields
from ..claims.model import Passage as Place
from ..claims.naming import VALUE_TYPES, named_value
from ..claims.reading import OF_KINDS, Document, wrong_with
from ..claims.snapshots import HAS_SOURCE, passage_of
from ..claims.stating import Stated, Statement, claim_name, foreign
from ..errors import DataError
from ..terms import Term
from .model import Value
from .passages import Object, Passage, Triple
from .writing import Content, Pairs

_KEPT: Final = 65_536  # values that are remembered: prices and lengths repeat
_LONG: Final = 4_000_000  # characters: where a file has more, one of its texts may be too long for the parser


def stated_by(
    content: Content,
    label: str,
    text: str,
    wanted: Callable[[ox.NamedNode, ox.NamedNode], bool] = lambda _subject, _predicate: True,
) -> Stated:
    """What a source file will state: the same as :func:`credatlas.claims.stating.stated_in` finds in its text.

    Args:
        content: What goes into the file.
        label: How messages name it.
        text: What will be written.
        wanted: Of which subjects and properties claims are made; all are looked at, whether they can stand.

    Raises:
        DataError: The file would be refused; why, and in which line, only reading the text tells.
    """
    if len(text) > _LONG:
        raise _refused()
    document = Document(label, (), b"", ox.RdfFormat.TRIG)
    described: dict[ox.NamedNode, list[Term]] = {}
    for predicate, value in content.description:
        described.setdefault(predicate, []).append(_checked(predicate, value))
    values: dict[ox.NamedNode, Fields] = {}
    statements: dict[ox.NamedNode, Statement] = {}
    for name, passage in content.passages.items():
        place: Place | None = None
        for subject, predicate, term in _terms(passage.triples, values):
            if not wanted(subject, predicate):
                continue
            place = place or _place(ox.NamedNode(f"{content.iri.value}#{name}"), content.iri, passage)
            iri = claim_name(subject, predicate, term, content.iri)
            known = statements.get(iri)
            if known is None:
                statements[iri] = Statement(subject, predicate, term, document, 0, (place,))
            elif place not in known.passages:
                known.passages += (place,)
    return Stated(document, {content.iri: described}, {}, values, statements)


def pairs_in(content: Content) -> Iterator[Pair]:
    """Subject and property of everything that a source file will state."""
    return ((triple[0], triple[1]) for passage in content.passages.values() for triple in passage.triples)


def fresh_claims(contents: Iterable[Content], before: Sequence[Stated]) -> int:
    """How many claims some source files will make that no file of the atlas makes now."""
    found = 0
    made = [one.statements for one in before]
    quoted = {passage.source for some in made for one in some.values() for passage in one.passages}
    for content in contents:
        triples = {
            (subject, predicate, _named(value)[0] if isinstance(value, Value) else value)
            for passage in content.passages.values()
            for subject, predicate, value in passage.triples
        }
        if content.iri in quoted:
            names = {claim_name(*triple, content.iri) for triple in triples}
            found += len(names.difference(*made))
        else:
            found += len(triples)  # as many claims as there are: naming them takes longer
    return found


def _terms(
    triples: Iterable[Triple], values: dict[ox.NamedNode, Fields]
) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, Term]]:
    """The triples with the names of values, whose fields ``values`` learns."""
    for subject, predicate, value in triples:
        if _is_refused(predicate):
            raise _refused()
        if isinstance(value, ox.NamedNode):
            if _is_old(value):
                raise _refused()
            yield subject, predicate, value
        elif isinstance(value, Value):
            term, fields = _named(value)
            values.setdefault(term, fields)
            yield subject, predicate, term
        else:
            yield subject, predicate, _checked(predicate, value)


@lru_cache(_KEPT)
def _is_refused(predicate: ox.NamedNode) -> bool:
    return foreign(predicate, None) is not None


@lru_cache(_KEPT)
def _is_old(value: ox.NamedNode) -> bool:
    return foreign(RDF_TYPE, value) is not None


def _place(iri: ox.NamedNode, source: ox.NamedNode, passage: Passage) -> Place:
    if not passage.qualifiers:
        return Place(iri, source)
    like = _qualified(tuple(passage.qualifiers.items()))
    return Place(iri, source, like.basis, like.status, like.valid_from, like.valid_until)


@lru_cache(_KEPT)
def _qualified(qualifiers: Pairs) -> Place:
    """Some passage of some source with these qualifiers."""
    fields = {predicate: [_checked(predicate, term)] for predicate, term in qualifiers}
    return passage_of(Document("", (), b""), HAS_SOURCE, {HAS_SOURCE: [HAS_SOURCE], **fields})


@lru_cache(_KEPT)
def _named(value: Value) -> tuple[ox.NamedNode, Fields]:
    fields: dict[ox.NamedNode, list[Term]] = {RDF_TYPE: [value.kind]}
    for predicate, term in value.fields:
        fields.setdefault(predicate, []).append(_checked(predicate, term))
    if VALUE_TYPES.isdisjoint(fields[RDF_TYPE]):
        raise _refused()
    return named_value(fields)


def _checked(predicate: ox.NamedNode, value: Object) -> Term:
    """A term that reading takes as it is."""
    if isinstance(value, ox.NamedNode):
        return value
    if isinstance(value, Value) or wrong_with(value) or (predicate in OF_KINDS and isinstance(value, ox.Literal)):
        raise _refused()
    return value


def _refused() -> DataError:
    return DataError("the file would be refused", hint="read its text to learn why")
