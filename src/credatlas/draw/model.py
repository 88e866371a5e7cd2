"""A graph as people read it: things, relations with plain names, facts, and who says each of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Who says something.

    Attributes:
        iri: The snapshot of the page or document.
        title: Its title, else its compact id.
        url: The address of the page; empty where there is none.
        published: The date that it bears, as text; empty when it bears none.
        publisher: Who publishes it; empty when nobody says.
        reliability: Local name of its class (``issuer``, ``press``); empty for the curators' own entries.
    """

    iri: str
    title: str
    url: str = ""
    published: str = ""
    publisher: str = ""
    reliability: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place in a source that states something.

    Attributes:
        source: Who says so; the date of the statement is that of the source.
        place: The name of the passage within the source (``fee``).
        start: Offset of its first character; None where no text is held.
        end: Offset behind its last character.
        method: How it was read: ``stated``, ``normalised``, ``inferred`` or ``curated``.
        status: How the source means it: ``asserted``, ``planned`` …
    """

    source: Source
    place: str = ""
    start: int | None = None
    end: int | None = None
    method: str = "stated"
    status: str = "asserted"

    def __str__(self) -> str:
        """The place in one line: ``Title, #fee, characters 673–696, 2025-04-15, normalised <https://…>``."""
        parts = [self.source.title]
        parts += [f"#{self.place}"] if self.place else []
        parts += [f"characters {self.start}–{self.end}"] if self.start is not None and self.end is not None else []
        parts += [self.source.published or "undated", self.method]
        parts += [self.status] if self.status != "asserted" else []
        return ", ".join(parts) + (f" <{self.source.url}>" if self.source.url else "")


@dataclass(frozen=True, slots=True)
class Rival:
    """A value that a source states and that is not shown, since another one contradicts it.

    Attributes:
        value: The value in words.
        evidence: Who says so: positions in :attr:`Drawing.evidence`.
    """

    value: str
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Dispute:
    """The mark on a fact or relation that other sources contradict.

    Attributes:
        rule: Local name of the rule that chose what is shown (``reliability``; ``unresolved`` when none could).
        kind: Local name of the kind of the contradiction (``factual``).
        rivals: What else is said.
    """

    rule: str
    kind: str
    rivals: tuple[Rival, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is known of a thing and is no relation to another one that is drawn.

    Attributes:
        label: The name of the property, as the cards have it (``price``).
        value: The value in words: ``8500 USD``, the name of a topic, the text of a literal.
        property: The IRI of the property.
        via: The names of the parts of the thing (a run of a programme, a session of a run) that it holds of, the
            outermost first; empty when it holds of the thing itself.
        link: The address or IRI that the value stands for; empty for plain values.
        inferred: Whether it follows by a rule and no source says so.
        evidence: Who says so, or says what it follows from: positions in :attr:`Drawing.evidence`.
        dispute: What contradicts it, where something does.
    """

    label: str
    value: str
    property: str
    via: tuple[str, ...] = ()
    link: str = ""
    inferred: bool = False
    evidence: tuple[int, ...] = ()
    dispute: Dispute | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A thing.

    Attributes:
        id: Its IRI.
        name: Its name in English, else its compact id.
        kind: What it is, in words (``university``); its stated class.
        kind_iri: The IRI of that class; empty where no class is stated.
        group: The name of its :class:`~credatlas.draw.groups.Group`, which gives it shape and colour.
        other_names: Alternate names and abbreviations, by which one may look for it.
        facts: What is known of it, in the order of its card.
        x: Where it stands, in pixels from the left; 0 before a layout.
        y: Where it stands, in pixels from the top.
        size: The diameter of its shape, in pixels.
        community: The number of the group of closely linked things that it belongs to, from 0 for the largest; None
            before they are looked for.
        colour: The fill of its shape, ``#rrggbb``, where it is not that of its group.
    """

    id: str
    name: str
    kind: str
    kind_iri: str
    group: str
    other_names: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    x: float = 0.0
    y: float = 0.0
    size: float = 24.0
    community: int | None = None
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation between two things.

    Attributes:
        id: Its name within the drawing (``e0``).
        source: The IRI of the thing that it starts from.
        target: The IRI of the thing that it leads to.
        relation: Its plain name (``is offered by``).
        property: The IRI of the property.
        via: The names of the parts through which it runs (a run, a reference); mostly empty.
        inferred: Whether it follows by a rule and no source says so.
        evidence: Who says so, or says what it follows from: positions in :attr:`Drawing.evidence`.
        dispute: What contradicts it, where something does.
    """

    id: str
    source: str
    target: str
    relation: str
    property: str
    via: tuple[str, ...] = ()
    inferred: bool = False
    evidence: tuple[int, ...] = ()
    dispute: Dispute | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A graph that can be drawn, written to a file, measured.

    Attributes:
        nodes: The things, sorted by IRI.
        edges: The relations, sorted by the IRIs of their ends and of the property; each end is among the nodes.
        evidence: The places in sources that facts and relations rest on, each once.
        title: What is drawn, in words.
        note: What one should know of it: the moment that it holds for; mostly empty.
        start: The IRIs of the things that were asked for; empty for the whole atlas.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    evidence: tuple[Evidence, ...] = ()
    title: str = ""
    note: str = ""
    start: tuple[str, ...] = ()

    def says(self, part: Fact | Edge | Rival) -> tuple[Evidence, ...]:
        """Who says a fact or a relation of this drawing, or says what it follows from."""
        return tuple(self.evidence[number] for number in part.evidence)
