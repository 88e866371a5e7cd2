"""What an input would change, told before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ..claims import Compiled
from ..claims.compiling import Conflict
from ..claims.model import RDF_TYPE, Claim, ca
from ..names.belonging import kind_of
from ..terms import compact, show
from .matching import Matched
from .model import LeftOut, Question


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A contradiction that the input brings into the atlas, or joins.

    Attributes:
        subject: What it is about.
        predicate: The property.
        key: The part of the property, such as a price tier; empty for the whole.
        values: The values that stand against each other, each with its source, the shown one first.
        rule: The rule that chose the shown one.
        kind: ``naming``, ``internal``, ``time-varying`` or ``factual``.
    """

    subject: ox.NamedNode
    predicate: ox.NamedNode
    key: str
    values: tuple[tuple[str, str], ...]
    rule: str
    kind: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What an input changes.

    Attributes:
        name: The input, in words.
        new: Ids that are minted, things and sources.
        matched: Things and sources that the atlas knew, with the reason.
        facts: How many statements are new: claims of a source that it did not have.
        known_facts: How many the atlas had already.
        contradictions: Those that the input opens or joins.
        left_out: Cells that became no statement, with the reason.
        review: What a person has to judge.
        files: Files to write, relative to the folder, with their texts; unchanged ones are not among them.
        unchanged: How many files stay as they are.
    """

    name: str
    new: tuple[ox.NamedNode, ...]
    matched: tuple[Matched, ...]
    facts: int
    known_facts: int
    contradictions: tuple[Contradiction, ...]
    left_out: tuple[LeftOut, ...]
    review: tuple[Question, ...]
    files: Mapping[Path, str]
    unchanged: int

    def kinds(self) -> Counter[str]:
        """How many ids of each kind are new, the most frequent first."""
        return Counter(kind_of(iri) for iri in self.new)

    def to_dict(self) -> dict[str, Any]:
        """The summary as JSON has it; the names of its parts are those that scripts rely on."""
        return {
            "input": self.name,
            "entities_new": [compact(iri) for iri in self.new],
            "entities_matched": [{"key": one.key, "id": compact(one.iri), "why": one.why} for one in self.matched],
            "facts_new": self.facts,
            "facts_known": self.known_facts,
            "contradictions": [_contradiction(one) for one in self.contradictions],
            "cells_left_out": [
                {"place": str(one.spot), "text": one.text, "reason": one.reason} for one in self.left_out
            ],
            "review": [
                {
                    "place": str(one.spot),
                    "about": one.about,
                    "kind": one.kind,
                    "question": one.text,
                    "choices": list(one.choices),
                }
                for one in self.review
            ],
            "files": [path.as_posix() for path in sorted(self.files)],
        }


def _contradiction(one: Contradiction) -> dict[str, Any]:
    return {
        "subject": compact(one.subject),
        "property": compact(one.predicate),
        "key": one.key,
        "values": [{"value": value, "source": source} for value, source in one.values],
        "rule": one.rule,
        "kind": one.kind,
    }


def contradictions(before: Compiled, after: Compiled) -> tuple[Contradiction, ...]:
    """The contradictions of ``after`` that ``before`` did not have, or that have more claims now."""
    known = {conflict.iri: frozenset(claim.iri for claim in conflict.claims) for conflict in before.conflicts}
    grown = (
        conflict
        for conflict in after.conflicts
        if frozenset(claim.iri for claim in conflict.claims) != known.get(conflict.iri)
    )
    return tuple(_of(conflict, after) for conflict in grown)


def _of(conflict: Conflict, compiled: Compiled) -> Contradiction:
    claims = sorted(conflict.claims, key=lambda claim: (claim.iri != conflict.shown.iri, claim.iri.value))
    values = tuple(dict.fromkeys((printed(claim, compiled), compact(claim.source.iri)) for claim in claims))
    return Contradiction(conflict.subject, conflict.predicate, conflict.key, values, conflict.rule, conflict.kind)


def printed(claim: Claim, compiled: Compiled) -> str:
    """The value of a claim as a person reads it; of a price or count its words, else its fields."""
    fields = compiled.authored.values.get(claim.object) if isinstance(claim.object, ox.NamedNode) else None
    if fields is None:
        return show(claim.object)
    stated = fields.get(ca("stated"))
    if stated:
        return show(stated[0])
    told = (term for predicate, terms in fields.items() if predicate != RDF_TYPE for term in terms)
    return " ".join(dict.fromkeys(show(term) for term in told))
