"""What linking speaks of: records of any source, the atlas included, and how well one fits another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Decision = Literal["auto", "review", "none"]
"""``auto``: the evidence is deterministic; ``review``: a person has to look; ``none``: nothing fits."""

Relation = Literal["exact", "broad", "related"]
"""What a link says: the same thing; a larger thing that contains or succeeds it; something that has to do with it."""

DECISIONS: Final[tuple[Decision, ...]] = ("auto", "review", "none")


@dataclass(frozen=True, slots=True)
class RecordName:
    """One of the names of a record.

    Attributes:
        text: The name as the source writes it.
        kind: ``label`` (a full name in some language), ``alias`` (another name, a former one) or ``acronym``.
        language: A BCP 47 tag; empty where the source gives none.
    """

    text: str
    kind: Literal["label", "alias", "acronym"] = "label"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A thing as one source describes it; a thing of the atlas has this form too, which makes both sides alike.

    Attributes:
        id: Its IRI.
        source: The short name of the source: ``ror``, ``wikidata``, ``atlas`` …
        name: The name that the source prefers.
        names: All of its names, the preferred one first.
        kinds: What it is, in the words of the source: ``education``, ``funder``; for the atlas local names of classes.
        status: ``active``, ``inactive`` or ``withdrawn``.
        countries: ISO 3166-1 alpha-2 codes of where it is, in capitals.
        places: Names of towns and regions where it is.
        domains: The domains of its websites in lower case, without ``www.``.
        identifiers: Pairs of a scheme and a value: ``("wikidata", "Q13371")``, ``("doi", "10.1186/…")``, values in the
            canonical form of their scheme.
        parents: IRIs of what it is part of.
        successors: IRIs of what came after it.
        founded: The year; None where the source gives none.
        digest: SHA-256 of what the source says of it, in hexadecimal digits: it tells whether a record changed since
            somebody judged it; empty for things of the atlas.
    """

    id: str
    source: str
    name: str
    names: tuple[RecordName, ...]
    kinds: tuple[str, ...] = ()
    status: Literal["active", "inactive", "withdrawn"] = "active"
    countries: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    parents: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    founded: int | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be what is looked for.

    Attributes:
        record: The record.
        relation: What a link to it would say.
        score: From 0 to 1; it orders candidates and decides nothing.
        reasons: Why, in words that a person reads, the weightiest first: ``unique full name among active records``.
        against: What speaks against it: ``another country (TH, not US)``.
    """

    record: Record
    relation: Relation
    score: float
    reasons: tuple[str, ...]
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the evidence says of one thing against one source.

    Attributes:
        subject: The thing that is looked for.
        decision: How sure it is; with ``auto`` the candidates are those to be linked (several only for a string that
            names several bodies), with ``review`` those that a person should see, the best first.
        candidates: The records, at most ten.
        reason: The decision in one sentence.
    """

    subject: Record
    decision: Decision
    candidates: tuple[Candidate, ...]
    reason: str
