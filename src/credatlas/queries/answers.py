"""Comparing an answer with the rows that the author of the query wrote down."""

from __future__ import annotations

from collections import Counter

from ..results import Table
from ..terms import show
from .model import Query

Cells = tuple[tuple[str, str], ...]


def readable_rows(table: Table) -> list[dict[str, str]]:
    """The rows as people write them: compact names and bare text, unbound cells left out."""
    return [{name: show(term) for name, term in row.items() if term is not None} for row in table.to_dicts()]


def expected_diff(query: Query, table: Table) -> str:
    """How an answer differs from the expected rows; empty when it does not.

    Lines begin with ``-`` for an expected row that is missing, ``+`` for one that is not expected,
    a blank for one in place. Where only the order differs, that is said.

    Example of a diff::

        offerings-by-price: 1 expected row is missing, 1 row is not expected
        - offering = "offering:x"  price = "8500"
        + offering = "offering:x"  price = "9500"
    """
    columns = list(table.columns)
    wanted = [_cells(row, columns) for row in query.expected or ()]
    found = [_cells(row, columns) for row in readable_rows(table)]
    unknown = sorted({name for row in query.expected or () for name in row} - set(columns))
    if unknown:
        return f"{query.name}: the answer has no column {', '.join(unknown)}; it has {', '.join(columns)}"
    if wanted == found or (not query.ordered and Counter(wanted) == Counter(found)):
        return ""
    missing, surplus = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    if not missing and not surplus:
        head = f"{query.name}: the rows are right, their order is not (ordered = false lets any order pass)"
        return "\n".join([head, *_sequence(wanted, found)])
    head = f"{query.name}: {_count(missing, 'is missing', 'are missing', 'expected row')}, " + _count(
        surplus, "is not expected", "are not expected", "row"
    )
    return "\n".join([head, *(_sequence(wanted, found) if query.ordered else _multiset(missing, surplus))])


def _cells(row: dict[str, str], columns: list[str]) -> Cells:
    return tuple((name, row[name]) for name in columns if name in row)


def _count(rows: Counter[Cells], one: str, many: str, noun: str) -> str:
    number = rows.total()
    return f"{number} {noun} {one}" if number == 1 else f"{number} {noun}s {many}"


def _multiset(missing: Counter[Cells], surplus: Counter[Cells]) -> list[str]:
    return [_line("-", row) for row in missing.elements()] + [_line("+", row) for row in surplus.elements()]


def _sequence(wanted: list[Cells], found: list[Cells]) -> list[str]:
    import difflib

    lines: list[str] = []
    for step, start, end, other, last in difflib.SequenceMatcher(a=wanted, b=found, autojunk=False).get_opcodes():
        if step == "equal":
            lines += [_line(" ", row) for row in wanted[start:end]]
        else:
            lines += [_line("-", row) for row in wanted[start:end]]
            lines += [_line("+", row) for row in found[other:last]]
    return lines


def _line(mark: str, row: Cells) -> str:
    return f"{mark} " + ("  ".join(f'{name} = "{text}"' for name, text in row) or "(every column unbound)")
