"""The evidence of an answer as numbered notes under a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import NamedNode

from ..terms import compact, show
from .model import CellEvidence, ClaimView, RowEvidence, Step, Support, Triple


@dataclass(frozen=True, slots=True)
class Footnotes:
    """Notes, and which cells they belong to.

    Attributes:
        lines: One for each claim and passage, each chain, each statement of the vocabulary:
            ``[1] offering:x schema:offers 8500 USD — source:seed-000 "#fee", characters 673–696, …``.
        marks: For each row the numbers by column; a column without any is left out.
        computed: For each row the columns that are computed.
    """

    lines: tuple[str, ...]
    marks: tuple[Mapping[str, tuple[int, ...]], ...]
    computed: tuple[frozenset[str], ...]


def footnotes(rows: Iterable[RowEvidence], quotes: Mapping[NamedNode, str] | None = None) -> Footnotes:
    """The notes of an answer, numbered from 1 in the order in which the cells need them; none twice.

    Args:
        rows: The evidence of each row.
        quotes: The words of passages, to stand behind their claims.
    """
    words = quotes or {}
    numbers: dict[str, int] = {}
    marks: list[dict[str, tuple[int, ...]]] = []
    computed: list[frozenset[str]] = []
    for row in rows:
        cells: dict[str, tuple[int, ...]] = {}
        for cell in row.cells:
            notes = dict.fromkeys(numbers.setdefault(text, len(numbers) + 1) for text in _notes(cell, words))
            if notes:
                cells[cell.column] = tuple(notes)
        marks.append(cells)
        computed.append(frozenset(cell.column for cell in row.cells if cell.computed))
    lines = tuple(f"[{number}] {text}" for text, number in numbers.items())
    return Footnotes(lines, tuple(marks), tuple(computed))


def number_ranges(numbers: Collection[int]) -> str:
    """Numbers in few characters.

    Example:
        >>> number_ranges([9, 1, 2, 3, 5])
        '1–3,5,9'
    """
    parts = []
    # numbers in a row differ from their places by the same amount
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        parts.append(str(found[0]) if len(found) == 1 else f"{found[0]}–{found[-1]}")
    return ",".join(parts)


def claim_line(view: ClaimView) -> str:
    """A claim on one line: statement, source and place, date, method, and what contradicts it."""
    value = view.value if view.value != show(view.object) and "/id/value/" in str(view.object) else show(view.object)
    line = f"{compact(view.subject)} {compact(view.predicate)} {value} — {claim_place(view)}"
    if view.conflict is None:
        return line
    others = "; ".join(value.value for value in view.conflict.values if value.term != view.object)
    return f"{line}, conflict ({view.conflict.rule}): also {others}"


def claim_place(view: ClaimView) -> str:
    """Source, place in it, date, method: ``source:seed-000 "#fee", characters 640–691, stated 2025-04-15, stated``."""
    passage = view.passage.value.partition("#")[2]
    parts = [f'{compact(view.source)} "#{passage}"' if passage else compact(view.source)]
    if view.start is not None and view.end is not None:
        parts.append(f"characters {view.start}–{view.end}")
    parts.append(f"stated {view.stated_on}" if view.stated_on else "undated")
    parts.append(view.method if view.status == "asserted" else f"{view.method}, {view.status}")
    return ", ".join(parts)


def chain_lines(steps: Sequence[Step]) -> list[str]:
    """The steps of a chain, one line each, as a person reads them."""
    return [
        f"{_statement(step.conclusion)} — {step.plain} ({step.rule}): "
        + "; ".join(f"{_statement(premise.triple)} ({premise.kind})" for premise in step.premises)
        for step in steps
    ]


def _notes(cell: CellEvidence, quotes: Mapping[NamedNode, str]) -> list[str]:
    return [note for support in cell.supports for note in _support(support, quotes)]


def _support(support: Support, quotes: Mapping[NamedNode, str]) -> list[str]:
    if support.claims:
        return [_quoted(view, quotes) for view in support.claims]
    if support.chain:
        claims = [view for step in support.chain for premise in step.premises for view in premise.claims]
        return [*chain_lines(support.chain), *(_quoted(view, quotes) for view in claims)]
    return [f"{_statement(support.triple)} — {support.layer}"]


def _quoted(view: ClaimView, quotes: Mapping[NamedNode, str]) -> str:
    words = " ".join(quotes.get(view.passage, "").split())
    return f"{claim_line(view)}: “{words}”" if words else claim_line(view)


def _statement(triple: Triple) -> str:
    return " ".join(show(term) for term in triple)
