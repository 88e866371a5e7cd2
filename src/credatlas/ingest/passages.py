"""Statements of an input as passages of their sources, and passages of a written file as they can be merged."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePath
from typing import Final

import pyoxigraph as ox

from ..claims import Document
from ..claims.model import ASSERTED, RDF_TYPE, STATED, ca
from ..claims.naming import Listed, first, named
from ..claims.snapshots import Described
from ..terms import node
from .minting import slug
from .model import Key, Said, Value

HAS_SOURCE: Final = node("oa:hasSource")
QUALIFIERS: Final = (ca("basis"), ca("status"), ca("validFrom"), ca("validUntil"))
_UNTIL: Final = QUALIFIERS[3]
_PLAIN: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OWN: Final = re.compile(r"(?:city|country|journal|region):[A-Za-z0-9: -]+")  # no row has a key of this form
_WORDS: Final = re.compile(r"[a-z0-9]+")
_LONGEST: Final = 64

Object = ox.NamedNode | ox.Literal | Value
Triple = tuple[ox.NamedNode, ox.NamedNode, Object]


@dataclass(slots=True)
class Passage:
    """One passage as it is written.

    Attributes:
        qualifiers: Those that differ from the default, by property.
        triples: What is stated there; in any order, none twice.
    """

    qualifiers: dict[ox.NamedNode, ox.NamedNode | ox.Literal] = field(default_factory=dict)
    triples: dict[Triple, None] = field(default_factory=dict)


Passages = dict[str, Passage]
"""Passages of one source by the last part of their IRIs, behind the ``#``."""


def passages_of(statements: Iterable[Said], ids: Mapping[str, ox.NamedNode]) -> dict[ox.NamedNode, Passages]:
    """What each source states, by passage: one for each row of a table and way of stating.

    Args:
        statements: Statements of which every source, subject and object that is a key has an id.
        ids: The ids by the keys of the input.
    """
    found: dict[ox.NamedNode, Passages] = defaultdict(dict)
    known: dict[tuple[object, ...], Passage] = {}  # by what the name of a passage is made of
    for said in statements:
        told = said.source, said.subject, said.spot.file, said.basis, said.status, said.valid_from, said.valid_until
        passage = known.get(told)
        if passage is None:
            passages, qualifiers = found[ids[said.source]], qualifiers_of(said)
            passage = known[told] = passages.setdefault(fragment(said, qualifiers), Passage(qualifiers))
        value = said.object
        passage.triples[ids[said.subject], said.predicate, ids[value.key] if isinstance(value, Key) else value] = None
    return found


def qualifiers_of(said: Said) -> dict[ox.NamedNode, ox.NamedNode | ox.Literal]:
    """The qualifiers of a statement that differ from the default."""
    if said.basis == STATED and said.status == ASSERTED and said.valid_from is None and said.valid_until is None:
        return {}  # as most are
    given = zip(QUALIFIERS, (said.basis, said.status, said.valid_from, said.valid_until), strict=True)
    return {predicate: term for predicate, term in given if term is not None and term not in (STATED, ASSERTED)}


def row_of(said: Said) -> str:
    """What of an input a statement comes from: rows that come in again replace what they stated before.

    Example:
        >>> from .model import Spot
        >>> row_of(Said("off-x#run", ca("stated"), ox.Literal("y"), "src-x", Spot("a/offerings.csv", 7)))
        'offerings-off-x'
    """
    return f"{_table(said.spot.file)}-{_part(said.subject.partition('#')[0])}"


@lru_cache
def _table(file: str) -> str:
    """The name of a file as a part of a name."""
    return slug(PurePath(file).stem) or "input"


@lru_cache
def _part(key: str) -> str:
    """A key as a part of a name: two keys never give one, for rows would replace each other."""
    if len(key) <= _LONGEST and (_PLAIN.fullmatch(key) or _OWN.fullmatch(key)):
        return "-".join(_WORDS.findall(key.casefold()))
    words = "-".join(_WORDS.findall(key.casefold()))[:_LONGEST].strip("-")
    return f"{words}-{sha256(key.encode()).hexdigest()[:8]}".lstrip("-")


def fragment(said: Said, qualifiers: Mapping[ox.NamedNode, ox.NamedNode | ox.Literal]) -> str:
    """The last part of a passage's IRI: the row, and how it is stated where that is not the default."""
    if not qualifiers:
        return row_of(said)
    ways = []
    for predicate, term in qualifiers.items():
        if isinstance(term, ox.NamedNode):
            ways.append(term.value.rpartition("#")[2])
        else:
            ways.append(("until-" if predicate == _UNTIL else "from-") + term.value)
    return ".".join([row_of(said), *ways])


def read_passages(document: Document, described: Described) -> Passages:
    """The passages of a file that was written before, by the last part of their IRIs.

    Args:
        document: The file.
        described: What it says of its passages.
    """
    values: dict[ox.BlankNode, list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]] = defaultdict(list)
    for quad in document.quads:
        if isinstance(quad.subject, ox.BlankNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            values[quad.subject].append((quad.predicate, quad.object))
    found: Passages = {}
    for quad in document.quads:
        if isinstance(quad.graph_name, ox.NamedNode) and isinstance(quad.subject, ox.NamedNode):
            name = quad.graph_name.value.partition("#")[2]
            fields = described.get(quad.graph_name, {})
            passage = found.setdefault(name, Passage(_qualifiers(fields)))
            value = _value(values[quad.object]) if isinstance(quad.object, ox.BlankNode) else quad.object
            if isinstance(value, ox.NamedNode | ox.Literal | Value):
                passage.triples[quad.subject, quad.predicate, value] = None
    return found


def _qualifiers(fields: Listed) -> dict[ox.NamedNode, ox.NamedNode | ox.Literal]:
    found = ((predicate, first(fields, predicate)) for predicate in QUALIFIERS)
    return {predicate: term for predicate, term in found if isinstance(term, ox.NamedNode | ox.Literal)}


def _value(fields: Sequence[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]) -> Value:
    kind = named({p: [o] for p, o in fields if p == RDF_TYPE}, RDF_TYPE)
    assert kind is not None  # reading refuses a blank node that is no value
    return Value(kind, tuple((p, o) for p, o in fields if p != RDF_TYPE))  # in the order of the file


def merged(before: Passages, after: Passages) -> Passages:
    """The passages of a source after an input came in: its rows replace what they stated before, the rest stays."""
    if not before:
        return after
    rows = {name.partition(".")[0] for name in after}
    kept = {name: passage for name, passage in before.items() if name.partition(".")[0] not in rows}
    return {**kept, **after}
