"""What changed between two versions of the graph, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from ..evidence import ConflictView, conflict_records
from ..terms import Term, compact


@dataclass(frozen=True, slots=True)
class FactChange:
    """One change of what is known of a thing.

    Attributes:
        change: ``added``, ``changed`` (one value of a key replaced by another) or ``retracted``.
        property: The property.
        label: Its name.
        old: The value that went; None where nothing went.
        new: The value that came; None where nothing came.
        old_text: The value that went in words, empty without one.
        new_text: The value that came in words, empty without one.
    """

    change: str
    property: NamedNode
    label: str
    old: Term | None
    new: Term | None
    old_text: str = ""
    new_text: str = ""


@dataclass(frozen=True, slots=True)
class ThingChange:
    """A thing about which something else is known.

    Attributes:
        change: ``added``, ``changed``, ``removed``, or ``merged`` into another thing.
        iri: The thing.
        name: Its name, the new one where it has one.
        kind: What it is, in words.
        facts: What changed, by property. Of a merged thing nothing: what is told of it is told of the other.
        into: What a merged thing was merged into.
        into_name: The name of that.
    """

    change: str
    iri: NamedNode
    name: str
    kind: str
    facts: tuple[FactChange, ...] = ()
    into: NamedNode | None = None
    into_name: str = ""


@dataclass(frozen=True, slots=True)
class ConflictChange:
    """A contradiction that was opened or closed, or that is decided otherwise.

    Attributes:
        change: ``opened``, ``closed``, or ``changed``: another value is shown, or by another rule.
        subject: What it is about.
        subject_name: Its name.
        label: The name of the property.
        old: The contradiction as it was; None when it was opened.
        new: The contradiction as it is; None when it was closed.
    """

    change: str
    subject: NamedNode
    subject_name: str
    label: str
    old: ConflictView | None
    new: ConflictView | None


Row = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A canned query whose example has another answer.

    Attributes:
        query: Its name.
        summary: What it asks.
        gone: The rows that went, each as pairs of column and text; unknown values are left out.
        come: The rows that came.
        note: What one should know besides: that one side could not be asked, or that only the order changed.
    """

    query: str
    summary: str
    gone: tuple[Row, ...]
    come: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class LayerChange:
    """How many statements of a layer came and went."""

    layer: str
    added: int
    retracted: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two versions.

    Attributes:
        old: The name of the older version.
        new: The name of the newer version.
        things: The things of which something else is known: by change (added, changed, merged, removed), then name.
        sources: The sources that were added (``True``) or taken out, by id.
        conflicts: The contradictions that changed, by subject and property.
        answers: The canned queries whose examples have other answers, by name.
        layers: The layers that differ, in the order of the layers.
    """

    old: str
    new: str
    things: tuple[ThingChange, ...]
    sources: Mapping[NamedNode, bool]
    conflicts: tuple[ConflictChange, ...]
    answers: tuple[AnswerChange, ...]
    layers: tuple[LayerChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both versions hold the same statements and answer alike."""
        return not (self.layers or self.answers)

    def of(self, change: str) -> tuple[ThingChange, ...]:
        """The things of one kind of change: ``added``, ``changed``, ``merged`` or ``removed``."""
        return tuple(thing for thing in self.things if thing.change == change)

    def count(self, change: str) -> int:
        """The number of facts that were ``added``, ``changed`` or ``retracted``."""
        return sum(fact.change == change for thing in self.things for fact in thing.facts)

    def to_dict(self) -> dict[str, Any]:
        """The difference as plain JSON values; these names are kept.

        Returns:
            ``old``, ``new``, ``equal``; ``counts``: numbers of things, facts, conflicts, answers by change;
            ``things``: ``change``, ``iri``, ``id``, ``name``, ``kind``, ``into`` (an IRI or null), ``facts``:
            ``change``, ``property``, ``label``, ``old``, ``new`` (texts or null); ``sources``: ``added``,
            ``removed`` (IRIs); ``conflicts``: ``change``, ``subject``, ``property``, ``key``, ``old``,
            ``new`` (records as ``credatlas conflicts`` gives them, or null); ``answers``: ``query``,
            ``gone``, ``come`` (rows as objects), ``note``; ``layers``: ``layer``, ``added``, ``retracted``.
        """
        return {
            "old": self.old,
            "new": self.new,
            "equal": self.is_empty,
            "counts": self._counts(),
            "things": [_thing(thing) for thing in self.things],
            "sources": {
                "added": [iri.value for iri, added in self.sources.items() if added],
                "removed": [iri.value for iri, added in self.sources.items() if not added],
            },
            "conflicts": [_conflict(conflict) for conflict in self.conflicts],
            "answers": [
                {
                    "query": answer.query,
                    "gone": [dict(row) for row in answer.gone],
                    "come": [dict(row) for row in answer.come],
                    "note": answer.note,
                }
                for answer in self.answers
            ],
            "layers": [
                {"layer": layer.layer, "added": layer.added, "retracted": layer.retracted} for layer in self.layers
            ],
        }

    def _counts(self) -> dict[str, dict[str, int] | int]:
        opened = ("opened", "changed", "closed")
        return {
            "things": {change: len(self.of(change)) for change in ("added", "changed", "merged", "removed")},
            "facts": {change: self.count(change) for change in ("added", "changed", "retracted")},
            "conflicts": {change: sum(one.change == change for one in self.conflicts) for change in opened},
            "answers": len(self.answers),
        }


def _thing(thing: ThingChange) -> dict[str, Any]:
    return {
        "change": thing.change,
        "iri": thing.iri.value,
        "id": compact(thing.iri),
        "name": thing.name,
        "kind": thing.kind,
        "into": None if thing.into is None else thing.into.value,
        "facts": [
            {
                "change": fact.change,
                "property": fact.property.value,
                "label": fact.label,
                "old": None if fact.old is None else fact.old_text,
                "new": None if fact.new is None else fact.new_text,
            }
            for fact in thing.facts
        ],
    }


def _conflict(conflict: ConflictChange) -> dict[str, Any]:
    views = [view for view in (conflict.old, conflict.new) if view is not None]
    records: Sequence[dict[str, Any]] = conflict_records(views)
    return {
        "change": conflict.change,
        "subject": conflict.subject.value,
        "property": views[-1].property.value,
        "key": views[-1].key,
        "old": None if conflict.old is None else records[0],
        "new": None if conflict.new is None else records[-1],
    }
