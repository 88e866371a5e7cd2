"""Evidence as plain records with stable names, for JSON and tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pyoxigraph import NamedNode

from ..results import Table
from ..terms import Term
from .claiming import plain_text
from .explaining import explain
from .model import CellEvidence, ClaimView, ConflictView, InferredView, IssueView, RowEvidence, Step, Triple


def as_records(
    views: Iterable[ClaimView | InferredView], quotes: Mapping[NamedNode, str] | None = None
) -> list[dict[str, Any]]:
    """One record for each claim and passage.

    Args:
        views: What :func:`~credatlas.evidence.why` gives.
        quotes: The words of passages (:func:`~credatlas.evidence.quoting.quotes`); each record then has ``text``,
            null where the words are not at hand.

    Returns:
        Records with ``subject, predicate, object, source, passage, start, end, stated_on, method,
        status, rank``: IRIs in full, values as plain text, offsets as numbers; ``start`` and
        ``end`` null where we hold no text. A fact that only follows by a rule has ``source`` and
        ``passage`` null, rank ``inferred`` and its ``chain`` besides.
    """
    records = []
    for view in views:
        if isinstance(view, ClaimView):
            quoted = {} if quotes is None else {"text": quotes.get(view.passage)}
            records.append({**_claim(view), **quoted})
        else:
            records.append(_inferred(view))
    return records


def _claim(view: ClaimView) -> dict[str, Any]:
    return {
        "subject": view.subject.value,
        "predicate": view.predicate.value,
        "object": view.value,
        "source": view.source.value,
        "passage": view.passage.value,
        "start": view.start,
        "end": view.end,
        "stated_on": view.stated_on,
        "method": view.method,
        "status": view.status,
        "rank": view.rank,
    }


def _inferred(view: InferredView) -> dict[str, Any]:
    missing = dict.fromkeys(("source", "passage", "start", "end", "stated_on"))
    return {
        **_statement((view.subject, view.predicate, view.object)),
        **missing,
        "method": view.steps[-1].rule if view.steps else "inferred",
        "status": "asserted",
        "rank": "inferred",
        "chain": chain_records(view.steps),
    }


def chain_records(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The steps of a chain: ``rule, plain, conclusion, premises``, each premise with ``kind`` and ``claims``."""
    return [
        {
            "rule": step.rule,
            "plain": step.plain,
            "conclusion": _statement(step.conclusion),
            "premises": [
                {**_statement(premise.triple), "kind": premise.kind, "claims": as_records(premise.claims)}
                for premise in step.premises
            ],
        }
        for step in steps
    ]


def conflict_records(views: Iterable[ConflictView]) -> list[dict[str, Any]]:
    """Contradictions as records: ``subject, property, key, kind, shown, rule, values`` and ``explanation``.

    Each of ``values`` has ``value``, the plain text, and ``sources``, full IRIs.
    """
    return [
        {
            "subject": view.subject.value,
            "property": view.property.value,
            "key": view.key,
            "kind": view.kind,
            "shown": view.shown,
            "rule": view.rule,
            "values": [
                {"value": value.value, "sources": [source.iri.value for source in value.sources]}
                for value in view.values
            ],
            "explanation": explain(view),
        }
        for view in views
    ]


def issue_records(views: Iterable[IssueView]) -> list[dict[str, Any]]:
    """Recorded issues in the form of contradictions, so that one list holds both.

    Returns:
        Records with the fields of :func:`conflict_records`: ``kind`` is ``data-issue``, ``rule`` the shape
        that finds it (full IRI), ``explanation`` its reason; ``property``, ``shown`` null, ``values`` empty.
        Besides, ``issue`` (full IRI), ``status`` and ``value``, the value in question or null.
    """
    return [
        {
            "subject": view.subject.value,
            "property": None,
            "key": "",
            "kind": "data-issue",
            "shown": None,
            "rule": None if view.shape is None else view.shape.value,
            "values": [],
            "explanation": view.reason,
            "issue": view.iri.value,
            "status": view.status,
            "value": None if view.value is None else plain_text(view.value, {}),
        }
        for view in views
    ]


def evidence_document(
    table: Table, rows: Sequence[RowEvidence], quotes: Mapping[NamedNode, str] | None = None
) -> dict[str, Any]:
    """An answer with its evidence, as ``query --evidence --format json`` prints it.

    Args:
        table: The answer.
        rows: Its evidence.
        quotes: As for :func:`as_records`.

    Returns:
        ``results``: the answer in SPARQL 1.1 JSON; ``evidence``: for each row and column
        ``computed``, ``claims`` (records as :func:`as_records` gives them), ``chain`` (the steps
        behind inferred statements) and ``vocabulary`` (statements of the ontology).
    """
    return {
        "results": json.loads(table.json),
        "evidence": [{cell.column: _cell(cell, quotes) for cell in row.cells} for row in rows],
    }


def _cell(cell: CellEvidence, quotes: Mapping[NamedNode, str] | None) -> dict[str, Any]:
    return {
        "computed": cell.computed,
        "claims": as_records(cell.claims(), quotes),
        "chain": chain_records([step for support in cell.supports for step in support.chain]),
        "vocabulary": [_statement(support.triple) for support in cell.supports if support.layer == "vocabulary"],
    }


def _statement(triple: Triple) -> dict[str, str]:
    subject, predicate, value = triple
    return {"subject": subject.value, "predicate": predicate.value, "object": _text(value)}


def _text(term: Term) -> str:
    return plain_text(term, {})
