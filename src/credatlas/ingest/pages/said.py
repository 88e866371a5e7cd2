"""What is made of a page while it is read."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from ...claims.model import ASSERTED, BASES, ca
from ..concepts import Lookup
from ..minting import slug
from ..model import Key, LeftOut, Question, Said, Spot, Thing, Value
from ..stated import Reading
from .graph import Graph, Node
from .mapping import Kind, Vocabulary
from .plain import NotPlainError, plain_text, shortened, web_address

STATED, NORMALISED, INFERRED, _ = BASES
LOCAL: Final = "https://page.invalid/"
"""The base of addresses on a page whose own address is not known."""

_LONGEST_KEY: Final = 400

Object = ox.Literal | ox.NamedNode | Value | Key


@dataclass(slots=True)
class Page:
    """One page while it is read.

    Attributes:
        name: What to call it in messages.
        source: The key of the snapshot.
        graph: What its JSON-LD states.
        vocabulary: How that is read.
        lookup: The labels of the concept schemes.
        language: The language of the page, as a code of two or three letters.
        things: What it describes, by key.
        statements: What it states.
        left_out: What did not become a statement.
        questions: What a person has to judge.
        keys: The key of each node; empty for one that is none the atlas keeps.
        waiting: Nodes that are still to be described.
        runs: Programmes and courses to their runs.
        withdrawn: Things whose dates, prices and providers no longer hold.
    """

    name: str
    source: str
    graph: Graph
    vocabulary: Vocabulary
    lookup: Lookup
    language: str = "en"
    things: dict[str, Thing] = field(default_factory=dict)
    statements: list[Said] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    keys: dict[object, str] = field(default_factory=dict)
    waiting: deque[Node] = field(default_factory=deque)
    runs: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    withdrawn: set[str] = field(default_factory=set)

    def spot(self, column: str) -> Spot:
        """Where a property of a thing stands."""
        return Spot(self.name, 0, column)

    def leave(self, column: str, text: str, reason: str) -> None:
        """Notes that a value became no statement."""
        self.left_out.append(LeftOut(self.spot(column), shortened(text), reason))

    def plain(self, column: str, text: str, longest: int = 300) -> str:
        """A text that may be kept; empty, and noted, where it may not."""
        try:
            return plain_text(text, longest)
        except NotPlainError as error:
            self.leave(column, text, str(error))
            return ""

    def say(
        self, subject: str, predicate: ox.NamedNode, value: Object, column: str, basis: ox.NamedNode = STATED
    ) -> None:
        """States something."""
        if predicate == ca("isOfferingOf") and isinstance(value, Key):
            self.runs[value.key][subject] = None
        self.statements.append(Said(subject, predicate, value, self.source, self.spot(column), basis, ASSERTED))

    def read(self, subject: str, predicate: ox.NamedNode, reading: Reading, column: str) -> None:
        """States a value that was read from a text."""
        times = reading.valid_from, reading.valid_until
        spot = self.spot(column)
        said = Said(subject, predicate, reading.value, self.source, spot, reading.basis, reading.status, *times)
        self.statements.append(said)

    def kind_of(self, node: Node) -> Kind | None:
        """What a node becomes."""
        return self.vocabulary.kind_of(node.types)

    def key_of(self, node: Node, kind: str, name: str) -> str:
        """The key of a node: its IRI, else one that this page will give it again."""
        if node.name in self.keys:
            return self.keys[node.name]
        iri = node.name.value if isinstance(node.name, ox.NamedNode) else ""
        if iri.startswith(LOCAL):
            key = f"{self.source}#{slug(iri.removeprefix(LOCAL)) or kind}"
        elif web_address(iri) is not None and len(iri) < _LONGEST_KEY:
            key = iri
        else:
            key = self.made_key(kind, name)
        self.keys[node.name] = key
        return key

    def made_key(self, kind: str, name: str) -> str:
        """The key of something that the page gives no address: things of one kind and full name are one."""
        return f"{self.source}#{kind}-{slug(name) or len(self.keys) + 1}"

    def add(self, thing: Thing) -> None:
        """Introduces a thing; what is known of it already stays."""
        known = self.things.setdefault(thing.key, thing)
        if known is not thing:
            others = tuple(dict.fromkeys((*known.others, *thing.others)))
            identifiers = tuple(dict.fromkeys((*known.identifiers, *thing.identifiers)))
            self.things[thing.key] = known._replace(others=others, identifiers=identifiers)

    def belongs(self, key: str, within: str) -> None:
        """Notes what a thing belongs to, unless it belongs to something already."""
        thing = self.things.get(key)
        if thing is not None and not thing.within and within != key:
            self.things[key] = thing._replace(within=within)
