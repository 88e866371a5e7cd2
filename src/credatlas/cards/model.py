"""What a card holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from ..terms import Term, compact


@dataclass(frozen=True, slots=True)
class Dispute:
    """The mark on a value that others contradict.

    Attributes:
        conflict: The case.
        rule: Local name of the rule that chose the value (``reliability``; ``unresolved`` when none could).
        kind: Local name of the kind of the contradiction (``factual``).
        others: What else is said, in words.
    """

    conflict: ox.NamedNode
    rule: str
    kind: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a property.

    Attributes:
        term: The value.
        text: The same in words: the name of a thing, ``8500 USD`` for a price, the text of a literal.
        sources: Who says exactly this, sorted; empty for what is inferred, and for what describes a
            source or the vocabulary, which nobody claims.
        methods: Local names of the ways in which the sources were read (``stated``, ``normalised``,
            ``inferred``, ``curated``), sorted.
        status: How they mean it: ``asserted`` when one of them does, else ``planned`` or ``provisional``.
        inferred: Whether no source says so and it follows by a rule.
        dispute: The contradiction in which this value is the one that is shown.
    """

    term: Term
    text: str
    sources: tuple[ox.NamedNode, ...] = ()
    methods: tuple[str, ...] = ()
    status: str = "asserted"
    inferred: bool = False
    dispute: Dispute | None = None

    @property
    def thing(self) -> ox.NamedNode | None:
        """The thing that this value names; None for texts, numbers, prices and counts."""
        return self.term if isinstance(self.term, ox.NamedNode) and "/id/value/" not in self.term.value else None


@dataclass(frozen=True, slots=True)
class Row:
    """A property with its values.

    Attributes:
        property: The property.
        label: Its name for people, as its shape has it.
        values: What is known, inferred values last, then by text with numbers in their order.
    """

    property: ox.NamedNode
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together.

    Attributes:
        name: What they are about (``Dates``); ``Other`` for properties that no shape puts anywhere.
        rows: In the order of the shapes.
    """

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A thing that refers to this one.

    Attributes:
        subject: The thing.
        name: Its name.
        inferred: Whether the link follows by a rule.
    """

    subject: ox.NamedNode
    name: str
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """What refers to this thing by one property.

    Attributes:
        property: The property.
        label: Its label, read from the other side: ``is offered by``.
        links: The things by name; the first of them where there are very many.
        count: How many there are in all.
    """

    property: ox.NamedNode
    label: str
    links: tuple[Link, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """A property that such a thing may have, and about which nothing is known here: unknown is not no.

    Attributes:
        property: The property.
        label: Its name for people.
    """

    property: ox.NamedNode
    label: str


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of one thing.

    Attributes:
        iri: The thing; the successor where an id was asked for that has been merged away.
        name: Its name in English, else its compact IRI.
        kinds: What it is, in words: the stated classes; for a concept its scheme.
        alternate_names: Alternate names, abbreviations, alternate labels, as they are printed.
        groups: What is known, in the order of the shapes.
        incoming: What links here, by property.
        unknown: What its shapes ask for and nobody says, in the order of the shapes.
        of_runs: What its shapes ask for, and what is known of its runs and not of itself.
    """

    iri: ox.NamedNode
    name: str
    kinds: tuple[str, ...]
    alternate_names: tuple[str, ...]
    groups: tuple[Group, ...]
    incoming: tuple[Incoming, ...]
    unknown: tuple[Unknown, ...]
    of_runs: tuple[Unknown, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The card as plain JSON values; these names are kept.

        Returns:
            ``iri``, ``id`` (the compact IRI), ``name``, ``kinds``, ``alternate_names``; ``groups``: ``name``,
            ``rows``: ``property``, ``label``, ``values``: ``text``, ``iri`` (null unless a thing),
            ``datatype`` and ``language`` (null unless a literal, which has one of them), ``sources``
            (IRIs), ``methods``, ``status``, ``inferred``, ``conflict`` (null, or ``iri``, ``rule``,
            ``kind``, ``others``); ``incoming``: ``property``, ``label``, ``count``, ``links``: ``iri``,
            ``name``, ``inferred``; ``unknown``, ``of_runs``: ``property``, ``label``. All IRIs but ``id`` are in full.
        """
        return {
            "iri": self.iri.value,
            "id": compact(self.iri),
            "name": self.name,
            "kinds": list(self.kinds),
            "alternate_names": list(self.alternate_names),
            "groups": [{"name": group.name, "rows": [_row(row) for row in group.rows]} for group in self.groups],
            "incoming": [_incoming(group) for group in self.incoming],
            "unknown": [{"property": gap.property.value, "label": gap.label} for gap in self.unknown],
            "of_runs": [{"property": gap.property.value, "label": gap.label} for gap in self.of_runs],
        }


def _row(row: Row) -> dict[str, Any]:
    return {
        "property": row.property.value,
        "label": row.label,
        "values": [_value(value) for value in row.values],
    }


def _value(value: Value) -> dict[str, Any]:
    literal = value.term if isinstance(value.term, ox.Literal) else None
    language = None if literal is None else literal.language
    dispute = value.dispute
    return {
        "text": value.text,
        "iri": None if value.thing is None else value.thing.value,
        "datatype": literal.datatype.value if literal is not None and language is None else None,
        "language": language,
        "sources": [source.value for source in value.sources],
        "methods": list(value.methods),
        "status": value.status,
        "inferred": value.inferred,
        "conflict": None
        if dispute is None
        else {
            "iri": dispute.conflict.value,
            "rule": dispute.rule,
            "kind": dispute.kind,
            "others": list(dispute.others),
        },
    }


def _incoming(group: Incoming) -> dict[str, Any]:
    return {
        "property": group.property.value,
        "label": group.label,
        "count": group.count,
        "links": [{"iri": link.subject.value, "name": link.name, "inferred": link.inferred} for link in group.links],
    }
