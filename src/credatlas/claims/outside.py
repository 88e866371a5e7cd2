"""What an outside table, page or file says, before anything is matched, written or believed.

What there is one of for each cell is a named tuple: made and compared several times as fast as a frozen dataclass.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

import pyoxigraph as ox

from .model import ASSERTED, STATED


class Spot(NamedTuple):
    """Where in the input something stands.

    Attributes:
        file: The name of the file, or the address of the page.
        row: The line of a table, the header being line 1; 0 where there are no rows.
        column: The column of a table, or the property of a page.
    """

    file: str
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        line = f"{self.file}:{self.row}" if self.row else self.file
        return f"{line} {self.column}".rstrip()


_NOWHERE: Final = Spot("")


class Value(NamedTuple):
    """A price, count, duration or period: a node without a name of its own.

    Attributes:
        kind: Its class: ``ca:Price``, ``ca:Count``, ``ca:Duration`` or ``ca:Period``.
        fields: Its properties with their terms, in the order in which they are written.
    """

    kind: ox.NamedNode
    fields: tuple[tuple[ox.NamedNode, ox.Literal | ox.NamedNode], ...]


class Key(NamedTuple):
    """Another thing of the same input, by the key that the input has for it."""

    key: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One page or document that the input names as a source.

    Attributes:
        key: What the input calls it.
        url: Its address; a fragment keeps several copies of one address apart.
        title: What the page calls itself.
        publisher: The name of who publishes it, as the input has it; empty where it says nothing.
        published: The date that the page itself bears.
        reliability: Its class, such as ``rel:issuer``.
        retrieved: When it was read.
        sha256: Hash of the bytes that were read, where they were at hand.
        spot: Where the input describes it.
    """

    key: str
    url: str
    title: str = ""
    publisher: str = ""
    published: ox.Literal | None = None
    reliability: ox.NamedNode | None = None
    retrieved: ox.Literal | None = None
    sha256: str = ""
    spot: Spot = _NOWHERE


class Thing(NamedTuple):
    """Something that the input describes.

    Attributes:
        key: What the input calls it: an id of a table, an ``@id`` or a made-up one that is unique in the input.
        kind: The part of its id that tells its type: ``organization``, ``programme``, ``course`` …
        classes: Its classes, the most special ones.
        name: Its name as the source prints it; empty when there is none.
        source: The key of the source that describes it.
        spot: Where it stands in the input.
        others: Other names that the source gives.
        abbreviations: Its short forms: they raise questions and match nothing.
        identifiers: Property and value of what identifies it everywhere: ROR, DOI, ORCID, ISSN, Wikidata.
        within: The key of what it belongs to: things of one name in two organizations are two.
        country: ISO 3166 code of its country, where the source states it.
        slug: What its id should end in, if it has to be minted; made of the name where it is empty.
    """

    key: str
    kind: str
    classes: tuple[ox.NamedNode, ...]
    name: str
    source: str
    spot: Spot
    others: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    identifiers: tuple[tuple[ox.NamedNode, str], ...] = ()
    within: str = ""
    country: str = ""
    slug: str = ""


class Said(NamedTuple):
    """One statement of one source.

    Attributes:
        subject: The key of the thing that it is about.
        predicate: The property.
        object: The value: a term, a value node, or another thing of the input.
        source: The key of the source that states it.
        spot: Where it stands in the input.
        basis: How the value was read: ``basis:stated``, ``normalised`` or ``inferred``.
        status: How the source means it: ``status:asserted``, ``provisional`` or ``planned``.
        valid_from: From when it held.
        valid_until: Until when it held.
    """

    subject: str
    predicate: ox.NamedNode
    object: ox.Literal | ox.NamedNode | Value | Key
    source: str
    spot: Spot
    basis: ox.NamedNode = STATED
    status: ox.NamedNode = ASSERTED
    valid_from: ox.Literal | None = None
    valid_until: ox.Literal | None = None


class LeftOut(NamedTuple):
    """A cell or property that did not become a statement, and why."""

    spot: Spot
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a person has to judge.

    Attributes:
        spot: Where it comes up.
        about: The key or id that it is about.
        text: The question, with what speaks for either side.
        choices: Ids that may be meant, best first.
        kind: ``identity`` (which thing is this?), ``values`` (two sources word it differently), ``reading``
            (a cell that could be read in more than one way).
    """

    spot: Spot
    about: str
    text: str
    choices: tuple[str, ...] = ()
    kind: str = "identity"


@dataclass(frozen=True, slots=True)
class Outside:
    """All that one input says.

    Attributes:
        name: What the input is, in words: the name of the folder or file, or the address.
        snapshots: Its sources.
        things: What it describes.
        statements: What its sources state.
        left_out: Cells that did not become statements.
        questions: What has to be judged before more can be said.
        order: Pairs of source keys (later, earlier): snapshots of one page whose order is known without dates.
    """

    name: str
    snapshots: tuple[Snapshot, ...] = ()
    things: tuple[Thing, ...] = ()
    statements: tuple[Said, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    questions: tuple[Question, ...] = ()
    order: tuple[tuple[str, str], ...] = field(default=())
