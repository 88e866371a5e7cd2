"""What a comparison holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyoxigraph as ox

from ..evidence.explaining import explain
from ..evidence.model import ClaimView, ConflictView, Triple
from ..evidence.records import as_records
from ..results import term_json
from ..terms import Term, compact
from .ages import age_in_days


@dataclass(frozen=True, slots=True)
class Part:
    """The thing itself, or something whose facts are told with it.

    Attributes:
        iri: The part.
        role: ``self``, ``run``, ``session``, ``credential``, ``programme`` or ``provider``.
        tag: What stands behind values that come from it: ``run``, ``session online``; empty for the thing itself.
    """

    iri: ox.NamedNode
    role: str
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """One of the things that are compared.

    Attributes:
        iri: The thing.
        name: Its readable name.
        parts: The thing itself first, then what its facts are taken from besides.
        past: Its runs that are left out, since they are over and a later one is known.
    """

    iri: ox.NamedNode
    name: str
    parts: tuple[Part, ...]
    past: tuple[ox.NamedNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """One value in a cell.

    Attributes:
        text: The value in words.
        term: The value itself; None where it is worked out, such as the state of registration on a day.
        parts: The parts of the thing that have it.
        statements: The statements that it rests on.
        claims: Who says so, one entry for each place in a source.
        status: How the sources mean it: ``asserted`` when one of them does, else ``planned`` or ``provisional``.
        inferred: Whether it only follows by a rule.
        conflict: The contradiction in which it is the value that is shown.
    """

    text: str
    term: Term | None
    parts: tuple[Part, ...]
    statements: tuple[Triple, ...]
    claims: tuple[ClaimView, ...] = ()
    status: str = "asserted"
    inferred: bool = False
    conflict: ConflictView | None = None

    @property
    def stated_on(self) -> str | None:
        """The latest date that one of its sources bears; None when none bears one."""
        return max((view.stated_on for view in self.claims if view.stated_on), default=None)


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one thing in one row.

    Attributes:
        values: The values; none where nothing is known.
        note: What to say where there is no value and yet something is known: *none known in common*.
    """

    values: tuple[Value, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One property side by side.

    Attributes:
        key: Its stable name: ``start``, ``price``.
        label: Its name for people: ``price (USD, member)``.
        cells: One for each thing, in their order.
        what: What tells rows of one key apart, as compact ids and texts: ``per``, ``currency``, ``tier``, ``cohort``.
    """

    key: str
    label: str
    cells: tuple[Cell, ...]
    what: Mapping[str, str]

    @property
    def differs(self) -> bool:
        """Whether the cells do not all say the same; unknown beside a value is a difference."""
        said = [frozenset(value.text for value in cell.values) or cell.note for cell in self.cells]
        return any(one != said[0] for one in said)


@dataclass(frozen=True, slots=True)
class SourceNote:
    """What a reader should know of a source.

    Attributes:
        iri: The source.
        title: What it is called.
        publishers: Names of who publishes it.
        reliability: Local name of its class; empty for the curators' own entries.
        published: Its own date; empty when it bears none.
        retrieved: When it was read; empty where nobody noted it.
        url: Its address; empty when it has none.
    """

    iri: ox.NamedNode
    title: str
    publishers: tuple[str, ...]
    reliability: str
    published: str
    retrieved: str
    url: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Things side by side.

    Attributes:
        on: The day as of which registration and ages are told.
        things: What is compared, in the order that was asked for.
        rows: The properties, in a fixed order.
        sources: The sources of all values, by id.
    """

    on: date
    things: tuple[Thing, ...]
    rows: tuple[Row, ...]
    sources: tuple[SourceNote, ...]

    def differences(self) -> Comparison:
        """The same with only those rows in which the things differ."""
        return Comparison(self.on, self.things, tuple(row for row in self.rows if row.differs), self.sources)

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain JSON values; these names are kept.

        Returns:
            ``on``; ``things``: ``id`` (compact), ``iri``, ``name``, ``parts`` (``role``, ``id``, ``iri``),
            ``past_runs`` (full IRIs); ``rows``: ``key``, ``label``, ``what``, ``differs``, ``cells``: ``known``,
            ``text``, ``values``: ``text``, ``term`` (as in SPARQL 1.1 JSON, null where it is worked out), ``of``
            (full IRIs), ``statements``, ``status``, ``inferred``, ``stated_on``, ``age_days`` (null for undated
            ones), ``conflict`` (null, or ``rule, kind, others, explanation``), ``claims`` (records as ``why`` gives
            them); ``sources``: ``iri, title, publishers, reliability, published, retrieved, url``.
        """
        return {
            "on": self.on.isoformat(),
            "things": [_thing(thing) for thing in self.things],
            "rows": [
                {
                    "key": row.key,
                    "label": row.label,
                    "what": dict(row.what),
                    "differs": row.differs,
                    "cells": [self._cell(cell) for cell in row.cells],
                }
                for row in self.rows
            ],
            "sources": [
                {
                    "iri": source.iri.value,
                    "title": source.title,
                    "publishers": list(source.publishers),
                    "reliability": source.reliability or None,
                    "published": source.published or None,
                    "retrieved": source.retrieved or None,
                    "url": source.url or None,
                }
                for source in self.sources
            ],
        }

    def _cell(self, cell: Cell) -> dict[str, Any]:
        text = "; ".join(value.text for value in cell.values)
        return {
            "known": bool(cell.values),
            "text": text or cell.note or "unknown",
            "values": [_value(value, self.on) for value in cell.values],
        }


def _thing(thing: Thing) -> dict[str, Any]:
    return {
        "id": compact(thing.iri),
        "iri": thing.iri.value,
        "name": thing.name,
        "parts": [{"role": part.role, "id": compact(part.iri), "iri": part.iri.value} for part in thing.parts],
        "past_runs": [run.value for run in thing.past],
    }


def _value(value: Value, on: date) -> dict[str, Any]:
    return {
        "text": value.text,
        "term": None if value.term is None else term_json(value.term),
        "of": [part.iri.value for part in value.parts],
        "statements": [
            {"subject": subject.value, "predicate": predicate.value, "object": term_json(term)}
            for subject, predicate, term in value.statements
        ],
        "status": value.status,
        "inferred": value.inferred,
        "stated_on": value.stated_on,
        "age_days": None if value.stated_on is None else age_in_days(value.stated_on, on),
        "conflict": None
        if value.conflict is None
        else {
            "rule": value.conflict.rule,
            "kind": value.conflict.kind,
            "others": [other.value for other in value.conflict.values[1:] if not other.agrees],
            "explanation": explain(value.conflict),
        },
        "claims": as_records(value.claims),
    }
