"""What makes a row of a table unfit, and cells that are no facts."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from ..errors import DataError
from .csvfiles import Line
from .mapping import Table
from .model import LeftOut, Spot
from .rows import Collected, is_plain

# what ingest itself calls things that rows speak of, see places.py; what a row offers or awards has a # in its key
_RESERVED: Final = re.compile(r"(?:city|country|journal|region):|.*#")


def key_fault(key: str, seen: Mapping[str, str], place: str) -> DataError | None:
    """Why a key cannot stand for a row or a source.

    Args:
        key: The cell.
        seen: The keys of all rows so far, each with the place of its row.
        place: Where it stands.

    Example:
        >>> print(key_fault("org-a", {"org-a": "organizations.csv:2"}, "events.csv:3 event_id").message)
        the key org-a stands in organizations.csv:2 already
    """
    if key.split() != [key]:
        return DataError(f"the key {key!r} is empty or has blanks", hint="give the row a key", place=place)
    if not is_plain(key):
        hint = "letters, digits, - and _ are safe everywhere"
        return DataError(f"the key {key!r} holds markup or control characters", hint=hint, place=place)
    if _RESERVED.match(key):
        hint = "a key may have no # and not begin with city:, country:, journal: or region:"
        return DataError(f"the key {key} has a form that ingest keeps for itself", hint=hint, place=place)
    if key in seen:
        hint = "a key means one thing: give the row another, or join the two"
        return DataError(f"the key {key} stands in {seen[key]} already", hint=hint, place=place)
    return None


def row_fault(table: Table, cells: Mapping[str, str], sources: Collection[str], place: str) -> DataError | None:
    """Why a row cannot come in at all: it lacks a name or a source, or its source is described nowhere.

    Args:
        table: How the table is read.
        cells: The cells of the row, as they were written.
        sources: The keys of the sources that the input describes or the atlas knows.
        place: The file and line of the row.
    """
    name, source = cells.get(table.name, ""), cells.get(table.source, "")
    if not name:
        return DataError("the row has no name", hint="give it one", place=f"{place} {table.name}")
    if not is_plain(name):
        message = "the name holds markup or control characters"
        return DataError(message, hint="write plain text", place=f"{place} {table.name}")
    if not source:
        hint = "every fact has a source: name one of the table of sources"
        return DataError("the row names no source", hint=hint, place=f"{place} {table.source}")
    if source not in sources:
        hint = "add its row to the table of sources, or correct the key"
        message = f"the source {source} could be found nowhere" if is_plain(source) else "this is the key of no source"
        return DataError(message, hint=hint, place=f"{place} {table.source}")
    return None


def fit_cells(table: Table, line: Line, out: Collected) -> dict[str, str]:
    """The cells that may become facts; those that may not are noted with the reason."""
    kept = dict(line.cells)
    if not is_plain("".join(kept.values())):  # else each of them is plain as well
        for column, text in line.cells.items():
            if not is_plain(text):
                reason = "holds markup or control characters: write plain text"
                out.left_out.append(_left(table, line, column, text, reason))
                kept[column] = ""
    guard = table.guard
    if guard is not None and kept.get(guard.column, "").startswith(guard.begins):
        for column in guard.columns:
            if kept.get(column):
                out.left_out.append(_left(table, line, column, kept[column], guard.reason))
                kept[column] = ""
    return kept


def _left(table: Table, line: Line, column: str, text: str, reason: str) -> LeftOut:
    return LeftOut(Spot(table.file, line.number, column), text, reason)
