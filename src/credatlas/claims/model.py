"""What a source, a passage and a claim are while they are compiled.

These three are named tuples: there are many, and a frozen dataclass takes three times as long to make.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Final, NamedTuple

import pyoxigraph as ox

from ..terms import CA, ID, Term, node

Fields = Mapping[ox.NamedNode, tuple[Term, ...]]


@cache
def ca(name: str) -> ox.NamedNode:
    """A term of the own ontology."""
    return ox.NamedNode(CA + name)


def hashed(kind: str, *parts: str) -> ox.NamedNode:
    """The IRI of something without a name of its own: 20 hex digits of the SHA-256 of its content."""
    digest = sha256("\n".join(parts).encode()).digest()[:10].hex()
    return ox.NamedNode(f"{ID}{kind}/{digest}")


RDF_TYPE: Final = node("rdf:type")
SCHEMA_NAME: Final = node("schema:name")
BASES: Final = tuple(node(f"basis:{name}") for name in ("stated", "normalised", "inferred", "curated"))
"""How a value was read, the firmest first."""
STATUSES: Final = tuple(node(f"status:{name}") for name in ("asserted", "provisional", "planned", "withdrawn"))
"""How a source means it, the firmest first."""
STATED, ASSERTED, WITHDRAWN = BASES[0], STATUSES[0], STATUSES[-1]


class Source(NamedTuple):
    """One snapshot of a page or document.

    Attributes:
        iri: Its IRI.
        published: The date that the source itself gives, if it gives one.
        retrieved: When it was read.
        publishers: Who publishes it.
        reliability: Its class (``rel:press`` …); none for the curators' own entries.
        work: What it is a snapshot of.
        page: Its address without a fragment.
        later_than: Snapshots of the same page that this one is known to follow.
    """

    iri: ox.NamedNode
    published: ox.Literal | None = None
    retrieved: ox.Literal | None = None
    publishers: frozenset[ox.NamedNode] = frozenset()
    reliability: ox.NamedNode | None = None
    work: ox.NamedNode | None = None
    page: str = ""
    later_than: frozenset[ox.NamedNode] = frozenset()


class Passage(NamedTuple):
    """A place in a source; its qualifiers hold for everything stated there."""

    iri: ox.NamedNode
    source: ox.NamedNode
    basis: ox.NamedNode = STATED
    status: ox.NamedNode = ASSERTED
    valid_from: ox.Literal | None = None
    valid_until: ox.Literal | None = None


class Claim(NamedTuple):
    """One source states one triple.

    Attributes:
        iri: ``…/id/claim/<20 hex>``, made of the triple as authored and the source.
        authored: Subject and object before merges are followed.
        subject: The subject that the graph knows today.
        predicate: The property.
        object: The value that the graph knows today; a value node already has its IRI.
        source: Who says so.
        passages: Where, sorted by IRI.
        basis: How the value was read.
        status: How the source means it.
        valid_from: From when it held.
        valid_until: Until when it held.
    """

    iri: ox.NamedNode
    authored: tuple[ox.NamedNode, Term]
    subject: ox.NamedNode
    predicate: ox.NamedNode
    object: Term
    source: Source
    passages: tuple[ox.NamedNode, ...]
    basis: ox.NamedNode = STATED
    status: ox.NamedNode = ASSERTED
    valid_from: ox.Literal | None = None
    valid_until: ox.Literal | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A curator's ruling on one contradiction."""

    subject: ox.NamedNode
    predicate: ox.NamedNode
    key: str | None
    value: Term
    source: ox.NamedNode
    place: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the ontology says that compiling needs.

    Attributes:
        single_valued: Property to the parts of the key per which it has one value.
        broader: Concept to all its broader concepts.
        reliability: Class of reliability to its order, lower is better.
    """

    single_valued: Mapping[ox.NamedNode, tuple[ox.NamedNode, ...]]
    broader: Mapping[Term, frozenset[Term]]
    reliability: Mapping[Term, int]


@dataclass(frozen=True, slots=True)
class Authored:
    """Everything that the data files say, before anything is decided.

    Attributes:
        claims: All claims, sorted by IRI.
        values: Fields of each value node.
        bookkeeping: Descriptions of sources, passages and activities.
        sources: The snapshots by IRI.
        decisions: Curators' rulings.
        rulings: The rulings as statements.
        tombstones: Merged id to the id that replaces it.
        issues: Recorded data issues as statements.
        value_names: IRI given to each blank value node.
    """

    claims: tuple[Claim, ...]
    values: Mapping[ox.NamedNode, Fields]
    bookkeeping: tuple[ox.Triple, ...]
    sources: Mapping[ox.NamedNode, Source]
    decisions: tuple[Decision, ...]
    rulings: tuple[ox.Triple, ...]
    tombstones: Mapping[ox.NamedNode, ox.NamedNode]
    issues: tuple[ox.Triple, ...]
    value_names: Mapping[ox.BlankNode, ox.NamedNode] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims of one key that cannot all be right at once, and the choice among them.

    Attributes:
        subject: What they are about.
        predicate: The property.
        key: The part of the property that they are about, such as a language; empty for the whole.
        claims: All claims of the key, those that agree with the shown one included.
        shown: The claim whose value is a fact.
        rule: The rule that chose it, by its local name (``later-statement``).
        kind: ``naming``, ``internal``, ``time-varying`` or ``factual``.
    """

    subject: ox.NamedNode
    predicate: ox.NamedNode
    key: str
    claims: tuple[Claim, ...]
    shown: Claim
    rule: str
    kind: str

    @property
    def iri(self) -> ox.NamedNode:
        """``…/id/conflict/<20 hex>``, made of subject, property and key."""
        return hashed("conflict", self.subject.value, self.predicate.value, self.key)
