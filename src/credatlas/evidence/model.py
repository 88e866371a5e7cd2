"""What evidence looks like: claims in their places, contradictions, steps of inference."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from ..terms import Term

Triple = tuple[NamedNode, NamedNode, Term]


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source as far as a reader weighs it.

    Attributes:
        iri: The snapshot.
        reliability: Local name of its class (``press``); empty for the curators' own entries.
        published: Its own date, as text; empty when it bears none.
        publishers: Names of who publishes it.
        name: What it is called; empty for its compact IRI.
    """

    iri: NamedNode
    reliability: str = ""
    published: str = ""
    publishers: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class ConflictValue:
    """One of several values that cannot all be right.

    Attributes:
        term: The value.
        value: The same in readable words.
        sources: Who states it, sorted by IRI.
        claims: The claims that do.
        agrees: Whether it can be right together with the value that is shown.
    """

    term: Term
    value: str
    sources: tuple[SourceView, ...]
    claims: tuple[NamedNode, ...]
    agrees: bool


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A contradiction between claims on one property of one thing.

    Attributes:
        iri: The case.
        subject: What it is about.
        property: The property.
        key: The part of the property (a language, a kind of count); empty where it has none.
        kind: Local name of the kind (``factual``).
        shown: The value that is shown, in readable words.
        rule: Local name of the rule that decided (``reliability``).
        values: All values, the shown one first, then by their text.
        reason: What a curator wrote, where one ruled.
    """

    iri: NamedNode
    subject: NamedNode
    property: NamedNode
    key: str
    kind: str
    shown: str
    rule: str
    values: tuple[ConflictValue, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class IssueView:
    """A recorded oddity of the data that no single property shows.

    Attributes:
        iri: The issue.
        subject: What it is about.
        shape: The shape or constraint that finds it.
        status: Local name of its status (``accepted``).
        reason: Why it stands, in a curator's words.
        value: The value in question, where one is named.
    """

    iri: NamedNode
    subject: NamedNode
    shape: NamedNode | None
    status: str
    reason: str
    value: Term | None = None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim at one place of its source.

    Attributes:
        subject: What it is about, as the graph knows it today.
        predicate: The property.
        object: The value, as the graph knows it today.
        value: The value in plain text: readable words for a price or count, a full IRI for a thing.
        source: Who says so.
        passage: Where.
        start: Offset of the first character of the passage; None where we hold no text.
        end: Offset behind its last character.
        stated_on: The source's own date, as text; None when it bears none.
        method: How the value was read: ``stated``, ``normalised``, ``inferred`` or ``curated``.
        status: How the source means it: ``asserted``, ``planned`` …
        rank: ``shown`` when the triple is a fact, ``overruled`` when another value is shown in its
            place, ``agrees`` when it says less than the shown value but nothing else.
        claim: The claim.
        reliability: Local name of the source's class.
        conflict: The contradiction that it takes part in, if there is one.
    """

    subject: NamedNode
    predicate: NamedNode
    object: Term
    value: str
    source: NamedNode
    passage: NamedNode
    start: int | None
    end: int | None
    stated_on: str | None
    method: str
    status: str
    rank: str
    claim: NamedNode
    reliability: str = ""
    conflict: ConflictView | None = None


@dataclass(frozen=True, slots=True)
class Premise:
    """What a step of inference rests on.

    Attributes:
        triple: The statement.
        kind: ``claimed``, ``vocabulary``, or ``inferred`` by an earlier step.
        claims: Who says so, where it is claimed.
    """

    triple: Triple
    kind: str
    claims: tuple[ClaimView, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One application of a rule.

    Attributes:
        rule: Name of the rule (``prp-dom``).
        plain: What the rule says, for people.
        conclusion: What follows.
        premises: What it follows from, schema statements first.
    """

    rule: str
    plain: str
    conclusion: Triple
    premises: tuple[Premise, ...]


@dataclass(frozen=True, slots=True)
class InferredView:
    """A fact that no source states, with the shortest way to what sources do state.

    Attributes:
        subject: What it is about.
        predicate: The property.
        object: The value.
        steps: In reading order; the last one concludes this fact.
    """

    subject: NamedNode
    predicate: NamedNode
    object: Term
    steps: tuple[Step, ...]


def local(term: Term | None) -> str:
    """The last part of an IRI (``press`` of ``…/vocab/reliability#press``); empty for anything else."""
    if not isinstance(term, NamedNode):
        return ""
    return term.value.rpartition("#")[2] if "#" in term.value else term.value.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Support:
    """One statement that a cell rests on.

    Attributes:
        triple: The statement.
        layer: Where it stands: ``facts``, ``inferred``, ``vocabulary``, ``claims`` …
        claims: Who says so; for a part of a value node the claim on the link to it.
        chain: How it follows, where it is inferred.
    """

    triple: Triple
    layer: str
    claims: tuple[ClaimView, ...] = ()
    chain: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class CellEvidence:
    """What one cell rests on.

    Attributes:
        column: Its column.
        computed: Whether the value is computed, or rests on the absence of something; the
            statements are then those that went into it.
        supports: The statements.
    """

    column: str
    computed: bool
    supports: tuple[Support, ...]

    def claims(self) -> tuple[ClaimView, ...]:
        """The claims of all its statements, each once, in their order."""
        return tuple(dict.fromkeys(view for support in self.supports for view in support.claims))


@dataclass(frozen=True, slots=True)
class RowEvidence:
    """What one row of an answer rests on.

    Attributes:
        cells: One entry for each column, in their order.
        supports: Every statement of the row, also those that no single cell rests on.
        absence: Whether the row rests on something that is not there.
    """

    cells: tuple[CellEvidence, ...]
    supports: tuple[Support, ...]
    absence: bool
