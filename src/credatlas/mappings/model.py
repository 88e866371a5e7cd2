"""What a link is: a thing of the atlas, a record of another source, and who says how they are related."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from .targets import Target

Relation = Literal["exact", "broad", "related"]

NO_TERM: Final = "https://w3id.org/sssom/NoTermFound"
MATCHES: Final[Mapping[Relation, str]] = {
    "exact": "http://www.w3.org/2004/02/skos/core#exactMatch",
    "broad": "http://www.w3.org/2004/02/skos/core#broadMatch",
    "related": "http://www.w3.org/2004/02/skos/core#relatedMatch",
}
"""The property that says so, by relation."""

MANUAL: Final = "ManualMappingCuration"
"""The justification of what a person decided."""


@dataclass(frozen=True, slots=True)
class Link:
    """One row of a links file: a link, a rejected link, or the word that there is none.

    Attributes:
        subject: The thing of the atlas, its IRI.
        relation: What is said of the two: ``broad`` when the record is the larger one.
        object: The IRI of the record; :data:`NO_TERM` when the source has no record of the thing.
        rejected: Whether somebody found that the two are *not* so related.
        justification: Local name of a term of semapv: ``ManualMappingCuration``, ``CompositeMatching`` …
        by: Who decided: the IRI of an ORCID iD, or a name; empty when the tool did.
        tool: What proposed or decided it; empty when a person did without.
        tool_version: Its version.
        source_version: The version of the source that was looked at.
        date: The day of the decision, as ``2026-11-25``.
        confidence: From 0 to 1; None where nobody said.
        comment: Why.
        subject_label: The name of the thing then.
        object_label: The name of the record then.
        status: ``active``, ``inactive`` or ``withdrawn``, as the record was then; empty where unknown.
        digest: SHA-256 of what the source said of the record then; empty where unknown.
        line: Where it stands in its file; 0 for one that was not read.
    """

    subject: str
    relation: Relation
    object: str
    rejected: bool = False
    justification: str = MANUAL
    by: str = ""
    tool: str = ""
    tool_version: str = ""
    source_version: str = ""
    date: str = ""
    confidence: float | None = None
    comment: str = ""
    subject_label: str = ""
    object_label: str = ""
    status: str = ""
    digest: str = ""
    line: int = field(default=0, compare=False)

    @property
    def key(self) -> tuple[str, str, str]:
        """What the row is about: subject, relation, object. A file has one row for each."""
        return self.subject, self.relation, self.object

    @property
    def is_accepted(self) -> bool:
        """Whether it links two things: neither rejected nor the word that there is nothing to link to."""
        return not self.rejected and self.object != NO_TERM


@dataclass(frozen=True, slots=True)
class LinkSet:
    """The links into one source.

    Attributes:
        target: The source.
        links: The rows, in the order of the file.
        label: How messages name the file.
    """

    target: Target
    links: tuple[Link, ...] = ()
    label: str = ""

    @property
    def accepted(self) -> tuple[Link, ...]:
        """The rows that link two things."""
        return tuple(link for link in self.links if link.is_accepted)
