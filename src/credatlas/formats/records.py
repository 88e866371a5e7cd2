"""Lists of plain records in every format that can hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .choice import RECORD_FORMATS, refuse_unfitting
from .grid import Cell, grid_lines

Record = Mapping[str, Any]


def write_records(
    records: Sequence[Record],
    format: str,  # noqa: A002 - the name of the option on every surface
    *,
    columns: Sequence[str] | None = None,
    width: int | None = None,
    safe_cells: bool = False,
) -> bytes:
    """Plain records, such as ``why`` and ``conflicts`` give them, in one of :data:`RECORD_FORMATS`.

    ``json`` is one array, indented by two; ``jsonl`` one object per line. There lists and records
    inside records stay what they are. In ``csv`` and ``tsv`` they are JSON inside the cell, in
    ``table`` and ``markdown`` words: ``name: value, name: value; …``. ``None`` is an empty cell.

    Args:
        records: The records; a name that a record does not have counts as unknown.
        format: One of :data:`RECORD_FORMATS`.
        columns: Which names, in which order; without it all, in the order in which they first occur.
        width: The widest line of a ``table``, in columns of the terminal.
        safe_cells: ``csv``: put an apostrophe before what a spreadsheet would run as a formula.

    Returns:
        UTF-8; every line ends with a line feed, those of ``csv`` with carriage return and line feed.

    Raises:
        UsageError: There is no such format, or records cannot be written in it.
    """
    refuse_unfitting(format, RECORD_FORMATS, "a list of records")
    names = list(dict.fromkeys(name for record in records for name in record)) if columns is None else list(columns)
    if format in ("json", "jsonl"):
        return _json(records, None if columns is None else names, lines=format == "jsonl")
    rows = [[record.get(name) for name in names] for record in records]
    if format in ("csv", "tsv"):
        from .delimited import csv_bytes, tsv_bytes

        texts = [[_for_machines(value) for value in row] for row in rows]
        return tsv_bytes(names, texts) if format == "tsv" else csv_bytes(names, texts, safe=safe_cells)
    right = [place for place in range(len(names)) if _all_numbers([row[place] for row in rows])]
    cells = [[Cell(_for_people(value)) for value in row] for row in rows]
    if format == "markdown":
        from .pipes import pipe_table

        return pipe_table(names, cells, right=right)
    lines = grid_lines(names, cells, right=right, width=width)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _json(records: Sequence[Record], names: Sequence[str] | None, *, lines: bool) -> bytes:
    import json

    from .jsontext import plain_value

    kept = [record if names is None else {name: record.get(name) for name in names} for record in records]
    values = [plain_value(record) for record in kept]
    if lines:
        text = "".join(f"{json.dumps(value, ensure_ascii=False)}\n" for value in values)
    else:
        text = json.dumps(values, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "replace")


def _for_machines(value: Any) -> str:
    import json

    from .jsontext import plain_value

    plain = plain_value(value)
    if plain is None:
        return ""
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)


def _for_people(value: Any) -> str:
    from .jsontext import plain_value

    return _words(plain_value(value))


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_words(part)}" for name, part in value.items())
    return "; ".join(map(_words, value)) if isinstance(value, list) else str(value)


def _all_numbers(column: Sequence[Any]) -> bool:
    from decimal import Decimal

    known = [value for value in column if value is not None]
    return bool(known) and all(isinstance(value, int | float | Decimal) and value is not True for value in known)
