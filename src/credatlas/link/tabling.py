"""Finding what a column of a table means: row by row, with four columns more."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO, Final

from ..errors import DataError, UsageError, did_you_mean
from .model import Proposal

COLUMNS: Final = ("match_id", "match_decision", "match_score", "match_reason")
_KINDS: Final = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
_PROGRESS: Final = 1_000  # rows
_REMEMBERED: Final = 20_000  # texts: tables name the same bodies again and again
_SHOWN: Final = 3  # candidates that a reason names
_OTHER_CODES: Final = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"), (b"PK\x03\x04", "a workbook or another zip"))

Matcher = Callable[[str], Proposal]


def matched_rows(
    table: Path, column: str, matcher: Matcher, *, say: Callable[[str], None] = lambda _: None
) -> Iterator[list[str]]:
    """The rows of a table with what was found for each, the header first; the table is read as a stream.

    Args:
        table: A file whose name ends in ``.csv``, ``.tsv`` or ``.tab``, in UTF-8, with a header.
        column: The name of the column that is looked up.
        matcher: Tells what a text means.
        say: Is told how far it is.

    Yields:
        The cells of a row and those of :data:`COLUMNS`: the ids of what is meant, joined by ``|`` and only where that
        is sure; the decision; the score of the best candidate; the reason, with the candidates that a person should
        see.

    Raises:
        DataError: The file is no such table; with the line.
        UsageError: There is no such column, or the table has a column of the names that are added.
    """
    look = lru_cache(maxsize=_REMEMBERED)(lambda text: cells_of(matcher(text)))
    with _opened(table) as file:
        rows = _rows(file, table)
        header = next(rows, [])
        place = _column(header, column, table)
        yield [*header, *COLUMNS]
        for number, row in enumerate(rows, start=1):
            yield [*row, *look(row[place])]
            if number % _PROGRESS == 0:
                say(f"{number:,} rows")


def cells_of(proposal: Proposal) -> tuple[str, str, str, str]:
    """What the added columns say of one text; see :func:`matched_rows`."""
    found = proposal.candidates
    sure = "|".join(one.record.id for one in found) if proposal.decision == "auto" else ""
    score = f"{max(one.score for one in found):.3g}" if found else ""
    reason = proposal.reason
    if proposal.decision == "review" and found:
        shown = "; ".join(_named(one.record.name, one.record.id, one.relation) for one in found[:_SHOWN])
        reason = f"{reason}: {shown}" + (f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else "")
    return sure, proposal.decision, score, " ".join(reason.split())


def _named(name: str, iri: str, relation: str) -> str:
    return f"{name} <{iri}>" + ("" if relation == "exact" else f" ({relation}er)")


def delimiter_of(table: Path, *, place: str = "FILE") -> str:
    """What parts the cells of a table, by the ending of its name.

    Raises:
        UsageError: The ending is another one.
    """
    kind = table.suffix.lower()
    if kind not in _KINDS:
        message = f"{table} ends neither in .csv nor in .tsv"
        raise UsageError(message, hint="save the table as CSV or as text with tabs", place=place)
    return _KINDS[kind]


def written(rows: Iterable[Sequence[str]], delimiter: str) -> Iterator[bytes]:
    """Rows as lines of a file, in UTF-8."""
    page = io.StringIO()
    writer = csv.writer(page, delimiter=delimiter, lineterminator="\r\n" if delimiter == "," else "\n")
    for row in rows:
        writer.writerow(row)
        yield page.getvalue().encode("utf-8", "replace")
        page.seek(0)
        page.truncate()


def _opened(table: Path) -> IO[str]:
    delimiter_of(table)
    try:
        with table.open("rb") as file:
            head = file.read(4)
        found = next((name for start, name in _OTHER_CODES if head.startswith(start)), "")
        if found:
            raise DataError(f"the file is {found}", hint="save it as CSV in UTF-8", place=str(table))
        return table.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise UsageError(f"{table} cannot be read: {error.strerror}", place="FILE") from error


def _rows(file: IO[str], table: Path) -> Iterator[list[str]]:
    """The rows with as many cells as the header; lines without any cell are passed over."""
    reader = csv.reader(file, delimiter=delimiter_of(table), strict=True)
    width = 0
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except UnicodeDecodeError as error:
            hint = "save it as UTF-8; spreadsheets offer “CSV UTF-8”"
            raise DataError(
                f"the file is not UTF-8: {error.reason}", hint=hint, place=f"{table}: from line {line}"
            ) from error
        except csv.Error as error:
            raise _broken(error, table, line) from error
        if row is None:
            return
        if not row:
            continue
        width = width or len(row)
        if len(row) != width:
            message = f"the row has {len(row)} cells where the header has {width}"
            hint = "put cells that hold a comma, a tab or a line end in quotation marks"
            raise DataError(message, hint=hint, place=f"{table}:{line}")
        yield row


def _broken(error: csv.Error, table: Path, line: int) -> DataError:
    message, hint = str(error), "double the quotation marks inside a cell, and close every cell that one opens"
    if "field limit" in message or "field larger" in message:
        message = f"a cell has more than {csv.field_size_limit():,} letters"
        hint = f"is a quotation mark left open? {hint}"
    elif "NUL" in message:
        hint = "the file is damaged, or no text"
    return DataError(f"the table cannot be read: {message}", hint=hint, place=f"{table}:{line}")


def _column(header: list[str], column: str, table: Path) -> int:
    if not header:
        raise DataError("the file is empty", hint="a table has a header and rows below it", place=str(table))
    taken = [name for name in COLUMNS if name in header]
    if taken:
        hint = "rename or remove them: the answers come in columns of these names"
        raise UsageError(f"the table has {' and '.join(taken)} already", hint=hint, place=str(table))
    if header.count(column) > 1:
        raise UsageError(f"{header.count(column)} columns are called {column}", hint="rename them", place="--column")
    if column not in header:
        hint = did_you_mean(column, header) or f"its columns are {', '.join(header[:20])}"
        if len(header) == 1 and ";" in header[0]:
            hint = "its cells are parted by semicolons: save it with commas, or with tabs as .tsv"
        raise UsageError(f"there is no column {column}", hint=hint, place="--column")
    return header.index(column)
